"""The real ESCO, O*NET, wages and crosswalks: what stands in the store is what the files hold."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.importing import import_taxonomy
from rolegraph.graph.taxonomies.report import ImportReport

FOLDERS = {"esco": "esco-1.1.1", "onet": "onet-29.2", "oews": "oews", "crosswalks": "crosswalks"}
IRIS = Iris("http://127.0.0.1:8000/")


@pytest.fixture(scope="module")
def imported(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, ImportReport]]:
    """A store with all of them, for reading only, and the report of each graph."""
    store = tmp_path_factory.mktemp("taxonomies") / "store"
    reports = [
        report
        for kind, folder in FOLDERS.items()
        for report in import_taxonomy(kind, store, [shared_data / folder])
    ]
    return store, {report.taxonomy: report for report in reports}


def count(store: Path, pattern: str) -> int:
    with read_current(store) as current:
        query = f"{sparql_prologue()} SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        answer = current.store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return int(next(answer)["n"].value)


def test_esco_holds_what_its_files_hold(imported: tuple[Path, dict[str, ImportReport]]) -> None:
    report = imported[1]["esco"]
    assert (report.version, report.languages) == ("1.1.1", ("en",))
    assert report.read["relations"] == 123_855
    assert report.held["occupations"] == 3_007
    assert report.held["skills"] == 13_896
    assert (report.held["skill groups"], report.held["ISCO groups"]) == (640, 619)
    assert report.held["relations"] == 123_855 - 67 - 5
    assert report.held["skill relations"] == 5_899


def test_the_known_defects_of_esco_are_told_with_counts(
    imported: tuple[Path, dict[str, ImportReport]],
) -> None:
    warned = {warning.code: warning.count for warning in imported[1]["esco"].warnings}
    assert warned["skill-relation-holder"] == 67
    assert warned["skill-relation-typed"] == 5
    assert (warned["esco-skill-type"], warned["esco-reuse-level"]) == (6, 5)
    assert (warned["broader-known"], warned["top-concept-known"]) == (8, 10)
    assert "skill-relation-known" not in warned


def test_essential_and_optional_relations_are_those_of_the_files(
    imported: tuple[Path, dict[str, ImportReport]],
) -> None:
    store = imported[0]
    assert count(store, "?o a esco:Occupation ; esco:relatedEssentialSkill ?s") == 64_946 - 55 - 1
    assert count(store, "?o a esco:Occupation ; esco:relatedOptionalSkill ?s") == 58_909 - 12 - 4


def test_onet_holds_what_its_files_hold(imported: tuple[Path, dict[str, ImportReport]]) -> None:
    report = imported[1]["onet"]
    assert report.version == "29.2"
    assert report.warnings == []
    assert report.read["alternate titles"] == 56_560
    assert report.read["skill ratings"] == 61_530
    assert report.read["technologies"] == 32_627
    assert report.held["occupations"] == 1_016
    assert report.held["skill ratings"] == 61_530 // 2
    assert report.held["tasks"] == 18_796
    assert report.held["job zones"] == 923
    assert report.held["related occupations"] == 9_100
    technologies = "?o schema:skills ?t . ?t rg:hotTechnology ?hot"
    assert count(imported[0], technologies) == 32_627


def test_an_alternate_title_leads_to_its_occupation(imported: tuple[Path, dict[str, ImportReport]]) -> None:
    pattern = "?o skos:altLabel 'Collections Officer'@en ; skos:notation '43-3011.00' ; skos:prefLabel ?title"
    assert count(imported[0], pattern) == 1


def test_wages_and_their_occupations(imported: tuple[Path, dict[str, ImportReport]]) -> None:
    report = imported[1]["oews"]
    assert report.version == "2024-05"
    assert (report.read["rows"], report.held["occupations"]) == (1_403, 1_396)
    pay = "?c skos:notation '43-3011' ; schema:estimatedSalary ?p . ?p schema:median ?m ; dcterms:source ?s"
    assert count(imported[0], pay) == 2


def test_exact_matches_are_one_to_one(imported: tuple[Path, dict[str, ImportReport]]) -> None:
    store, reports = imported
    for name in ("crosswalk-esco-onet", "crosswalk-isco-soc"):
        with read_current(store) as current:
            graph = ox.NamedNode(IRIS.taxonomy_graph(name))
            exact = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
            pairs = [(q.subject, q.object) for q in current.store.quads_for_pattern(None, exact, None, graph)]
        assert len(pairs) == reports[name].held["exact matches"] > 50
        assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)


def test_no_triple_stands_in_two_graphs(imported: tuple[Path, dict[str, ImportReport]]) -> None:
    with read_current(imported[0]) as current:
        triples = [hash(quad.triple) for quad in current.store]
    assert len(triples) > 1_000_000
    assert len(triples) == len(set(triples))
