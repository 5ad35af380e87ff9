"""Reads the trend, growth and period of an outlook.

A reading is taken only where all that the text says agrees: of figures that differ, and of words that
speak of growth in a way that no rule reads, the words are kept and a notice says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from rolegraph.graph.model import Notice, Outlook, Place, Trend
from rolegraph.graph.sources.prose.matching import matches
from rolegraph.graph.sources.prose.passages import Passage, Sentence, said, sentences
from rolegraph.graph.sources.prose.rules import Field, Rule, Rules, rules_for
from rolegraph.graph.sources.values.wording import NUMBER_WORDS, whole_number

GROWTH_NOT_UNDERSTOOD = "growth-not-understood"
_Value = TypeVar("_Value")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5  # letters: "baker", "bakers" and "baking" share a stem


@dataclass(frozen=True, slots=True)
class OutlookReading:
    """An outlook (``None`` without text), and what was there and not understood."""

    outlook: Outlook | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The projected change that a label or cell gives: percent, trend, and their words."""

    growth: Decimal | None = None
    growth_place: Place | None = None
    trend: Trend | None = None
    trend_place: Place | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """One match of a rule."""

    rule: Rule
    match: re.Match[str]
    sentence: Sentence

    @property
    def span(self) -> tuple[int, int]:
        """Where the words stand that say it: those of the group ``words``, or all that was matched."""
        return self.match.span("words" if "words" in self.rule.pattern.groupindex else 0)

    @property
    def place(self) -> Place:
        return self.sentence.place(*self.span)

    @property
    def words(self) -> str:
        return self.sentence.text[slice(*self.span)]

    @property
    def growth(self) -> Decimal:
        return _figure(self.match["value"]) * Decimal(str(self.rule.sets.get("sign", 1)))


def read_outlook(
    passages: Sequence[Passage], language: str, title: str = "", whole: Place | None = None
) -> OutlookReading:
    """What the outlook's paragraphs say, with the words of each reading.

    ``title`` is the role's, without which figures of growth are not held against it. ``whole`` is the
    place of all paragraphs; without it, it is made of theirs. Notices: ``growth-not-understood``, with
    field ``outlook`` and the words.
    """
    if not passages:
        return OutlookReading(None)
    rules = rules_for(language)
    parts = tuple(sentences(passages))
    trend, trend_found = _trend(rules, parts, title)
    growth, growth_found, notices = _growth(rules, parts, title)
    period, period_found = _period(rules, parts, growth_found, trend_found)
    outlook = Outlook(
        "\n\n".join(said(passage.text) for passage in passages),
        whole or _whole(passages),
        trend=trend,
        trend_place=trend_found.place if trend_found else None,
        growth=growth,
        growth_place=growth_found.place if growth_found else None,
        period=period,
        period_place=period_found.place if period_found else None,
    )
    return OutlookReading(outlook, notices)


def read_change(passage: Passage, language: str) -> Change:
    """What a label or cell says that holds nothing but the projected change of employment.

    Notices: ``growth-not-understood`` for a text with a figure that no rule reads.
    """
    rules = rules_for(language)
    sentence = Sentence(passage, 0, len(passage.text))
    found = [_Found(rule, match, sentence) for rule, match in matches(rules, Field.CHANGE, sentence)]
    trends = [each for each in found if "trend" in each.rule.sets]
    figures = [each for each in found if "value" in each.rule.pattern.groupindex]
    trend = _agreed([each.rule.sets["trend"] for each in trends])
    growth = _agreed([each.growth for each in figures])
    unread = growth is None and any(char.isdigit() for char in passage.text)
    return Change(
        growth,
        figures[0].place if growth is not None else None,
        Trend(str(trend)) if trend else None,
        trends[0].place if trend else None,
        (_notice(sentence, 0, len(passage.text), "is no figure of growth in percent"),) if unread else (),
    )


def readings_of(rules: Rules, field: Field, sentence: Sentence) -> Iterator[str]:
    """What the rules of one field of outlooks read from a sentence: a figure in percent, a period, or
    the words that say a trend."""
    for found in _all(rules, field, (sentence,)):
        if field in (Field.PERIOD, Field.PAST_PERIOD):
            yield from filter(None, (_duration(found),))
        elif field is Field.FIGURE or "value" not in found.rule.pattern.groupindex:
            yield found.words
        else:
            yield str(found.growth)


def _whole(passages: Sequence[Passage]) -> Place:
    """From the start of the first passage to the end of the last, where their places have offsets."""
    first = passages[0].place(0, len(passages[0].text))
    last = passages[-1].place(0, len(passages[-1].text))
    if len(passages) == 1 or last.end <= first.start:
        return first
    words = "\n\n".join(passage.place(0, len(passage.text)).words for passage in passages)
    return Place(words, first.start, last.end, first.line, first.pointer)


def _trend(rules: Rules, parts: Iterable[Sentence], title: str) -> tuple[Trend | None, _Found | None]:
    """The trend that all matching rules agree on, and the first words that say it."""
    said_of_any = _all(rules, Field.TREND, parts)
    of_others = [each.sentence for each in said_of_any if not _is_of(title, each)]
    found = [each for each in said_of_any if each.sentence not in of_others]
    found = _overall(found) or [each for each in found if each.rule.sets.get("strong")] or found
    trend = _agreed([each.rule.sets["trend"] for each in found])
    return (Trend(str(trend)), found[0]) if trend else (None, None)


def _growth(
    rules: Rules, parts: Sequence[Sentence], title: str
) -> tuple[Decimal | None, _Found | None, tuple[Notice, ...]]:
    """The growth in percent (a decline is below 0), its words, and what was not understood."""
    found = [each for each in _all(rules, Field.GROWTH, parts) if _is_of(title, each)]
    found = _overall(found) or found
    growth = _agreed([each.growth for each in found])
    if growth is not None:
        return growth, found[0], ()
    if found:
        first = found[0].sentence
        words = " / ".join(dict.fromkeys(each.words for each in found))
        message = "gives more than one figure of growth for the role"
        return None, None, (_notice(first, 0, len(first.text), message, words),)
    unread = _all(rules, Field.FIGURE, parts)
    notices = [_notice(each.sentence, *each.match.span(), "is not understood as growth") for each in unread]
    return None, None, tuple(dict.fromkeys(notices))


def _overall(found: Iterable[_Found]) -> list[_Found]:
    """What is said of all parts of the role together."""
    return [each for each in found if each.match.groupdict().get("overall")]


def _is_of(title: str, found: _Found) -> bool:
    """Whether the subject that the sentence names, if any, shares a word with the title."""
    subject = found.match.groupdict().get("subject")
    if not title or not subject:
        return True
    return bool(_stems(title) & _stems(subject))


def _stems(words: str) -> set[str]:
    return {word[:_STEM].casefold() for word in _WORD.findall(words)}


def _period(
    rules: Rules, parts: Iterable[Sentence], growth: _Found | None, trend: _Found | None
) -> tuple[str | None, _Found | None]:
    """The period of the outlook, and its words.

    Where there is a figure of growth, only a period in its sentence counts, for that is what the
    figure is about. Otherwise the first period that looks ahead; one that looks back only where the
    trend is no projection.
    """
    within = [part for part in parts if growth is None or part == growth.sentence]
    projected = growth is not None or (trend is not None and bool(trend.rule.sets.get("projected")))
    for field in (Field.PERIOD,) if projected else (Field.PERIOD, Field.PAST_PERIOD):
        for found in _all(rules, field, within):
            if period := _duration(found):
                return period, found
    return None, None


def _duration(found: _Found) -> str | None:
    """An ISO 8601 duration, or an interval of years."""
    groups = found.match.groupdict()
    if "years" in groups:
        years = whole_number(groups["years"])
        return f"P{years}Y" if years else None
    if "first" not in groups:
        return f"P{found.rule.sets['duration']}Y"
    first, last = groups["first"], groups["last"]
    last = last if len(last) == len(first) else first[:2] + last
    return f"{first}/{last}" if first < last else None


def _all(rules: Rules, field: Field, parts: Iterable[Sentence]) -> list[_Found]:
    """What the rules of a field match, in the order of the text."""
    found: list[_Found] = []
    for part in parts:
        here = [_Found(rule, match, part) for rule, match in matches(rules, field, part)]
        found.extend(sorted(here, key=lambda each: each.match.start()))
    return found


def _agreed(values: Sequence[_Value]) -> _Value | None:
    """The value that all are; ``None`` where they differ, or there is none."""
    return values[0] if values and all(value == values[0] for value in values) else None


def _figure(words: str) -> Decimal:
    """A figure, with any sign that text uses for below zero, or a number word."""
    low = words.casefold()
    if low in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[low])
    return Decimal(words.translate({0x2212: "-", 0x2013: "-"}).replace(" ", ""))


def _notice(sentence: Sentence, start: int, end: int, what: str, words: str = "") -> Notice:
    words = words or said(sentence.text[start:end])
    place = str(sentence.place(start, end))
    remedy = "write one figure in percent for the role's employment, with its period"
    return Notice(GROWTH_NOT_UNDERSTOOD, f"'{words}' {what}", place, remedy, "outlook", words)
