"""Stock pySHACL with the shipped shapes on an export has the verdicts of the project's own validation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.namespace import RDF, SH
from readings import BASE, IRIS

from rolegraph.graph.ingest.check import check_generation
from rolegraph.graph.ingest.load import load, withdraw
from rolegraph.graph.mapping import terms
from rolegraph.graph.store import read_current, writing
from rolegraph.graph.validation import Report, shapes_graph
from rolegraph.graph.validation.property_path import path_text
from rolegraph.service.cli import main

Verdict = tuple[str, str, str, str, str, str]
Spoil = Callable[[Quad], bool]


def verdicts(report: rdflib.Graph) -> set[Verdict]:
    """Focus node, path, component, severity, shape and value of each result."""
    return {
        (
            str(report.value(result, SH.focusNode)),
            _path(report, report.value(result, SH.resultPath)),
            str(report.value(result, SH.sourceConstraintComponent)),
            str(report.value(result, SH.resultSeverity)),
            str(report.value(result, SH.sourceShape)),
            str(report.value(result, SH.value)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def _path(report: rdflib.Graph, path: rdflib.term.Node | None) -> str:
    return "" if path is None else path_text(report, path)


def stock(data: rdflib.Graph) -> set[Verdict]:
    """What plain pySHACL finds, as anybody can run it: shipped shapes, nothing inferred."""
    return verdicts(pyshacl.validate(data, shacl_graph=shapes_graph())[1])


def own(store: Path) -> set[Verdict]:
    """What the project finds in a store."""
    with read_current(store) as current:
        return verdicts(check_generation(current).to_graph())


def exported(store: Path, format: str, to: Path) -> rdflib.Graph:
    """The union of all graphs that ``rolegraph export`` writes."""
    file = to / f"export.{format}"
    with pytest.raises(SystemExit) as ended:
        main(["export", "--store", str(store), "--format", format, "--output", str(file)])
    assert ended.value.code == 0
    if format == "ttl":
        return rdflib.Graph().parse(file, format="turtle")
    triples = (quad.triple for quad in pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS))
    merged = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=merged, format="nt")


@pytest.fixture(scope="module")
def samples(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Report]]:
    """A store of the samples, and the SHACL reports of their load."""
    store = tmp_path_factory.mktemp("agreement") / "samples"
    return store, load(store, [str(project_root / "samples")]).shacl


@pytest.fixture(scope="module")
def stock_of_samples(
    samples: tuple[Path, list[Report]], tmp_path_factory: pytest.TempPathFactory
) -> set[Verdict]:
    """All 45 pages in one graph, the ontology among them: a quarter of a minute."""
    return stock(exported(samples[0], "nq", tmp_path_factory.mktemp("export")))


def test_the_samples_have_warnings_and_no_violation(stock_of_samples: set[Verdict]) -> None:
    severities = [severity.rpartition("#")[2] for _, _, _, severity, _, _ in stock_of_samples]
    assert "Violation" not in severities
    assert min(severities.count("Warning"), severities.count("Info")) > 10


def test_stock_pyshacl_on_the_export_agrees_with_the_check(
    samples: tuple[Path, list[Report]], stock_of_samples: set[Verdict]
) -> None:
    assert own(samples[0]) == stock_of_samples


def test_stock_pyshacl_on_the_export_agrees_with_the_reports_of_the_load(
    samples: tuple[Path, list[Report]], stock_of_samples: set[Verdict]
) -> None:
    assert verdicts(Report.merge(samples[1]).to_graph()) == stock_of_samples


def test_the_command_prints_the_same_report(
    samples: tuple[Path, list[Report]], stock_of_samples: set[Verdict], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["validate", "--store", str(samples[0]), "--format", "ttl"])
    assert ended.value.code == 0
    printed = rdflib.Graph().parse(data=capsys.readouterr().out, format="turtle")
    assert verdicts(printed) == stock_of_samples


def test_every_form_of_the_export_holds_the_same_triples(
    samples: tuple[Path, list[Report]], tmp_path: Path
) -> None:
    quads, turtle = (set(exported(samples[0], format, tmp_path)) for format in ("nq", "ttl"))
    assert quads == turtle
    assert len(quads) > 5000


@pytest.fixture(scope="module")
def changed(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with a past: a page of each form, one replaced, one withdrawn."""
    store = tmp_path_factory.mktemp("agreement") / "changed"
    pages = store.parent / "pages"
    pages.mkdir()
    for name in ("collections-officer-0-3-years", "bookkeeper-starter"):
        shutil.copy(project_root / "samples" / "gb" / f"{name}.txt", pages)
    forms = [str(project_root / "tests" / "data" / "json" / f"{form}.json") for form in ("own", "ncs")]
    load(store, [str(pages), *forms])
    page = pages / "collections-officer-0-3-years.txt"
    page.write_text(page.read_text("utf-8").replace("£23K", "£25K"), "utf-8")
    load(store, [str(pages)])
    withdraw(store, ["bookkeeper-starter.txt"])
    return store


def test_they_agree_on_pages_that_were_replaced_and_withdrawn(changed: Path, tmp_path: Path) -> None:
    found = own(changed)
    assert found == stock(exported(changed, "nq", tmp_path))
    assert {severity.rpartition("#")[2] for _, _, _, severity, _, _ in found} == {"Info", "Warning"}


def about(kind: str, predicate: NamedNode) -> Spoil:
    """Quads of that predicate whose subject is of that kind, or of that kind and key."""
    return lambda quad: f"/id/{kind}" in quad.subject.value and quad.predicate == predicate  # type: ignore[union-attr]


# What is lost, by the graph that it is lost from, and a shape that has to see it.
SPOILED: dict[str, dict[str, Spoil]] = {
    "vocabulary": {
        "country-scheme": about("scheme/countries", terms.TYPE),
        "dataset-structure": about("dataset/", terms.QB_STRUCTURE),
        "profile-role": about("role/", terms.TYPE),
        "skill-label": about("skill/", terms.PREF_LABEL),
    },
    "pages": {
        "source-checksum": about("source/", terms.CHECKSUM),
        "classification-scheme": about("classification/", terms.IN_CODE_SET),
        "observation-country": about("observation/", terms.REF_AREA),
    },
    "provenance": {
        "revision-activity": about("activity/", terms.TYPE),
        "revision-earlier": about("revision/", terms.TYPE),
    },
}


def spoil(store: Path, lose: Spoil, more: list[Quad]) -> None:
    """Publish a generation that no load would: without some quads, with others."""
    with writing(store) as candidate:
        handle = pyoxigraph.Store(str(candidate.path))
        lost = [quad for quad in handle if lose(quad)]
        assert lost or more
        for quad in lost:
            handle.remove(quad)
        handle.extend(more)
        handle.flush()
        del handle
        candidate.publish()


@pytest.mark.parametrize("graph", SPOILED)
def test_they_agree_on_what_is_broken(changed: Path, tmp_path: Path, graph: str) -> None:
    """Whichever graph the fault is in, and whichever graph it shows in."""
    store = shutil.copytree(changed, tmp_path / "store", symlinks=True)
    for lose in SPOILED[graph].values():
        spoil(store, lose, [])
    found = own(store)
    assert found == stock(exported(store, "nq", tmp_path))
    assert set(SPOILED[graph]) <= {shape.rpartition("#")[2] for *_, shape, _ in found}


def test_they_agree_on_a_role_that_no_page_speaks_of(changed: Path, tmp_path: Path) -> None:
    role, graph = NamedNode(f"{BASE}id/role/nobody"), NamedNode(IRIS.vocabulary_graph)
    left = [
        Quad(role, terms.TYPE, terms.ROLE_CLASS, graph),
        Quad(role, terms.PREF_LABEL, Literal("Nobody"), graph),
    ]
    store = shutil.copytree(changed, tmp_path / "store", symlinks=True)
    spoil(store, lambda quad: False, left)
    found = own(store)
    assert found == stock(exported(store, "nq", tmp_path))
    assert {focus for focus, *_, shape, _ in found if "role-" in shape} == {role.value}
