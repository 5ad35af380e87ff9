"""Answers about paths as JSON, CSV and RDF: what each holds, and that all three say the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import path_answers as samples
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat

from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.paths import answers as a
from rolegraph.graph.paths.formats.as_csv import COLUMNS, LIST, as_csv
from rolegraph.graph.paths.formats.as_json import as_data, as_json
from rolegraph.graph.paths.formats.as_rdf import as_rdf

MAKERS = pytest.mark.parametrize("make", samples.ALL.values(), ids=samples.ALL.keys())
Make = Callable[[], a.Answer]


def table(answer: a.Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(answer), newline="")))


def graph(answer: a.Answer, rdf_format: RdfFormat = RdfFormat.TURTLE) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(as_rdf(answer, rdf_format), rdf_format)
    return store


def select(answer: a.Answer, pattern: str) -> list[tuple[str, ...]]:
    """The values of the variables of a pattern, as text, sorted."""
    found = graph(answer).query(f"{sparql_prologue()} SELECT * {{ {pattern} }}")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return sorted(tuple(getattr(row[name], "value", "") for name in sorted(names)) for row in found)


@MAKERS
def test_the_same_answer_is_the_same_text(make: Make) -> None:
    assert as_json(make()) == as_json(make())
    assert as_csv(make()) == as_csv(make())
    assert as_rdf(make(), RdfFormat.TURTLE) == as_rdf(make(), RdfFormat.TURTLE)


@MAKERS
def test_every_format_names_the_question_and_the_generation(make: Make) -> None:
    answer = make()
    data = as_data(answer)
    assert data["generation"] == 7
    assert [row["generation"] for row in table(answer)] == ["7"] * len(table(answer))
    pattern = "?a a rg:PathAnswer ; rg:question ?b ; rg:contentGeneration ?c"
    [(_, question, generation)] = select(answer, pattern)
    assert (question, generation) == (data["question"], "7")


def test_json_of_a_step() -> None:
    [path] = as_data(samples.two_steps())["paths"]
    assert (path["hops"], path["score"], path["cost"]) == (2, 0.41, 0.9)
    first, second = path["steps"]
    assert first["cost"] == 0.446287
    assert [one["skill"]["label"] for one in first["missing"]] == ["Sack lifting", "Sieving"]
    assert first["pay"]["start"] == {
        "minimum": 19000,
        "maximum": 24000.5,
        "observations": ["http://example.org/id/observation/19000-24000.50"],
        "count": 1,
    }
    assert first["pay"]["end"] is None
    assert second["method"] == "alternative-role"
    assert second["flags"] == ["low-evidence", "clamped-cost"]


def test_statements_are_as_many_as_asked_for() -> None:
    evidence = as_data(samples.similar(), 2)["roles"][0]["evidence"]
    assert (len(evidence["statements"]), evidence["total"]) == (2, 3)
    listed = "?s a rdf:Statement"
    text = as_rdf(samples.similar(), RdfFormat.N_TRIPLES, 2)
    assert text.count(b"#Statement>") == 2
    assert len(select(samples.similar(), listed)) == 3


def test_a_cost_without_bound_is_null_and_absent() -> None:
    direct = as_data(samples.no_path())["direct"]
    assert direct["cost"] is None
    assert "Infinity" not in as_json(samples.no_path())
    assert select(samples.no_path(), "?a rg:directStep/rg:pathCost ?b") == []
    assert len(select(samples.no_path(), "?a rg:directStep/rg:gap ?b")) == 1


def test_rows() -> None:
    rows = table(samples.two_steps())
    assert [(row["path"], row["step"], row["end"]) for row in rows] == [
        ("1", "1", "Mill Hand"),
        ("1", "2", "Miller"),
    ]
    assert rows[0]["missing"] == f"Sack lifting{LIST}Sieving"
    assert (rows[0]["start_minimum"], rows[0]["start_maximum"], rows[0]["end_minimum"]) == (
        "19000",
        "24000.5",
        "",
    )
    assert (rows[0]["best_version"], rows[0]["best_version_coverage"]) == ("GB, 0-3 years", "0.8")
    [row] = table(samples.no_hops())
    assert (row["step"], row["hops"], row["end"]) == ("0", "0", "Baker")
    assert [row["role"] for row in table(samples.reachable())] == ["Baker", "Miller"]
    assert [(row["skill"], row["held"]) for row in table(samples.gap())] == [
        ("Dressing millstones", "false"),
        ("Sieving", "true"),
    ]
    assert [(row["role"], row["score"]) for row in table(samples.similar())] == [("Miller", "0.512346")]
    (straight,) = table(samples.no_path())
    assert [straight[name] for name in ("path", "step", "end", "missing", "reason")] == [
        *("", "1", "Miller", "Dressing millstones", "no-path")
    ]
    assert as_csv(samples.no_path()).startswith("generation,path,")


@MAKERS
def test_no_cell_is_a_formula(make: Make) -> None:
    for row in table(make()):
        assert tuple(row) == COLUMNS[type(make())]
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_a_label_that_is_a_formula_is_as_it_is_elsewhere() -> None:
    assert table(samples.hostile())[0]["end"] == f"'@{samples.HOSTILE}"
    assert as_data(samples.hostile())["target"]["label"] == f"@{samples.HOSTILE}"
    labels = select(samples.hostile(), "?a rg:targetRole/rdfs:label ?b")
    assert [label for _, label in labels] == [f"@{samples.HOSTILE}"]


def test_pay_and_versions_as_rdf() -> None:
    pattern = "?s rg:startPay [ schema:minValue ?a ; schema:currency ?b ; prov:wasDerivedFrom ?c ]"
    assert select(samples.two_steps(), pattern)[0][:3] == (
        "19000",
        "GBP",
        "http://example.org/id/observation/19000-24000.50",
    )
    versions = select(samples.two_steps(), "?s rg:roleVersion [ schema:position ?a ; rg:coverage ?b ]")
    assert [row[:2] for row in versions] == [("1", "0.8"), ("2", "0.5")]


def test_all_iris_of_a_role_are_told() -> None:
    found = select(samples.two_steps(), "?a skos:exactMatch ?b")
    assert found == [("http://example.org/id/role/mill-hand", "http://data.example/o/1")]


@MAKERS
def test_every_format_of_rdf_says_the_same(make: Make) -> None:
    sizes = {f: len(graph(make(), f)) for f in (RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.N_TRIPLES)}
    assert len(set(sizes.values())) == 1
    assert min(sizes.values()) > 5


LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SHARES = st.floats(0, 1)
SKILLS = st.builds(
    a.SkillAsked,
    *(LABELS.map(lambda label: samples.thing(label, a.Kind.SKILL)), SHARES, SHARES),
    *(st.none() | st.integers(1, 99), st.none() | st.booleans(), st.integers(1, 9), st.booleans()),
)
STEPS = st.builds(
    samples.step,
    LABELS.map(samples.thing),
    LABELS.map(samples.thing),
    missing=st.lists(SKILLS, max_size=3).map(tuple),
    coverage=SHARES,
    method=st.sampled_from(a.Method),
    flags=st.lists(st.sampled_from(a.Flag), unique=True, max_size=2).map(tuple),
)
PATHS = st.builds(a.Path, st.lists(STEPS, min_size=1, max_size=3).map(tuple), SHARES, SHARES, st.none())


def of_json(answer: a.Answer) -> list[tuple[Any, ...]]:
    return [
        (
            place,
            number,
            step["end"]["iri"],
            step["coverage"],
            step["method"],
            sorted(step["flags"]),
            sorted(one["skill"]["iri"] for one in step["missing"]),
        )
        for place, path in enumerate(json.loads(as_json(answer))["paths"], 1)
        for number, step in enumerate(path["steps"], 1)
    ]


def of_csv(answer: a.Answer) -> list[tuple[Any, ...]]:
    def listed(cell: str) -> list[str]:
        return sorted(cell.split(LIST)) if cell else []

    return [
        (
            int(row["path"]),
            int(row["step"]),
            row["end_iri"],
            float(row["coverage"]),
            row["method"],
            listed(row["flags"]),
            listed(row["missing_iris"]),
        )
        for row in table(answer)
    ]


def of_rdf(answer: a.Answer) -> list[tuple[Any, ...]]:
    store, rg = graph(answer), "https://w3id.org/rolegraph/ns#"

    def values(node: Any, name: str) -> list[Any]:
        predicate = NamedNode(name if ":" in name else rg + name)
        return [quad.object for quad in store.quads_for_pattern(node, predicate, None)]

    def item(node: Any) -> str:
        return str(values(node, "https://schema.org/item")[0].value)

    def position(node: Any) -> int:
        return int(values(node, "https://schema.org/position")[0].value)

    [top] = [quad.subject for quad in store.quads_for_pattern(None, NamedNode(rg + "question"), None)]
    return sorted(
        (
            position(path),
            position(step),
            item(step),
            float(Decimal(values(step, "coverage")[0].value)),
            values(step, "stepMethod")[0].value,
            sorted(flag.value for flag in values(step, "flag")),
            sorted(item(one) for one in values(step, "missingSkill")),
        )
        for path in values(top, "path")
        for step in values(path, "step")
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(PATHS, max_size=3))
def test_the_formats_agree(found: list[a.Path]) -> None:
    answer = samples.paths(*found)
    assert of_json(answer) == of_csv(answer) == of_rdf(answer)
