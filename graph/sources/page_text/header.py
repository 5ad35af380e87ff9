"""The header of a role page: salary, pay period and experience band, which may stand twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.model import Band, Money, Notice, Place, Salary
from rolegraph.graph.sources.page_text.layout import Layout
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.values.experience import find_bands, parse_band
from rolegraph.graph.sources.values.money import parse_money
from rolegraph.graph.sources.values.pay_words import read_period

_KEEP_TRUE = "keep the one that is true"


@dataclass(frozen=True)
class Header:
    """What the header says; ``salaries`` do not know yet what time they speak of."""

    salaries: tuple[Salary, ...]
    band: Band | None
    band_place: Place | None
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Lines:
    """The header's lines of pay and experience, and those that are neither."""

    salaries: list[Salary]
    bands: list[tuple[Band, Span]]
    unknown: list[Span]


def read_header(page: Page, layout: Layout, country: str | None) -> Header:
    """What the header says, checked against itself and against the lines that announce lists.

    Raises :class:`RefusedRecord` where two places contradict each other, or a value can't stand.
    """
    period = _pay_period(page, layout)
    lines = _read_lines(page, layout, country, period)
    salaries = _agreed_salaries(lines.salaries)
    band, span = _agreed_band(page, [*lines.bands, *_announced_bands(page, layout)])
    notices = [notice for salary in salaries for notice in _incomplete(salary)]
    if not salaries:
        salaries, notices = _unread_salary(page, lines.unknown, period)
    notices += _unread_lines(page, lines.unknown, {salary.place.words for salary in salaries})
    return Header(salaries, band, page.place(span) if span else None, tuple(notices))


@contextmanager
def _refusing(page: Page, span: Span) -> Iterator[None]:
    """Gives a :class:`BadValue` the place where it stands."""
    try:
        yield
    except BadValue as error:
        raise RefusedRecord(error.code, str(error), str(page.place(span))) from error


def _pay_period(page: Page, layout: Layout) -> str | None:
    """The pay period that lines of their own state."""
    found = [(period, line) for line in layout.header if (period := read_period(page.words(line)))]
    for period, line in found:
        if period != found[0][0]:
            raise RefusedRecord(
                "pay-period-contradiction",
                f"the pay is for {period} here and for {found[0][0]} above: {_KEEP_TRUE}",
                str(page.place(line)),
            )
    return found[0][0] if found else None


def _read_lines(page: Page, layout: Layout, country: str | None, period: str | None) -> _Lines:
    lines = _Lines([], [], [])
    for line in layout.header:
        words = page.words(line)
        if read_period(words):
            continue
        with _refusing(page, line):
            band = parse_band(words)
            money = None if band else parse_money(words, country=country, pay_period=period)
        if band:
            lines.bands.append((band, line))
        elif money:
            lines.salaries.append(Salary(money, page.place(line)))
        else:
            lines.unknown.append(line)
    return lines


def _agreed_salaries(salaries: list[Salary]) -> tuple[Salary, ...]:
    """Each salary once: those for one pay period must agree."""
    found: dict[str | None, Salary] = {}
    for salary in salaries:
        first = found.setdefault(salary.money.pay_period, salary)
        if _value(first.money) != _value(salary.money):
            raise RefusedRecord(
                "salary-contradiction",
                f"the pay is '{salary.money.source_text}' here and '{first.money.source_text}' on "
                f"{first.place}: {_KEEP_TRUE}",
                str(salary.place),
            )
    return tuple(found.values())


def _value(money: Money) -> tuple[object, ...]:
    return money.minimum, money.maximum, money.currency


def _announced_bands(page: Page, layout: Layout) -> Iterator[tuple[Band, Span]]:
    for lead in layout.leads.values():
        with _refusing(page, lead):
            for band, start, end in find_bands(page.text, lead.start, lead.end):
                yield band, Span(start, end)


def _agreed_band(page: Page, found: list[tuple[Band, Span]]) -> tuple[Band | None, Span | None]:
    """The first band; all of its kind, years or a named level, must agree."""
    if not found:
        return None, None
    first, place = found[0]
    for band, span in found:
        if band != first and (band.name is None) == (first.name is None):
            raise RefusedRecord(
                "band-contradiction",
                f"the experience is '{page.words(span)}' here and '{page.words(place)}' on "
                f"{page.place(place)}: {_KEEP_TRUE}",
                str(page.place(span)),
            )
    return first, place


def _unread_salary(
    page: Page, unknown: list[Span], period: str | None
) -> tuple[tuple[Salary, ...], list[Notice]]:
    """The words of the line that should be the salary, where there is one."""
    if not unknown:
        remedy = "add a line such as '£23K'"
        return (), [Notice("salary-missing", "no salary is stated", "", remedy, "salaries")]
    words, place = page.words(unknown[0]), page.place(unknown[0])
    remedy = "write it as '£23,000', '£20K-£30K' or 'GBP 23,000'"
    message = f"the salary '{words}' was not understood"
    notice = Notice("salary-not-understood", message, str(place), remedy, "salaries", words)
    return (Salary(Money(words, pay_period=period), place),), [notice]


def _unread_lines(page: Page, unknown: list[Span], kept: set[str]) -> list[Notice]:
    remedy = "make it a sentence of the description"
    return [
        Notice(
            "line-not-understood", f"'{words}' was not understood", str(page.place(line)), remedy, "", words
        )
        for line in unknown
        if (words := page.words(line)) not in kept
    ]


def _incomplete(salary: Salary) -> Iterator[Notice]:
    """What keeps a figure out of the comparison of salaries."""
    money, place = salary.money, str(salary.place)
    if money.minimum is None and money.maximum is None:
        return
    if money.currency is None:
        message = f"the currency of '{money.source_text}' is not certain"
        remedy = "write its code, such as 'AUD'"
        yield Notice("currency-not-understood", message, place, remedy, "salaries", money.source_text)
    if money.pay_period is None:
        message = f"'{money.source_text}' does not say for how long"
        yield Notice("pay-period-missing", message, place, "add a line such as '/ year'", "salaries")
