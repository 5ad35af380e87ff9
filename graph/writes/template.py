"""Quad templates: read by the engine, filled in with solutions here.

Each variable of a template is replaced by an IRI that nobody else can write, and the template is
then data that the engine reads (``INSERT DATA`` into a store in memory): so every syntax that it
knows is read as it reads it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.errors import QuerySyntax
from rolegraph.graph.writes.split import scan

Row = Mapping[str, Any]
_Blanks = dict[str, ox.BlankNode]
_Fill = Callable[[Row, _Blanks], Any]


def read_data(prologue: str, quads: str, base: str) -> list[ox.Quad]:
    """The quads of ``{ … }`` without variables; blank nodes are fresh ones."""
    store = ox.Store()
    try:
        store.update(f"{prologue}INSERT DATA {quads}", base_iri=base)
    except SyntaxError as error:
        raise QuerySyntax(f"this update can't be taken apart: put spaces around '<' ({error})") from None
    return list(store)


class Template:
    """The quads that an operation deletes or inserts for each solution."""

    def __init__(self, prologue: str, quads: str, base: str, with_graph: ox.NamedNode | None) -> None:
        """``with_graph``: where quads outside of GRAPH belong, the default graph if ``None``."""
        self.variables: dict[str, str] = {}
        self.has_blanks = False
        self._mark = f"urn:{secrets.token_hex(16)}:"
        self._home: ox.NamedNode | ox.DefaultGraph = with_graph or ox.DefaultGraph()
        data = read_data(prologue, self._as_data(quads), base)
        self.graphs = {quad.graph_name for quad in data if not self._is_variable(quad.graph_name)}
        if ox.DefaultGraph() in self.graphs:
            self.graphs = {*self.graphs - {ox.DefaultGraph()}, self._home}
        self._quads = [self._quad(quad) for quad in data]

    def _as_data(self, quads: str) -> str:
        pieces, end = [], 0
        for token in scan(quads):
            if token.kind == "variable":
                name = token.text[1:]
                number = self.variables.setdefault(name, f"{self._mark}{len(self.variables)}")
                pieces += [quads[end : token.start], f" <{number}> "]
                end = token.start + len(token.text)
        return "".join([*pieces, quads[end:]])

    def _is_variable(self, term: object) -> bool:
        return isinstance(term, ox.NamedNode) and term.value.startswith(self._mark)

    def _quad(self, quad: ox.Quad) -> tuple[_Fill, _Fill, _Fill, _Fill]:
        graph = self._home if quad.graph_name == ox.DefaultGraph() else quad.graph_name
        return (
            self._term(quad.subject),
            self._term(quad.predicate),
            self._term(quad.object),
            self._term(graph),
        )

    def _term(self, term: Any) -> _Fill:
        if self._is_variable(term):
            name = next(name for name, mark in self.variables.items() if mark == term.value)
            return lambda row, blanks: row[name]
        if isinstance(term, ox.BlankNode):
            self.has_blanks = True
            return lambda row, blanks: blanks.setdefault(term.value, ox.BlankNode())
        if isinstance(term, ox.Triple):
            parts = [self._term(part) for part in (term.subject, term.predicate, term.object)]
            return lambda row, blanks: _triple(*(part(row, blanks) for part in parts))
        return lambda row, blanks: term

    def filled(self, row: Row) -> Iterator[ox.Quad]:
        """The quads for one solution; those that a missing or misplaced term makes none are left out.

        SPARQL 1.1 Update, 3.1.3. Blank nodes are fresh for each solution.
        """
        blanks: _Blanks = {}
        for parts in self._quads:
            subject, predicate, value, graph = (part(row, blanks) for part in parts)
            if None in (subject, predicate, value) or not isinstance(graph, ox.NamedNode | ox.DefaultGraph):
                continue
            try:
                yield ox.Quad(subject, predicate, value, graph)
            except TypeError:  # a literal for a subject, a blank node for a predicate
                continue


def _triple(subject: Any, predicate: Any, value: Any) -> ox.Triple | None:
    try:
        return ox.Triple(subject, predicate, value)
    except TypeError:
        return None
