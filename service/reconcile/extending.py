"""Data extension [7]: values of properties for things that were matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pyoxigraph import Literal, NamedNode

from rolegraph.graph.namespaces import XSD
from rolegraph.graph.search.index import SearchIndex
from rolegraph.graph.search.properties import Looking, Node, Property
from rolegraph.graph.search.things import is_within
from rolegraph.service.errors import TooLarge
from rolegraph.service.reconcile.queries import property_of
from rolegraph.service.reconcile.reading import count, listed, members, parsed, text
from rolegraph.service.search_questions import language

_MOST_THINGS, _MOST_PROPERTIES, _MOST_CELLS = 1000, 50, 2500
_DEFAULT_VALUES, _MOST_VALUES = 10, 100
_LOOKED_AT = 1000
_INTEGER = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "gYear"))
_NUMBER = frozenset(XSD + name for name in ("decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Column:
    """A property that is asked for: at most ``limit`` values, texts in ``language`` ("" for any)."""

    property: Property
    limit: int
    language: str


@dataclass(frozen=True, slots=True)
class Extension:
    """Columns for things."""

    things: tuple[str, ...]
    columns: tuple[Column, ...]


def read(given: str) -> Extension:
    """What is asked for. Raises :class:`BadRequest` and :class:`TooLarge`."""
    asked = parsed(given, "extend")
    ids = listed(asked.get("ids"), "ids of extend", _MOST_THINGS)
    things = tuple(text(one, f"id {number} of extend") for number, one in enumerate(ids, 1))
    entries = listed(asked.get("properties"), "properties of extend", _MOST_PROPERTIES)
    columns = tuple(_column(one, f"property {number} of extend") for number, one in enumerate(entries, 1))
    if len(things) * len(columns) > _MOST_CELLS:
        raise TooLarge(
            f"{len(things)} things with {len(columns)} properties: ask for {_MOST_CELLS} cells at once"
        )
    return Extension(things, columns)


def _column(given: Any, place: str) -> Column:
    entry = members(given, place)
    settings = members({} if entry.get("settings") is None else entry["settings"], f"settings of {place}")
    limit = settings.get("limit")
    if isinstance(limit, str) and limit.isascii() and limit.isdigit():  # a form has texts only
        limit = int(limit[:9])
    most = count(limit or None, f"limit of {place}", _DEFAULT_VALUES, _MOST_VALUES)
    tag = language(text(settings.get("lang") or "", f"lang of {place}"), f"lang of {place}")
    return Column(property_of(text(entry.get("id"), f"id of {place}")), most, tag)


def extended(asked: Extension, index: SearchIndex, looking: Looking) -> dict[str, Any]:
    """The answer: what the columns are, and a row for each thing. Raises :class:`TooMuch`."""
    return {
        "meta": [{"id": one.property.key, "name": one.property.title} for one in asked.columns],
        "rows": {iri: _row(iri, asked.columns, index, looking) for iri in asked.things},
    }


def _row(iri: str, columns: Iterable[Column], index: SearchIndex, looking: Looking) -> dict[str, Any]:
    thing = index.thing(iri)
    if thing is None:
        return {column.property.key: [] for column in columns}
    return {column.property.key: _values(thing.iri, column, index, looking) for column in columns}


def _values(iri: str, column: Column, index: SearchIndex, looking: Looking) -> list[dict[str, Any]]:
    found = looking.values(iri, column.property, _LOOKED_AT)
    told = (_told(node, column, index) for node in found)
    return [value for value in told if value][: column.limit]


def _told(node: Node, column: Column, index: SearchIndex) -> dict[str, Any] | None:
    """A value as an object of the API; ``None`` for what is not asked for."""
    if isinstance(node, NamedNode):
        thing = index.thing(node.value) if column.property.of else None
        wanted = thing is not None and thing.kind in (column.property.of or ())
        return {"id": thing.iri, "name": thing.name(column.language)[0]} if thing and wanted else None
    if column.property.of is not None or _is_other(node, column.language):
        return None
    return _number(node) or {"str": node.value}


def _is_other(node: Literal, language: str) -> bool:
    """Whether a text is in a language that is not asked for."""
    return bool(language and node.language and not is_within(node.language, language))


def _number(node: Literal) -> dict[str, Any] | None:
    try:
        if node.datatype.value in _INTEGER:
            return {"int": int(node.value)}
        if node.datatype.value in _NUMBER:
            value = Decimal(node.value)
            return {"float": float(value)} if value.is_finite() else None
    except (ValueError, InvalidOperation):
        pass
    return None
