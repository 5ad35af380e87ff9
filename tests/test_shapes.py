"""The shipped shapes: every constraint is met by a tiny file that breaks it, and by one that does not.

The files in ``data/shapes`` say in their heads what is to be found in them::

    # expect: focus=… path=… component=… severity=… shape=…

``expect: nothing`` is a file without any result. Plain pySHACL is asked first, then our Validator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.validation import Validator, shapes_graph
from rolegraph.graph.validation.property_path import path_text
from rolegraph.graph.validation.shapes import SHAPES, WHOLE_BATCH

FILES = sorted((Path(__file__).parent / "data" / "shapes").glob("*.ttl"))
BASE = "http://127.0.0.1:8000/"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_EXPECTED = re.compile(r"# expect: focus=(\S+) path=(\S+) component=(\S+) severity=(\S+) shape=(\S+)")


class Found(NamedTuple):
    """What the issue asks to be equal in both validators."""

    focus: str
    path: str
    component: str
    severity: str
    shape: str


def full_path(text: str) -> str:
    """``rg:duty`` as a bare IRI; ``rg:duty/schema:item`` with IRIs in angle brackets."""
    if text == "-":
        return ""
    long = re.sub(r"([\w-]+):([\w-]+)", lambda match: f"<{PREFIXES[match[1]]}{match[2]}>", text)
    return long[1:-1] if re.fullmatch(r"<[^>]*>", long) else long


def expected(text: str) -> set[Found]:
    """What the head of a file says."""
    lines = [match.groups() for match in map(_EXPECTED.match, text.splitlines()) if match]
    return {Found(BASE + f, full_path(p), c, s, SHAPES + shape) for f, p, c, s, shape in lines}


def stock(data: rdflib.Graph, shapes: rdflib.Graph) -> set[Found]:
    """What plain ``pyshacl.validate`` finds."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    return set(read_report(report))


def read_report(report: rdflib.Graph) -> Iterator[Found]:
    """The results of a standard report graph."""
    for node in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(node, SH.resultPath)
        yield Found(
            str(report.value(node, SH.focusNode)),
            "" if path is None else path_text(report, path),
            str(report.value(node, SH.sourceConstraintComponent)).removeprefix(str(SH)),
            str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
            str(report.value(node, SH.sourceShape)),
        )


def own(data: str, validator: Validator) -> set[Found]:
    """What our Validator finds."""
    report = validator.validate(ox.parse(data, format=ox.RdfFormat.TURTLE))
    return {Found(r.focus_node, r.path or "", r.component, r.severity, r.shape) for r in report.results}


def targeted(shapes: rdflib.Graph) -> list[Node]:
    """The shapes that look for data by themselves."""
    return sorted({shape for target in TARGETS for shape in shapes.subjects(target, None)}, key=str)


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return shapes_graph()


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".ttl"))
def test_tiny_file(path: Path, shapes: rdflib.Graph, validator: Validator) -> None:
    text = path.read_text("utf-8")
    wanted = expected(text)
    assert path.name.endswith(".good.ttl") is (not wanted), "the name and the head of the file disagree"
    assert path.name.endswith(".bad.ttl") or "# expect: nothing" in text
    assert stock(rdflib.Graph().parse(data=text, format="turtle"), shapes) == wanted
    assert own(text, validator) == wanted


def test_every_constraint_is_broken_by_a_file_named_after_it(shapes: rdflib.Graph) -> None:
    constraints = set()
    for shape in targeted(shapes):
        for predicate in set(shapes.predicates(shape)):
            component = CONSTRAINT_PARAMETERS_MAP.get(predicate)
            if component is not None:
                name = f"{str(shape).removeprefix(SHAPES)}.{str(predicate).removeprefix(str(SH))}"
                constraints.add((name, str(component.shacl_constraint_component).removeprefix(str(SH))))
    assert len(constraints) > 300
    broken = set()
    for path in FILES:
        shape_name, parameter, *_ = path.name.split(".")
        if path.name.endswith(".bad.ttl"):
            for found in expected(path.read_text("utf-8")):
                if found.shape == SHAPES + shape_name:
                    broken.add((f"{shape_name}.{parameter.partition('-')[0]}", found.component))
    assert constraints - broken == set()


def test_every_shape_is_met_by_a_good_file(shapes: rdflib.Graph, validator: Validator) -> None:
    """The good file of a shape has focus nodes for it, or it would prove nothing."""
    for shape in targeted(shapes):
        path = FILES[0].parent / f"{str(shape).removeprefix(SHAPES)}.good.ttl"
        data = rdflib.Graph().parse(path, format="turtle")
        classes = shapes.objects(shape, SH.targetClass)
        hits = [data.value(predicate=RDF.type, object=kind, any=True) for kind in classes]
        hits += [next(data.subjects(p, None), None) for p in shapes.objects(shape, SH.targetSubjectsOf)]
        hits += [next(data.objects(None, p), None) for p in shapes.objects(shape, SH.targetObjectsOf)]
        assert any(hit is not None for hit in hits), path.name


def test_every_shape_has_a_severity_a_message_and_a_target_of_its_own(shapes: rdflib.Graph) -> None:
    found = targeted(shapes)
    declared = {*shapes.subjects(RDF.type, SH.PropertyShape), *shapes.subjects(RDF.type, SH.NodeShape)}
    assert declared == set(found)
    for shape in found:
        assert str(shape).startswith(SHAPES)
        assert shapes.value(shape, SH.severity, any=False) in (SH.Violation, SH.Warning, SH.Info), shape
        message = shapes.value(shape, SH.message, any=False)
        assert isinstance(message, rdflib.Literal)
        assert message.language == "en"
        assert message.endswith("."), shape
    assert next(shapes.subject_objects(SH.property), None) is None, "nested sh:property is slow"


def test_strings_are_never_compared_as_terms(shapes: rdflib.Graph) -> None:
    """rdflib tells "x" from "x"^^xsd:string: sh:in and sh:hasValue on strings would miss one of them."""
    members = [m for _, values in shapes.subject_objects(SH["in"]) for m in shapes.items(values)]
    members += list(shapes.objects(None, SH.hasValue))
    assert members
    assert all(isinstance(member, rdflib.URIRef) for member in members)


def test_every_query_may_be_asked_once_for_a_batch(shapes: rdflib.Graph) -> None:
    queries = list(shapes.objects(None, SH.sparql))
    assert queries
    for query in queries:
        assert shapes.value(query, WHOLE_BATCH) == rdflib.Literal(True)
        ontology = shapes.value(query, SH.prefixes)
        assert next(shapes.objects(ontology, SH.declare), None) is not None


def test_shapes_are_well_formed_shacl(shapes: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_no_shape_targets_the_ontology(
    shapes: rdflib.Graph, validator: Validator, project_root: Path
) -> None:
    """On a whole export the ontology stands beside the data: its own terms must not be checked."""
    ontology = rdflib.Graph()
    for path in sorted((project_root / "ontology").glob("*.ttl")):
        ontology.parse(path, format="turtle")
    for shape in targeted(shapes):
        for kind in shapes.objects(shape, SH.targetClass):
            assert next(ontology.subjects(RDF.type, kind), None) is None, shape
        for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
            for predicate in shapes.objects(shape, target):
                assert next(ontology.subject_objects(predicate), None) is None, shape
    assert own(ontology.serialize(format="turtle"), validator) == set()


def test_verdicts_stay_the_same_beside_the_ontology(
    shapes: rdflib.Graph, validator: Validator, project_root: Path
) -> None:
    """A type that only the ontology implies counts no more in an export than in a batch."""
    ontology = rdflib.Graph()
    for path in sorted((project_root / "ontology").glob("*.ttl")):
        ontology.parse(path, format="turtle")
    for path in FILES:
        if "-type." in path.name or ".class." in path.name:
            text = path.read_text("utf-8")
            data = ontology + rdflib.Graph().parse(data=text, format="turtle")
            assert own(data.serialize(format="turtle"), validator) == expected(text), path.name
