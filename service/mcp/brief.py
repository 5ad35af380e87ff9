"""Answers as JSON that a model can take in: the members of ``as_json``, long lists cut and counted."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from rolegraph.graph.paths.answers import Answer
from rolegraph.graph.paths.formats.as_json import as_data

CUT = frozenset({"held", "missing", "shared", "versions", "met", "sources", "iris", "observations"})
"""Members that are cut where they are lists; in a fixed order, what weighs most first."""
LEFT_OUT = "left_out"
"""The member that says, by the name of a list beside it, how many of its entries were cut off."""
_QUERY = "query"
Json = dict[str, Any]


def brief(answer: Answer, statements: int, listed: int) -> Json:
    """An answer with ``listed`` entries of each list of ``CUT`` and ``statements`` of each evidence.

    Without statements it has no queries that would give them either.
    """
    found = _cut(as_data(answer, statements), listed, keep_query=statements > 0)
    assert isinstance(found, dict)
    return found


def _cut(value: Any, listed: int, *, keep_query: bool) -> Any:
    if isinstance(value, list):
        return [_cut(one, listed, keep_query=keep_query) for one in value]
    if not isinstance(value, dict):
        return value
    long = {name: len(one) - listed for name, one in value.items() if _is_long(name, one, listed)}
    kept = {
        name: _cut(one[:listed] if name in long else one, listed, keep_query=keep_query)
        for name, one in value.items()
        if keep_query or name != _QUERY
    }
    return {**kept, LEFT_OUT: long} if long else kept


def _is_long(name: str, value: Any, listed: int) -> bool:
    return name in CUT and isinstance(value, list) and len(value) > listed


def brief_schemas(schemas: Mapping[str, Json]) -> dict[str, Json]:
    """The schemas of whole answers, by name, as those of brief ones."""
    made = copy.deepcopy(dict(schemas))
    for schema in made.values():
        properties = schema.get("properties", {})
        if lists := sorted(CUT & properties.keys()):
            counts = {name: {"type": "integer", "minimum": 1} for name in lists}
            about = "How many entries of the lists beside it were cut off, by name."
            properties[LEFT_OUT] = {"type": "object", "description": about, "properties": counts}
        if _QUERY in properties:
            schema["required"] = [name for name in schema["required"] if name != _QUERY]
    return made
