"""Distributions of pay as quads: beside the cube, with the dimensions of observations, valid by the shapes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyoxigraph
import pytest
from ooh_pages import OWN, read
from pyoxigraph import Quad
from readings import BASE, HERE, IRIS, profile, quads_of, source

from rolegraph.graph.errors import BadValue
from rolegraph.graph.mapping import VocabularyDeriver, page_quads, static_vocabulary, touched_things
from rolegraph.graph.mapping.page import page_graph
from rolegraph.graph.model import Band, Basis, PayDistribution, Place, Reading
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.validation import Severity, Validator

WHOLE = PayDistribution(
    "$41,600 per year",
    Place("$41,600 per year", line=3),
    median=Decimal(41600),
    mean=Decimal("43210.50"),
    percentiles=((10, Decimal(30150)), (25, Decimal(35000)), (75, Decimal(49000)), (90, Decimal(58990))),
    currency="USD",
    currency_basis=Basis.INFERRED,
    pay_period="P1Y",
    period="2024-05",
)


def quads(*pay: PayDistribution, **changes: Any) -> list[Quad]:
    return quads_of(profile(salaries=(), pay_distributions=pay, **changes))


def ask(found: list[Quad], pattern: str) -> bool:
    store = pyoxigraph.Store()
    store.extend(found)
    query = f"BASE <{BASE}id/> {sparql_prologue()} ASK {{ {pattern} }}"
    return bool(store.query(query, use_default_graph_as_union=True))


def test_a_distribution_has_its_figures_and_the_dimensions_of_observations() -> None:
    pattern = """?p a rg:RoleProfile ; schema:estimatedSalary ?d . ?d a schema:MonetaryAmountDistribution ;
        rg:role <role/collections-officer> ; sdmx-dimension:refArea <country/GB> ;
        rg:experienceBand <experience/0-3-years> ; sdmx-dimension:refPeriod <period/2024-05> ;
        rg:payPeriod "P1Y"^^xsd:duration ; schema:duration "P1Y"^^xsd:duration ; rg:source ?page ;
        schema:median "41600"^^xsd:decimal ; rg:mean "43210.5"^^xsd:decimal ;
        schema:percentile10 "30150"^^xsd:decimal ; schema:percentile25 "35000"^^xsd:decimal ;
        schema:percentile75 "49000"^^xsd:decimal ; schema:percentile90 "58990"^^xsd:decimal ;
        schema:currency "USD" ; sdmx-attribute:unitMeasure currency:USD ; rg:currencyBasis "inferred" ;
        rg:sourceText "$41,600 per year" . ?page a prov:Entity"""
    assert ask(quads(WHOLE), pattern)


def test_it_stands_beside_the_cube() -> None:
    assert not ask(
        quads(WHOLE),
        "{ ?d a qb:Observation } UNION { ?d qb:dataSet ?s } UNION { ?d a schema:MonetaryAmount }",
    )


def test_figures_of_all_who_hold_the_role_have_no_band() -> None:
    of_all = PayDistribution("$1", HERE, median=Decimal(1), any_experience=True)
    pattern = """?p a rg:RoleProfile ; rg:experienceBand <experience/5-or-more-years> ; schema:estimatedSalary ?d .
        ?d rg:experienceBand <experience/not-stated>"""
    assert ask(quads(of_all, band=Band(Decimal(5))), pattern)


def test_what_is_not_stated_is_not_written() -> None:
    found = quads(PayDistribution("more than $239,200", HERE))
    assert ask(found, '?d rg:sourceText "more than $239,200" ; sdmx-dimension:refPeriod <period/not-stated>')
    assert not ask(found, "?d schema:median|schema:currency|rg:payPeriod|schema:duration ?x")


def test_they_are_numbered_apart_from_amounts() -> None:
    nodes = {f"{BASE}id/{kind}" for kind in ("distribution/page-txt-", "observation/page-txt-")}
    found = quads_of(profile(pay_distributions=(WHOLE, WHOLE)))
    subjects = {str(quad.subject)[1:-1] for quad in found}
    numbers = sorted(subject.rpartition("-")[2] for subject in subjects if subject.startswith(tuple(nodes)))
    assert numbers == ["1", "1", "2"]


def test_a_percentile_without_a_property_cannot_be_written() -> None:
    with pytest.raises(BadValue, match="percentile 20"):
        quads(PayDistribution("x", HERE, percentiles=((20, Decimal(1)),)))


def test_the_place_of_a_distribution_is_known() -> None:
    page = page_graph(source(), Reading((profile(pay_distributions=(WHOLE,)),)), IRIS)
    assert [place for node, place in page.places.items() if "/distribution/" in node] == ["line 3"]


def whole_graph(page: list[Quad]) -> list[Quad]:
    store = pyoxigraph.Store()
    store.extend(page)
    derived = VocabularyDeriver(store, IRIS).derive(touched_things(page, IRIS))
    return [*page, *static_vocabulary(IRIS), *derived]


def found_by_the_shapes(page: list[Quad]) -> set[tuple[str, Severity]]:
    """Shape and severity of all results that speak of distributions."""
    results = Validator().validate(whole_graph(page)).results
    return {(r.shape.rpartition("#")[2], r.severity) for r in results if "/distribution/" in r.focus_node}


def test_a_whole_one_is_valid() -> None:
    assert found_by_the_shapes(quads(WHOLE)) == {("salary-currency-inferred", Severity.INFO)}


def test_what_the_page_leaves_open_is_a_warning() -> None:
    assert found_by_the_shapes(quads(PayDistribution("Competitive", HERE))) == {
        ("distribution-figure", Severity.WARNING),
        ("distribution-currency", Severity.WARNING),
        ("distribution-pay-period", Severity.WARNING),
    }


def test_percentiles_out_of_order_are_a_violation() -> None:
    disordered = PayDistribution("x", HERE, median=Decimal(5), percentiles=((90, Decimal(4)),))
    assert ("distribution-order", Severity.VIOLATION) in found_by_the_shapes(quads(disordered))


def test_a_page_of_the_handbook_is_valid() -> None:
    page = page_quads(source("lamplighters.html"), read(OWN), IRIS)
    results = Validator().validate(whole_graph(page)).results
    assert [r for r in results if r.severity is Severity.VIOLATION] == []
    assert ask(page, "?d schema:median ?m ; rg:experienceBand <experience/not-stated>")
