"""Plain requests, answered before Flask: GET of ``/sparql`` with ``query`` alone, ``/describe`` with ``iri``.

These are most of what is asked, and to route and to wrap such a request costs as much as to answer
it. The answer is sent with the headers that the view gave one of the same media type; until there
was one, and for whatever is not small and whole (a fault, a long answer), the view gets what was
found, and makes the response. So there is one place where responses are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

from rolegraph.graph.errors import RolegraphError
from rolegraph.graph.store.answer import Answer, Question
from rolegraph.graph.store.descriptions import Wanted
from rolegraph.graph.store.generations import Generation
from rolegraph.graph.store.queries import Queries
from rolegraph.service.breaches import REFUSED
from rolegraph.service.delivery import departure, validators
from rolegraph.service.errors import BadRequest
from rolegraph.service.headers import POINTING
from rolegraph.service.linked.links import DescriptionLinks, headers
from rolegraph.service.logs import RECORD, Record
from rolegraph.service.negotiation import (
    DESCRIPTIONS,
    GRAPH_FORMATS,
    GRAPHS,
    PAGE,
    SOLUTIONS,
    SOLUTIONS_FORMATS,
    Offer,
    choose,
)
from rolegraph.service.parameters import absolute_iri
from rolegraph.service.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOUND = "rolegraph.found"
"""Where the view finds what was asked already, in the WSGI environment."""
_QUERIES, _DESCRIPTIONS = "/sparql", "/describe"
_ENDPOINTS = {_QUERIES: "sparql.sparql", _DESCRIPTIONS: "describing.describe"}
_PARAMETERS = {_QUERIES: "query=", _DESCRIPTIONS: "iri="}
_LONGEST_IRI = 4096
_CONDITIONS = (
    *("HTTP_AUTHORIZATION", "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE"),
    *("HTTP_RANGE", "HTTP_EXPECT", "HTTP_TRANSFER_ENCODING", REFUSED),
)
_OF_ONE_ANSWER = {
    *("content-length", "content-type", "etag", "cache-control"),
    *("link", "last-modified", POINTING.lower()),
}

Headers = list[tuple[str, str]]


class Found(NamedTuple):
    """What was asked, and the answer with its generation, or the error."""

    question: Question
    outcome: tuple[Generation, Answer] | RolegraphError


class _Plain(NamedTuple):
    """A request of this kind, and the offers that its Accept header prefers."""

    question: Question
    solutions: Offer | None
    graphs: Offer | None


class Express:
    """A WSGI application before another, which is the application's own; thread-safe."""

    def __init__(self, inner: WSGIApplication, queries: Queries, settings: Settings) -> None:
        self._inner, self._queries, self._settings = inner, queries, settings
        self._headers: dict[tuple[str, str], Headers] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if environ["REQUEST_METHOD"] == "GET":
            if environ.get("PATH_INFO") == _QUERIES:
                return self._query(environ, start_response)
            if environ.get("PATH_INFO") == _DESCRIPTIONS:
                return self._description(environ, start_response)
        return self._inner(environ, start_response)

    def _description(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """RDF, of something known; all else the view answers."""
        asked = self._wanted(environ)
        known = self._headers.get((_DESCRIPTIONS, asked[1].sent)) if asked else None
        if asked is None or known is None:
            return self._inner(environ, self._learning(_DESCRIPTIONS, start_response))
        wanted, offer = asked
        try:
            generation, found, etag = self._queries.describe(wanted)
        except RolegraphError:
            return self._inner(environ, start_response)
        said = found.said
        if said.is_nothing:
            return self._inner(environ, start_response)
        _note(environ, _DESCRIPTIONS, generation)
        links = DescriptionLinks.of(generation.base, wanted.iri)
        own = headers(links, generation, etag, wanted.page, said.pointed, found.licenses)
        kind = [("Content-Type", offer.sent), ("Content-Length", str(len(found.body)))]
        start_response("200 OK", [*kind, *own, *known])
        return [found.body]

    def _wanted(self, environ: WSGIEnvironment) -> tuple[Wanted, Offer] | None:
        iri = _sole(environ, _LONGEST_IRI)
        if iri is None:
            return None
        try:
            offer = choose(environ.get("HTTP_ACCEPT"), DESCRIPTIONS)
            if offer is None or offer == PAGE or offer.key not in GRAPH_FORMATS:
                return None
            return Wanted(absolute_iri(iri, "iri"), GRAPH_FORMATS[offer.key]), offer
        except BadRequest:
            return None

    def _query(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        plain = self._plain(environ)
        if plain is None:
            return self._inner(environ, start_response)
        try:
            generation, answer = self._queries.ask(
                plain.question, departure(environ), client=environ.get("REMOTE_ADDR") or "unknown"
            )
        except RolegraphError as error:
            return self._handed_on(Found(plain.question, error), environ, start_response)
        offer = plain.graphs if answer.form == "graph" else plain.solutions
        known = self._headers.get((_QUERIES, offer.sent)) if offer else None
        if offer is None or known is None or answer.size is None:
            return self._handed_on(Found(plain.question, (generation, answer)), environ, start_response)
        _note(environ, _QUERIES, generation, plain.question, answer)
        own = {"Content-Type": offer.sent, "Content-Length": str(answer.size), **validators(answer.etag)}
        start_response("200 OK", [*own.items(), *known])
        return [answer.read()]

    def _plain(self, environ: WSGIEnvironment) -> _Plain | None:
        query = _sole(environ, self._settings.query_size << 10)
        if query is None:
            return None
        accept = environ.get("HTTP_ACCEPT")
        try:
            solutions, graphs = choose(accept, SOLUTIONS), choose(accept, GRAPHS)
        except BadRequest:
            return None
        if PAGE in (solutions, graphs) or (solutions is None and graphs is None):
            return None
        question = Question(
            query,
            solutions_format=SOLUTIONS_FORMATS[solutions.key] if solutions else None,
            graph_format=GRAPH_FORMATS[graphs.key] if graphs else None,
            rows=self._settings.html_rows,
        )
        return _Plain(question, solutions, graphs)

    def _handed_on(
        self, found: Found, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have the view make the response."""
        environ[FOUND] = found
        try:
            return self._inner(environ, self._learning(_QUERIES, start_response))
        finally:
            left = environ.pop(FOUND, None)
            if left and isinstance(left.outcome, tuple):  # the view never came to it
                left.outcome[1].close()

    def _learning(self, path: str, start_response: StartResponse) -> StartResponse:
        """What a view calls to start a response, whose headers are learnt."""

        def start(status: str, headers: Headers, *fault: Any) -> Callable[[bytes], object]:
            if status.startswith("200 "):
                kind = next((value for name, value in headers if name == "Content-Type"), "")
                common = [pair for pair in headers if pair[0].lower() not in _OF_ONE_ANSWER]
                self._headers.setdefault((path, kind), common)
            return start_response(status, headers, *fault)

        return start


def found_already(environ: WSGIEnvironment, question: Question) -> tuple[Generation, Answer] | None:
    """What was found for this very question; ``None`` if it was not asked. Raises the error that came."""
    found = environ.get(FOUND)
    if not isinstance(found, Found) or found.question != question:
        return None
    del environ[FOUND]
    if isinstance(found.outcome, RolegraphError):
        raise found.outcome
    return found.outcome


def _sole(environ: WSGIEnvironment, most: int) -> str | None:
    """The value of the one parameter, where the request is of this kind."""
    sent, parameter = environ.get("QUERY_STRING", ""), _PARAMETERS[environ["PATH_INFO"]]
    if not sent.startswith(parameter) or "&" in sent or len(sent) > most:
        return None
    if environ.get("CONTENT_LENGTH") not in (None, "", "0") or any(name in environ for name in _CONDITIONS):
        return None
    try:
        encoded = sent.removeprefix(parameter).replace("+", " ").encode("latin-1")
        return unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeError:
        return None


def _note(
    environ: WSGIEnvironment,
    path: str,
    generation: Generation,
    question: Question | None = None,
    answer: Answer | None = None,
) -> None:
    record = environ.get(RECORD)
    if isinstance(record, Record):
        record.endpoint = _ENDPOINTS[path]
        record.facts["generation"] = generation.number
        if question and answer:
            record.text = question.query
            record.facts["operation"] = "query"
            record.follow(generation.number, answer.form, answer.format)
