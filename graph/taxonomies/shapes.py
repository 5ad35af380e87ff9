"""The shapes of classifications, asked of a whole store: one query a shape, by the engine.

For the half a million statements of ESCO that takes two seconds; the validator of pages finds the
same in eleven, with a gigabyte of memory. Each constraint of ``shapes/taxonomies.ttl`` is a query
that may be asked with ``$this`` free (``rgsh:wholeBatch``), so its solutions are the results that
any SHACL engine gives; tests compare them with pySHACL's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from rolegraph.graph.mapping.terms import TYPE
from rolegraph.graph.namespaces import RDF, SH
from rolegraph.graph.packaged import packaged_files
from rolegraph.graph.taxonomies.taxonomy import Warned
from rolegraph.graph.validation.report import Report, Result, Severity
from rolegraph.graph.validation.shapes import SHAPES

EXAMPLES = 3
"""How many cases a line of a report names."""
_Said = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]
_Values = dict[object, _Said]
_COMPONENT = "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape: ``leaves_out`` says that an import leaves out the statements of each result.

    ``path`` has one property, or several that are alternatives.
    """

    iri: str
    path: tuple[str, ...]
    severity: Severity
    message: str
    select: str
    leaves_out: bool
    classes: tuple[ox.NamedNode, ...]
    subjects_of: tuple[ox.NamedNode, ...]

    def has_targets_in(self, store: ox.Store, graph: ox.NamedNode) -> bool:
        """Whether a graph says anything that the shape is about."""
        patterns = [(TYPE, kind) for kind in self.classes] + [(one, None) for one in self.subjects_of]
        return any(next(store.quads_for_pattern(None, p, o, graph), None) is not None for p, o in patterns)

    @property
    def path_text(self) -> str:
        """The path as reports write it: a bare IRI, or alternatives in brackets."""
        return self.path[0] if len(self.path) == 1 else "(" + "|".join(f"<{one}>" for one in self.path) + ")"

    @property
    def code(self) -> str:
        """Its local name."""
        return self.iri.removeprefix(SHAPES)


def taxonomy_shapes() -> list[Shape]:
    """The shapes of ``shapes/taxonomies.ttl``, in its order."""
    [path] = [path for path in packaged_files("rolegraph.shapes") if path.name == "taxonomies.ttl"]
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    values: _Values = {}
    for quad in quads:
        values.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
    prologue = "".join(
        f"PREFIX {_text(said[SH + 'prefix'])}: <{_text(said[SH + 'namespace'])}>\n"
        for said in values.values()
        if SH + "prefix" in said
    )
    return [
        Shape(
            iri=node.value,
            path=tuple(_path(values, said[SH + "path"][0])),
            severity=Severity(_text(said[SH + "severity"]).removeprefix(SH)),
            message=_text(said[SH + "message"]),
            select=prologue + _text(values[said[SH + "sparql"][0]][SH + "select"]),
            leaves_out=SHAPES + "leftOut" in said,
            classes=_nodes(said, "targetClass"),
            subjects_of=_nodes(said, "targetSubjectsOf"),
        )
        for node, said in values.items()
        if isinstance(node, ox.NamedNode) and SH + "sparql" in said
    ]


def _nodes(said: _Said, parameter: str) -> tuple[ox.NamedNode, ...]:
    return tuple(value for value in said.get(SH + parameter, ()) if isinstance(value, ox.NamedNode))


def _path(values: _Values, path: object) -> Iterator[str]:
    """The one property of a path, or the members of an alternative path."""
    if isinstance(path, ox.NamedNode):
        yield path.value
        return
    [members] = values[path][SH + "alternativePath"]
    while members in values:
        yield _text(values[members][RDF + "first"])
        [members] = values[members][RDF + "rest"]


def _text(values: list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> str:
    [value] = values
    assert isinstance(value, ox.NamedNode | ox.Literal)
    return value.value


def results(store: ox.Store, shape: Shape) -> Iterator[tuple[Result, list[ox.Triple]]]:
    """What a shape finds in the union of all graphs, with the statements that each result is about."""
    answer = store.query(shape.select, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    has_value = any(variable.value == "value" for variable in answer.variables)
    for row in answer:
        this, value = row["this"], row["value"] if has_value else None
        yield _result(shape, this, value), _statements(shape, this, value)


def _result(shape: Shape, this: object, value: object) -> Result:
    return Result(
        focus_node=re.sub(r"^<(.*)>$", r"\1", str(this)),
        path=shape.path_text,
        component=_COMPONENT,
        severity=shape.severity,
        message=shape.message,
        value=getattr(value, "value", None),
        shape=shape.iri,
        value_term=None if value is None else str(value),
    )


def _statements(shape: Shape, this: object, value: object) -> list[ox.Triple]:
    if not isinstance(this, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
        return []
    return [ox.Triple(this, ox.NamedNode(one), value) for one in shape.path]


def check(store: ox.Store) -> Report:
    """All that the shapes of classifications find in a store."""
    return Report.of(result for shape in taxonomy_shapes() for result, _ in results(store, shape))


def warned(found: Iterable[Result], left_out: Counter[str]) -> list[Warned]:
    """One line a shape: how many results it has, and how many statements were left out for it."""
    by_shape: dict[str, list[Result]] = {}
    for result in found:
        by_shape.setdefault(result.shape, []).append(result)
    lines = []
    for shape, several in by_shape.items():
        code = shape.removeprefix(SHAPES)
        tail = " It was left out." if left_out[code] else ""
        examples = tuple(f"<{one.focus_node}>" for one in several[:EXAMPLES])
        lines.append(Warned(code, len(several), several[0].message + tail, tuple(dict.fromkeys(examples))))
    return lines
