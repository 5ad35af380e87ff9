"""What the writing child does with an order: change the engine, look at the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from rolegraph.graph.errors import InputError, QueryError, StoreError
from rolegraph.graph.writes.affected import Difference, Neighbourhood, union_difference
from rolegraph.graph.writes.change import Changes, Graph
from rolegraph.graph.writes.contract import ConditionFailed, GraphMissing
from rolegraph.graph.writes.head import Head
from rolegraph.graph.writes.looks import Looks, shipped_looks
from rolegraph.graph.writes.payload import formats, read_payload
from rolegraph.graph.writes.update import Request, run_update

if TYPE_CHECKING:
    from rolegraph.graph.validation import Report, Validator

_Rows = list[dict[str, Any]]


class Refused(Exception):
    """The shapes would be violated; ``rows`` are the results."""

    def __init__(self, rows: _Rows) -> None:
        super().__init__("shapes violated")
        self.rows = rows


_FAULTS_OF_THE_WRITE = (Refused, InputError, QueryError, StoreError)
"""After any other exception nobody knows what the engine holds."""


class Workshop:
    """Carries out orders; pySHACL is imported when an order first concerns a shape."""

    def __init__(self) -> None:
        self._head = Head()

    @cached_property
    def _looks(self) -> Looks:
        return shipped_looks()

    @cached_property
    def _validator(self) -> Validator:
        from rolegraph.graph.validation import Validator

        return Validator()

    def carry_out(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order, see :mod:`rolegraph.graph.writes.child`.

        A write has ``kind`` and ``base``. An update has ``text``, ``using``, ``using_named``,
        ``union``; the others ``graph`` (``None``: the default one), ``payloads``, pairs of a path
        and a media type, and ``exists`` (whether the graph must be there, ``None`` where it need not).
        """
        kind = order["kind"]
        if kind == "follow":
            self._head.follow(Path(order["generation"]), order["folder"], order["base"], order["repeats"])
        elif kind == "snapshot":
            self._head.snapshot(order["folder"])
        elif kind == "close":
            self._head.close()
        elif kind == "warm":
            return {"report": _rows(self._validator.validate([]))}
        elif kind == "check":
            quads = _sent(order, order["base"], one_graph=False)
            return {"report": _rows(self._validator.validate(quads))}
        else:
            return self._write(order)
        return {}

    def _write(self, order: dict[str, Any]) -> dict[str, Any]:
        changes = Changes(self._head.store, order["base"], self._head.ledger.triples)
        try:
            created = self._change(order, changes)
            difference = union_difference(changes)
            self._judge(changes.store, difference)
        except _FAULTS_OF_THE_WRITE:
            changes.undo()
            raise
        self._head.ledger.note(difference)
        return {
            "inserted": len(changes.inserted),
            "deleted": len(changes.deleted),
            "repeats": difference.repeats,
            "created": created,
            "changed": changes.any,
        }

    def _change(self, order: dict[str, Any], changes: Changes) -> bool:
        """Give whether a graph was made that was not there."""
        if order["kind"] == "update":
            names = ("text", "base", "using", "using_named", "union")
            run_update(Request(**{name: _frozen(order[name]) for name in names}), changes)
            return False
        return _store_graph(order, changes)

    def _judge(self, store: ox.Store, difference: Difference) -> None:
        """Raise :class:`Refused` if a shape is violated at a node that the difference concerns."""
        neighbourhood = Neighbourhood(store, self._looks)
        focus = neighbourhood.focus(difference)
        if not focus:
            return
        report = self._validator.validate(neighbourhood.data(focus), focus=focus)
        if not report.conforms:
            raise Refused(_rows(report))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _store_graph(order: dict[str, Any], changes: Changes) -> bool:
    """PUT, POST or DELETE of a graph (SPARQL 1.1 Graph Store HTTP Protocol, 5.3 to 5.5).

    Raises :class:`GraphMissing` for DELETE of a named graph that is not there, :class:`ConditionFailed`.
    """
    graph: Graph = ox.DefaultGraph() if order["graph"] is None else ox.NamedNode(order["graph"])
    changes.require_open([graph])
    was_there = changes.has(graph)
    if order["exists"] not in (None, was_there):
        raise ConditionFailed
    if order["kind"] == "delete":
        if not was_there:
            raise GraphMissing(order["graph"])
        changes.drop(graph)
        return False
    base = order["graph"] or order["base"]
    quads = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in _sent(order, base, one_graph=True)]
    stale: Iterable[ox.Quad] = changes.quads_of(graph) if order["kind"] == "put" else ()
    changes.apply(stale, quads)
    return not was_there and changes.has(graph)


def _sent(order: dict[str, Any], base: str, *, one_graph: bool) -> Iterator[ox.Quad]:
    known = formats()
    for path, media_type in order["payloads"]:
        yield from read_payload(Path(path), known[media_type], base, one_graph=one_graph)


def _rows(report: Report) -> _Rows:
    return [asdict(result) for result in report.results]
