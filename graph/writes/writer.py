"""Writing for clients: one candidate for each write, changed by a child, published or thrown away."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from rolegraph.graph.errors import (
    BadValue,
    QueryFailed,
    QueryForbidden,
    QuerySyntax,
    QueryTimeout,
    RolegraphError,
    WriteFailed,
)
from rolegraph.graph.store import Candidate, store_base, writing
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.writes.contract import (
    BadPayload,
    GraphMissing,
    GraphProtected,
    Outdated,
    PayloadTooLarge,
    ShapesViolated,
    WriteLimits,
    Written,
)
from rolegraph.graph.writes.process import Child, ChildEnded

if TYPE_CHECKING:
    from rolegraph.graph.validation import Report

Payloads = Sequence[tuple[Path, pyoxigraph.RdfFormat]]
_PATIENCE = 10.0
"""Seconds for the lock at least, however short the deadline is."""


class Writer:
    """Writes to one store, for all threads of a process; other processes may write to it too.

    Whatever a method raises, nothing was changed. Besides what it names, each raises
    :class:`QueryTimeout` (the deadline passed), :class:`QueryFailed` (the engine gave up),
    :class:`~rolegraph.graph.errors.StoreBusy`, :class:`~rolegraph.graph.errors.StoreMissing` and
    :class:`WriteFailed`.
    """

    def __init__(self, store: Path, limits: WriteLimits | None = None, *, union: bool = False) -> None:
        """``union``: the pattern of an update for which nothing names a data set sees all graphs as one."""
        self._store = store
        self._limits = limits or WriteLimits()
        self._union = union
        self._writer = Child(self._limits.memory)
        self._checker = Child(self._limits.memory)

    def update(
        self,
        text: str,
        *,
        using: tuple[str, ...] | None = None,
        using_named: tuple[str, ...] | None = None,
        deadline: float | None = None,
    ) -> Written:
        """Carry out a SPARQL 1.1 update, all of its operations or none.

        ``using`` and ``using_named`` are absolute IRIs (SPARQL 1.1 Protocol, 2.2.3); ``deadline`` in
        seconds can only shorten that of the limits. Raises :class:`QuerySyntax` with line and column,
        :class:`QueryForbidden` (LOAD, SERVICE), :class:`QueryTooComplex`, :class:`GraphProtected`,
        :class:`ShapesViolated`, :class:`BadValue` (a data set named twice, a graph that is missing or
        there already).
        """
        if len(text) > self._limits.payload:
            raise QueryTooComplex(f"the update is longer than {self._limits.payload} characters")
        order = {"kind": "update", "text": text, "using": using, "using_named": using_named}
        seconds = self._limits.deadline
        return self._write(order, min(deadline, seconds) if deadline is not None else seconds)

    def put(
        self,
        graph: str | None,
        data: Path | Payloads,
        format: pyoxigraph.RdfFormat | None = None,
        *,
        expected: int | None = None,
    ) -> Written:
        """Make a graph hold what is sent, in one file of ``format`` or in several with theirs.

        ``graph`` is an absolute IRI, ``None`` the stored default graph. Relative IRIs are resolved
        against the graph's. ``expected`` is the number of the generation that may be changed, if not
        any. Raises :class:`BadPayload`, :class:`GraphProtected`, :class:`ShapesViolated`, :class:`Outdated`.
        """
        order = self._graph_order("put", graph, data, format)
        return self._write(order, self._limits.deadline, expected)

    def post(
        self,
        graph: str | None,
        data: Path | Payloads,
        format: pyoxigraph.RdfFormat | None = None,
        *,
        expected: int | None = None,
    ) -> Written:
        """Add what is sent to a graph; else as :meth:`put`."""
        order = self._graph_order("post", graph, data, format)
        return self._write(order, self._limits.deadline, expected)

    def delete(self, graph: str | None, *, expected: int | None = None) -> Written:
        """Remove a graph; the default graph is emptied. ``expected`` as in :meth:`put`.

        Raises :class:`GraphMissing`, :class:`GraphProtected`, :class:`ShapesViolated`, :class:`Outdated`.
        """
        return self._write({"kind": "delete", "graph": graph}, self._limits.deadline, expected)

    def check(self, data: Path | Payloads, format: pyoxigraph.RdfFormat | None = None) -> Report:
        """The shapes' report on what is sent alone; nothing is written. Raises :class:`BadPayload`."""
        order = {**self._graph_order("check", None, data, format), "base": store_base(self._store)}
        return _report(self._ask(self._checker, order, self._limits.deadline)["report"])

    def warm(self) -> None:
        """Prepare what the first write would else wait for: the child, pySHACL, the shapes."""
        self._ask(self._writer, {"kind": "warm"}, self._limits.deadline)

    def close(self) -> None:
        """End the children."""
        self._writer.close()
        self._checker.close()

    def _graph_order(
        self, kind: str, graph: str | None, data: Path | Payloads, format: pyoxigraph.RdfFormat | None
    ) -> dict[str, Any]:
        if isinstance(data, Path):
            assert format is not None
            data = [(data, format)]
        if sum(path.stat().st_size for path, _ in data) > self._limits.payload:
            raise PayloadTooLarge(f"more than {self._limits.payload} bytes were sent")
        payloads = [(str(path), rdf_format.media_type) for path, rdf_format in data]
        return {"kind": kind, "graph": graph, "payloads": payloads}

    def _write(self, order: dict[str, Any], deadline: float, expected: int | None = None) -> Written:
        try:
            with writing(self._store, patience=max(deadline, _PATIENCE)) as candidate:
                if expected is not None and expected != candidate.parent.number:
                    raise Outdated(expected, candidate.parent.number)
                base, data = candidate.parent.base, str(candidate.path)
                order = {**order, "base": base, "data": data, "union": self._union}
                answer = self._ask(self._writer, order, deadline)
                return _published(candidate, answer)
        except OSError as error:
            raise WriteFailed(f"the store can't be written ({error}); nothing was changed") from None

    def _ask(self, child: Child, order: dict[str, Any], deadline: float) -> dict[str, Any]:
        started = time.monotonic()
        try:
            answer = child.ask(order, deadline)
        except TimeoutError:
            seconds = time.monotonic() - started
            raise QueryTimeout(f"it was stopped after {seconds:.1f} seconds; nothing was changed") from None
        except ChildEnded as ended:
            raise self._crash(order, ended.signal) from None
        if "error" in answer:
            raise self._refusal(answer)
        return answer

    def _crash(self, order: dict[str, Any], number: int) -> RolegraphError:
        """What the end of the child says: a crash of the engine by nesting, or of memory."""
        if number == signal.SIGABRT:
            return self._out_of_memory()
        if number != signal.SIGSEGV:
            return WriteFailed(f"the writing process was ended (signal {number}); nothing was changed")
        said = "the engine can't follow how deeply it nests; nothing was changed"
        return QueryTooComplex(said) if order["kind"] == "update" else BadPayload(said)

    def _out_of_memory(self) -> QueryFailed:
        return QueryFailed(f"it needs more than {self._limits.memory} MiB; nothing was changed")

    def _refusal(self, answer: dict[str, Any]) -> RolegraphError:
        name, message = answer["error"], answer.get("message", "")
        if name == "memory":
            return self._out_of_memory()
        if name == "ShapesViolated":
            return ShapesViolated(_report(answer["report"]))
        if name in _PLACED:
            return _PLACED[name](message, answer["line"], answer["column"])
        if name in _OF_GRAPHS:
            return _OF_GRAPHS[name](answer["graph"])
        if name == "BadValue":
            return BadValue(answer["code"], message)
        return _PLAIN[name](message) if name in _PLAIN else WriteFailed(f"{message}; nothing was changed")


_PLACED: dict[str, type[QuerySyntax] | type[BadPayload]] = {
    "QuerySyntax": QuerySyntax,
    "BadPayload": BadPayload,
}
_OF_GRAPHS: dict[str, type[GraphProtected] | type[GraphMissing]] = {
    "GraphProtected": GraphProtected,
    "GraphMissing": GraphMissing,
}
_PLAIN: dict[str, type[RolegraphError]] = {
    "QueryForbidden": QueryForbidden,
    "QueryTooComplex": QueryTooComplex,
    "QueryFailed": QueryFailed,
}


def _published(candidate: Candidate, answer: dict[str, Any]) -> Written:
    inserted, deleted = answer["inserted"], answer["deleted"]
    number = candidate.parent.number
    if answer["changed"]:
        quads = candidate.parent.quads + inserted - deleted
        number = candidate.publish(
            quads=quads, repeats=candidate.parent.meta.repeats + answer["repeats"]
        ).number
    return Written(number, inserted, deleted, answer["created"])


def _report(rows: list[dict[str, Any]]) -> Report:
    # Imported late: it brings pySHACL, which a process that only writes has no use for.
    from rolegraph.graph.validation import Report, Result, Severity

    return Report(tuple(Result(**{**row, "severity": Severity(row["severity"])}) for row in rows))
