"""The sentences of the Pay section: medians, and the percentiles that belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from rolegraph.graph.model import Place
from rolegraph.graph.sources.html_input import Words
from rolegraph.graph.sources.ooh_page.layout import Page
from rolegraph.graph.sources.ooh_page.notes import Notes
from rolegraph.graph.sources.ooh_page.pay_figures import Figure, read_figure, read_percentile

NOT_UNDERSTOOD = "pay-not-understood"
FIELD = "pay_distributions"

_PERIODS = MappingProxyType({"annual": "P1Y", "hourly": "PT1H", "monthly": "P1M", "weekly": "P7D"})
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SENTENCE_END = r"\.(?=\s|$)"
_MEDIAN = re.compile(
    r"\bThe median (?P<every>annual|hourly|monthly|weekly) wage for (?P<whom>[^.$]+?) was (?P<pay>[^;]+?) in "
    rf"(?:(?P<month>{'|'.join(_MONTHS)}) )?(?P<year>\d{{4}}){_SENTENCE_END}"
)
_PERCENTILES = re.compile(
    r"\bThe lowest (?P<low>\d\d) percent earned (?P<less>[^;]+?), and "
    rf"the highest (?P<high>\d\d) percent earned (?P<more>[^;]+?){_SENTENCE_END}"
)
# What speaks of the spread of pay, however it is worded.
_SPREAD = re.compile(
    r"\b(?:lowest|highest)\b[^.]*\bpercent\b[^$]*(?:\$\s?[\d.,]*\d)?|\bmedian (?:annual|hourly) wage\b"
)
_TABLE = re.compile(r"\bwages for\b|\bmedian wage is the wage\b")


@dataclass
class Statement:
    """A median with the percentiles of the same people; ``period`` is a year, or a year and a month."""

    whom: str
    place: Place
    median: Figure
    period: str
    percentiles: list[tuple[int, Figure]] = field(default_factory=list)

    @property
    def pay_period(self) -> str | None:
        """That of the median."""
        return self.median.pay_period


def month_number(name: str) -> int | None:
    """1 to 12; ``None`` for what is no month."""
    return _MONTHS.index(name) + 1 if name in _MONTHS else None


def read_statements(page: Page, notes: Notes) -> list[Statement]:
    """All statements of a median, in their order. Medians by industry stand in tables and are none."""
    return [
        statement
        for block in page.part("pay")
        if block.is_paragraph and block.words
        for statement in _in_paragraph(block.words, notes)
    ]


def _in_paragraph(words: Words, notes: Notes) -> Iterator[Statement]:
    medians = list(_MEDIAN.finditer(words.text))
    starts = [*(match.start() for match in medians), len(words.text)]
    _tell_unread(words, 0, starts[0], notes)
    for match, end in zip(medians, starts[1:], strict=True):
        statement = _statement(words, match)
        if statement is None:
            notes.add(NOT_UNDERSTOOD, FIELD, words.place(*match.span()), "holds no figure that is understood")
            continue
        after = _PERCENTILES.search(words.text, match.end(), end)
        if after:
            statement.percentiles = _percentiles(words, after, statement, notes)
        _tell_unread(words, after.end() if after else match.end(), end, notes)
        yield statement


def _statement(words: Words, match: re.Match[str]) -> Statement | None:
    median = read_figure(words.place(*match.span("pay")), _PERIODS[match["every"]])
    if median is None:
        return None
    month = f"-{_MONTHS.index(match['month']) + 1:02}" if match["month"] else ""
    return Statement(match["whom"], words.place(*match.span()), median, f"{match['year']}{month}")


def _percentiles(
    words: Words, match: re.Match[str], statement: Statement, notes: Notes
) -> list[tuple[int, Figure]]:
    ends = ((int(match["low"]), "less"), (100 - int(match["high"]), "more"))
    found: list[tuple[int, Figure]] = []
    for percent, group in ends:
        place = words.place(*match.span(group))
        figure = read_percentile(place, statement.pay_period, below=group == "less")
        if figure is None or percent not in (10, 25, 75, 90):
            notes.add(NOT_UNDERSTOOD, FIELD, place, "is not understood as a percentile of pay")
        elif figure.is_open:
            why = "gives the end of an open range, no figure: only the words are kept"
            notes.add("pay-open-ended", FIELD, place, why)
        else:
            found.append((percent, figure))
    return found


def _tell_unread(words: Words, start: int, end: int, notes: Notes) -> None:
    """A sentence on the spread of pay in another wording than the one that is read."""
    for match in _SPREAD.finditer(words.text, start, end):
        if not _TABLE.search(words.text, match.start(), min(end, match.end() + 40)):
            notes.add(
                NOT_UNDERSTOOD, FIELD, words.place(*match.span()), "is worded in a way that is not read"
            )
