"""Writes of clients: SPARQL updates and graph-store writes, validated, published whole or not at all."""

from rolegraph.graph.writes.contract import (
    BadPayload,
    Condition,
    ConditionFailed,
    GraphMissing,
    GraphProtected,
    PayloadTooLarge,
    ShapesViolated,
    WriteLimits,
    Written,
)
from rolegraph.graph.writes.protected import is_loader_graph
from rolegraph.graph.writes.writer import Writer

__all__ = [
    "BadPayload",
    "Condition",
    "ConditionFailed",
    "GraphMissing",
    "GraphProtected",
    "PayloadTooLarge",
    "ShapesViolated",
    "WriteLimits",
    "Writer",
    "Written",
    "is_loader_graph",
]
