"""Running one test of the suites against a service, and saying what was wrong with its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyoxigraph
from w3c.comparison import data_set_difference, difference
from w3c.manifest import ADDRESS, DataSet, W3cTest, address
from w3c.results import Result, read_quads, read_result
from w3c.terms import Row, from_engine

_MEDIA_TYPES = {
    "srx": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
}
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)
_ORDERS = re.compile(rb"\border\s+by\b[^}]*\Z", re.IGNORECASE)
_EVERYTHING = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_SYNTAX_FAULT = "/query-syntax"
_FAILS_LATER = {
    re.compile(rb"\bSERVICE\b"): "/query-failed",
    re.compile(rb"\bLOAD\b"): "/update-forbidden",
    re.compile(rb"\b(?:DROP|CLEAR)\b"): "/bad-request",
}
"""What may go wrong with a request that is right: nobody answers, nothing is fetched, no such graph."""
_ENDPOINT = re.compile(rb"(\bSERVICE\s+(?:SILENT\s+)?<)(?=\w+>)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP."""

    status: int
    content_type: str
    body: bytes

    @property
    def problem(self) -> str:
        """The ``type`` of problem details; empty if the body is something else."""
        if self.content_type != "application/problem+json":
            return ""
        return str(json.loads(self.body)["type"])

    def __str__(self) -> str:
        return f"{self.status} {self.body[:200].decode('utf-8', 'replace')}"


class Service(Protocol):
    """What the tests need of a service; the store behind it can be set.

    ``base`` is the store's, which the requests' relative IRIs are resolved against.
    """

    @property
    def base(self) -> str: ...

    def hold(self, quads: Iterable[pyoxigraph.Quad]) -> None:
        """Make these quads all that the store has."""

    def query(self, text: bytes, accept: str | None = None) -> Reply:
        """POST a query."""

    def update(self, text: bytes) -> Reply:
        """POST an update."""


class Runner:
    """Runs tests; it remembers what the store holds, so that the tests with the same data share it."""

    def __init__(self, root: Path, service: Service) -> None:
        self._root = root
        self._service = service
        self._held: DataSet | None = None

    def fault(self, test: W3cTest) -> str | None:
        """What is wrong with the service's answer to a test; ``None`` if it passes."""
        if test.kind == "query":
            return self._query(test)
        if test.kind == "update":
            return self._update(test)
        return self._syntax(test)

    def _bytes(self, file: str) -> bytes:
        return (self._root / file).read_bytes()

    def _text(self, test: W3cTest) -> bytes:
        """The request, with the address that it would have been read from as its base."""
        return f"BASE <{address(test.request)}>\n".encode() + self._bytes(test.request)

    def _query(self, test: W3cTest) -> str | None:
        assert isinstance(test.result, str)
        self._hold(DataSet(tuple(dict.fromkeys((*test.data.files, *self._from(test))))))
        expected, extension = self._expected(test, test.result)
        accept = _MEDIA_TYPES[extension]
        reply = self._service.query(self._text(test), accept)
        if reply.status != 200 or reply.content_type != accept:
            return f"answered {reply.content_type} {reply}"
        return difference(read_result(reply.body, extension, ADDRESS), expected, lax=test.lax)

    def _expected(self, test: W3cTest, file: str) -> tuple[Result, str]:
        """What should come, and the format to ask for: that of the file if the service has it.

        A file of solutions is in order where the query ends with ORDER BY; RDF has to number them.
        """
        extension = file.rpartition(".")[2]
        expected = read_result(self._bytes(file), extension, address(file))
        if expected.form == "graph":
            return expected, "ttl"
        if extension not in _MEDIA_TYPES or extension == "ttl":
            return expected, "srx"
        return replace(expected, ordered=bool(_ORDERS.search(self._bytes(test.request)))), extension

    def _from(self, test: W3cTest) -> list[tuple[str, str]]:
        """The files that FROM and FROM NAMED mean, as named graphs of the store."""
        folder = test.suite
        found = _FROM.findall(self._bytes(test.request).decode("utf-8"))
        names = [name for name in found if (self._root / folder / name).is_file()]
        return [(address(f"{folder}/{name}"), f"{folder}/{name}") for name in names]

    def _update(self, test: W3cTest) -> str | None:
        assert isinstance(test.result, DataSet)
        self._hold(test.data)
        self._held = None
        reply = self._service.update(self._text(test))
        if reply.status not in (200, 204):
            return f"answered {reply}"
        held = self._service.query(_EVERYTHING.encode(), _MEDIA_TYPES["srj"])
        if held.status != 200:
            return f"can't be read afterwards: {held}"
        rows = ((s, p, o, g) for g, o, p, s in read_result(held.body, "srj", ADDRESS).rows)
        return data_set_difference(rows, map(_row, self._quads(test.result)))

    def _syntax(self, test: W3cTest) -> str | None:
        self._hold(DataSet())
        text = _ENDPOINT.sub(rb"\1" + self._service.base.encode(), self._bytes(test.request))
        if test.kind.startswith("query"):
            reply = self._service.query(text)
        else:
            reply = self._service.update(text)
            self._held = None
        if test.kind.endswith("bad"):
            refused = reply.status == 400 and reply.problem.endswith(_SYNTAX_FAULT)
            return None if refused else f"should be refused for its syntax, but was answered {reply}"
        return None if _was_read(text, reply) else f"is right, but was answered {reply}"

    def _hold(self, data: DataSet) -> None:
        if data != self._held:
            self._service.hold(self._quads(data))
            self._held = data

    def _quads(self, data: DataSet) -> list[pyoxigraph.Quad]:
        """All files of a data set; blank nodes of different files stay apart."""
        return [
            _placed(quad, graph)
            for graph, file in data.files
            for quad in read_quads(self._bytes(file), file.rpartition(".")[2], address(file), rename=True)
        ]


def _was_read(text: bytes, reply: Reply) -> bool:
    """Whether a request was found right, if not carried out: the service judges the syntax first."""
    if reply.status in (200, 204):
        return True
    return any(reply.problem.endswith(name) and found.search(text) for found, name in _FAILS_LATER.items())


def _placed(quad: pyoxigraph.Quad, graph: str) -> pyoxigraph.Quad:
    """A quad in the graph that it is loaded into; a file of quads may keep its own."""
    name = pyoxigraph.NamedNode(graph) if graph else quad.graph_name
    return pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, name)


def _row(quad: pyoxigraph.Quad) -> Row:
    graph = None if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else from_engine(quad.graph_name)
    return (from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object), graph)
