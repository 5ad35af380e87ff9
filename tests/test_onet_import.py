"""O*NET: occupations at the IRIs of their codes, beside what pages say of the same codes."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from taxonomy_files import onet_tables, written

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.check import check_generation
from rolegraph.graph.ingest.load import load, withdraw
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.codes import ONET_SOC, code_node
from rolegraph.graph.taxonomies.importing import import_taxonomy
from rolegraph.graph.taxonomies.report import ImportReport
from rolegraph.graph.validation import Severity

IRIS = Iris("http://127.0.0.1:8000/")
CLERK = f"<{code_node(IRIS, ONET_SOC, '43-3011.00').value}>"
PAGE = {
    "rolegraph": 1,
    "title": "Debt Chaser",
    "country": "US",
    "codes": [{"scheme": "O*NET-SOC", "value": "43-3011.00", "title": "Debt Clerks"}],
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """A store with the small O*NET and nothing else, for reading only."""
    folder = tmp_path_factory.mktemp("onet")
    [report] = import_taxonomy("onet", folder / "store", [written(folder / "db", onet_tables())])
    return folder / "store", report


def rows(store: Path, query: str) -> set[tuple[str, ...]]:
    """The solutions of a query over all graphs."""
    with read_current(store) as current:
        answer = current.store.query(sparql_prologue() + query, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return {tuple("" if term is None else str(term.value) for term in row) for row in answer}


def test_the_report_counts_rows_and_what_stands(imported: tuple[Path, ImportReport]) -> None:
    _, report = imported
    assert report.version == "29.2"
    assert report.read["alternate titles"] == 4
    assert report.held == {
        "occupations": 3,
        "alternate titles": 3,
        "skill ratings": 2,
        "technologies": 2,
        "tasks": 2,
        "job zones": 1,
        "related occupations": 1,
    }
    [warning] = report.warnings
    assert (warning.code, warning.count) == ("occupation-unknown", 1)


def test_titles_are_labels(imported: tuple[Path, ImportReport]) -> None:
    query = f"SELECT ?l {{ {CLERK} skos:prefLabel|skos:altLabel ?l }}"
    assert rows(imported[0], query) == {("Account Clerks",), ("Debt Chaser",), ("AC",)}
    assert rows(imported[0], "SELECT ?l { ?x skos:altLabel ?l FILTER(CONTAINS(?l, 'Artisan')) }") == {
        ('Baker, "Artisan"',)
    }


def test_ratings_have_importance_level_and_what_is_to_be_said_of_them(
    imported: tuple[Path, ImportReport],
) -> None:
    query = (
        "SELECT ?code ?i ?l ?imprecise ?irrelevant { ?o skos:notation ?code ; rg:skillRating ?r ."
        " ?r schema:item/skos:prefLabel 'Reading'@en ; rg:importance ?i ; rg:level ?l"
        " OPTIONAL { ?r rg:imprecise ?imprecise } OPTIONAL { ?r rg:notRelevant ?irrelevant } }"
    )
    assert rows(imported[0], query) == {
        ("43-3011.00", "4.12", "3.5", "https://w3id.org/rolegraph/ns#level", ""),
        ("51-3011.00", "1", "0.12", "", "true"),
    }
    flat = "SELECT ?code { ?o schema:skills/skos:prefLabel 'Reading'@en ; skos:notation ?code }"
    assert rows(imported[0], flat) == {("43-3011.00",)}


def test_technologies_lead_to_commodities(imported: tuple[Path, ImportReport]) -> None:
    query = (
        "SELECT ?code ?kind ?hot { ?o schema:skills ?t ; skos:notation ?code ."
        " ?t skos:prefLabel 'Microsoft Excel'@en ; skos:broader/skos:prefLabel ?kind ; rg:hotTechnology ?hot }"
    )
    assert rows(imported[0], query) == {
        ("43-3011.00", "Spreadsheet software", "true"),
        ("51-3011.00", "Spreadsheet software", "true"),
    }
    demanded = "SELECT ?code { ?o rg:inDemand ?t ; skos:notation ?code }"
    assert rows(imported[0], demanded) == {("43-3011.00",)}


def test_tasks_zones_related_occupations_and_the_model_above(imported: tuple[Path, ImportReport]) -> None:
    store = imported[0]
    query = f"SELECT ?words ?type {{ {CLERK} rg:task ?t ; schema:responsibilities ?words . ?t schema:description ?words ; rg:taskType ?type }}"
    assert rows(store, query) == {("Send reminders.", "Core")}
    assert rows(store, f"SELECT ?z {{ {CLERK} rg:jobZone/skos:notation ?z }}") == {("2",)}
    query = (
        f"SELECT ?code ?tier ?n {{ {CLERK} rg:related ?r ; rg:relatedOccupation ?o ."
        " ?r schema:item ?o ; rg:relatednessTier ?tier ; schema:position ?n . ?o skos:notation ?code }"
    )
    assert rows(store, query) == {("51-3011.00", "Primary-Short", "1")}
    query = "SELECT ?l { ?e skos:prefLabel 'Reading'@en ; skos:broader+/skos:prefLabel ?l }"
    assert rows(store, query) == {("Content",), ("Basic Skills",), ("Worker Requirements",)}


def test_codes_lead_to_the_soc(imported: tuple[Path, ImportReport]) -> None:
    query = "SELECT ?code ?p ?soc { ?o skos:notation ?code ; ?p ?soc FILTER(?p IN (skos:exactMatch, skos:broadMatch)) }"
    found = {
        (c, p.rpartition("#")[2], soc.partition("/us-soc-")[2][:7]) for c, p, soc in rows(imported[0], query)
    }
    assert found == {
        ("43-3011.00", "exactMatch", "43-3011"),
        ("51-3011.00", "exactMatch", "51-3011"),
        ("51-3011.01", "broadMatch", "51-3011"),
    }


def test_licence_and_attribution_are_kept(imported: tuple[Path, ImportReport]) -> None:
    [[licence, rights]] = rows(
        imported[0], "SELECT ?l ?r { ?d a dcat:Dataset ; dcterms:license ?l ; dcterms:rights ?r }"
    )
    assert licence == "https://creativecommons.org/licenses/by/4.0/"
    assert "O*NET®" in rights
    assert "29.2" in rights
    assert "modified" in rights


def quads(store: Path) -> list[ox.Quad]:
    with read_current(store) as current:
        return [q for q in current.store if q.graph_name != ox.NamedNode(IRIS.provenance_graph)]


@pytest.mark.parametrize("page_first", [True, False])
def test_a_page_that_states_the_code_leads_to_the_occupation(page_first: bool, tmp_path: Path) -> None:
    """Whichever comes first: one preferred label, the page's own title beside it, no triple twice."""
    store, page = tmp_path / "store", tmp_path / "pages" / "page.json"
    source = written(tmp_path / "db", onet_tables())
    page.parent.mkdir()
    page.write_text(json.dumps(PAGE))
    for step in ("page", "onet") if page_first else ("onet", "page"):
        if step == "page":
            assert load(store, [str(page.parent)]).refused == []
        else:
            import_taxonomy("onet", store, [source])
    query = f"SELECT ?p ?l {{ {CLERK} ?p ?l FILTER(?p IN (skos:prefLabel, skos:altLabel)) }}"
    labels = {(p.rpartition("#")[2], label) for p, label in rows(store, query)}
    assert labels == {
        ("prefLabel", "Account Clerks"),
        ("altLabel", "Debt Chaser"),
        ("altLabel", "AC"),
        ("altLabel", "Debt Clerks"),
    }
    found = [quad.triple for quad in quads(store)]
    assert len(found) == len(set(found))
    query = "SELECT ?task { ?profile a rg:RoleProfile ; schema:occupationalCategory/schema:responsibilities ?task }"
    assert rows(store, query) == {("Send reminders.",)}
    with read_current(store) as current:
        report = check_generation(current)
    assert [r for r in report.results if r.severity is Severity.VIOLATION] == []
    withdraw(store, ["page.json"])
    query = f"SELECT ?l {{ {CLERK} skos:altLabel ?l }}"
    assert rows(store, query) == {("Debt Chaser",), ("AC",)}


def test_a_page_with_a_code_that_onet_does_not_have_is_loaded_after_it_too(tmp_path: Path) -> None:
    """The code is described by pages, its scheme by O*NET."""
    store, page = tmp_path / "store", tmp_path / "page.json"
    import_taxonomy("onet", store, [written(tmp_path / "db", onet_tables())])
    code = {"scheme": "O*NET-SOC", "value": "11-9999.00", "title": "Managers of Nothing"}
    page.write_text(json.dumps({**PAGE, "codes": [code]}))
    assert load(store, [str(page)]).refused == []
    query = "SELECT ?l ?s { ?c schema:codeValue '11-9999.00' ; skos:prefLabel ?l ; skos:inScheme/skos:prefLabel ?s }"
    assert rows(store, query) == {("Managers of Nothing", "O*NET-SOC")}
    with read_current(store) as current:
        assert [r for r in check_generation(current).results if r.severity is Severity.VIOLATION] == []
