"""Pay as distributions: the median of the quick facts with the percentiles of the Pay section.

The two belong together where they give the same median for the same length of work. A Pay section that
speaks of the occupations within the page's occupation gives their figures, not its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import PayDistribution
from rolegraph.graph.sources.html_input import Words
from rolegraph.graph.sources.ooh_page.layout import Page
from rolegraph.graph.sources.ooh_page.notes import Notes
from rolegraph.graph.sources.ooh_page.pay_figures import Figure, read_figure
from rolegraph.graph.sources.ooh_page.pay_month import with_month
from rolegraph.graph.sources.ooh_page.pay_statements import FIELD, NOT_UNDERSTOOD, Statement, read_statements

_LABEL = re.compile(r"(?:(?P<year>\d{4}) )?median pay\b", re.IGNORECASE)


def read_pay(page: Page, title: str, notes: Notes) -> tuple[PayDistribution, ...]:
    """The distributions by the year and by the hour, of all who hold the role."""
    quick = _quick(page, notes)
    statements = read_statements(page, notes)
    said = _of_the_role(statements, title, notes)
    found = quick if said is None else _together(quick, said, title, notes)
    return tuple(with_month(page, found))


def _quick(page: Page, notes: Notes) -> list[PayDistribution]:
    fact = page.fact("median pay")
    if fact is None:
        return []
    label = _LABEL.search(fact.label.text)
    year = label["year"] if label else None
    found = [pay for line in fact.lines if (pay := _distribution(line, year, notes))]
    periods = [pay.pay_period for pay in found]
    for pay in found:
        if periods.count(pay.pay_period) > 1:
            notes.add(
                NOT_UNDERSTOOD, FIELD, pay.place, "is one of several medians for the same length of work"
            )
    return [pay for pay in found if periods.count(pay.pay_period) == 1]


def _distribution(line: Words, year: str | None, notes: Notes) -> PayDistribution | None:
    figure = read_figure(line.place())
    if figure is None:
        notes.add(NOT_UNDERSTOOD, FIELD, line.place(), "is not understood as pay")
        return None
    if figure.is_open:
        why = "gives the end of an open range, no figure: only the words are kept"
        notes.add("pay-open-ended", FIELD, line.place(), why)
    return _made(figure, year)


def _made(figure: Figure, period: str | None) -> PayDistribution:
    return PayDistribution(
        figure.place.words,
        figure.place,
        median=figure.value,
        currency=figure.currency,
        currency_basis=figure.basis,
        pay_period=figure.pay_period,
        period=period,
        any_experience=True,
    )


def _of_the_role(statements: list[Statement], title: str, notes: Notes) -> Statement | None:
    """The only statement, or the only one that names the role itself; the others are of parts of it."""
    own = [each for each in statements if _names(each, title)]
    chosen = own[0] if len(own) == 1 else statements[0] if len(statements) == 1 else None
    for each in statements:
        if each is not chosen:
            why = "is pay for an occupation within the page's own: it is left out"
            notes.add("pay-of-a-part", FIELD, each.place, why)
    return chosen


def _names(statement: Statement, title: str) -> bool:
    return normalise_label(statement.whom) == normalise_label(title)


def _together(
    quick: list[PayDistribution], said: Statement, title: str, notes: Notes
) -> list[PayDistribution]:
    """The quick facts with what the statement adds to them."""
    same = [pay for pay in quick if pay.pay_period == said.pay_period]
    if not same and _names(said, title):
        return [*quick, _with_percentiles(_made(said.median, said.period), said, notes)]
    if not same or (same[0].median, same[0].currency) != (said.median.value, said.median.currency):
        return _without_contradiction(quick, said, title, notes)
    period = _period(same[0], said, notes)
    return [
        replace(_with_percentiles(pay, said, notes) if pay in same else pay, period=period) for pay in quick
    ]


def _without_contradiction(
    quick: list[PayDistribution], said: Statement, title: str, notes: Notes
) -> list[PayDistribution]:
    """The statement is of a part of the role where it names another; else the two contradict."""
    if not _names(said, title):
        why = "is pay for another occupation than the page's own: it is left out"
        notes.add("pay-of-a-part", FIELD, said.place, why)
        return quick
    notes.add(NOT_UNDERSTOOD, FIELD, said.place, "contradicts the median pay of the quick facts")
    return [pay for pay in quick if pay.pay_period != said.pay_period]


def _period(pay: PayDistribution, said: Statement, notes: Notes) -> str | None:
    """The month where the statement gives it; nothing where the two differ in the year."""
    if pay.period is None or said.period.startswith(pay.period):
        return said.period
    notes.add(NOT_UNDERSTOOD, FIELD, said.place, f"is of another year than the quick facts ({pay.period})")
    return None


def _with_percentiles(pay: PayDistribution, said: Statement, notes: Notes) -> PayDistribution:
    """Raising figures of the median's own currency and length of work; none where they are not."""
    found = [(percent, figure) for percent, figure in said.percentiles if figure.value is not None]
    values: list[tuple[int, Decimal]] = [(n, figure.value) for n, figure in found if figure.value is not None]
    if pay.median is not None:
        values.append((50, pay.median))
    figures = [value for _, value in sorted(values)]
    alike = all((f.currency, f.pay_period) == (pay.currency, pay.pay_period) for _, f in found)
    if figures != sorted(figures) or not alike:
        for _, figure in found:
            notes.add(NOT_UNDERSTOOD, FIELD, figure.place, "contradicts the median")
        return pay
    return replace(
        pay,
        percentiles=tuple(sorted((n, value) for n, value in values if n != 50)),
        percentile_places=tuple(figure.place for _, figure in sorted(found, key=lambda each: each[0])),
    )
