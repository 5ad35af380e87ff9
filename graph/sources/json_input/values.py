"""The values of the project's own JSON form that need more than their type: pay, bands, countries."""

from __future__ import annotations

from decimal import Decimal

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.model import Band, Basis, Money, Notice, Outlook, Place, Salary, Trend
from rolegraph.graph.sources.json_input.fields import Fields, Text, place_of, words_of
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.values.currencies import current_codes
from rolegraph.graph.sources.values.experience import parse_band
from rolegraph.graph.sources.values.money import LARGEST, parse_money


def band_in_words(found: Text) -> Band:
    """The band of "0-3 years"; raises :class:`RefusedRecord` where it is not understood."""
    try:
        band = parse_band(found.text)
    except BadValue as error:
        raise RefusedRecord(error.code, str(error), found.pointer) from error
    if band is None:
        message = f"{shown(found.text)} is no experience band: write 0-3 years, or give min and max"
        raise RefusedRecord("band-not-understood", message, found.pointer)
    return band


def band_in_figures(fields: Fields) -> Band:
    """The band of ``{"min": 0, "max": 3}`` or ``{"name": "starter"}``."""
    name, low, high = fields.text("name"), fields.number("min"), fields.number("max")
    if name is not None:
        return Band(name=name.text)
    if high is not None and high <= (low or 0):
        message = f"ends at {high}, not above its start {low or 0}: put the smaller number first"
        raise RefusedRecord("band-reversed", message, fields.place)
    return Band(low or Decimal(0), high)


def salary_in_words(found: Text, country: str | None, notices: list[Notice]) -> Salary:
    """The pay of "£23K / year"; words that are not understood are kept with a notice."""
    try:
        money = parse_money(found.text, country=country)
    except BadValue as error:
        raise RefusedRecord(error.code, str(error), found.pointer) from error
    if money is None:
        message = f"{shown(found.text)} is not understood: only the words are kept"
        remedy = 'give {"min": …, "max": …, "currency": …, "payPeriod": …}'
        notices.append(
            Notice("salary-not-understood", message, found.pointer, remedy, "salaries", found.text)
        )
    return Salary(money or Money(found.text), found.place)


def salary_in_figures(fields: Fields) -> Salary:
    """The pay of an object with figures: taken as it is."""
    low, high, currency = figure_of(fields, "min"), figure_of(fields, "max"), currency_of(fields)
    if low is not None and high is not None and high < low:
        message = f"has a maximum ({high}) below its minimum ({low}): put the smaller one first"
        raise RefusedRecord("salary-reversed", message, fields.place)
    basis = Basis(words_of(fields.text("currencyBasis")) or Basis.STATED) if currency else None
    pay_period = words_of(fields.text("payPeriod"))
    words = words_of(fields.text("text")) or _words(low, high, currency, pay_period)
    money = Money(words, low, high, currency, basis, pay_period)
    return Salary(money, Place(words, pointer=fields.place), words_of(fields.text("period")))


def figure_of(fields: Fields, key: str) -> Decimal | None:
    """A figure of pay in major units; raises :class:`RefusedRecord` above :data:`LARGEST`."""
    found = fields.number(key)
    if found is not None and found > LARGEST:
        message = f"is above {LARGEST:,}: look for a slip in its digits"
        raise RefusedRecord("salary-absurd", message, f"{fields.place}/{key}")
    return found


def currency_of(fields: Fields) -> str | None:
    """The ISO 4217 code of a currency in use; raises :class:`RefusedRecord` for any other."""
    found = fields.text("currency")
    if found is not None and found.text not in current_codes():
        message = f"{found.text} is no currency in use: write its ISO 4217 code, such as GBP"
        raise RefusedRecord("currency-unknown", message, found.pointer)
    return words_of(found)


def _words(low: Decimal | None, high: Decimal | None, currency: str | None, pay_period: str | None) -> str:
    """``23000-45000 GBP P1Y``: the figures as the record has them, where it gives no words."""
    figures = "-".join(str(end) for end in dict.fromkeys((low, high)) if end is not None)
    if low is None or high is None:
        figures = f"{'from' if high is None else 'up to'} {figures}"
    return " ".join(part for part in (figures, currency, pay_period) if part)


def outlook(fields: Fields) -> Outlook:
    """An outlook with its readings, each with the words it was read from."""
    text = fields.required("text")
    trend, period = words_of(fields.text("trend")), words_of(fields.text("period"))
    return Outlook(
        text.text,
        text.place,
        trend=Trend(trend) if trend else None,
        trend_place=place_of(fields.text("trendText")),
        growth=fields.number("growth"),
        growth_place=place_of(fields.text("growthText")),
        period=period,
        period_place=place_of(fields.text("periodText")),
    )
