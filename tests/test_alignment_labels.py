"""Labels in normal form, and the words of a language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.alignment.normal import MOST_FORMS, forms, key, keys, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill Collector", "bill collectors"),
        ("Café manager", "CAFE MANAGER"),
        ("manager, sales", "Sales managers"),
        ("director of technical arts", "technical arts director"),
        ("organisation adviser", "Organization Advisors"),
        ("labour counsellor", "labor counselor"),
        ("women’s tailor", "womens tailor"),
        ("policeman", "policemen"),
        ("R & D manager", "R and D manager"),
        ("Microsoft Excel", "MS Office Excel"),
    ],
)
def test_the_same_name(one: str, other: str) -> None:
    assert keys(one, "en") == keys(other, "en")


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("C++", "C#"), ("NET", ".NET"), ("nurse", "nursing"), ("gas", "ga")]
)
def test_not_the_same_name(one: str, other: str) -> None:
    assert set(keys(one, "en")).isdisjoint(keys(other, "en"))


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("actor/actress", {("actor",), ("actress",)}),
        ("sales/marketing manager", {("sale", "manager"), ("marketing", "manager")}),
        ("lorry driver / HGV driver", {("lorry", "driver"), ("hgv", "driver")}),
        ("guide (tour)", {("guide",), ("guide", "tour")}),
    ],
)
def test_alternatives_are_forms(label: str, expected: set[tuple[str, ...]]) -> None:
    assert expected <= set(forms(label, "en"))


def test_plurals_and_stop_words_are_those_of_the_language() -> None:
    assert keys("chefs de projets", "fr") == keys("chef projet", "fr")
    assert keys("profesores de música", "es-ES") == keys("profesor musica", "es")
    assert words("chefs", "de") == ("chefs",)


def test_a_name_of_stop_words_only_is_not_lost() -> None:
    assert key(("the", "of"), "en") == "of the"


@given(st.text(max_size=400), st.sampled_from(["en", "fr", "es", "de", "und", "", None]))
def test_any_text_has_few_forms_and_case_does_not_count(text: str, language: str | None) -> None:
    found = forms(text, language)
    assert len(found) <= MOST_FORMS
    assert all(found)
    assert len(set(found)) == len(found)
    assert keys(f"  {text} ", language) == keys(text, language)


@given(st.lists(st.sampled_from(["bank", "clerk", "senior", "data", "officer"]), min_size=1, max_size=5))
def test_the_order_of_words_does_not_count(some: list[str]) -> None:
    assert keys(" ".join(some), "en") == keys(" ".join(reversed(some)), "en")
