"""A description in the format asked for, from the generation that is current."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import NamedTuple

from flask import Response, render_template, request
from markupsafe import Markup

from rolegraph.graph.store.cache import Key
from rolegraph.graph.store.descriptions import MOST_POINTING, PAGE, Describer, Wanted
from rolegraph.service import logs
from rolegraph.service.delivery import unchanged, validators
from rolegraph.service.errors import BadRequest, NothingSaid
from rolegraph.service.linked.addresses import FORMATS, outside
from rolegraph.service.linked.as_csv import as_csv
from rolegraph.service.linked.as_json import as_json
from rolegraph.service.linked.building import Builder
from rolegraph.service.linked.dates import is_unmodified
from rolegraph.service.linked.languages import preferred
from rolegraph.service.linked.links import Links, around, headers
from rolegraph.service.linked.structured import structured
from rolegraph.service.linked.view import Term, Thing
from rolegraph.service.negotiation import GRAPH_FORMATS, Offer
from rolegraph.service.negotiation import PAGE as FOR_PEOPLE
from rolegraph.service.parts import parts

_SHOWN = ("html", "json", "csv")
"""Formats with labels in the reader's language; the others are RDF, which has all of them."""
_NAMES = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
    "json": "JSON",
    "csv": "CSV",
}
_LAST_PAGE = MOST_POINTING // PAGE
_VERSION = version("rolegraph")
Check = Callable[[Describer], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page, JSON or a table follows from, beside the generation: all that its entity tag tells."""

    iri: str
    form: str
    page: int
    languages: tuple[str, ...]
    software: str = _VERSION


class _Found(NamedTuple):
    """What was found: finished RDF, or what is to be shown."""

    made: bytes | Thing
    pointed: int
    licenses: tuple[str, ...]
    schema_org: Markup = Markup("")


def page_number(given: str | None) -> int:
    """The page that a parameter names. Raises :class:`BadRequest` for what is no page."""
    if not given:
        return 1
    if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) <= _LAST_PAGE):
        raise BadRequest(f"page must be a number from 1 to {_LAST_PAGE}, not {given[:20]!r}")
    return int(given)


def respond(links: Links, offer: Offer, page: int, check: Check) -> Response:
    """The description, or 304; ``check`` raises what is to be answered instead.

    Raises :class:`NothingSaid`, :class:`AnswerTooLarge` and :class:`Inexpressible`.
    """
    is_shown = offer.key in _SHOWN
    languages = preferred(request.headers.get("Accept-Language")) if is_shown else ()
    wanted = (
        Shown(links.iri, offer.key, page, languages)
        if is_shown
        else Wanted(links.iri, GRAPH_FORMATS[offer.key], page)
    )
    response = _unchanged(wanted)
    if response is None:
        response = _made(links, offer, page, check, wanted)
    if is_shown:
        response.vary.add("Accept-Language")
    return response


def _unchanged(wanted: Shown | Wanted) -> Response | None:
    if not {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"} & request.environ.keys():
        return None
    generation = parts().queries.generation()
    etag = Key.of(generation, True, wanted).etag()
    if response := unchanged(etag, request.environ):
        return response
    if is_unmodified(generation, request.environ):
        return Response(status=304, headers=validators(etag))
    return None


def _made(links: Links, offer: Offer, page: int, check: Check, wanted: Shown | Wanted) -> Response:
    def work(describer: Describer) -> _Found:
        check(describer)
        said = describer.look(links.iri, page)
        if said.is_nothing:
            raise NothingSaid(f"the graph says nothing of {links.iri}")
        licenses = describer.licenses(said.graphs)
        if isinstance(wanted, Wanted):
            return _Found(describer.serialise(said, wanted.graph_format), said.pointed, licenses)
        builder = Builder(describer, links.addresses, wanted.languages)
        script = structured(describer, said) if offer == FOR_PEOPLE else Markup("")
        return _Found(builder.thing(said, page), said.pointed, licenses, script)

    generation, found = parts().queries.look(work)
    logs.current().facts["generation"] = generation.number
    body = found.made if isinstance(found.made, bytes) else _shown(found.made, offer, links, found)
    etag = Key.of(generation, True, wanted).etag()
    response = Response(body, content_type=offer.sent)
    for name, value in headers(links, generation, etag, page, found.pointed, found.licenses):
        response.headers[name] = value
    return response


def _shown(thing: Thing, offer: Offer, links: Links, found: _Found) -> bytes:
    turns = {rel: links.turn(one) for rel, one in around(thing.page, thing.pages).items()}
    if offer.key == "json":
        return as_json(thing, turns.get("prev", ""), turns.get("next", ""))
    if offer.key == "csv":
        return as_csv(thing)
    page = render_template(
        "thing.html",
        thing=thing,
        links=links,
        canonical=links.canonical(thing.page),
        formats=[(one, links.form(one, thing.page)) for one in FORMATS],
        names=_NAMES,
        turns=turns,
        licenses=[Term("iri", one, one, outside=outside(one)) for one in found.licenses],
        schema_org=found.schema_org,
    )
    return page.encode()
