"""The language of a text: stated, recognised, or not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.sources.values.language import (
    LONGEST_TEXT,
    Basis,
    language_of,
    language_tag,
    recognise,
)

# In the languages of the countries that the samples are from, in words of our own.
TEXTS = {
    "en": "Bakers mix dough and bake bread and cakes in small shops or large plants.",
    "de": "Bäckerinnen und Bäcker stellen Brot und Kuchen her und arbeiten früh am Morgen.",
    "fr": "Le boulanger prépare la pâte et cuit le pain et les gâteaux dans une petite boutique.",
    "it": "Il panettiere prepara l'impasto e cuoce il pane e i dolci in una piccola bottega.",
    "pt": "O padeiro prepara a massa e assa o pão e os bolos em uma pequena loja do bairro.",
    "nl": "De bakker maakt deeg en bakt brood en gebak in een kleine winkel of een grote fabriek.",
    "no": "Bakeren lager deig og steker brød og kaker i en liten butikk eller et stort anlegg.",
    "pl": "Piekarz przygotowuje ciasto i wypieka chleb w małym sklepie lub dużym zakładzie.",
    "hi": "बेकर आटा गूंधता है और छोटी दुकान में रोटी और केक बनाता है।",
}


@pytest.mark.parametrize(("tag", "text"), TEXTS.items(), ids=list(TEXTS))
def test_a_sentence_is_recognised(tag: str, text: str) -> None:
    found = language_of(text)
    assert (found.tag, found.basis, found.notices) == (tag, Basis.RECOGNISED, ())


@pytest.mark.parametrize(
    "text", ["", "Baker", "12 345 67", "Java, SQL, C++", "£23K / year", "\x00\x01\ud800"]
)
def test_too_little_to_tell_is_not_known(text: str) -> None:
    found = language_of(text)
    assert (found.tag, found.basis) == ("und", Basis.UNKNOWN)


def test_two_languages_side_by_side_are_not_known() -> None:
    assert recognise(f"{TEXTS['de']} {TEXTS['fr']}") is None


def test_what_is_stated_goes_before_what_is_recognised() -> None:
    found = language_of(TEXTS["de"], "de-CH")
    assert (found.tag, found.basis, found.notices) == ("de-CH", Basis.STATED, ())


@pytest.mark.parametrize("stated", [None, "", "  ", "und", "und-Latn"])
def test_a_statement_that_says_nothing_leaves_it_to_the_text(stated: str | None) -> None:
    assert language_of(TEXTS["fr"], stated).tag == "fr"


def test_a_statement_that_is_no_tag_is_told() -> None:
    found = language_of(TEXTS["fr"], "the French language")
    assert (found.tag, found.basis) == ("fr", Basis.RECOGNISED)
    (notice,) = found.notices
    assert (notice.code, notice.field, notice.words) == (
        "language-not-understood",
        "language",
        "the French language",
    )


def test_a_long_text_in_another_language_than_stated_is_told_and_the_statement_kept() -> None:
    found = language_of(TEXTS["de"] * 4, "en")
    assert (found.tag, found.basis) == ("en", Basis.STATED)
    assert [(notice.code, notice.field) for notice in found.notices] == [("language-doubtful", "language")]


@pytest.mark.parametrize(
    ("text", "stated"), [(TEXTS["no"] * 4, "nb"), (TEXTS["de"], "en"), (TEXTS["en"] * 4, "en-GB")]
)
def test_forms_of_a_language_and_short_texts_raise_no_doubt(text: str, stated: str) -> None:
    assert language_of(text, stated).notices == ()


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("sr-LATN", "sr-Latn"),
        ("de-1996", "de-1996"),
        ("es-419", "es-419"),
        ("en-x-us", "en-x-us"),
        ("english language", None),
        ("e", None),
        ("en-", None),
        ("a" * 40, None),
        ("de;q=1", None),
    ],
)
def test_tags_have_their_usual_case_or_are_none(words: str, tag: str | None) -> None:
    assert language_tag(words) == tag


def test_only_the_start_of_a_long_text_counts() -> None:
    start = (TEXTS["en"] + " ") * (LONGEST_TEXT // len(TEXTS["en"]) + 1)
    assert language_of(start + TEXTS["de"] * 1000).tag == "en"


@given(st.text(max_size=300), st.none() | st.text(max_size=40))
def test_any_text_has_a_tag(text: str, stated: str | None) -> None:
    found = language_of(text, stated)
    assert language_tag(found.tag) == found.tag
