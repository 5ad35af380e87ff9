"""Counts of what a generation holds: for ``rolegraph info`` and the home page."""

from __future__ import annotations

from types import MappingProxyType

import pyoxigraph

from rolegraph.graph.namespaces import sparql_prologue

COUNTED: MappingProxyType[str, str] = MappingProxyType(
    {
        "pages": "?x a prov:Entity ; rg:checksum ?sum",
        "profiles": "?x a rg:RoleProfile",
        "roles": "?x a rg:Role",
        "skills": "?x a rg:Skill",
        "countries": "?x a schema:Country ; skos:notation ?code",
        "experience bands": "?x a rg:ExperienceBand",
        "salary observations": "?x a qb:Observation",
    }
)
"""What is counted, with the pattern that its things fit."""


def counts(store: pyoxigraph.Store) -> dict[str, int]:
    """How many things of each kind of ``COUNTED`` the store holds."""
    return {name: _count(store, pattern) for name, pattern in COUNTED.items()}


def _count(store: pyoxigraph.Store, pattern: str) -> int:
    query = f"{sparql_prologue()} SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}"
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return int(next(solutions)["n"].value)
