"""``/search`` and ``/suggest``: things by what they are called (docs/search.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from rolegraph.graph.derived.made import Made
from rolegraph.graph.search.index import SearchIndex
from rolegraph.graph.search.kinds import BY_KEY, GROUPS, KINDS
from rolegraph.service import cursors, logs
from rolegraph.service.answers import offer_for
from rolegraph.service.auth import require
from rolegraph.service.delivery import unchanged, validators
from rolegraph.service.errors import BadRequest, NotAcceptable
from rolegraph.service.linked.addresses import Addresses
from rolegraph.service.negotiation import JSON, PAGE
from rolegraph.service.parameters import decoded, format_name
from rolegraph.service.parts import parts
from rolegraph.service.search_answers import shown, suggested
from rolegraph.service.search_questions import Asked, needed, read

blueprint = Blueprint("search", __name__)
_FOUND, _SUGGESTED = 20, 10
"""How many things an answer has where no limit is given."""


@blueprint.get("/search")
def search() -> Response:
    """Things with a label like ``q``: JSON for programs, a page for people."""
    require("read")
    parameters = decoded(request.query_string)
    offer = offer_for(format_name(parameters), (JSON, PAGE))
    if offer is None:
        raise NotAcceptable("what was found can be had as application/json or text/html")
    asked = read(parameters, "q", _FOUND)
    if not asked.text.strip() and offer == JSON:
        raise BadRequest("there is nothing to look for: give a text as the parameter 'q'")
    made, index = index_of_now()
    etag = tag(made, [offer.key, *asked.question, str(asked.limit), asked.cursor])
    if response := unchanged(etag, request.environ):
        return response
    answer = _answer(made, index, asked)
    if offer == JSON:
        return as_json(answer, etag)
    choices = [*GROUPS.values(), *KINDS]
    page = render_template("search.html", asked=asked, answer=answer, choices=choices, titles=BY_KEY)
    return Response(page, content_type=PAGE.sent, headers=validators(etag))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Things with a label that begins with ``prefix``, as JSON."""
    require("read")
    parameters = decoded(request.query_string)
    needed(parameters, "prefix")
    asked = read(parameters, "prefix", _SUGGESTED)
    made, index = index_of_now()
    etag = tag(made, ["suggest", *asked.question, str(asked.limit)])
    if response := unchanged(etag, request.environ):
        return response
    hits = index.suggest(asked.text, asked.wanted, asked.limit)
    addresses = _addresses()
    told = [suggested(hit, asked.language, addresses) for hit in hits]
    return as_json({"prefix": asked.text, "generation": made.content, "suggestions": told}, etag)


def index_of_now() -> tuple[Made, SearchIndex]:
    """The newest search index, and what it was made from. Raises :class:`NotBuilt` where there is none."""
    made, index = parts().search.get()
    logs.current().facts["generation"] = made.content
    return made, index


def tag(made: Made, question: Sequence[str]) -> str:
    """The entity tag of what an index answers to a question."""
    return f'W/"{made.content}-{cursors.digest([made.made, *question])}"'


def as_json(answer: Any, etag: str) -> Response:
    """A response that may be kept for as long as its tag is current."""
    return Response(json.dumps(answer) + "\n", content_type=JSON.sent, headers=validators(etag))


def _answer(made: Made, index: SearchIndex, asked: Asked) -> dict[str, Any]:
    """The part of what was found that is asked for, with the way to the next one."""
    skipped = cursors.read(asked.cursor, made.content, asked.question) if asked.cursor else 0
    hits = index.search(asked.text, asked.wanted, asked.limit + 1, skipped) if asked.text.strip() else []
    addresses, following = _addresses(), None
    if len(hits) > asked.limit:
        following = cursors.write(made.content, skipped + asked.limit, asked.question)
    return {
        "query": asked.text,
        "generation": made.content,
        "results": [shown(hit, asked.language, addresses, index) for hit in hits[: asked.limit]],
        "cursor": following,
        "next": _next(asked, following) if following else None,
    }


def _next(asked: Asked, cursor: str) -> str:
    """The relative link to the next part of the answer."""
    limit = [] if asked.limit == _FOUND else [("limit", str(asked.limit))]
    language = [("lang", asked.language)] if asked.language else []
    kinds = [("kind", kind) for kind in asked.kinds]
    return f"search?{urlencode([('q', asked.text), *kinds, *language, *limit, ('cursor', cursor)])}"


def _addresses() -> Addresses:
    return Addresses(parts().queries.generation().base, "")
