"""The salary cube is well-formed, and each integrity check can fail."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from cube_integrity import CONSTRAINTS, STEPS, failed_integrity_constraints, normalised

from rolegraph.graph.namespaces import sparql_prologue

DATA = Path(__file__).parent / "data" / "ontology"
ONTOLOGY = Path(__file__).parent.parent / "ontology"
VIOLATIONS = sorted((DATA / "violations").glob("*.ru"))

# IC-12 as published (see cube_integrity.py for its copyright): it compares every pair.
IC_12_AS_PUBLISHED = """
ASK { FILTER(?allEqual)
  { SELECT (MIN(?equal) AS ?allEqual) WHERE {
      ?obs1 qb:dataSet ?dataset . ?obs2 qb:dataSet ?dataset . FILTER(?obs1 != ?obs2)
      ?dataset qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
      ?obs1 ?dim ?value1 . ?obs2 ?dim ?value2 . BIND(?value1 = ?value2 AS ?equal)
    } GROUP BY ?obs1 ?obs2 } }
"""


def parsed(*paths: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture
def ontology() -> rdflib.Graph:
    """All that the project ships of its vocabulary."""
    return parsed(*sorted(ONTOLOGY.glob("*.ttl")))


@pytest.fixture
def cubes(ontology: rdflib.Graph) -> rdflib.Graph:
    """The ontology, a salary cube, and cubes with what the salary cube does not use."""
    return ontology + parsed(DATA / "good.ttl", DATA / "features.ttl")


def number(path: Path) -> str:
    """``ic-01-none.ru`` is about IC-1."""
    return f"IC-{int(path.stem.split('-')[1])}"


def says_duplicate_as_published(graph: rdflib.Graph) -> bool:
    return bool(normalised(graph).query(sparql_prologue() + IC_12_AS_PUBLISHED))


def test_the_ontology_alone_is_well_formed(ontology: rdflib.Graph) -> None:
    assert failed_integrity_constraints(ontology) == []


def test_a_good_salary_cube_is_well_formed(ontology: rdflib.Graph) -> None:
    assert failed_integrity_constraints(ontology + parsed(DATA / "good.ttl")) == []


def test_cubes_with_every_feature_are_well_formed(cubes: rdflib.Graph) -> None:
    assert failed_integrity_constraints(cubes) == []


def test_the_salary_cube_needs_no_normalisation(ontology: rdflib.Graph) -> None:
    graph = ontology + parsed(DATA / "good.ttl")
    assert len(normalised(graph)) == len(graph)


@pytest.mark.parametrize("path", VIOLATIONS, ids=lambda path: path.stem)
def test_a_violation_is_found_and_no_other(cubes: rdflib.Graph, path: Path) -> None:
    cubes.update(sparql_prologue() + path.read_text(encoding="utf-8"))
    failures = failed_integrity_constraints(cubes)
    assert [text.split()[0] for text in failures] == [number(path)], failures


def test_every_constraint_has_a_violation() -> None:
    numbers = {f"IC-{n}" for n in range(1, 22)}
    assert {*CONSTRAINTS, *STEPS, "IC-12"} == numbers
    assert {number(path) for path in VIOLATIONS} == numbers


def test_a_failure_names_the_culprit(cubes: rdflib.Graph) -> None:
    path = DATA / "violations" / "ic-13.ru"
    cubes.update(sparql_prologue() + path.read_text(encoding="utf-8"))
    (failure,) = failed_integrity_constraints(cubes)
    assert failure.endswith("<https://data.example/id/observation/a-1>")


@pytest.mark.parametrize("path", [None, *VIOLATIONS], ids=lambda path: path.stem if path else "good")
def test_duplicates_are_those_of_the_published_query(cubes: rdflib.Graph, path: Path | None) -> None:
    if path is not None:
        cubes.update(sparql_prologue() + path.read_text(encoding="utf-8"))
    grouped = any(text.startswith("IC-12 ") for text in failed_integrity_constraints(cubes))
    assert grouped is says_duplicate_as_published(cubes)


def test_checking_leaves_the_graph_as_it_was(cubes: rdflib.Graph) -> None:
    before = set(cubes)
    failed_integrity_constraints(cubes)
    assert set(cubes) == before


def test_component_properties_carry_their_kind_in_the_ontology(ontology: rdflib.Graph) -> None:
    query = """SELECT ?property WHERE {
        ?component ?link ?property ; qb:componentProperty ?property .
        VALUES (?link ?kind) { (qb:dimension qb:DimensionProperty) (qb:measure qb:MeasureProperty)
                               (qb:attribute qb:AttributeProperty) }
        ?property a ?kind }"""
    store = pyoxigraph.Store()
    store.load(ontology.serialize(format="nt", encoding="utf-8"), pyoxigraph.RdfFormat.N_TRIPLES)
    solutions = store.query(sparql_prologue() + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert len(list(solutions)) == 12
