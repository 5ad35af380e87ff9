"""The Validator: the verdicts of plain pySHACL, on batches, whatever the data."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH, XSD

from rolegraph.graph.namespaces import RG, SCHEMA
from rolegraph.graph.validation import Report, Result, Severity, Validator, shapes_graph
from rolegraph.graph.validation.data import DictGraph, to_rdflib
from rolegraph.graph.validation.property_path import path_node, path_text

DATA = Path(__file__).parent / "data" / "shapes"
BASE = "http://127.0.0.1:8000/"
HOLD_OUT = "https://example.org/"
Row = tuple[str, str, str, str, str, str | None, frozenset[str]]


def tiny(name: str) -> str:
    return (DATA / f"{name}.ttl").read_text("utf-8")


def parse(text: str, base: str = BASE) -> list[ox.Quad]:
    """A tiny file, its things under another base."""
    return list(ox.parse(text.replace(BASE, base), format=ox.RdfFormat.TURTLE))


def export(quads: list[ox.Quad]) -> rdflib.Graph:
    """What plain pySHACL sees: the N-Triples that pyoxigraph writes, as rdflib reads them."""
    text = ox.serialize(
        (ox.Triple(q.subject, q.predicate, q.object) for q in quads), format=ox.RdfFormat.N_TRIPLES
    )
    return rdflib.Graph().parse(data=text, format="nt")


def rows(report: rdflib.Graph) -> set[Row]:
    """A report graph in comparable form, values and messages included."""
    return {
        (
            str(report.value(node, SH.focusNode)),
            _path(report, report.value(node, SH.resultPath)),
            str(report.value(node, SH.sourceConstraintComponent)),
            str(report.value(node, SH.resultSeverity)),
            str(report.value(node, SH.sourceShape)),
            None if report.value(node, SH.value) is None else str(report.value(node, SH.value)),
            frozenset(str(message) for message in report.objects(node, SH.resultMessage)),
        )
        for node in report.subjects(RDF.type, SH.ValidationResult)
    }


def _path(report: rdflib.Graph, path: rdflib.term.Node | None) -> str:
    return "" if path is None else path_text(report, path)


def stock(data: rdflib.Graph, shapes: rdflib.Graph) -> set[Row]:
    return rows(pyshacl.validate(data, shacl_graph=shapes)[1])


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


@pytest.mark.parametrize("part", range(6))
def test_a_batch_of_broken_pages_has_the_verdicts_of_plain_pyshacl(validator: Validator, part: int) -> None:
    """Every sixth tiny file, each under a base of its own, in one batch with all results in detail."""
    quads = [
        quad
        for number, path in enumerate(sorted(DATA.glob("*.ttl"))[part::6])
        for quad in parse(path.read_text("utf-8"), f"{BASE}{number}/")
    ]
    found = rows(validator.validate(quads).to_graph())
    assert len(found) > 50
    assert found == stock(export(quads), shapes_graph())


def test_mutations_of_one_page_combined(validator: Validator) -> None:
    """Several faults of one and the same profile: nothing hides another."""
    names = (
        "skill-rank-gap.sparql",
        "announced-duties-length.sparql",
        "outlook-trend.in",
        "profile-name.datatype",
    )
    quads = [quad for name in names for quad in parse(tiny(f"{name}.bad"))]
    found = rows(validator.validate(quads).to_graph())
    assert {row[4].partition("#")[2] for row in found} >= {name.partition(".")[0] for name in names}
    assert found == stock(export(quads), shapes_graph())


def test_a_validator_can_be_used_again(validator: Validator) -> None:
    bad, good = parse(tiny("profile-name.minCount.bad")), parse(tiny("profile-name.good"))
    first = validator.validate(bad)
    assert validator.validate(good) == Report()
    assert validator.validate(iter(bad)) == first != Report()


def test_quads_of_several_graphs_are_one_graph(validator: Validator) -> None:
    quads = parse(tiny("observation-role.minCount.bad"))
    spread = [
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(f"{BASE}graph/{number % 3}"))
        for number, q in enumerate(quads)
    ]
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
    assert validator.validate(spread) == validator.validate(triples) == validator.validate(quads)


def test_plain_strings_have_one_form(validator: Validator) -> None:
    """pyoxigraph's strings carry xsd:string, rdflib's do not: both must pass, in both validators."""
    text = tiny("requirement-necessity.good")
    explicit = text.replace('"essential"', f'"essential"^^<{XSD.string}>')
    assert explicit != text
    assert to_rdflib(ox.Literal("essential")) == rdflib.Literal("essential")
    for version in (text, explicit):
        assert validator.validate(parse(version)) == Report()
        data = rdflib.Graph().parse(data=version, format="turtle")
        assert pyshacl.validate(data, shacl_graph=shapes_graph())[0]
        assert pyshacl.validate(export(parse(version)), shacl_graph=shapes_graph())[0]


def test_ill_formed_figures_are_reported_and_hide_nothing(validator: Validator) -> None:
    bad = tiny("salary-min-value.datatype.bad")
    other = tiny("salary-range.sparql.bad")
    quads = parse(bad) + parse(other, HOLD_OUT)
    report = validator.validate(quads)
    assert not report.conforms
    shapes = {result.shape.partition("#")[2]: result for result in report.results}
    assert shapes["salary-min-value"].value == "23K"
    assert shapes["salary-range"].focus_node.startswith(HOLD_OUT)
    assert rows(report.to_graph()) == stock(export(quads), shapes_graph())
    assert "23K" in report.to_turtle()


COMPARING = f"""
@prefix sh: <{SH}> .
<urn:shape> a sh:PropertyShape ; sh:targetSubjectsOf <{SCHEMA}minValue> ; sh:path <{SCHEMA}minValue> ;
    sh:lessThanOrEquals <{SCHEMA}maxValue> ; sh:message "Lower first."@en .
"""


def test_where_pyshacl_raises_the_others_keep_their_results() -> None:
    shapes = rdflib.Graph().parse(data=COMPARING, format="turtle")
    amounts = {
        "a": ("1", "2"),
        "b": ("5", "2"),
        "c": ("x", "2"),
        "d": ("3", "1"),
        "f": ("1", "1"),
    }
    quads = [
        ox.Quad(
            ox.NamedNode(f"urn:{name}"),
            ox.NamedNode(SCHEMA + end),
            ox.Literal(text, datatype=ox.NamedNode(str(XSD.decimal))),
        )
        for name, texts in amounts.items()
        for end, text in zip(("minValue", "maxValue"), texts, strict=True)
    ]
    with pytest.raises(TypeError):
        pyshacl.validate(export(quads), shacl_graph=shapes)
    found = {result.focus_node: result for result in Validator(shapes).validate(quads).results}
    assert set(found) == {"urn:b", "urn:c", "urn:d"}
    assert {result.component for result in found.values()} == {"LessThanOrEqualsConstraintComponent"}
    assert found["urn:b"].message == "Lower first."
    assert found["urn:c"].message.startswith("A value is not well formed")
    assert found["urn:c"].severity is Severity.VIOLATION
    assert found["urn:c"].value == "x"


ASKING = f"""
@prefix sh: <{SH}> .
<urn:shape> a sh:NodeShape ; sh:targetClass <urn:Thing> ; sh:severity sh:Warning ; sh:sparql [
    sh:message "Too many."@en ;
    sh:select \"\"\"SELECT $this WHERE {{ {{ SELECT $this (COUNT(*) AS ?n) WHERE {{ $this <urn:p> ?o }} GROUP BY $this }} FILTER (?n > 1) }}\"\"\" ] .
"""


def test_an_unmarked_query_is_left_to_pyshacl() -> None:
    shapes = rdflib.Graph().parse(data=ASKING, format="turtle")
    data = "<urn:a> a <urn:Thing> ; <urn:p> 1, 2 . <urn:b> a <urn:Thing> ; <urn:p> 1 . <urn:c> <urn:p> 1, 2 ."
    report = Validator(shapes).validate(parse(data))
    assert [(r.focus_node, r.value, r.path, r.message) for r in report.results] == [
        ("urn:a", "urn:a", None, "Too many.")
    ]
    assert report.conforms
    assert rows(report.to_graph()) == stock(export(parse(data)), shapes)


def test_the_callers_shapes_are_left_alone() -> None:
    shapes = shapes_graph()
    before = len(shapes)
    Validator(shapes).validate(parse(tiny("profile-name.good")))
    assert len(shapes) == before


def test_terms_that_shacl_does_not_know_are_passed_over(validator: Validator) -> None:
    quads = parse(tiny("profile-name.good"))
    inner = ox.Triple(quads[0].subject, quads[0].predicate, quads[0].object)
    statement = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:said"), inner)
    assert validator.validate([*quads, statement]) == Report()


def result(focus: str = "urn:a", severity: Severity = Severity.VIOLATION, **fields: str | None) -> Result:
    values = {"path": "urn:p", "value": None, "value_term": None, **fields}
    return Result(
        focus_node=focus,
        path=values["path"],
        component="MinCountConstraintComponent",
        severity=severity,
        message="Something is missing.",
        value=values["value"],
        shape="urn:shape",
        value_term=values["value_term"],
    )


def test_only_violations_stop_data() -> None:
    mild = Report.of([result(severity=Severity.WARNING), result(severity=Severity.INFO)])
    assert mild.conforms
    assert not Report.merge([mild, Report.of([result()])]).conforms
    assert Report().conforms


def test_reports_are_sorted_and_without_repeats() -> None:
    one, two = result("urn:a"), result("urn:b")
    assert Report.merge([Report.of([two]), Report.of([two, one])]).results == (one, two)
    assert Report.of([two, one]).to_turtle() == Report.of([one, two, one]).to_turtle()


@pytest.mark.parametrize(
    ("value", "term", "node"),
    [
        ("urn:v", "<urn:v>", rdflib.URIRef("urn:v")),
        ("b", "_:b", rdflib.BNode("b")),
        ('a "b"\n', '"a \\"b\\"\\n"', rdflib.Literal('a "b"\n')),
        ("a", '"a"@en', rdflib.Literal("a", lang="en")),
        ("1.5", f'"1.5"^^<{XSD.decimal}>', rdflib.Literal("1.5", datatype=XSD.decimal)),
    ],
)
def test_a_value_keeps_its_kind_in_the_report_graph(value: str, term: str, node: rdflib.term.Node) -> None:
    graph = Report.of([result(value=value, value_term=term)]).to_graph()
    assert list(graph.objects(None, SH.value)) == [node]


def test_the_report_is_a_standard_one(validator: Validator) -> None:
    """The shape of a report graph (SHACL §3.6), as plain pySHACL writes it with allowed warnings."""
    quads = parse(tiny("profile-without-skills.minCount.bad"))
    report = validator.validate(quads)
    conforms, theirs, _ = pyshacl.validate(export(quads), shacl_graph=shapes_graph(), allow_warnings=True)
    ours = report.to_graph()
    assert conforms is report.conforms is True
    assert isomorphic(_without_language(ours), _without_language(theirs))
    assert isomorphic(rdflib.Graph().parse(data=report.to_turtle(), format="turtle"), ours)


def _without_language(graph: rdflib.Graph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=re.sub(r"@en\b", "", graph.serialize(format="nt")), format="nt")


@pytest.mark.parametrize(
    "text",
    [
        f"{RG}duty",
        "<urn:a>/<urn:b>",
        "^<urn:a>/<urn:b>",
        "(<urn:a>|<urn:b>)",
        "(<urn:a>|<urn:b>/<urn:c>)",
        "^(<urn:a>/<urn:b>)",
        "<urn:a>*",
        "(<urn:a>/<urn:b>)+/<urn:c>",
        "<urn:a>?",
    ],
)
def test_paths_are_written_and_read(text: str) -> None:
    graph = rdflib.Graph()
    assert path_text(graph, path_node(graph, text)) == text


@pytest.mark.parametrize("text", ["(<urn:a>", "<urn:a>/", "<urn:a>)", "^"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="path"):
        path_node(rdflib.Graph(), text)


def test_a_node_that_is_no_path_is_refused() -> None:
    with pytest.raises(ValueError, match="not a SHACL property path"):
        path_text(rdflib.Graph(), rdflib.BNode())


def test_the_dictionary_graph_answers_like_rdflib() -> None:
    plain = rdflib.Graph().parse(data=tiny("observation-role.good"), format="turtle")
    quick = DictGraph(plain)
    quick.add(next(iter(plain)))
    assert len(quick) == len(plain)
    for s, p, o in plain:
        for pattern in (
            (s, p, o),
            (s, p, None),
            (s, None, o),
            (None, p, o),
            (s, None, None),
            (None, p, None),
            (None, None, o),
        ):
            assert set(quick.triples(pattern)) == set(plain.triples(pattern))
        assert (s, p, o) in quick
        assert set(quick.objects(s, p)) == set(plain.objects(s, p))
        assert set(quick.subjects(p, o)) == set(plain.subjects(p, o))
        assert set(quick.subjects(p)) == set(plain.subjects(p))
        assert set(quick.objects(None, p)) == set(plain.objects(None, p))
    assert (rdflib.URIRef("urn:none"), RDF.type, None) not in quick
