"""The two seed pages, loaded as a person does it, and asked over SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import Literal

from rolegraph.graph import open_store
from rolegraph.graph.client import RoleGraph
from rolegraph.graph.ingest.load import load
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.model import Listing
from rolegraph.graph.namespaces import RG
from rolegraph.graph.store import current_generation
from rolegraph.graph.validation import Severity

PROFILES = """
SELECT ?profile ?country ?band { ?profile a rg:RoleProfile ; rg:role/skos:prefLabel "Collections Officer"@en ;
  rg:country/skos:notation ?country ; rg:experienceBand/skos:prefLabel ?band }
"""
PAY = """
SELECT ?min ?max ?currency ?basis (STR(?per) AS ?every) ?words ?years {
  ?profile rg:country/skos:notation "COUNTRY" ; schema:estimatedSalary ?pay ; rg:experienceBand ?band .
  ?pay a qb:Observation ; schema:minValue ?min ; schema:maxValue ?max ; schema:currency ?currency ;
    sdmx-attribute:unitMeasure ?unit ; rg:currencyBasis ?basis ; rg:payPeriod ?per ; rg:sourceText ?words ;
    rg:experienceBand ?band ; rg:source/dcterms:identifier ?page .
  ?band rg:minYears ?from ; rg:maxYears ?to .
  FILTER (STRENDS(STR(?unit), CONCAT("/", ?currency)))
  BIND (CONCAT(STR(?from), "-", STR(?to)) AS ?years) }
"""
SKILLS = """
SELECT ?rank ?label ?name { ?profile rg:country/skos:notation "COUNTRY" ; rg:skillRequirement ?asked ;
    schema:skills ?skill .
  ?asked schema:position ?rank ; schema:item ?skill ; schema:name ?name . ?skill skos:prefLabel ?label }
ORDER BY ?rank
"""
OUTLOOK = """
SELECT ?text ?trend ?words { ?profile rg:country/skos:notation "COUNTRY" ; rg:outlook ?text ;
  rg:outlookTrend ?trend ; rg:outlookTrendText ?words }
"""
ANNOUNCED = """
SELECT ?listed ?number { ?profile rg:country/skos:notation "COUNTRY" ; rg:announcement ?promise .
  ?promise schema:item ?listed OPTIONAL { ?promise rg:announcedNumber ?number } } ORDER BY ?listed
"""
OLD_FIGURE = """
SELECT DISTINCT (STRAFTER(STR(?g), ":8000/") AS ?graph) {
  GRAPH ?g { ?s ?p ?o FILTER (CONTAINS(STR(?o), "£23K") || STR(?o) = "23000") } }
"""
PAGES = {"GB": "000_8896bf04feba4aed.txt", "AU": "001_6c366f7957168c61.txt"}
Loaded = tuple[RoleGraph, LoadReport]


@pytest.fixture(scope="module")
def loaded(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The graph of the seed pages, and the report of their load."""
    store = tmp_path_factory.mktemp("seeds") / "store"
    report = load(store, [str(shared_data / "seed-pages")])
    with open_store(store) as graph:
        yield graph, report


def rows(graph: RoleGraph, query: str, country: str = "") -> list[tuple[object, ...]]:
    """The rows of a query about a country as Python values, absent ones ``None``."""
    found = graph.select(query.replace("COUNTRY", country))
    return [
        tuple(term.toPython() if isinstance(term, Literal) else text(term) for term in row) for row in found
    ]


def text(term: object) -> str | None:
    """The text of an IRI, ``None`` where unbound."""
    return None if term is None else str(term)


def test_both_pages_are_accepted(loaded: Loaded) -> None:
    assert (
        loaded[1]
        .summary()
        .startswith("2 pages: 2 accepted, 0 replaced, 0 unchanged, 0 duplicate, 0 refused;")
    )


def test_one_role_with_an_alternative_label(loaded: Loaded) -> None:
    query = "SELECT ?label ?other { ?role a rg:Role ; skos:prefLabel ?label OPTIONAL { ?role skos:altLabel ?other } }"
    assert rows(loaded[0], query) == [("Collections Officer", "Collector")]


def test_two_profiles(loaded: Loaded) -> None:
    found = [row[1:] for row in rows(loaded[0], PROFILES)]
    assert sorted(found) == [("AU", "3-6 years"), ("GB", "0-3 years")]


def test_british_pay(loaded: Loaded) -> None:
    assert rows(loaded[0], PAY, "GB") == [
        (Decimal(23000), Decimal(23000), "GBP", "stated", "P1Y", "£23K", "0-3")
    ]


def test_australian_pay_is_in_dollars_by_inference(loaded: Loaded) -> None:
    assert rows(loaded[0], PAY, "AU") == [
        (Decimal(32000), Decimal(45000), "AUD", "inferred", "P1Y", "$32K-$45K", "3-6")
    ]


def test_these_are_the_only_figures(loaded: Loaded) -> None:
    assert rows(loaded[0], "SELECT (COUNT(*) AS ?n) { ?pay a schema:MonetaryAmount }") == [(2,)]


@pytest.mark.parametrize("country", PAGES)
def test_ranked_skills(loaded: Loaded, country: str) -> None:
    names = ("Retail Sales", "Microsoft Excel", "Problem Solving")
    assert rows(loaded[0], SKILLS, country) == [
        (rank, name, name) for rank, name in enumerate(names, start=1)
    ]


@pytest.mark.parametrize("country", PAGES)
def test_outlook_text_and_growing_trend(loaded: Loaded, shared_data: Path, country: str) -> None:
    """The text is the page's last line, whole; the trend's words are in it."""
    [(text, trend, words)] = rows(loaded[0], OUTLOOK, country)
    page = (shared_data / "seed-pages" / PAGES[country]).read_text("utf-8")
    assert text == page.splitlines()[-1]
    assert trend == f"{RG}growing"
    assert "growth" in str(words)
    assert str(words) in str(text)


@pytest.mark.parametrize(("country", "number"), [("GB", None), ("AU", 4)])
def test_lists_that_are_announced(loaded: Loaded, country: str, number: int | None) -> None:
    """Skills are announced and there; duties and alternative roles are announced and lost."""
    assert rows(loaded[0], ANNOUNCED, country) == [
        (RG + Listing.ALTERNATIVE_ROLES.value, number),
        (RG + Listing.DUTIES.value, None),
        (RG + Listing.SKILLS.value, None),
    ]
    for lost in ("rg:duty", "rg:alternative", "rg:alternativeRole", "schema:responsibilities"):
        assert loaded[0].query(f"ASK {{ ?profile {lost} ?x }}") is False


@pytest.mark.parametrize("country", PAGES)
def test_shacl_warns_of_each_list_that_is_missing(loaded: Loaded, country: str) -> None:
    graph, report = loaded
    [profile] = [row[0] for row in rows(graph, PROFILES) if row[1] == country]
    results = [r for each in report.shacl for r in each.results if r.focus_node == profile]
    warned = sorted(r.shape.partition("#")[2] for r in results if r.severity is Severity.WARNING)
    assert warned == ["announced-alternatives-missing", "announced-duties-missing"]
    assert not any(r.severity is Severity.VIOLATION for r in results)


@pytest.mark.parametrize("country", PAGES)
def test_the_report_names_the_page_and_what_it_lacks(loaded: Loaded, country: str) -> None:
    _, report = loaded
    said = [entry for entry in report.warnings if entry.origin.endswith(PAGES[country])]
    assert len(said) == 2
    assert [
        name for name in ("duties", "alternative roles") if not any(name in e.message for e in said)
    ] == []
    assert "announced-alternatives-missing" in report.shacl_turtle()


def test_the_four_roles_of_the_australian_page_are_known_to_be_missing(loaded: Loaded) -> None:
    """Focus node of the warning → its announcement → the number that the page says, and its words."""
    graph, report = loaded
    warned = [
        r.focus_node
        for each in report.shacl
        for r in each.results
        if r.shape.endswith("announced-alternatives-missing")
    ]
    query = "SELECT ?profile { ?profile rg:announcement [ rg:announcedNumber 4 ; rg:sourceText ?words ]"
    [(profile,)] = rows(graph, f'{query} FILTER CONTAINS(?words, "four alternative roles") }}')
    assert profile in warned


@pytest.fixture
def copies(shared_data: Path, tmp_path: Path) -> Path:
    """The seed pages in a folder of ours."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in (shared_data / "seed-pages").glob("*.txt"):
        (folder / page.name).write_bytes(page.read_bytes())
    return folder


def test_a_page_changed_to_other_pay(copies: Path, tmp_path: Path) -> None:
    """The new figure answers, the old one is gone from the graph, and its revision is recorded."""
    store, page = tmp_path / "store", copies / PAGES["GB"]
    load(store, [str(copies)])
    page.write_text(page.read_text("utf-8").replace("£23K", "£25K"), "utf-8")
    report = load(store, [str(copies)])
    assert (report.counts["replaced"], report.counts["unchanged"], report.pages) == (1, 1, 2)
    with open_store(store) as graph:
        assert rows(graph, "SELECT ?v ?t { ?o schema:minValue ?v ; rg:sourceText ?t } ORDER BY ?v") == [
            (Decimal(25000), "£25K"),
            (Decimal(32000), "$32K-$45K"),
        ]
        assert rows(graph, OLD_FIGURE) == [("graph/ontology",)]  # the example of rg:sourceText
        [(now, before, new, old)] = rows(
            graph,
            """SELECT ?page ?same ?new ?old { ?revision prov:wasRevisionOf ?earlier ; rg:revisionChecksum ?new ;
              prov:specializationOf ?page ; prov:wasGeneratedBy ?load . ?page rg:checksum ?new .
            ?earlier rg:revisionChecksum ?old ; prov:invalidatedAtTime ?t ; prov:wasInvalidatedBy ?load ;
              prov:specializationOf ?same }""",
        )
        assert now == before
        assert new != old
        assert re.fullmatch(r"[0-9a-f]{64}", str(old))


def test_a_second_load_changes_nothing_and_says_so(copies: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, [str(copies)])
    before = current_generation(store).number
    report = load(store, [str(copies)])
    assert report.summary() == (
        "2 pages: 0 accepted, 0 replaced, 2 unchanged, 0 duplicate, 0 refused; 0 warnings"
    )
    assert current_generation(store).number == before == report.generation
