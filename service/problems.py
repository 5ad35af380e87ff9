"""What went wrong, for clients: problem details (RFC 9457) or a small page for browsers.

One table maps each error to its status, its type and its title. No answer ever holds a stack
trace; faults of our own are logged and answered with 500.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from rolegraph.graph.errors import (
    QueryError,
    QueryFailed,
    QueryForbidden,
    QuerySyntax,
    QueryTimeout,
    RolegraphError,
    StoreError,
)
from rolegraph.graph.store.answer import Unacceptable
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.store.reader_pool import PoolFull
from rolegraph.service.errors import (
    BadRequest,
    NotAcceptable,
    RequestError,
    TooLarge,
    UnsupportedMediaType,
    UpdatesRefused,
)
from rolegraph.service.negotiation import PROBLEMS, choose

PROBLEM_TYPES = "https://w3id.org/rolegraph/problem/"


class Kind(NamedTuple):
    """One row of the table; ``retry`` is the Retry-After in seconds, 0 for none."""

    status: int
    name: str
    title: str
    retry: int = 0


KINDS: dict[type[RolegraphError], Kind] = {
    QuerySyntax: Kind(400, "query-syntax", "The query is not SPARQL 1.1"),
    QueryForbidden: Kind(400, "query-forbidden", "The query would make requests to other hosts"),
    QueryTooComplex: Kind(400, "query-too-complex", "The query nests too deeply"),
    Unacceptable: Kind(406, "not-acceptable", "None of the formats asked for can hold the answer"),
    QueryTimeout: Kind(503, "query-timeout", "The query took too long", retry=10),
    PoolFull: Kind(503, "busy", "Too many queries at once", retry=2),
    QueryFailed: Kind(503, "query-failed", "The engine gave up on the query"),
    QueryError: Kind(503, "query-failed", "The query could not be answered"),
    StoreError: Kind(503, "store", "The store can't be read", retry=10),
    BadRequest: Kind(400, "bad-request", "The request can't be understood"),
    NotAcceptable: Kind(406, "not-acceptable", "None of the formats asked for can be sent"),
    UnsupportedMediaType: Kind(415, "unsupported-media-type", "The body's media type is not read here"),
    TooLarge: Kind(413, "too-large", "The request is too large"),
    UpdatesRefused: Kind(403, "updates-refused", "This service takes no updates"),
    RolegraphError: Kind(500, "internal", "The service failed"),
}


class Problem(NamedTuple):
    """What an answer says of an error; ``extra`` are further members of the JSON."""

    status: int
    type: str
    title: str
    detail: str
    headers: dict[str, str]
    extra: dict[str, int]


def describe(error: RolegraphError) -> Problem:
    """The problem that an error is, by the most specific row of the table."""
    kind = next(KINDS[row] for row in type(error).__mro__ if row in KINDS)
    headers = {"Retry-After": str(kind.retry)} if kind.retry else {}
    if isinstance(error, RequestError):
        headers |= error.headers
    extra = (
        {"line": error.line, "column": error.column} if isinstance(error, QuerySyntax) and error.line else {}
    )
    return Problem(kind.status, PROBLEM_TYPES + kind.name, kind.title, str(error), headers, extra)


def respond(problem: Problem) -> Response:
    """The answer: a page where the client prefers HTML, else ``application/problem+json``."""
    if _wants_page():
        response = Response(render_template("problem.html", problem=problem), problem.status)
    else:
        members = {"type": problem.type, "title": problem.title, "status": problem.status}
        body = json.dumps({**members, "detail": problem.detail, **problem.extra}) + "\n"
        response = Response(body, problem.status, content_type="application/problem+json")
    response.headers.update(problem.headers)
    response.vary.add("Accept")
    return response


def _wants_page() -> bool:
    try:
        offer = choose(request.headers.get("Accept"), PROBLEMS)
    except BadRequest:
        return False
    return offer is not None and offer.key == "html"


def register(app: Flask) -> None:
    """Answer every error through this module."""
    app.register_error_handler(RolegraphError, lambda error: respond(describe(error)))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _own_fault)


def _http_problem(error: HTTPException) -> Response:
    """Errors that Flask finds: no such page, a method that is not allowed (with its Allow header)."""
    plain = error.get_response()
    if error.code is None or error.code < 400:  # a redirection
        return Response(plain.get_data(), plain.status_code, headers=list(plain.headers))
    kept = {name: value for name, value in plain.headers.items() if name in ("Allow", "Retry-After")}
    return respond(Problem(error.code, "about:blank", error.name, error.description or error.name, kept, {}))


def _own_fault(error: Exception) -> Response:
    current_app.logger.error("a request failed", exc_info=error)
    detail = "the fault is ours and was logged; the request may be repeated"
    return respond(Problem(500, PROBLEM_TYPES + "internal", "The service failed", detail, {}, {}))
