"""The addresses below ``/api``: four questions, their OpenAPI document and a page about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from rolegraph.graph.derived.made import Made
from rolegraph.service.answers import offer_for
from rolegraph.service.api.asking import questions_of_now
from rolegraph.service.api.examples import EXAMPLES
from rolegraph.service.api.offers import chosen, offers_of
from rolegraph.service.api.openapi import ROOT, document
from rolegraph.service.api.putting import ask
from rolegraph.service.api.questions import QUESTIONS, Gap, Paths, Question, Reachable, Similar
from rolegraph.service.api.reading import read
from rolegraph.service.api.sending import send
from rolegraph.service.auth import require
from rolegraph.service.delivery import unchanged, validators
from rolegraph.service.errors import NotAcceptable
from rolegraph.service.negotiation import JSON, PAGE
from rolegraph.service.parts import parts
from rolegraph.service.turns import turn

blueprint = Blueprint("api", __name__, url_prefix=ROOT)
_METHODS = ("GET", "POST")


@blueprint.get("")
def about() -> Response:
    """The questions with an example each: the OpenAPI document for programs, a page for people."""
    offer = offer_for(None, (JSON, PAGE))
    if offer is None:
        raise NotAcceptable("this page can be had as text/html or application/json")
    return _document() if offer == JSON else _page()


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    if offer_for(None, (JSON,)) is None:
        raise NotAcceptable("the document can be had as application/json")
    return _document()


@blueprint.route("/paths", methods=_METHODS)
def paths() -> Response:
    """The best paths to a role."""
    return _answered(Paths)


@blueprint.route("/reachable", methods=_METHODS)
def reachable() -> Response:
    """The roles within a gap."""
    return _answered(Reachable)


@blueprint.route("/gap", methods=_METHODS)
def gap() -> Response:
    """What a role asks for beyond what is held."""
    return _answered(Gap)


@blueprint.route("/similar", methods=_METHODS)
def similar() -> Response:
    """The roles most like a role."""
    return _answered(Similar)


def _answered(kind: type[Question]) -> Response:
    require("read")
    asked, format_name = read(request, kind, parts().settings.query_size << 10)
    offer = chosen(kind.name, format_name)
    made, questions = questions_of_now()
    etag = "" if request.method == "POST" else _tag(made, [kind.name, asked.model_dump_json(), offer.sent])
    if response := unchanged(etag, request.environ):
        return response
    with turn(parts().questions):
        return send(ask(questions, asked), offer, asked.evidence, etag)


def _tag(made: Made, told: Sequence[str]) -> str:
    """What an answer follows from: the data, the question and the format."""
    text = json.dumps([made.made, made.layout, *told])
    return f'W/"{made.content}-{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def _document() -> Response:
    text = json.dumps(document(request.script_root), indent=1) + "\n"
    etag = f'W/"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'
    return unchanged(etag, request.environ) or Response(
        text, content_type=JSON.sent, headers=validators(etag)
    )


def _page() -> Response:
    shown = [(kind, _example(kind.name, EXAMPLES[kind.name]), offers_of(kind.name)) for kind in QUESTIONS]
    return Response(render_template("api.html", questions=shown), content_type=PAGE.sent)


def _example(name: str, parameters: Mapping[str, object]) -> str:
    """The address of an example, for a link."""
    return f"{url_for(f'api.{name}')}?{urlencode(parameters, doseq=True)}"
