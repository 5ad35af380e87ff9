"""Reads the facts that the prose of a role page holds, by the rules of ``prose_rules`` and
``outlook_rules``.

Only words of the page itself are taken, each with its place; where two readings contradict each
other, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import Fact, Outlook, SkillMention, Trend
from rolegraph.graph.sources.page_text.outlook_rules import (
    DENIAL,
    GROWTH_RULES,
    PERIOD_RULES,
    TREND_RULES,
    GrowthRule,
    TrendRule,
)
from rolegraph.graph.sources.page_text.prose_rules import FACT_RULES, MENTION_RULES
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.values.wording import whole_number

_Rule = TypeVar("_Rule", TrendRule, GrowthRule)

_COMMA_OR = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?|\s+or\s+")
_COMMA_OR_AND = re.compile(rf"{_COMMA_OR.pattern}|\s+and\s+")
_DENIAL_REACH = 60  # characters: three words and what parts them
_FILLER = re.compile(r"(?:(?:an?|the|other|various|both|either|such as)\s+)+", re.IGNORECASE)


def read_facts(page: Page, parts: Iterable[Span]) -> tuple[Fact, ...]:
    """The text facts that ``parts`` state, each once, where it stands first."""
    found: dict[tuple[str, str], Fact] = {}
    for sentence in _sentences(page, parts):
        for rule in FACT_RULES:
            for match in rule.pattern.finditer(page.text, sentence.start, sentence.end):
                for span in _values(page, match, _COMMA_OR):
                    fact = Fact(rule.remark, page.said(span), page.place(span))
                    found.setdefault((rule.remark, normalise_label(fact.text)), fact)
    return tuple(found.values())


def read_mentions(page: Page, parts: Iterable[Span], listed: Iterable[str] = ()) -> tuple[SkillMention, ...]:
    """The skills that ``parts`` name, each once; those ``listed`` elsewhere are left out.

    The place of a mention is the phrase in which it was found.
    """
    found: dict[str, SkillMention] = {}
    known = {normalise_label(name) for name in listed}
    for sentence in _sentences(page, parts):
        for rule in MENTION_RULES:
            for match in rule.pattern.finditer(page.text, sentence.start, sentence.end):
                phrase = page.place(Span(match.start(), match.end()))
                for span in _values(page, match, _COMMA_OR_AND):
                    name = page.said(span)
                    found.setdefault(normalise_label(name), SkillMention(name, phrase))
    return tuple(mention for key, mention in found.items() if key not in known)


def read_outlook(page: Page, paragraphs: list[Span]) -> Outlook | None:
    """What the outlook's ``paragraphs`` say, with the words of each reading; ``None`` without any."""
    if not paragraphs:
        return None
    text = "\n\n".join(page.said(span) for span in paragraphs)
    whole = Span(paragraphs[0].start, paragraphs[-1].end)
    sentences = tuple(_sentences(page, paragraphs))
    trend, trend_span = read_trend(page, sentences)
    growth, growth_span = read_growth(page, sentences)
    period, period_span = read_outlook_period(page, sentences, growth_span)
    return Outlook(
        text,
        page.place(whole),
        trend=trend,
        trend_place=page.place(trend_span) if trend_span else None,
        growth=growth,
        growth_place=page.place(growth_span) if growth_span else None,
        period=period,
        period_place=page.place(period_span) if period_span else None,
    )


def read_trend(page: Page, sentences: Iterable[Span]) -> tuple[Trend | None, Span | None]:
    """The trend that all matching rules agree on, and the first words that say it."""
    matches = [(rule.trend, span) for rule, span in _undenied(page, sentences, TREND_RULES)]
    if len({trend for trend, _ in matches}) != 1:
        return None, None
    return min(matches, key=lambda match: match[1].start)


def read_growth(page: Page, sentences: Iterable[Span]) -> tuple[Decimal | None, Span | None]:
    """The growth in percent that the rules agree on (a decline is below 0), and its words."""
    matches = []
    for rule, span in _undenied(page, sentences, GROWTH_RULES):
        found = rule.pattern.match(page.text, span.start)
        if found:
            matches.append((Decimal(found["value"]) * rule.sign, span))
    if len({growth for growth, _ in matches}) != 1:
        return None, None
    return min(matches, key=lambda match: match[1].start)


def read_outlook_period(
    page: Page, sentences: Iterable[Span], growth: Span | None
) -> tuple[str | None, Span | None]:
    """The period of the outlook, and its words.

    Where there is a figure of growth, only a period in its sentence counts, for that is what the
    figure is about. Otherwise the first period that looks ahead, else the first that looks back.
    """
    within = [span for span in sentences if growth is None or span.start <= growth.start < span.end]
    matches: list[tuple[bool, int, str, Span]] = []
    for rule in PERIOD_RULES:
        for match in _matches(page, within, rule.pattern):
            period = _period(match)
            if period:
                span = Span(match.start(), match.end())
                matches.append((rule.looks_back, span.start, period, span))
    if not matches:
        return None, None
    _, _, period, span = min(matches, key=lambda match: match[:2])
    return period, span


def _period(match: re.Match[str]) -> str | None:
    """An ISO 8601 duration, or an interval of years."""
    groups = match.groupdict()
    if groups.get("years"):
        years = whole_number(groups["years"])
        return f"P{years}Y" if years else None
    first, last = groups["first"], groups["last"]
    return f"{first}/{last}" if first < last else None


def _undenied(
    page: Page, sentences: Iterable[Span], rules: tuple[_Rule, ...]
) -> Iterator[tuple[_Rule, Span]]:
    """Where ``rules`` match and the words before do not turn their sense round."""
    for sentence in sentences:
        for rule in rules:
            for match in rule.pattern.finditer(page.text, sentence.start, sentence.end):
                before = max(sentence.start, match.start() - _DENIAL_REACH)
                if not DENIAL.search(page.text[before : match.start()]):
                    yield rule, Span(match.start(), match.end())


def _sentences(page: Page, parts: Iterable[Span]) -> Iterator[Span]:
    for part in parts:
        yield from page.sentences(part)


def _matches(page: Page, sentences: Iterable[Span], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for sentence in sentences:
        yield from pattern.finditer(page.text, sentence.start, sentence.end)


def _values(page: Page, match: re.Match[str], separator: re.Pattern[str]) -> Iterator[Span]:
    """The spans of a match's value, or of the members of its list, without articles and "other"."""
    if "value" in match.re.groupindex:
        yield Span(*match.span("value"))
        return
    start, end = match.span("list")
    parted = separator if "," not in match["list"] else _COMMA_OR_AND
    for stop in (*parted.finditer(page.text, start, end), None):
        member = page.trimmed(start, stop.start() if stop else end)
        filler = _FILLER.match(page.text, member.start, member.end)
        first = filler.end() if filler else member.start
        if first < member.end:
            yield Span(first, member.end)
        start = stop.end() if stop else end
