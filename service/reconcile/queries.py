"""Reconciliation queries [4.1]: from JSON to what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rolegraph.graph.search.index import Wanted
from rolegraph.graph.search.properties import PROPERTIES, Property
from rolegraph.service.errors import BadRequest, TooLarge
from rolegraph.service.reconcile.reading import Members, count, listed, members, parsed, text
from rolegraph.service.reconcile.types import EVERY_KIND, kinds_of

BATCH = 100
"""Queries in one batch."""
_DEFAULT_LIMIT, MOST = 10, 50
_MOST_PROPERTIES, _MOST_VALUES, _MOST_TYPES = 20, 50, 20
_MEMBERS = ("query", "type", "limit", "properties", "type_strict")
_STRICT = ("any", "all", "should")
Value = str | float | bool
"""A value of a property as it is given; of an entity its identifier, see :class:`Condition`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A property with values of which a candidate should have one; ``entities`` are identifiers."""

    property: Property
    values: tuple[Value, ...]
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One query; ``text`` "" where it has only properties, or nothing was in the cell.

    ``wanted`` are the kinds that a candidate must be of, ``preferred`` those that it should be of.
    """

    text: str
    wanted: Wanted
    preferred: frozenset[str] | None
    limit: int
    conditions: tuple[Condition, ...]


def read(given: str) -> dict[str, Query]:
    """The queries of a batch by their names. Raises :class:`BadRequest` and :class:`TooLarge`."""
    batch = parsed(given, "queries")
    if len(batch) > BATCH:
        raise TooLarge(f"the batch has {len(batch)} queries: send at most {BATCH} at once")
    return {
        name: _query(members(query, f"query {name!r}"), f"query {name!r}") for name, query in batch.items()
    }


def _query(given: Members, place: str) -> Query:
    unknown = [name for name in given if name not in _MEMBERS]
    if unknown:
        raise BadRequest(f"{place} has a member {unknown[0][:40]!r}: a query has {', '.join(_MEMBERS)}")
    sought = text(given["query"], f"query of {place}") if "query" in given else ""
    conditions = _conditions(given.get("properties"), place)
    if "query" not in given and not conditions:
        raise BadRequest(f"{place} asks for nothing: give it 'query' or 'properties'")
    wanted, preferred = _types(given, place)
    limit = count(given.get("limit"), f"limit of {place}", _DEFAULT_LIMIT, MOST)
    return Query(sought, Wanted(wanted), preferred, limit, conditions)


def _types(given: Members, place: str) -> tuple[frozenset[str], frozenset[str] | None]:
    """The kinds that candidates must be of, and those they should be of: ``type_strict`` tells which."""
    strict = given.get("type_strict", "any")
    if strict not in _STRICT:
        raise BadRequest(f"type_strict of {place} must be one of {', '.join(_STRICT)}")
    asked = given.get("type") or []
    types = [asked] if isinstance(asked, str) else listed(asked, f"type of {place}", _MOST_TYPES)
    each = [kinds_of([text(one, f"type of {place}")]) for one in types]
    if not each:
        return EVERY_KIND, None
    if strict == "all":
        return frozenset.intersection(*each), None
    either = frozenset.union(*each)
    return (EVERY_KIND, either) if strict == "should" else (either, None)


def _conditions(given: Any, place: str) -> tuple[Condition, ...]:
    entries = listed([] if given is None else given, f"properties of {place}", _MOST_PROPERTIES)
    return tuple(
        _condition(members(entry, f"property {number} of {place}"), f"property {number} of {place}")
        for number, entry in enumerate(entries, 1)
    )


def _condition(given: Members, place: str) -> Condition:
    wanted = property_of(text(given.get("pid"), f"pid of {place}"))
    if "v" not in given:
        raise BadRequest(f"{place} has no value 'v'")
    values = given["v"] if isinstance(given["v"], list) else [given["v"]]
    plain: list[Value] = []
    entities: list[str] = []
    for value in listed(values, f"v of {place}", _MOST_VALUES):
        if isinstance(value, dict):
            entities.append(text(value.get("id"), f"id of v of {place}"))
        elif isinstance(value, bool | int | float):
            plain.append(value)
        elif value is not None:  # an empty cell
            plain.append(text(value, f"v of {place}"))
    return Condition(wanted, tuple(plain), tuple(entities))


def property_of(key: str) -> Property:
    """The property with an identifier. Raises :class:`BadRequest`."""
    if key not in PROPERTIES:
        raise BadRequest(f"there is no property {key[:60]!r}: the properties are {', '.join(PROPERTIES)}")
    return PROPERTIES[key]
