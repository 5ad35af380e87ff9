"""Carrying out a SPARQL update on a candidate, one operation after the other.

The engine parses the text, evaluates the patterns and reads the templates; which quads that makes
is worked out here, because the engine tells nobody what an update of its own has changed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.errors import BadValue, QueryFailed, QuerySyntax
from rolegraph.graph.store.query_errors import syntax_error
from rolegraph.graph.store.query_text import may_name_graphs, refuse_keyword
from rolegraph.graph.writes.change import Changes, Graph
from rolegraph.graph.writes.operations import Data, Manage, Modify, Operation
from rolegraph.graph.writes.split import Piece, Token, outline, pieces, split
from rolegraph.graph.writes.template import Row, Template, read_data

_UNKNOWN_FUNCTION = re.compile(r"custom function <(.*)> is not supported")
_CHARACTER = re.compile(r"[^\n]")
_STOP = " DROP GRAPH <urn:none> ;\n"
"""An operation that fails in an empty store: what follows is parsed and not carried out."""


@dataclass(frozen=True, slots=True)
class Request:
    """An update as it came: ``using`` and ``using_named`` are ``None`` where the request names none.

    ``union``: a pattern for which nothing names a data set sees all graphs as one.
    """

    text: str
    base: str
    using: tuple[str, ...] | None = None
    using_named: tuple[str, ...] | None = None
    union: bool = False

    @property
    def names_data_set(self) -> bool:
        """Whether the request has ``using-graph-uri`` or ``using-named-graph-uri``."""
        return self.using is not None or self.using_named is not None


def operations_of(request: Request) -> list[Operation]:
    """The operations of a request, all of it well formed.

    Raises :class:`QuerySyntax`, :class:`~rolegraph.graph.errors.QueryForbidden` (LOAD, SERVICE),
    :class:`~rolegraph.graph.store.query_text.QueryTooComplex`, and :class:`BadValue` where the
    request and the text both name a data set (SPARQL 1.1 Protocol, 2.2.3).
    """
    tokens = outline(request.text)
    refuse_keyword(request.text, "service")
    _parse(request, pieces(tokens, len(request.text)))
    operations = _taken_apart(request, tokens)
    if request.names_data_set and any(isinstance(o, Modify) and o.names_data_set for o in operations):
        raise BadValue(
            "data-set-twice",
            "the request has using-graph-uri and the update has USING or WITH: leave one of them out",
        )
    return operations


def _parse(request: Request, parts: list[Piece]) -> None:
    """Have the engine parse the whole text, and carry out nothing. Raises :class:`QuerySyntax`."""
    if not parts:  # a prologue at most
        error = _engine_error(request.text, request.base)
        if error:
            raise _fault(request.text, error, "")
    elif len({part.prologue for part in parts}) == 1:
        _parse_piece(request, parts[0]._replace(end=len(request.text)))
    else:
        # The engine takes a prologue in front of the first operation only, SPARQL 1.1 (rule 29) in
        # front of each.
        for part in parts:
            _parse_piece(request, part)


def _parse_piece(request: Request, piece: Piece) -> None:
    text, prologue = request.text[piece.start : piece.end], piece.prologue + _STOP
    error = _engine_error(prologue + text, request.base)
    if error:
        before = _CHARACTER.sub(" ", request.text[: piece.start])  # so that places are right
        error = _engine_error(prologue + before + text, request.base) or error
        raise _fault(before + text, error, prologue)


def _engine_error(text: str, base: str) -> str:
    try:
        ox.Store().update(text, base_iri=base)
    except SyntaxError as error:
        return str(error)
    except RuntimeError:
        pass
    return ""


def _fault(text: str, error: str, prologue: str) -> QuerySyntax:
    fault = syntax_error(text, error, prologue)
    message = str(fault).replace("a SPARQL 1.1 query", "a SPARQL 1.1 update", 1)
    return QuerySyntax(message.replace("of the query", "of the update"), fault.line, fault.column)


def _taken_apart(request: Request, tokens: list[Token]) -> list[Operation]:
    """Read as the engine reads it: where a ``<`` is ambiguous, in the way in which all patterns parse."""
    for operators in (False, True):
        try:
            operations = split(outline(request.text, operators=True) if operators else tokens)
            for operation in operations:
                if isinstance(operation, Modify):
                    _parse_pattern(operation, request.base)
        except (SyntaxError, QuerySyntax):
            continue
        return operations
    raise QuerySyntax("this update can't be taken apart: put spaces around '<'")


def _parse_pattern(operation: Modify, base: str) -> None:
    try:
        ox.Store().query(f"{operation.prologue}SELECT * {operation.where}", base_iri=base)
    except RuntimeError:  # an unknown function, which is no fault of syntax
        return


def run_update(request: Request, changes: Changes) -> None:
    """Carry out a request.

    Raises what :func:`operations_of` raises, :class:`~rolegraph.graph.writes.contract.GraphProtected`,
    :class:`QueryFailed`, and :class:`BadValue` for a graph that is missing, or there already.
    """
    for operation in operations_of(request):
        if isinstance(operation, Data):
            _run_data(operation, request, changes)
        elif isinstance(operation, Modify):
            _Modification(operation, request, changes).run()
        elif operation.verb != "load":  # LOAD SILENT, which fails without a word
            _Management(operation, request, changes).run()


def _run_data(operation: Data, request: Request, changes: Changes) -> None:
    quads = read_data(operation.prologue, operation.quads, request.base)
    changes.apply(*((quads, ()) if operation.verb == "delete" else ((), quads)))


def _graph(prologue: str, written: str, base: str) -> ox.NamedNode:
    """The IRI that is written so in a text with that prologue."""
    solutions: Any = ox.Store().query(f"{prologue}SELECT ({written} AS ?graph) {{}}", base_iri=base)
    graph: ox.NamedNode = next(solutions)["graph"]
    return graph


class _Modification:
    """DELETE/INSERT … WHERE: the pattern is evaluated once, before anything is changed."""

    def __init__(self, operation: Modify, request: Request, changes: Changes) -> None:
        self._operation = operation
        self._request = request
        self._changes = changes
        self._with = self._named(operation.with_graph) if operation.with_graph else None
        self._delete = self._template(operation.delete)
        self._insert = self._template(operation.insert)

    def _named(self, written: str) -> ox.NamedNode:
        return _graph(self._operation.prologue, written, self._request.base)

    def _template(self, text: str | None) -> Template:
        template = Template(self._operation.prologue, text or "{}", self._request.base, self._with)
        self._changes.require_open(template.graphs)
        return template

    def run(self) -> None:
        deletes: dict[ox.Quad, None] = {}
        inserts: dict[ox.Quad, None] = {}
        with self._merging():
            for row in self._solutions():
                for template, quads in ((self._delete, deletes), (self._insert, inserts)):
                    for quad in template.filled(row):
                        if quad not in quads:
                            self._changes.require_open([quad.graph_name])
                            quads[quad] = None
        self._changes.apply(deletes, inserts)

    def _merging(self) -> AbstractContextManager[None]:
        """The union of all graphs is matched as a set, where no graph is matched by its name beside it."""
        names_data_set = self._request.names_data_set or self._operation.names_data_set
        if not self._request.union or names_data_set or may_name_graphs(self._operation.where):
            return nullcontext()
        return self._changes.merged()

    def _solutions(self) -> Iterator[Row]:
        """The solutions of the pattern, each with every variable of the templates."""
        names = list(self._delete.variables | self._insert.variables)
        projected = " ".join(f"?{name}" for name in names) if names else f"(1 AS ?row{secrets.token_hex(8)})"
        distinct = "" if self._insert.has_blanks else "DISTINCT "
        text = f"{self._operation.prologue}SELECT {distinct}{projected} WHERE {self._operation.where}"
        try:
            for solution in self._evaluate(text):
                yield {name: solution[name] for name in names}
        except (RuntimeError, ValueError) as error:
            raise QueryFailed(f"the engine gave up on the update: {error}") from None

    def _evaluate(self, text: str) -> Any:
        """An unknown function gives an error value, so no binding, as in a query."""
        functions: dict[ox.NamedNode, Callable[..., Any]] = {}
        while True:
            try:
                return self._changes.store.query(
                    text, base_iri=self._request.base, custom_functions=functions, **self._data_set()
                )
            except RuntimeError as error:
                unknown = _UNKNOWN_FUNCTION.search(str(error))
                if unknown is None or ox.NamedNode(unknown[1]) in functions:
                    raise
                functions[ox.NamedNode(unknown[1])] = lambda *_: None

    def _data_set(self) -> dict[str, Any]:
        """What the pattern is matched against (SPARQL 1.1 Update, 3.1.3; Protocol, 2.2.3)."""
        using: list[ox.NamedNode] = [self._named(name) for name in self._operation.using]
        named: list[ox.NamedNode] = [self._named(name) for name in self._operation.using_named]
        if self._request.names_data_set:
            using = [ox.NamedNode(name) for name in self._request.using or ()]
            named = [ox.NamedNode(name) for name in self._request.using_named or ()]
        if using or named or self._request.names_data_set:
            return {"default_graph": using, "named_graphs": named}
        if self._with:
            return {"default_graph": [self._with]}
        return {"use_default_graph_as_union": self._request.union}


class _Management:
    """CLEAR, DROP, CREATE, ADD, MOVE, COPY; the last three as their definitions say (3.2.3 to 3.2.5)."""

    def __init__(self, operation: Manage, request: Request, changes: Changes) -> None:
        self._operation = operation
        self._request = request
        self._changes = changes

    def run(self) -> None:
        {"create": self._create, "clear": self._clear, "drop": self._clear}.get(
            self._operation.verb, self._transfer
        )()

    def _graph(self, target: str) -> Graph:
        if target == "default":
            return ox.DefaultGraph()
        return _graph(self._operation.prologue, target, self._request.base)

    def _create(self) -> None:
        """Where empty graphs are not kept, a graph is there once something is inserted (3.2.1)."""
        graph = self._graph(self._operation.target)
        self._changes.require_open([graph])
        if self._changes.has(graph) and not self._operation.silent:
            raise BadValue("graph-exists", f"CREATE: there is a graph {graph} already")

    def _clear(self) -> None:
        graphs = self._targets()
        self._changes.require_open(graphs)
        for graph in graphs:
            self._changes.drop(graph)

    def _targets(self) -> list[Graph]:
        target = self._operation.target
        if target in ("named", "all"):
            named: list[Graph] = [
                g for g in self._changes.store.named_graphs() if isinstance(g, ox.NamedNode)
            ]
            return [ox.DefaultGraph(), *named] if target == "all" else named
        graph = self._graph(target)
        self._changes.require_open([graph])
        if not self._changes.has(graph) and not self._operation.silent:
            raise BadValue("graph-missing", f"{self._operation.verb.upper()}: there is no graph {graph}")
        return [graph]

    def _transfer(self) -> None:
        source, goal = self._graph(self._operation.target), self._graph(self._operation.goal)
        self._changes.require_open([goal, source] if self._operation.verb == "move" else [goal])
        if source == goal:
            return
        moved = [ox.Quad(q.subject, q.predicate, q.object, goal) for q in self._changes.quads_of(source)]
        if self._operation.verb != "add":
            self._changes.drop(goal)
        self._changes.apply((), moved)
        if self._operation.verb == "move":
            self._changes.drop(source)
