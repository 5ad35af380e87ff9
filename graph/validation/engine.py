"""Runs the shapes over a batch with pySHACL's constraint components.

Verdicts are those of plain ``pyshacl.validate``; three things make it faster. The parsed shapes and
constraint objects are kept between calls, the data lie in dictionaries, and a ``sh:sparql``
constraint marked ``rgsh:wholeBatch`` is asked once for all focus nodes. These are internals of
pySHACL, which is therefore pinned; tests compare the results with the plain ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox
import rdflib
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib.term import Node

from rolegraph.graph.namespaces import SH
from rolegraph.graph.validation.data import DictGraph, OxStatement, batch_graph, batch_store, to_rdflib
from rolegraph.graph.validation.property_path import path_text
from rolegraph.graph.validation.report import Report, Result, Severity, term_text
from rolegraph.graph.validation.shapes import WHOLE_BATCH, shapes_graph

_SH = rdflib.Namespace(SH)
_NOT_CHECKED = "A value is not well formed, so this could not be checked. "

_Focus = dict[Node, set[Node]]
_Triples = Sequence[tuple[Node, Node, Any]]


class _Batch:
    """The data of one call; the store is made only if a constraint asks for it."""

    def __init__(self, statements: list[OxStatement], focus: Iterable[object] | None) -> None:
        self._statements = statements
        self.graph = batch_graph(statements)
        self._focus = None if focus is None else {to_rdflib(node) for node in focus}

    def wanted(self, nodes: Iterable[Node]) -> list[Node]:
        """Those of a shape's focus nodes that are to be judged."""
        return [node for node in nodes if self._focus is None or node in self._focus]

    @cached_property
    def store(self) -> ox.Store:
        return batch_store(self._statements)


class _Prepared(NamedTuple):
    """A shape that has targets, with its constraint objects."""

    shape: Any
    constraints: tuple[Any, ...]


class Validator:
    """Checks batches of triples against shapes; keep one and use it for many batches.

    Not for threads: pySHACL's objects are shared between calls.
    """

    def __init__(self, shapes: rdflib.Graph | None = None) -> None:
        """``shapes``: SHACL Core and SHACL-SPARQL in one graph; the shipped ones when ``None``."""
        graph = DictGraph(shapes_graph() if shapes is None else shapes)  # ShapesGraph adds to its graph
        self._shapes = ShapesGraph(graph)
        self._executor = SHACLExecutor()
        self._prepared = [_prepare(shape) for shape in self._shapes.shapes if _is_active(shape)]

    def validate(self, statements: Iterable[OxStatement], focus: Iterable[object] | None = None) -> Report:
        """The report on quads or triples, which are seen as one graph, whatever graphs they name.

        ``focus``: the only nodes (pyoxigraph terms) that are judged, all if ``None``. Never raises on
        ill-formed data: a check that can't be made is a violation.
        """
        batch = _Batch(list(statements), focus)
        results: list[Result] = []
        for prepared in self._prepared:
            results += self._check(prepared, batch)
        return Report.of(results)

    def _check(self, prepared: _Prepared, batch: _Batch) -> list[Result]:
        shape = prepared.shape
        nodes = batch.wanted(shape.focus_nodes(batch.graph))
        if not nodes:
            return []
        focus: _Focus = shape.value_nodes(batch.graph, nodes)
        return [result for check in prepared.constraints for result in self._evaluate(check, batch, focus)]

    def _evaluate(self, constraint: Any, batch: _Batch, focus: _Focus) -> list[Result]:
        """One constraint on its focus nodes.

        pySHACL raises where it can't compare values, and all results of the constraint are lost:
        so the focus nodes are halved until the faulty ones stand alone.
        """
        try:
            return self._ask(constraint, batch, focus)
        except Exception:
            if len(focus) == 1:
                return [self._not_checked(constraint, *next(iter(focus.items())))]
        nodes = list(focus)
        middle = len(nodes) // 2
        halves = (nodes[:middle], nodes[middle:])
        return [
            result
            for half in halves
            for result in self._evaluate(constraint, batch, {node: focus[node] for node in half})
        ]

    def _ask(self, constraint: Any, batch: _Batch, focus: _Focus) -> list[Result]:
        if isinstance(constraint, SPARQLBasedConstraint) and self._is_whole_batch(constraint):
            return self._ask_once(constraint, batch, focus)
        path = [constraint.shape, constraint]
        _, reports = constraint.evaluate(self._executor, batch.graph, focus, path)
        return [self._result(triples) for _, _, triples in reports]

    def _is_whole_batch(self, constraint: Any) -> bool:
        return all(query.node in self._marked for query in constraint.sparql_constraints)

    @cached_property
    def _marked(self) -> frozenset[Node]:
        return frozenset(self._shapes.graph.subjects(WHOLE_BATCH, rdflib.Literal(True)))

    def _ask_once(self, constraint: Any, batch: _Batch, focus: _Focus) -> list[Result]:
        """The query with ``$this`` free, its solutions kept where ``$this`` is a focus node."""
        found: list[Result] = []
        for query in constraint.sparql_constraints:
            for solution in _solutions(batch.store, query.apply_prefixes(query.select_text)):
                this = solution.pop("this", None)
                if query.deactivated or this not in focus:
                    continue
                default = None if constraint.shape.is_property_shape else this
                _, _, triples = constraint.make_v_result(
                    batch.graph,
                    this,
                    value_node=solution.get("value", default),
                    result_path=solution.get("path"),
                    extra_messages=query.messages or None,
                )
                found.append(self._result(triples))
        return found

    def _result(self, triples: _Triples) -> Result:
        """pySHACL's triples of one result as plain values."""
        values = {predicate: _bare(value) for _, predicate, value in triples}
        messages = {str(value) for _, predicate, value in triples if predicate == _SH.resultMessage}
        path = values.get(_SH.resultPath)
        value = values.get(_SH.value)
        return Result(
            focus_node=_node_text(values[_SH.focusNode]),
            path=None if path is None else path_text(self._shapes.graph, path),
            component=_local(values[_SH.sourceConstraintComponent]),
            severity=_severity(values[_SH.resultSeverity]),
            message="; ".join(sorted(messages)),
            value=None if value is None else str(value),
            shape=_node_text(values[_SH.sourceShape]),
            value_term=None if value is None else term_text(value),
        )

    def _not_checked(self, constraint: Any, node: Node, values: set[Node]) -> Result:
        value = min(values, key=str, default=None)
        messages = sorted(str(message) for message in constraint.shape.message)
        path = constraint.shape.path()
        return Result(
            focus_node=_node_text(node),
            path=None if path is None else path_text(self._shapes.graph, path),
            component=_local(constraint.shacl_constraint_component),
            severity=Severity.VIOLATION,
            message=_NOT_CHECKED + "; ".join(messages),
            value=None if value is None else str(value),
            shape=_node_text(constraint.shape.node),
            value_term=None if value is None else term_text(value),
        )


def _is_active(shape: Any) -> bool:
    return not shape.deactivated and any(True for targets in shape.target() for _ in targets)


def _prepare(shape: Any) -> _Prepared:
    """The constraint objects of a shape, one for each component that it has a parameter of."""
    properties = (predicate for predicate, _ in shape.sg.predicate_objects(shape.node))
    kinds = (CONSTRAINT_PARAMETERS_MAP.get(predicate) for predicate in properties)
    constraints = [kind(shape) for kind in dict.fromkeys(kinds) if kind is not None]
    custom = [kind.make_validator_for_shape(shape) for kind in shape.find_custom_constraints()]
    return _Prepared(shape, (*constraints, *custom))


def _solutions(store: ox.Store, query: str) -> list[dict[str, Node]]:
    """The solutions of a SELECT query, without repeats, as rdflib terms by variable name."""
    answer = store.query(query)
    if not isinstance(answer, ox.QuerySolutions):
        raise TypeError("a sh:select must be a SELECT query")
    names = [variable.value for variable in answer.variables]
    rows = dict.fromkeys(tuple(to_rdflib(row[name]) for name in names) for row in answer)
    return [{n: term for n, term in zip(names, row, strict=True) if term is not None} for row in rows]


def _bare(value: Any) -> Any:
    """pySHACL pairs a node with the graph that describes it."""
    return value[1] if isinstance(value, tuple) else value


def _node_text(node: Any) -> str:
    return str(node) if isinstance(node, rdflib.URIRef) else term_text(node)


def _local(iri: Any) -> str:
    return str(iri).removeprefix(SH)


def _severity(iri: Any) -> Severity:
    """A severity that SHACL does not name counts as the gravest."""
    return next((level for level in Severity if iri == _SH[level]), Severity.VIOLATION)
