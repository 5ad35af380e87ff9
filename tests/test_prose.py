"""What the rules for prose read together: places, sentences, repeats, languages."""

from __future__ import annotations

import pytest
from prose_passages import passage

from rolegraph.graph.model import Place, Remark
from rolegraph.graph.sources.prose import Passage, missing_rules, read_facts, read_mentions, read_outlook


def mentioned(*texts: str, listed: tuple[str, ...] = ()) -> list[str]:
    """The skills that English paragraphs name."""
    return [mention.name for mention in read_mentions(map(passage, texts), "en", listed)]


def test_a_fact_stands_once_with_its_first_place() -> None:
    text = "Many work in the timber industry. Jobs in the Timber industry are safe."
    (fact,) = read_facts((passage(text),), "en")
    assert (fact.remark, fact.text, fact.place) == (Remark.INDUSTRY, "timber", Place("timber", 17, 23, 1))


def test_a_mention_has_the_place_of_its_words_and_of_its_sentence() -> None:
    text = "Potters sit. They need strong drawing and planning skills. They rise."
    mentions = read_mentions((passage(text),), "en")
    assert [mention.name for mention in mentions] == ["drawing", "planning"]
    assert [mention.place for mention in mentions] == [
        Place("drawing", 30, 37, 1),
        Place("planning", 42, 50, 1),
    ]
    assert {mention.sentence for mention in mentions} == {
        Place("They need strong drawing and planning skills.", 13, 58, 1)
    }


def test_places_are_those_that_the_passage_makes() -> None:
    text = "They need strong drawing skills."
    (mention,) = read_mentions(
        (Passage(text, lambda start, end: Place(text[start:end], pointer=f"/text/{start}-{end}")),), "en"
    )
    assert mention.place.pointer == "/text/17-24"


def test_white_space_of_the_page_is_no_part_of_a_value() -> None:
    text = "They have knowledge  of\nhygiene\trules."
    (mention,) = read_mentions((passage(text),), "en")
    assert (mention.name, mention.place.words) == (
        "knowledge of hygiene rules",
        "knowledge  of\nhygiene\trules",
    )


def test_a_skill_that_the_page_lists_is_no_mention() -> None:
    assert mentioned("They need strong drawing and planning skills.", listed=("Planning",)) == ["drawing"]


def test_a_skill_is_mentioned_once_in_the_order_of_the_text() -> None:
    text = "They need people skills. Good drawing and people skills help."
    assert mentioned(text) == ["people", "drawing"]


def test_of_two_readings_of_the_same_words_the_longer_one_counts() -> None:
    assert mentioned("They need excellent public speaking skills.") == ["public speaking"]


def test_sentences_glued_together_are_read_apart() -> None:
    text = "They have knowledge of glazing rules.Most are employed by potteries."
    assert mentioned(text) == ["knowledge of glazing rules"]
    assert [fact.text for fact in read_facts((passage(text),), "en")] == ["potteries"]


# Sentences made for these tests after what real pages say, each with all that is right to read from it.
LABELLED = (
    ("Inspectors must have excellent customer-service skills.", ("customer-service",)),
    ("You'll need a good understanding of payroll law.", ("understanding of payroll law",)),
    ("Potters must have a keen sense of touch and sight to shape clay.", ("sense of touch",)),
    (
        "An extensive knowledge of kiln controls and the ability to mend them are needed.",
        ("knowledge of kiln controls",),
    ),
    ("Others use their knowledge of clay and glass to make new tiles.", ("knowledge of clay and glass",)),
    ("A working knowledge of firing methods like raku helps.", ("knowledge of firing methods",)),
    ("Potters need logic or reasoning skills to plan a firing.", ("logic", "reasoning")),
    ("They pay close attention to safety rules.", ("attention to safety rules",)),
    ("They must know clay, and have knowledge of glazes, such as salt.", ("knowledge of glazes",)),
    ("Strong drawing skills are essential for potters, who must show their plans.", ("drawing",)),
    # What is not said of the worker, is denied, or may be
    ("Coaches refine the runners’ individual skills.", ()),
    ("Potters instruct guests in simple skills, such as rolling and pinching.", ()),
    ("Internships offer a chance to learn practical skills, such as glazing.", ()),
    ("Museums add to the public knowledge of old kilns.", ()),
    ("You do not need any knowledge of clay.", ()),
    ("No special drawing skills are required.", ()),
    ("Unlike sculptors, who need strong carving skills, potters throw.", ()),
    ("If you want to teach, you need good speaking skills.", ()),
    ("A potter would need good speaking skills abroad.", ()),
    ("They test a patient’s motor skills.", ()),
    # What is no clean name
    ("Buyers need a good knowledge of the clay or glaze they are ordering.", ()),
    ("They need both technical skills and artistic ability.", ()),
    ("They have expert knowledge of cabinet, door, and window fitting.", ()),
    ("This makes knowledge of the law useful.", ()),
    ("A keen interest and knowledge of US, UK and world films will help.", ()),
    ("Potters have a keen eye for even the smallest crack.", ()),
    ("Employers value skills in high demand.", ()),
)


@pytest.mark.parametrize(("text", "expected"), LABELLED)
def test_what_is_mentioned(text: str, expected: tuple[str, ...]) -> None:
    assert tuple(mentioned(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Unlike cooks, most of whom are employed by hotels, they work alone.",
        "Nobody from a shop in the insurance industry is allowed to judge: dealers are not allowed in.",
        "You could also work in the car industry, where glass is replaced.",
        "They may be employed by an agency, regularly cooking for others.",
        "Some work for small firms, others for banks.",
        "Potters employed by a town may not need a kiln.",
    ],
)
def test_what_is_said_of_others_is_no_fact(text: str) -> None:
    assert read_facts((passage(text),), "en") == ()


GERMAN = "Die Zahl der Stellen soll bis 2033 um 4 Prozent wachsen: projected to grow 4 percent."


def test_no_rule_of_another_language_is_applied() -> None:
    english = "They need strong drawing skills in the timber industry."
    assert read_mentions((passage(english),), "de") == ()
    assert read_facts((passage(english),), "und") == ()
    outlook = read_outlook((passage(GERMAN),), "de").outlook
    assert outlook is not None
    assert (outlook.text, outlook.trend, outlook.growth, outlook.period) == (GERMAN, None, None, None)


@pytest.mark.parametrize("language", ["en", "en-GB", "EN-us"])
def test_a_language_with_rules_has_them_in_every_region(language: str) -> None:
    assert missing_rules(language) == ()
    assert read_mentions((passage("They need strong drawing skills."),), language)


@pytest.mark.parametrize("language", ["de", "und", "enm", "pt-BR"])
def test_a_language_without_rules_is_told(language: str) -> None:
    (notice,) = missing_rules(language)
    assert (notice.code, notice.field) == ("language-without-rules", "language")
    assert "en" in notice.remedy
