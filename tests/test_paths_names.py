"""What names stand for, and what is suggested for others."""

from __future__ import annotations

import pytest
from skill_spaces import BASE, Profile, esco, pages, space

from rolegraph.graph.paths.answers import Kind, UnknownName
from rolegraph.graph.paths.names import LONGEST_NAME, MOST_SUGGESTIONS, Names

LABELS = """
<id/role/cook> skos:altLabel "Koch"@de, "Küchenhilfe"@de ; skos:hiddenLabel "kok" .
<id/role/waiter> skos:altLabel "Koch"@de, "Server"@en .
<occupation/spread> skos:altLabel "Cook"@en . <occupation/baker> skos:altLabel "server"@en .
<id/role/excel> a rg:Role ; skos:prefLabel "Excel"@en .
<id/skill/excel> a rg:Skill ; skos:prefLabel "Excel"@en .
"""


@pytest.fixture(scope="module")
def names() -> Names:
    turtle = pages(
        Profile("Cook", ["Microsoft Excel", "C", "Cutting"]), Profile("Waiter", ["Carrying"])
    ) | esco({"spread": {"cut": True}, "baker": {"cut": True}, "Baker": {"cut": True}})
    turtle["graph/vocabulary"] += LABELS
    return Names(space(turtle))


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Cook", "id/role/cook"),
        ("  cOOK ", "id/role/cook"),
        ("ＣＯＯＫ", "id/role/cook"),
        ("küchenhilfe", "id/role/cook"),
        ("kok", "id/role/cook"),
        ("role/cook", "id/role/cook"),
        (f"{BASE}occupation/spread", "occupation/spread"),
        ("spread", "occupation/spread"),
        ("server", "id/role/waiter"),
    ],
    ids=["preferred", "case", "width", "alternative", "hidden", "short", "iri", "esco", "ours"],
)
def test_names_of_a_role(names: Names, name: str, iri: str) -> None:
    found = names.find(name, Kind.ROLE)
    assert isinstance(found, int)
    assert names.thing(Kind.ROLE, found).iri == BASE + iri


def test_a_role_and_a_skill_of_one_name_are_told_apart_by_what_is_asked(names: Names) -> None:
    for kind, iri in ((Kind.ROLE, "id/role/excel"), (Kind.SKILL, "id/skill/excel")):
        found = names.find("excel", kind)
        assert isinstance(found, int)
        assert names.thing(kind, found).iri == BASE + iri


@pytest.mark.parametrize(
    ("name", "iris"),
    [
        ("Koch", ["id/role/cook", "id/role/waiter"]),
        ("BAKER", ["occupation/Baker", "occupation/baker"]),
    ],
    ids=["alternative", "preferred"],
)
def test_names_of_several_are_suggested_and_never_guessed(names: Names, name: str, iris: list[str]) -> None:
    found = names.find(name, Kind.ROLE)
    assert isinstance(found, UnknownName)
    assert found.ambiguous
    assert [one.thing.iri for one in found.suggestions] == [BASE + iri for iri in iris]


@pytest.mark.parametrize(
    ("name", "kind", "first"),
    [
        ("Cok", Kind.ROLE, "Cook"),
        ("Excell", Kind.SKILL, "Excel"),
        ("Microsft Excel", Kind.SKILL, "Microsoft Excel"),
        (f"{BASE}id/role/waitr", Kind.ROLE, "Waiter"),
    ],
    ids=["role", "skill", "longer", "iri"],
)
def test_near_misses_are_suggested(names: Names, name: str, kind: Kind, first: str) -> None:
    found = names.find(name, kind)
    assert isinstance(found, UnknownName)
    assert not found.ambiguous
    assert found.suggestions[0].thing.label == first
    assert len(found.suggestions) <= MOST_SUGGESTIONS
    scores = [one.score for one in found.suggestions]
    assert scores == sorted(scores, reverse=True)


def test_nothing_like_it_gives_no_suggestion(names: Names) -> None:
    assert names.find("qqqqqqq", Kind.ROLE) == UnknownName("qqqqqqq", Kind.ROLE, False, ())


@pytest.mark.parametrize(
    "name", ["\ud800", "\x00", "<>", "a" * LONGEST_NAME, "http://", "/", "'; DROP"], ids=repr
)
def test_strange_names_are_unknown(names: Names, name: str) -> None:
    assert isinstance(names.find(name, Kind.ROLE), UnknownName)


def test_an_overlong_name_is_not_looked_for(names: Names) -> None:
    found = names.find("a" * 10**6, Kind.ROLE)
    assert isinstance(found, UnknownName)
    assert len(found.name) == LONGEST_NAME + 1
    assert not found.suggestions
