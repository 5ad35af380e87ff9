"""The embedded store: generations on disk, copy-on-write, read by processes that can be killed."""

from rolegraph.graph.store.generations import (
    DEFAULT_BASE,
    Generation,
    Lease,
    OpenGeneration,
    current_generation,
    generations,
    read_current,
    require_base,
    store_base,
)
from rolegraph.graph.store.writing import Candidate, create_store, writing

__all__ = [
    "DEFAULT_BASE",
    "Candidate",
    "Generation",
    "Lease",
    "OpenGeneration",
    "create_store",
    "current_generation",
    "generations",
    "read_current",
    "require_base",
    "store_base",
    "writing",
]
