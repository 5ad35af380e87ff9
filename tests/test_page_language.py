"""The language of a page, from its bytes to the labels of the vocabulary."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from pyoxigraph import Literal, Quad

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import VocabularyDeriver, page_quads, terms, touched_things
from rolegraph.graph.model import Reading, Record, Source
from rolegraph.graph.sources import own_json, role_page

IRIS = Iris("http://example.org/")

GERMAN_PAGE = """Töpfer
£23K
/ year
0-3 years experience
Töpferinnen und Töpfer formen Gefäße aus Ton und brennen sie im Ofen. Sie arbeiten in kleinen Betrieben.
Für diese Arbeit sind die folgenden Kenntnisse nötig, skills:
Drehen an der Scheibe
Glasieren
Die Zahl der Stellen wird bis 2033 um 4 Prozent wachsen, employment of potters is projected to grow 4 percent.
""".encode()

ENGLISH = {
    "rolegraph": 1,
    "title": "Potter",
    "description": "Potters shape vessels from clay and fire them in a kiln.",
    "skills": ["Throwing"],
}
SHORT = {"rolegraph": 1, "title": "Potter", "skills": ["Throwing"]}


def of_json(document: dict[str, object]) -> Reading:
    """What a record of our own form says."""
    return own_json.read(Record("page.json", "page.json", json.dumps(document).encode()))


def of_text(data: bytes) -> Reading:
    """What a role page says."""
    return role_page.read(Record("page.txt", "page.txt", data))


def quads(reading: Reading, key: str = "page") -> list[Quad]:
    """The graph of the page."""
    return page_quads(Source(key, key, key, "0" * 64, "text/plain", "role-page"), reading, IRIS)


def labels(*pages: list[Quad], predicate: pyoxigraph.NamedNode = terms.PREF_LABEL) -> set[str]:
    """The labels of the roles and skills that pages name, with their language."""
    said = [quad for page in pages for quad in page]
    store = pyoxigraph.Store()
    store.extend(said)
    derived = VocabularyDeriver(store, IRIS).derive(touched_things(said, IRIS))
    things = (IRIS.thing("role", ""), IRIS.thing("skill", ""))
    return {
        f"{quad.object.value}@{quad.object.language}"
        for quad in derived
        if quad.predicate == predicate
        and isinstance(quad.object, Literal)
        and str(getattr(quad.subject, "value", "")).startswith(things)
    }


def languages(said: list[Quad]) -> set[str]:
    """The languages of all text in a graph."""
    return {
        quad.object.language for quad in said if isinstance(quad.object, Literal) and quad.object.language
    }


def test_a_german_page_keeps_its_text_as_german_and_no_english_rule_reads_it() -> None:
    reading = of_text(GERMAN_PAGE)
    (profile,) = reading.profiles
    assert reading.language == "de"
    assert profile.outlook is not None
    assert (profile.outlook.trend, profile.outlook.growth, profile.mentions, profile.facts) == (
        None,
        None,
        (),
        (),
    )
    assert [(notice.code, notice.field) for notice in reading.notices if notice.field == "language"] == [
        ("language-without-rules", "language")
    ]


def test_the_labels_of_a_german_page_are_german() -> None:
    said = quads(of_text(GERMAN_PAGE))
    assert languages(said) == {"de"}
    assert labels(said) == {"Töpfer@de", "Drehen an der Scheibe@de", "Glasieren@de"}
    assert [quad.object for quad in said if quad.predicate == terms.LANGUAGE] == [Literal("de")]


def test_an_english_page_is_english_without_a_word_about_it() -> None:
    page = GERMAN_PAGE.decode().split("\n")
    text = "\n".join([*page[:4], "Potters shape vessels from clay and fire them in a kiln of their own."])
    reading = of_text(text.encode())
    assert reading.language == "en"
    assert not [notice for notice in reading.notices if notice.field == "language"]


def test_the_trailer_does_not_decide_the_language() -> None:
    trailer = "Source: Statistisches Bundesamt, Verdienste nach Berufen und Branchen in Deutschland\n"
    text = "Potter\n£23K\n/ year\nPotters shape vessels from clay and fire them in a kiln of their own.\n"
    assert of_text((text + trailer * 6).encode()).language == "en"


@pytest.mark.parametrize(
    ("document", "language"),
    [
        ({**ENGLISH, "language": "de-CH"}, "de-CH"),
        ({**ENGLISH, "language": "EN-gb"}, "en-GB"),
        (ENGLISH, "en"),
        (SHORT, "und"),
        ({**SHORT, "language": "en"}, "en"),
    ],
)
def test_own_json_states_its_language_or_is_recognised(document: dict[str, object], language: str) -> None:
    reading = of_json(document)
    assert reading.language == language
    assert languages(quads(reading)) == {language.lower()}  # the store writes tags small: they mean the same


def test_things_have_a_label_in_each_language_that_names_them() -> None:
    german = quads(of_json({**SHORT, "title": "Java", "language": "de"}), "a")
    english = quads(of_json({**SHORT, "title": "Java", "language": "en"}), "b")
    assert {"Java@de", "Java@en"} <= labels(german, english)


def test_a_name_in_an_unknown_language_is_preferred_only_where_there_is_no_other() -> None:
    unknown = quads(of_json({**SHORT, "title": "JAVA"}), "a")
    english = quads(of_json({**SHORT, "title": "Java", "language": "en"}), "b")
    same = quads(of_json({**SHORT, "title": "Java"}), "c")
    assert labels(unknown) == {"JAVA@und", "Throwing@und"}
    assert labels(unknown, english, same) == {"Java@en", "Throwing@en"}
    assert labels(unknown, english, same, predicate=terms.ALT_LABEL) == {"JAVA@und"}
