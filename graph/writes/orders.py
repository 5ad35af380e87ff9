"""What the writing child does with an order: change the candidate, look at the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from rolegraph.graph.writes.affected import Difference, Neighbourhood, union_difference
from rolegraph.graph.writes.change import Changes, Graph
from rolegraph.graph.writes.contract import GraphMissing
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


class Workshop:
    """Carries out orders; pySHACL is imported when an order first concerns a shape."""

    @cached_property
    def _looks(self) -> Looks:
        return shipped_looks()

    @cached_property
    def _validator(self) -> Validator:
        from rolegraph.graph.validation import Validator

        return Validator()

    def carry_out(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order, see :mod:`rolegraph.graph.writes.child`.

        Every order has ``kind`` and ``base``; ``data`` is the candidate's engine folder. An update
        has ``text``, ``using``, ``using_named``, ``union``; the others ``graph`` (``None``: the default
        one) and ``payloads``, pairs of a path and a media type.
        """
        if order["kind"] == "warm":
            return {"report": _rows(self._validator.validate([]))}
        if order["kind"] == "check":
            quads = _sent(order, order["base"], one_graph=False)
            return {"report": _rows(self._validator.validate(quads))}
        store = ox.Store(order["data"])
        changes = Changes(store, order["base"])
        created = self._change(order, changes)
        difference = union_difference(changes)
        self._judge(store, difference)
        store.flush()
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

    Raises :class:`GraphMissing` for DELETE of a named graph that is not there.
    """
    graph: Graph = ox.DefaultGraph() if order["graph"] is None else ox.NamedNode(order["graph"])
    changes.require_open([graph])
    created = not changes.has(graph)
    if order["kind"] == "delete":
        if created:
            raise GraphMissing(order["graph"])
        changes.drop(graph)
        return False
    base = order["graph"] or order["base"]
    quads = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in _sent(order, base, one_graph=True)]
    stale: Iterable[ox.Quad] = changes.quads_of(graph) if order["kind"] == "put" else ()
    changes.apply(stale, quads)
    changes.create(graph)  # an empty payload makes an empty graph
    return created


def _sent(order: dict[str, Any], base: str, *, one_graph: bool) -> Iterator[ox.Quad]:
    known = formats()
    for path, media_type in order["payloads"]:
        yield from read_payload(Path(path), known[media_type], base, one_graph=one_graph)


def _rows(report: Report) -> _Rows:
    return [asdict(result) for result in report.results]
