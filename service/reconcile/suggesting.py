"""Suggestions of entities, types and properties [6], and the flyouts that show one of them."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from rolegraph.graph.search.folding import fold
from rolegraph.graph.search.index import SearchIndex, Wanted
from rolegraph.graph.search.properties import PROPERTIES
from rolegraph.graph.search.things import Thing
from rolegraph.service.errors import NothingSaid
from rolegraph.service.reconcile.queries import property_of
from rolegraph.service.reconcile.types import EVERY_KIND, TITLES, described, kinds_of, title, types_of

AT_ONCE = 10
FARTHEST = 200
"""Suggestions that can be skipped at most."""


def entities(index: SearchIndex, prefix: str, types: list[str], skipped: int) -> list[dict[str, Any]]:
    """Things of some types (all where none are given) whose name begins like that."""
    wanted = Wanted(kinds_of(types) if types else EVERY_KIND)
    hits = index.suggest(prefix, wanted, AT_ONCE, skipped)
    return [_entity(hit.thing) for hit in hits]


def _entity(thing: Thing) -> dict[str, Any]:
    about = {"description": thing.about} if thing.about else {}
    return {"id": thing.iri, "name": thing.name()[0], **about, "notable": types_of(thing.kind)}


def types(prefix: str, skipped: int) -> list[dict[str, Any]]:
    """Types whose identifier or name begins like that, or has such a word."""
    return _part([described(key) for key, name in TITLES.items() if _fits(prefix, key, name)], skipped)


def properties(prefix: str, skipped: int) -> list[dict[str, Any]]:
    """Properties, likewise."""
    found = [one for one in PROPERTIES.values() if _fits(prefix, one.key, one.title)]
    return _part([{"id": one.key, "name": one.title} for one in found], skipped)


def _fits(prefix: str, key: str, name: str) -> bool:
    sought = fold(prefix)
    words = f" {fold(key)} {fold(name)}"
    return not prefix.strip() or (bool(sought) and f" {sought}" in words)


def _part(every: list[dict[str, Any]], skipped: int) -> list[dict[str, Any]]:
    return every[skipped : skipped + AT_ONCE]


def proposed(type_key: str, limit: int) -> list[dict[str, str]]:
    """The properties that things of a type have, as a data extension may ask for them."""
    kinds = kinds_of([type_key]) if type_key else EVERY_KIND
    found = [one for one in PROPERTIES.values() if kinds & set(one.kinds)]
    return [{"id": one.key, "name": one.title} for one in found[:limit]]


def about_thing(index: SearchIndex, iri: str) -> str:
    """A little HTML about a thing. Raises :class:`NothingSaid`."""
    thing = thing_of(index, iri)
    return _html(thing.name()[0], title(thing.kind), thing.about)


def about_type(key: str) -> str:
    """The same about a type. Raises :class:`BadRequest`."""
    kinds_of([key])
    return _html(TITLES[key], key, "")


def about_property(key: str) -> str:
    """The same about a property. Raises :class:`BadRequest`."""
    return _html(property_of(key).title, key, "")


def thing_of(index: SearchIndex, iri: str) -> Thing:
    """The thing with an identifier. Raises :class:`NothingSaid`."""
    thing = index.thing(iri)
    if thing is None:
        raise NothingSaid(f"there is nothing with the identifier {iri[:200]!r}")
    return thing


def _html(name: str, kind: str, about: str) -> str:
    text = Markup("<p>{}</p>").format(about) if about else Markup()
    return str(Markup("<p><strong>{}</strong><br>{}</p>").format(escape(name), escape(kind)) + text)
