"""Pay in a row: in words, as figures in columns of their own, and as a distribution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.model import Basis, Money, Notice, PayDistribution, Place, Salary
from rolegraph.graph.sources.csv_input.columns import PERCENTILES
from rolegraph.graph.sources.csv_input.row import Cell, Row
from rolegraph.graph.sources.json_input.fields import is_period, words_of
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.values.currencies import current_codes, in_thousandths, uses_decimal_comma
from rolegraph.graph.sources.values.figures import Style, read_number
from rolegraph.graph.sources.values.money import LARGEST, parse_money
from rolegraph.graph.sources.values.pay_words import read_period

_RANGE = ("salary_min", "salary_max")
_SPREAD = ("salary_median", "salary_mean", *PERCENTILES)
_DURATIONS = ("P1Y", "P1M", "P7D", "P1D", "PT1H")


@dataclass(frozen=True, slots=True)
class _Terms:
    """What all figures of a row share; ``cells`` are those that say it."""

    currency: str | None
    pay_period: str | None
    period: str | None
    cells: tuple[Cell, ...]

    @property
    def basis(self) -> Basis | None:
        """A currency in a column of its own is stated."""
        return Basis.STATED if self.currency else None


def read_pay(
    row: Row, country: str | None, notices: list[Notice]
) -> tuple[tuple[Salary, ...], tuple[PayDistribution, ...]]:
    """The salary and the distribution of a row; figures that are not understood stay words, with a notice.

    Raises :class:`RefusedRecord` where the columns contradict each other, or a figure can't stand.
    """
    terms = _terms(row)
    words, ends = row.text("salary"), row.first(*_RANGE)
    if words and ends:
        message = "says the pay a second time, beside figures in columns of their own: empty one of them"
        raise RefusedRecord("salary-twice", message, words.pointer)
    salaries = []
    if words:
        salaries.append(_in_words(words, terms, country, notices))
    elif ends:
        salaries.append(_in_figures(row, ends, terms, country, notices))
    return tuple(salaries), tuple(_distribution(row, terms, country, notices))


def _terms(row: Row) -> _Terms:
    currency, pay_period, period = map(row.text, ("salary_currency", "salary_pay_period", "salary_period"))
    if currency and currency.text not in current_codes():
        message = f"{shown(currency.text)} is no currency in use: write its ISO 4217 code, such as GBP"
        raise RefusedRecord("currency-unknown", message, currency.pointer)
    if period and not is_period(period.text):
        message = f"{shown(period.text)} is no period: write 2024, 2024-05 or 2023/2024"
        raise RefusedRecord("period-invalid", message, period.pointer)
    given = tuple(cell for cell in (currency, pay_period) if cell)
    return _Terms(words_of(currency), _duration(pay_period), words_of(period), given)


def _duration(cell: Cell | None) -> str | None:
    """``year``, ``per year``, ``yearly`` and ``P1Y`` are one."""
    if cell is None or cell.text in _DURATIONS:
        return words_of(cell)
    found = read_period(cell.text) or read_period(f"per {cell.text}")
    if found is None:
        message = f"{shown(cell.text)} is no pay period: write year, month, week, day or hour"
        raise RefusedRecord("pay-period-invalid", message, cell.pointer)
    return found


def _in_words(cell: Cell, terms: _Terms, country: str | None, notices: list[Notice]) -> Salary:
    try:
        money = parse_money(cell.text, country=country, pay_period=terms.pay_period)
    except BadValue as error:
        raise RefusedRecord(error.code, str(error), cell.pointer) from error
    if money is None:
        notices.append(_not_understood(cell, "salaries"))
        money = Money(cell.text, pay_period=terms.pay_period)
    if terms.currency and money.currency not in (None, terms.currency):
        message = f"{shown(cell.text)} is in {money.currency}, the column beside it says {terms.currency}"
        raise RefusedRecord("currency-contradiction", f"{message}: keep the one that is true", cell.pointer)
    if terms.currency:
        money = replace(money, currency=terms.currency, currency_basis=terms.basis)
    return Salary(money, cell.place, terms.period)


def _in_figures(row: Row, first: Cell, terms: _Terms, country: str | None, notices: list[Notice]) -> Salary:
    ends = [cell for field in _RANGE if (cell := row.text(field))]
    place = _place(ends, terms)
    figures = {cell.pointer: _figure(cell, "salaries", terms, country, notices) for cell in ends}
    if None in figures.values():
        return Salary(Money(place.words, pay_period=terms.pay_period), place, terms.period)
    low, high = (figures[cell.pointer] if (cell := row.text(field)) else None for field in _RANGE)
    if low is not None and high is not None and high < low:
        message = f"has a maximum ({high}) below its minimum ({low}): put the smaller one first"
        raise RefusedRecord("salary-reversed", message, first.pointer)
    money = Money(place.words, low, high, terms.currency, terms.basis, terms.pay_period)
    return Salary(money, place, terms.period)


def _distribution(
    row: Row, terms: _Terms, country: str | None, notices: list[Notice]
) -> list[PayDistribution]:
    given = [cell for field in _SPREAD if (cell := row.text(field))]
    read = {
        field: figure
        for field in _SPREAD
        if (cell := row.text(field))
        and (figure := _figure(cell, "pay_distributions", terms, country, notices)) is not None
    }
    if not read:
        return []
    place = _place(given, terms)
    percentiles = tuple((n, read[field]) for field, n in PERCENTILES.items() if field in read)
    return [
        PayDistribution(
            place.words,
            place,
            read.get("salary_median"),
            read.get("salary_mean"),
            percentiles,
            terms.currency,
            terms.basis,
            terms.pay_period,
            terms.period,
        )
    ]


def _place(figures: list[Cell], terms: _Terms) -> Place:
    """``23000-45000 GBP year``: the cells as they are, at the first of them."""
    said = "-".join(cell.text for cell in figures)
    words = " ".join((said, *(cell.text for cell in terms.cells)))
    return Place(words, line=figures[0].line, column=figures[0].column)


def _figure(
    cell: Cell, field: str, terms: _Terms, country: str | None, notices: list[Notice]
) -> Decimal | None:
    """A figure as the country writes it; ``None``, with a notice, where that is not certain."""
    comma = uses_decimal_comma(country) if country else None
    ascii_only = cell.text if cell.text.isascii() else ""
    figure = read_number(ascii_only, Style(comma, thousandths=in_thousandths(terms.currency)))
    if figure is None:
        notices.append(_not_understood(cell, field))
    elif figure > LARGEST:
        message = f"is above {LARGEST:,}: look for a slip in its digits"
        raise RefusedRecord("salary-absurd", message, cell.pointer)
    return figure


def _not_understood(cell: Cell, field: str) -> Notice:
    message = f"{shown(cell.text)} is not understood: only the words are kept"
    remedy = "write the figure in digits, without separators"
    return Notice("salary-not-understood", message, cell.pointer, remedy, field, cell.text)
