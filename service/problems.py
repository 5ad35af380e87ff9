"""What went wrong, for clients: problem details (RFC 9457) or a small page for browsers.

One table maps each error to its status, its type and its title. No answer ever holds a stack
trace; faults of our own are logged and answered with 500.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, Response, current_app, render_template, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, HTTPException

from rolegraph.graph.errors import (
    BadValue,
    NotBuilt,
    QueryError,
    QueryFailed,
    QueryForbidden,
    QuerySyntax,
    QueryTimeout,
    RolegraphError,
    StoreBusy,
    StoreError,
    StoreFull,
    WriteFailed,
)
from rolegraph.graph.paths.formats.as_json import as_members
from rolegraph.graph.paths.refusals import BadQuestion, UnknownNames
from rolegraph.graph.search.properties import TooMuch
from rolegraph.graph.store.admission import ClientBusy, PoolFull
from rolegraph.graph.store.answer import AnswerTooLarge, Unacceptable
from rolegraph.graph.store.descriptions import Inexpressible
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.writes import BadPayload, GraphMissing, GraphProtected, PayloadTooLarge, ShapesViolated
from rolegraph.service import logs
from rolegraph.service.breaches import http_error
from rolegraph.service.errors import (
    BadRequest,
    GraphNotFound,
    NotAcceptable,
    NothingSaid,
    PreconditionFailed,
    RequestError,
    ScopeTooSmall,
    TooLarge,
    Unauthorized,
    UnsupportedMediaType,
    UpdateForbidden,
    UpdatesRefused,
    Withdrawn,
)
from rolegraph.service.negotiation import GRAPH_FORMATS, PAGE, PROBLEMS, REPORTS, choose
from rolegraph.service.reports import serialised, summary

PROBLEM_TYPES = "https://w3id.org/rolegraph/problem/"
_KEPT = ("Allow", "Content-Range", "Retry-After")
"""Headers that Flask's own errors keep."""


class Kind(NamedTuple):
    """One row of the table; ``retry`` is the Retry-After in seconds, 0 for none."""

    status: int
    name: str
    title: str
    retry: int = 0


KINDS: dict[type[RolegraphError], Kind] = {
    QuerySyntax: Kind(400, "query-syntax", "The text is not SPARQL 1.1"),
    QueryForbidden: Kind(400, "query-forbidden", "The query would make requests to other hosts"),
    QueryTooComplex: Kind(400, "query-too-complex", "The text nests too deeply"),
    Unacceptable: Kind(406, "not-acceptable", "None of the formats asked for can hold the answer"),
    QueryTimeout: Kind(503, "query-timeout", "It took too long", retry=10),
    AnswerTooLarge: Kind(400, "answer-too-large", "The answer is too large"),
    ClientBusy: Kind(429, "too-many-queries", "Too many queries of one client", retry=2),
    PoolFull: Kind(503, "busy", "Too many requests at once", retry=2),
    QueryFailed: Kind(503, "query-failed", "The engine gave up"),
    QueryError: Kind(503, "query-failed", "The request could not be answered"),
    StoreError: Kind(503, "store", "The store can't be read", retry=10),
    StoreBusy: Kind(503, "busy", "Too many writes at once", retry=2),
    NotBuilt: Kind(503, "not-built", "What answers this is being built", retry=5),
    WriteFailed: Kind(503, "write-failed", "The write failed", retry=10),
    StoreFull: Kind(507, "store-full", "The disk is full"),
    ShapesViolated: Kind(422, "shapes-violated", "The graph would break its shapes"),
    GraphProtected: Kind(403, "graph-protected", "Clients may not write this graph"),
    GraphMissing: Kind(404, "graph-not-found", "There is no such graph"),
    BadPayload: Kind(400, "bad-payload", "The RDF can't be read"),
    PayloadTooLarge: Kind(413, "too-large", "The request is too large"),
    TooMuch: Kind(413, "too-large", "The request is too large"),
    BadValue: Kind(400, "bad-request", "The request can't be carried out"),
    Unauthorized: Kind(401, "unauthorized", "A token is needed"),
    ScopeTooSmall: Kind(403, "scope-too-small", "The token does not allow this"),
    BadRequest: Kind(400, "bad-request", "The request can't be understood"),
    NotAcceptable: Kind(406, "not-acceptable", "None of the formats asked for can be sent"),
    UnsupportedMediaType: Kind(415, "unsupported-media-type", "The body's media type is not read here"),
    PreconditionFailed: Kind(412, "precondition-failed", "The condition does not hold"),
    TooLarge: Kind(413, "too-large", "The request is too large"),
    UpdatesRefused: Kind(403, "updates-refused", "Updates are not taken here"),
    UpdateForbidden: Kind(403, "update-forbidden", "The update would make requests to other hosts"),
    GraphNotFound: Kind(404, "graph-not-found", "There is no such graph"),
    NothingSaid: Kind(404, "nothing-said", "The graph says nothing of this"),
    Withdrawn: Kind(410, "withdrawn", "This was withdrawn"),
    Inexpressible: Kind(406, "not-acceptable", "None of the formats asked for can be sent"),
    BadQuestion: Kind(400, "bad-request", "The question can't be asked as it is"),
    UnknownNames: Kind(422, "unknown-name", "A name of the question is not known"),
    RolegraphError: Kind(500, "internal", "The service failed"),
}


class Problem(NamedTuple):
    """What an answer says of an error; ``extra`` are further members of the JSON."""

    status: int
    type: str
    title: str
    detail: str
    headers: dict[str, str]
    extra: dict[str, Any]


def describe(error: RolegraphError) -> Problem:
    """The problem that an error is, by the most specific row of the table."""
    kind = next(KINDS[row] for row in type(error).__mro__ if row in KINDS)
    headers = {"Retry-After": str(kind.retry)} if kind.retry else {}
    extra: dict[str, Any] = {}
    if isinstance(error, RequestError):
        headers |= error.headers
        extra = dict(error.extra)
    if isinstance(error, QuerySyntax | BadPayload) and error.line:
        extra = {"line": error.line, "column": error.column}
    if isinstance(error, UnknownNames):
        extra = {"unknown": [as_members(one) for one in error.unknown]}
    if isinstance(error, ShapesViolated):
        extra = summary(error.report)
    logs.current().outcome = kind.name
    return Problem(kind.status, PROBLEM_TYPES + kind.name, kind.title, str(error), headers, extra)


def respond(problem: Problem) -> Response:
    """The answer: a page where the client prefers HTML, else ``application/problem+json``."""
    if _wants_page():
        response = Response(render_template("problem.html", problem=problem), problem.status)
    else:
        response = Response(_as_json(problem), problem.status, content_type="application/problem+json")
    response.headers.update(problem.headers)
    response.vary.add("Accept")
    return response


def _violation(error: ShapesViolated) -> Response:
    """The report in the format that the client prefers, or a problem where that is no RDF."""
    problem = describe(error)
    try:
        offer = choose(request.headers.get("Accept"), REPORTS)
    except BadRequest:
        offer = None
    if offer is None or offer.key not in GRAPH_FORMATS or offer == PAGE:
        return respond(problem)
    body = serialised(error.report, offer.key)
    return Response(body, problem.status, content_type=offer.sent)


def _as_json(problem: Problem) -> str:
    """RFC 9457, section 3.1; ``instance`` is the request, by the id that its line in the log has."""
    members = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"{quote(request.path)}#{logs.current().id}",
    }
    return json.dumps({**members, **problem.extra}) + "\n"


def _wants_page() -> bool:
    try:
        offer = choose(request.headers.get("Accept"), PROBLEMS)
    except BadRequest:
        return False
    return offer is not None and offer.key == "html"


def register(app: Flask) -> None:
    """Answer every error through this module."""
    app.register_error_handler(ShapesViolated, _violation)
    app.register_error_handler(RolegraphError, lambda error: respond(describe(error)))
    app.register_error_handler(HTTPException, _http_problem)
    for breach in (ClientDisconnected, ParseException):  # found while a body was read
        app.register_error_handler(breach, _breach)
    app.register_error_handler(Exception, _own_fault)


def _breach(error: Exception) -> Response:
    found = http_error(error)
    return _http_problem(found) if isinstance(found, HTTPException) else _own_fault(error)


def _http_problem(error: HTTPException) -> Response:
    """Errors that Flask finds: no such page, a method that is not allowed (with its Allow header)."""
    plain = error.get_response()
    if error.code is None or error.code < 400:  # a redirection
        return Response(plain.get_data(), plain.status_code, headers=list(plain.headers))
    kept = {name: value for name, value in plain.headers.items() if name in _KEPT}
    logs.current().outcome = f"http-{error.code}"
    return respond(Problem(error.code, "about:blank", error.name, error.description or error.name, kept, {}))


def _own_fault(error: Exception) -> Response:
    current_app.logger.error("a request failed", exc_info=error)
    logs.current().outcome = "internal"
    detail = "the fault is ours and was logged; the request may be repeated"
    return respond(Problem(500, PROBLEM_TYPES + "internal", "The service failed", detail, {}, {}))
