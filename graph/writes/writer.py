"""Writing for clients: each write is carried out by a child, and published or thrown away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from rolegraph.graph.errors import StoreError
from rolegraph.graph.store import store_base
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.writes.batch import Bounds
from rolegraph.graph.writes.batches import Batches
from rolegraph.graph.writes.bench import Bench, timed_out
from rolegraph.graph.writes.contract import ANY, Condition, PayloadTooLarge, WriteLimits, Written
from rolegraph.graph.writes.process import Child, ChildEnded
from rolegraph.graph.writes.refusals import crash, refusal, report_of
from rolegraph.graph.writes.waiting import Write

if TYPE_CHECKING:
    from rolegraph.graph.validation import Report

Payloads = Sequence[tuple[Path, pyoxigraph.RdfFormat]]


class Writer:
    """Writes to one store, for all threads of a process; other processes may write to it too.

    Writes that wait at the same time share a generation, see :mod:`rolegraph.graph.writes.batches`;
    ``client`` names whoever sends one, so that clients take turns. Whatever a method raises,
    nothing was changed. Besides what it names, each raises :class:`QueryTimeout` (the deadline
    passed), :class:`QueryFailed` (the engine gave up), :class:`~rolegraph.graph.errors.StoreBusy`,
    :class:`~rolegraph.graph.errors.StoreMissing`, :class:`WriteFailed` and :class:`StoreFull`.
    """

    def __init__(
        self,
        store: Path,
        limits: WriteLimits | None = None,
        *,
        union: bool = False,
        bounds: Bounds | None = None,
    ) -> None:
        """``union``: the pattern of an update for which nothing names a data set sees all graphs as one."""
        self._store = store
        self._limits = limits or WriteLimits()
        self._union = union
        self._bench = Bench(store, self._limits.memory)
        self._batches = Batches(store, self._bench, self._limits, bounds or Bounds())
        self._checker = Child(self._limits.memory)

    def update(
        self,
        text: str,
        *,
        using: tuple[str, ...] | None = None,
        using_named: tuple[str, ...] | None = None,
        deadline: float | None = None,
        client: str = "",
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
        seconds = self._limits.deadline if deadline is None else min(deadline, self._limits.deadline)
        write = Write({**order, "union": self._union}, seconds, client=client, size=len(text))
        return self._batches.carry_out(write)

    def put(
        self,
        graph: str | None,
        data: Path | Payloads,
        format: pyoxigraph.RdfFormat | None = None,
        *,
        condition: Condition = ANY,
        client: str = "",
    ) -> Written:
        """Make a graph hold what is sent, in one file of ``format`` or in several with theirs.

        ``graph`` is an absolute IRI, ``None`` the stored default graph. Relative IRIs are resolved
        against the graph's. Without a triple there is no graph. Raises :class:`BadPayload`,
        :class:`GraphProtected`, :class:`ShapesViolated`, :class:`ConditionFailed`.
        """
        return self._graph_write("put", graph, _pairs(data, format), condition, client)

    def post(
        self,
        graph: str | None,
        data: Path | Payloads,
        format: pyoxigraph.RdfFormat | None = None,
        *,
        condition: Condition = ANY,
        client: str = "",
    ) -> Written:
        """Add what is sent to a graph; else as :meth:`put`."""
        return self._graph_write("post", graph, _pairs(data, format), condition, client)

    def delete(self, graph: str | None, *, condition: Condition = ANY, client: str = "") -> Written:
        """Remove a graph; the default graph is emptied.

        Raises :class:`GraphMissing`, :class:`GraphProtected`, :class:`ShapesViolated`,
        :class:`ConditionFailed`.
        """
        return self._graph_write("delete", graph, (), condition, client)

    def check(self, data: Path | Payloads, format: pyoxigraph.RdfFormat | None = None) -> Report:
        """The shapes' report on what is sent alone; nothing is written. Raises :class:`BadPayload`."""
        payloads, _ = self._measured(_pairs(data, format))
        order = {"kind": "check", "base": store_base(self._store), "payloads": payloads}
        started = time.monotonic()
        try:
            answer = self._checker.ask(order, self._limits.deadline)
        except TimeoutError:
            raise timed_out(time.monotonic() - started) from None
        except ChildEnded as ended:
            raise crash("check", ended.signal, self._limits.memory) from None
        if self._checker.is_spent:
            self._checker.close()
        if "error" in answer:
            raise refusal(answer, self._limits.memory)
        return report_of(answer["report"])

    def warm(self) -> None:
        """Prepare what the first write would else wait for: the child, pySHACL, the shapes.

        It never fails: where it can't be done, the first write says why.
        """
        with suppress(TimeoutError, ChildEnded, StoreError):
            self._bench.child.ask({"kind": "warm"}, self._limits.deadline)

    def close(self) -> None:
        """End the children; writes that wait or are carried out are refused."""
        self._batches.close()
        self._checker.end()

    def _graph_write(
        self, kind: str, graph: str | None, data: Payloads, condition: Condition, client: str
    ) -> Written:
        payloads, size = self._measured(data)
        order = {"kind": kind, "graph": graph, "payloads": payloads}
        return self._batches.carry_out(Write(order, self._limits.deadline, condition, client, size))

    def _measured(self, data: Payloads) -> tuple[list[tuple[str, str]], int]:
        """What the child is told of payloads, and their size in bytes. Raises :class:`PayloadTooLarge`."""
        size = sum(path.stat().st_size for path, _ in data)
        if size > self._limits.payload:
            raise PayloadTooLarge(f"more than {self._limits.payload} bytes were sent")
        return [(str(path), rdf_format.media_type) for path, rdf_format in data], size


def _pairs(data: Path | Payloads, rdf_format: pyoxigraph.RdfFormat | None) -> Payloads:
    if isinstance(data, Path):
        assert rdf_format is not None
        return [(data, rdf_format)]
    return data
