"""SHACL validation of page graphs: batches of triples in, a sorted report out."""

from __future__ import annotations

from rolegraph.graph.validation.engine import Validator
from rolegraph.graph.validation.report import Report, Result, Severity
from rolegraph.graph.validation.shapes import shapes_graph

__all__ = ["Report", "Result", "Severity", "Validator", "shapes_graph"]
