"""Every rule for prose against its own examples, and the readings that rules make together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rolegraph.graph.model import Outlook, Place, Remark, Trend
from rolegraph.graph.sources.page_text import prose
from rolegraph.graph.sources.page_text.outlook_rules import GROWTH_RULES, PERIOD_RULES, TREND_RULES
from rolegraph.graph.sources.page_text.prose_rules import FACT_RULES, MENTION_RULES
from rolegraph.graph.sources.page_text.spans import Page, Span

ALL_RULES = (*FACT_RULES, *MENTION_RULES, *TREND_RULES, *GROWTH_RULES, *PERIOD_RULES)


def whole(text: str) -> tuple[Page, list[Span]]:
    """A page of one paragraph."""
    return Page(text), [Span(0, len(text))]


def examples_of(rules: tuple[object, ...]) -> list[object]:
    """One test for each example of each rule, named after the rule."""
    return [
        pytest.param(rule, sentence, expected, id=f"{rule.name}-{number}")  # type: ignore[attr-defined]
        for rule in rules
        for number, (sentence, expected) in enumerate(rule.examples)  # type: ignore[attr-defined]
    ]


def outlook(text: str) -> Outlook:
    """The outlook that one paragraph states."""
    read = prose.read_outlook(*whole(text))
    assert read is not None
    return read


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.name)
def test_each_rule_has_an_example_and_a_counter_example(rule: object) -> None:
    read = [expected for _, expected in rule.examples]  # type: ignore[attr-defined]
    assert any(read)
    assert not all(read)


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in ALL_RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("rule", "sentence", "expected"), examples_of(FACT_RULES))
def test_fact_rule(
    rule: object, sentence: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose, "FACT_RULES", (rule,))
    assert tuple(fact.text for fact in prose.read_facts(*whole(sentence))) == expected


@pytest.mark.parametrize(("rule", "sentence", "expected"), examples_of(MENTION_RULES))
def test_mention_rule(
    rule: object, sentence: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose, "MENTION_RULES", (rule,))
    assert tuple(mention.name for mention in prose.read_mentions(*whole(sentence))) == expected


@pytest.mark.parametrize(("rule", "sentence", "expected"), examples_of(TREND_RULES))
def test_trend_rule(
    rule: object, sentence: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose, "TREND_RULES", (rule,))
    page, spans = whole(sentence)
    trend, span = prose.read_trend(page, spans)
    assert (() if span is None else (page.words(span),)) == expected
    assert trend == (rule.trend if expected else None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("rule", "sentence", "expected"), examples_of(GROWTH_RULES))
def test_growth_rule(
    rule: object, sentence: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose, "GROWTH_RULES", (rule,))
    growth, _ = prose.read_growth(*whole(sentence))
    assert (() if growth is None else (str(growth),)) == expected


@pytest.mark.parametrize(("rule", "sentence", "expected"), examples_of(PERIOD_RULES))
def test_period_rule(
    rule: object, sentence: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose, "PERIOD_RULES", (rule,))
    period, _ = prose.read_outlook_period(*whole(sentence), None)
    assert (() if period is None else (period,)) == expected


def test_a_fact_stands_once_with_its_first_place() -> None:
    page, spans = whole("Many work in the timber industry. Jobs in the Timber industry are safe.")
    (fact,) = prose.read_facts(page, spans)
    assert (fact.remark, fact.text, fact.place) == (Remark.INDUSTRY, "timber", Place("timber", 17, 23, 1))


def test_a_mention_carries_the_phrase_it_was_found_in() -> None:
    page, spans = whole("They need strong drawing and planning skills.")
    mentions = prose.read_mentions(page, spans)
    assert [mention.name for mention in mentions] == ["drawing", "planning"]
    assert {mention.place.words for mention in mentions} == {"strong drawing and planning skills"}


def test_a_skill_that_the_page_lists_is_no_mention() -> None:
    page, spans = whole("They need strong drawing and planning skills.")
    assert [mention.name for mention in prose.read_mentions(page, spans, ["Planning"])] == ["drawing"]


def test_sentences_glued_together_are_read_apart() -> None:
    page, spans = whole("They have knowledge of glazing rules.Most are employed by potteries.")
    assert [mention.name for mention in prose.read_mentions(page, spans)] == ["knowledge of glazing rules"]
    assert [fact.text for fact in prose.read_facts(page, spans)] == ["potteries"]


def test_the_outlook_keeps_the_words_of_each_reading() -> None:
    text = "Employment of potters is projected to grow 3.5 percent from 2023 to 2033."
    read = outlook(text)
    assert (read.trend, read.growth, read.period) == (Trend.GROWING, Decimal("3.5"), "2023/2033")
    places = (read.trend_place, read.growth_place, read.period_place)
    assert [place.words for place in places if place] == [
        "projected to grow",
        "grow 3.5 percent",
        "from 2023 to 2033",
    ]


def test_no_outlook_without_paragraphs() -> None:
    assert prose.read_outlook(Page("x"), []) is None


@pytest.mark.parametrize(
    "text",
    [
        "Numbers are not expected to grow.",
        "There has been no significant growth.",
        "Jobs are expected to decline at first. Then they are projected to rise.",
    ],
)
def test_a_denied_or_contradictory_trend_is_not_taken(text: str) -> None:
    assert outlook(text).trend is None


def test_two_different_figures_of_growth_are_not_taken() -> None:
    assert outlook("Bakers should grow 3 percent. Millers should grow 5 percent.").growth is None


def test_a_period_of_another_sentence_is_not_that_of_the_growth() -> None:
    read = outlook("Over the past 10 years little was built. Jobs are projected to grow 2 percent.")
    assert (read.growth, read.period) == (Decimal(2), None)


def test_a_period_ahead_goes_before_one_that_looks_back() -> None:
    read = outlook("Over the past 10 years it grew. In the next 5 years it will too.")
    assert read.period == "P5Y"
