"""The addresses of the Reconciliation Service API, below ``/reconcile``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request

from rolegraph.graph.derived.made import Made
from rolegraph.graph.search.properties import Looking
from rolegraph.graph.store import Generation, read_current
from rolegraph.service.auth import require
from rolegraph.service.delivery import unchanged, validators
from rolegraph.service.errors import BadRequest, UnsupportedMediaType
from rolegraph.service.linked.addresses import Addresses
from rolegraph.service.negotiation import PAGE, media_type
from rolegraph.service.parameters import Parameters, decoded, single
from rolegraph.service.parts import parts
from rolegraph.service.protocol import FORM
from rolegraph.service.reconcile import extending, queries, suggesting
from rolegraph.service.reconcile.answering import Answering
from rolegraph.service.reconcile.manifest import manifest
from rolegraph.service.reconcile.types import title
from rolegraph.service.search import as_json, index_of_now, tag
from rolegraph.service.search_answers import link_to
from rolegraph.service.search_questions import needed, number, text
from rolegraph.service.uploads import body

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile")
_OPERATIONS = ("queries", "extend")
_FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors *"
)
"""A preview is shown in a frame of whoever matches; nothing else of the service may be."""


@blueprint.route("", methods=["GET", "POST"])
def reconcile() -> Response:
    """The manifest; a batch of queries as ``queries``; values of properties as ``extend`` [3.1, 4.3, 7.3]."""
    require("read")
    parameters = decoded(request.query_string)
    if request.method == "POST":
        parameters = parameters + _posted()
    given = {name: single(parameters, name) for name in _OPERATIONS}
    if all(value is None for value in given.values()):
        if request.method == "POST":
            raise BadRequest("there is nothing to answer: send 'queries' or 'extend' as a form")
        return _told(manifest(_base()))
    if all(value is not None for value in given.values()):
        raise BadRequest("a request has 'queries' or 'extend', not both")
    if given["extend"] is not None:
        return _extended(given["extend"])
    return _matched(given["queries"] or "")


@blueprint.get("/suggest/entity")
def suggest_entity() -> Response:
    """Things whose name begins with ``prefix``, of the types ``type``; ``cursor`` are skipped [6.2]."""
    parameters, prefix, skipped = _completing()
    types = [value for name, value in parameters if name == "type" and value]
    made, index = index_of_now()
    found = suggesting.entities(index, prefix, types, skipped)
    return _kept({"result": found}, made, ["entity", prefix, *types, "", str(skipped)])


@blueprint.get("/suggest/type")
def suggest_type() -> Response:
    """Types that begin with ``prefix``."""
    _, prefix, skipped = _completing()
    return _told({"result": suggesting.types(prefix, skipped)})


@blueprint.get("/suggest/property")
def suggest_property() -> Response:
    """Properties that begin with ``prefix``."""
    _, prefix, skipped = _completing()
    return _told({"result": suggesting.properties(prefix, skipped)})


@blueprint.get("/flyout/entity")
def flyout_entity() -> Response:
    """A little HTML about the thing ``id``, in JSON [6.5]."""
    key = _identifier()
    made, index = index_of_now()
    return _kept({"id": key, "html": suggesting.about_thing(index, key)}, made, ["flyout", key])


@blueprint.get("/flyout/type")
def flyout_type() -> Response:
    """The same about a type."""
    key = _identifier()
    return _told({"id": key, "html": suggesting.about_type(key)})


@blueprint.get("/flyout/property")
def flyout_property() -> Response:
    """The same about a property."""
    key = _identifier()
    return _told({"id": key, "html": suggesting.about_property(key)})


@blueprint.get("/properties")
def properties() -> Response:
    """The properties that things of a ``type`` have, at most ``limit`` [7.2]."""
    require("read")
    parameters = decoded(request.query_string)
    kind, given = text(parameters, "type") or "", single(parameters, "limit")
    limit = number(given, "limit", suggesting.FARTHEST, suggesting.FARTHEST)
    answer: dict[str, Any] = {"type": kind, "properties": suggesting.proposed(kind, limit)}
    return _told({**answer, **({"limit": limit} if given else {})})


@blueprint.get("/preview")
def preview() -> Response:
    """A page about ``id`` that other sites may show in a frame [5]."""
    key = _identifier()
    made, index = index_of_now()
    etag = tag(made, ["preview", key])
    if response := unchanged(etag, request.environ):
        return response
    thing = suggesting.thing_of(index, key)
    others = sorted({label for label in thing.names.values() if label != thing.name()[0]})
    page = render_template(
        "preview.html",
        thing=thing,
        kind=title(thing.kind),
        others=others[:5],
        link=link_to(thing.iri, Addresses(_base(), "../")),
    )
    framed = {"Content-Security-Policy": _FRAMED, **validators(etag)}
    return Response(page, content_type=PAGE.sent, headers=framed)


def _completing() -> tuple[Parameters, str, int]:
    """The parameters of a suggestion, what it begins with, and how many are to be skipped."""
    require("read")
    parameters = decoded(request.query_string)
    return parameters, needed(parameters, "prefix"), _cursor(parameters)


def _identifier() -> str:
    require("read")
    return needed(decoded(request.query_string), "id")


def _posted() -> Parameters:
    """The parameters of a form. Raises :class:`UnsupportedMediaType`."""
    kind, _ = media_type(request.headers.get("Content-Type", ""))
    if kind != FORM:
        raise UnsupportedMediaType(f"this address takes {FORM}", {"Accept-Post": FORM})
    return decoded(body(request, parts().settings.query_size << 10))


def _matched(given: str) -> Response:
    batch = queries.read(given)
    made, index = index_of_now()
    with read_current(parts().queries.store) as current:
        etag = tag(made, ["queries", *_state(current.generation), given])
        if response := unchanged(etag, request.environ):
            return response
        answering = Answering(index, current.generation.base, Looking(current.store))
        return as_json({name: answering.answer(query) for name, query in batch.items()}, etag)


def _extended(given: str) -> Response:
    asked = extending.read(given)
    made, index = index_of_now()
    with read_current(parts().queries.store) as current:
        etag = tag(made, ["extend", *_state(current.generation), given])
        if response := unchanged(etag, request.environ):
            return response
        return as_json(extending.extended(asked, index, Looking(current.store)), etag)


def _state(generation: Generation) -> tuple[str, str]:
    """What tells the generation that values of properties are read from: the index may be of an older one."""
    return (str(generation.number), generation.created)


def _kept(answer: Any, made: Made, question: Sequence[str]) -> Response:
    etag = tag(made, question)
    return unchanged(etag, request.environ) or as_json(answer, etag)


def _told(answer: Any) -> Response:
    return as_json(answer, "")


def _cursor(parameters: Parameters) -> int:
    """How many suggestions to skip. Raises :class:`BadRequest`."""
    given = single(parameters, "cursor")
    return 0 if given in (None, "", "0") else number(given, "cursor", 0, suggesting.FARTHEST)


def _base() -> str:
    return parts().queries.generation().base
