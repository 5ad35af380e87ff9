"""Repeated requests, answered before anything else looks at them.

What a GET of ``/sparql``, of ``/describe`` or of a thing's document gives follows from its path and
query string, its Accept and Accept-Language headers and the generation alone, and an entity tag on
the answer says that this is so. Such a request that was answered once is answered again without
being routed, parsed and negotiated: these cost more than the answer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from rolegraph.graph.errors import StoreError
from rolegraph.graph.identity import KINDS
from rolegraph.graph.store.generations import Generation
from rolegraph.graph.store.queries import Queries
from rolegraph.service.breaches import REFUSED
from rolegraph.service.linked.languages import preferred
from rolegraph.service.logs import RECORD, Record

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_QUERIES = "/sparql"
_ENDPOINTS = {
    _QUERIES: "sparql.sparql",
    "/describe": "describing.describe",
    **{f"/{kind}": "linked.document" for kind in KINDS},
}
"""The paths, or the first parts of paths of two, whose answers are kept, and the views that make them."""
_LARGEST = 64 * 1024
_LONGEST = 8192
_OVERHEAD = 2048
_OTHERWISE = (
    "HTTP_AUTHORIZATION",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_EXPECT",
    REFUSED,
)
"""With one of these, or a body, an answer may depend on more."""

Headers = list[tuple[str, str]]


class _Key(NamedTuple):
    """What an answer follows from, beside the generation."""

    endpoint: str
    path: str
    query: str
    accept: str | None
    languages: tuple[str, ...]


class _Seen(NamedTuple):
    """An answer as it was sent, the generation it was made from, and the tag by which it is known."""

    generation: Generation
    headers: Headers
    body: bytes
    tag: str

    @property
    def unchanged(self) -> Headers:
        """The headers of a 304."""
        return [(name, value) for name, value in self.headers if not name.startswith("Content-")]


class LookAside:
    """A WSGI application before another; keeps at most ``most`` bytes of its answers. Thread-safe."""

    def __init__(self, inner: WSGIApplication, queries: Queries, most: int) -> None:
        self._inner, self._queries, self._most = inner, queries, most
        self._lock = threading.Lock()
        self._seen: OrderedDict[_Key, _Seen] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """About how many bytes are kept."""
        return self._bytes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        key = _key(environ)
        if key is None:
            return self._inner(environ, start_response)
        try:
            generation = self._queries.generation()
        except (StoreError, OSError):
            return self._inner(environ, start_response)
        if seen := self._find(key, generation):
            return self._again(key, seen, environ, start_response)
        return self._watch(key, generation, environ, start_response)

    def _find(self, key: _Key, generation: Generation) -> _Seen | None:
        with self._lock:
            seen = self._seen.get(key)
            if seen is None:
                return None
            if seen.generation is not generation:
                self._drop(key)
                return None
            self._seen.move_to_end(key)
            self._queries.cache.hits += 1
            return seen

    def _again(
        self, key: _Key, seen: _Seen, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        record = environ.get(RECORD)
        if isinstance(record, Record):
            record.endpoint = key.endpoint
            record.facts["generation"] = seen.generation.number
            if key.path == _QUERIES:
                record.facts["operation"] = "query"
        if seen.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 NOT MODIFIED", seen.unchanged)
            return []
        start_response("200 OK", seen.headers.copy())
        return [seen.body]

    def _watch(
        self, key: _Key, generation: Generation, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have it answered, and keep the answer if it is small and will stand."""
        told: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *fault: Any) -> Callable[[bytes], object]:
            told.append((status, headers.copy()))
            return start_response(status, headers, *fault)

        answer = self._inner(environ, start)
        if len(told) != 1 or not (tag := _lasting(*told[0])):
            return answer
        try:
            body = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        if self._queries.generation() is generation:
            self._keep(key, _Seen(generation, told[0][1], body, tag))
        return [body]

    def _keep(self, key: _Key, seen: _Seen) -> None:
        with self._lock:
            if key in self._seen:
                return
            self._seen[key] = seen
            self._bytes += _size(key, seen)
            while self._bytes > self._most:
                self._drop(next(iter(self._seen)))

    def _drop(self, key: _Key) -> None:
        self._bytes -= _size(key, self._seen.pop(key))


def _key(environ: WSGIEnvironment) -> _Key | None:
    """What the answer follows from; ``None`` for requests that are not of that kind."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    endpoint = _endpoint(path, query)
    if environ["REQUEST_METHOD"] != "GET" or not endpoint or environ.get("SCRIPT_NAME"):
        return None
    accept = environ.get("HTTP_ACCEPT")
    if len(path) + len(query) + len(accept or "") > _LONGEST:
        return None
    if environ.get("CONTENT_LENGTH") not in (None, "", "0") or any(name in environ for name in _OTHERWISE):
        return None
    return _Key(endpoint, path, query, accept, preferred(environ.get("HTTP_ACCEPT_LANGUAGE")))


def _endpoint(path: str, query: str) -> str:
    """The view that answers; "" where its answers are not kept."""
    room, slash, name = path[1:].partition("/")
    if bool(name) != bool(slash) or "/" in name or not (query or name):
        return ""
    endpoint = _ENDPOINTS.get(f"/{room}", "")
    return endpoint if bool(name) == (endpoint == "linked.document") else ""


def _lasting(status: str, headers: Headers) -> str:
    """The text of the entity tag of a small, complete answer that stands as long as its generation."""
    fields = {name.lower(): value for name, value in headers}
    length = fields.get("content-length", "")
    if not status.startswith("200 ") or not length.isdigit() or int(length) > _LARGEST:
        return ""
    return fields.get("etag", "").removeprefix("W/")


def _size(key: _Key, seen: _Seen) -> int:
    return len(key.path) + len(key.query) + len(key.accept or "") + len(seen.body) + _OVERHEAD
