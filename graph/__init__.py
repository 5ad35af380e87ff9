"""rolegraph.graph: from role pages to a validated graph, without HTTP.

``open_store`` asks a store; :func:`rolegraph.graph.ingest.load.load` fills one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolegraph.graph.client import RoleGraph, Rows, open_store

__all__ = ["RoleGraph", "Rows", "open_store"]


def __getattr__(name: str) -> Any:
    """The client is imported when it is first asked for (PEP 562): child processes never do."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from rolegraph.graph import client

    return getattr(client, name)
