"""US wages: distributions by the year and by the hour, on the codes of the SOC, in the US."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from taxonomy_files import oews_tables, written

from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.importing import ImportOptions, import_taxonomy
from rolegraph.graph.taxonomies.report import ImportReport
from rolegraph.graph.taxonomies.taxonomy import Wanted
from rolegraph.graph.validation import Validator

IRIS = Iris("http://127.0.0.1:8000/")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """A store with the small table of wages, for reading only."""
    folder = tmp_path_factory.mktemp("oews")
    [report] = import_taxonomy("oews", folder / "store", [written(folder / "wages", oews_tables())])
    return folder / "store", report


def rows(store: Path, query: str) -> set[tuple[str, ...]]:
    with read_current(store) as current:
        answer = current.store.query(sparql_prologue() + query, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return {tuple("" if term is None else str(term.value) for term in row) for row in answer}


def test_the_report(imported: tuple[Path, ImportReport]) -> None:
    _, report = imported
    assert report.version == "2024-05"
    assert report.held == {"occupations": 4, "distributions": 6}
    assert report.read["without figures, PT1H"] == 2
    [warning] = report.warnings
    assert (warning.code, warning.count, warning.examples) == ("code-repeated", 1, ("51-3011",))


def test_a_code_has_its_pay_by_year_and_hour_with_its_source(imported: tuple[Path, ImportReport]) -> None:
    query = """SELECT ?per ?low ?median ?mean ?currency ?country ?period ?source {
        ?code skos:notation "43-3011" ; schema:estimatedSalary ?pay .
        ?pay a schema:MonetaryAmountDistribution ; rg:payPeriod ?per ; schema:duration ?per ;
            schema:percentile10 ?low ; schema:median ?median ; rg:mean ?mean ; schema:currency ?currency ;
            sdmx-dimension:refArea/skos:notation ?country ; sdmx-dimension:refPeriod/skos:notation ?period ;
            dcterms:source/dcterms:title ?source }"""
    assert rows(imported[0], query) == {
        ("P1Y", "26000", "40560", "41600", "USD", "US", "2024-05", "OEWS"),
        ("PT1H", "12.5", "19.5", "20", "USD", "US", "2024-05", "OEWS"),
    }


def test_what_is_withheld_or_at_least_stands_in_the_words_only(imported: tuple[Path, ImportReport]) -> None:
    assert rows(imported[0], "SELECT ?x { ?x schema:percentile90 ?y }") == set()
    query = 'SELECT ?w { ?c skos:notation "43-3011" ; schema:estimatedSalary ?p . ?p rg:payPeriod "P1Y"^^xsd:duration ; rg:sourceText ?w }'
    [[words]] = rows(imported[0], query)
    assert "A_PCT90 #" in words
    assert "A_PCT25 31200" in words
    query = 'SELECT ?per { ?c skos:notation "51-3011" ; schema:estimatedSalary/rg:payPeriod ?per }'
    assert rows(imported[0], query) == {("P1Y",)}


def test_groups_are_broader(imported: tuple[Path, ImportReport]) -> None:
    query = (
        "SELECT ?narrow ?broad { ?n skos:broader ?b . ?n skos:notation ?narrow . ?b skos:notation ?broad }"
    )
    assert rows(imported[0], query) == {("43-3011", "43-0000"), ("51-3011", "51-0000")}


def test_what_is_written_keeps_the_shapes_of_pay_and_codes(imported: tuple[Path, ImportReport]) -> None:
    with read_current(imported[0]) as current:
        graphs = {IRIS.taxonomy_graph("oews"), IRIS.vocabulary_graph}
        quads = [q for q in current.store if getattr(q.graph_name, "value", "") in graphs]
    assert len(quads) > 100
    assert Validator().validate(quads).results == ()


def test_a_period_that_is_given_comes_before_the_name(tmp_path: Path) -> None:
    [text] = oews_tables().values()
    source = written(tmp_path, {"wages.csv": text}) / "wages.csv"
    options = ImportOptions(wanted=Wanted(version="2023-05"))
    [report] = import_taxonomy("oews", tmp_path / "store", [source], options)
    assert report.version == "2023-05"
    assert rows(tmp_path / "store", "SELECT ?p { ?x sdmx-dimension:refPeriod/skos:notation ?p }") == {
        ("2023-05",)
    }
    newer = ImportOptions(wanted=Wanted(version="2024-05"))
    [report] = import_taxonomy("oews", tmp_path / "store", [source], newer)
    assert report.replaced == "2023-05"
    query = "SELECT ?n { ?p skos:inScheme ?s . ?s skos:prefLabel 'Periods'@en . ?p skos:notation ?n }"
    assert rows(tmp_path / "store", query) == {("2024-05",)}
