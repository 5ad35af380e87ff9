"""Every artefact, once: the module whose ``ARTEFACT`` it is, in the order in which they are built."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType

from rolegraph.graph.derived.artefact import Artefact

ARTEFACTS: MappingProxyType[str, str] = MappingProxyType(
    {
        "skill-space": "rolegraph.graph.paths.artefact",
        "search-index": "rolegraph.graph.search.artefact",
        "statistics": "rolegraph.graph.catalogue.statistics_artefact",
        "sitemap": "rolegraph.graph.catalogue.sitemap",
    }
)
"""By name. The modules are imported when they are needed: most processes need none of them."""

SPACE = "skill-space"
"""The artefact that the derived graphs are made from."""
GRAPHS = "graphs"
"""The name under which the derived graphs are built, after all artefacts."""
GRAPHS_LAYOUT = 1
"""The version of the derived graphs: raised when what they say of the same data changes."""

NAMES = (*ARTEFACTS, GRAPHS)
"""Everything that can be built."""


def artefact(module: str) -> Artefact:
    """The artefact of a module of ``ARTEFACTS``."""
    found: Artefact = import_module(module).ARTEFACT
    return found
