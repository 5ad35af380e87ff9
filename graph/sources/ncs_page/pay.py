"""The salaries of a National Careers Service page: a starter's and an experienced worker's."""

from __future__ import annotations

from collections.abc import Iterator

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.model import Money, Notice, Place, Salary
from rolegraph.graph.sources.html_input import Element, Section, Words
from rolegraph.graph.sources.ncs_page.page import NcsPage, bracket
from rolegraph.graph.sources.values.money import parse_money
from rolegraph.graph.sources.values.ncs_bands import BANDS, BandPay
from rolegraph.graph.sources.values.pay_words import read_period

HEADING = "average salary"


def read_pays(page: NcsPage, country: str | None, notices: list[Notice]) -> list[BandPay]:
    """The pay of each band, from the lower to the higher.

    Raises :class:`RefusedRecord`: ``salary-contradiction``, and those of :func:`parse_money`.
    """
    found: dict[str, BandPay] = {}
    for section in page.under(HEADING):
        for pay in _pays(section, country, notices):
            first = found.setdefault(pay.band, pay)
            if _figures(first) != _figures(pay):
                words, other = pay.salary.money.source_text, first.salary.money.source_text
                message = f"{pay.band} pay is '{words}' here and '{other}' on {first.salary.place}"
                raise RefusedRecord(
                    "salary-contradiction", f"{message}: keep the one that is true", str(pay.salary.place)
                )
    if not found:
        remedy = "look for the heading 'Average salary' on the page"
        notices.append(Notice("salary-missing", "no salary is stated", "", remedy, "salaries"))
    return [found[band] for band in BANDS if band in found]


def _figures(pay: BandPay) -> tuple[object, ...]:
    money = pay.salary.money
    return money.minimum, money.maximum, money.currency


def _pays(section: Section, country: str | None, notices: list[Notice]) -> Iterator[BandPay]:
    period = read_period(bracket(section.title))
    for line in section.body.each("p"):
        name = _band_name(line)
        words = line.text(without=[name] if name else ())
        band = next((band for band in BANDS if _is_of(band, line, name)), None)
        if words and band:
            salary = _salary(words, country, period, notices)
            yield BandPay(band, name.text().place() if name else salary.place, salary)
        elif words:
            message = f"'{words}' names no band: starter or experienced"
            place = str(words.place())
            notices.append(Notice("salary-not-understood", message, place, "", "salaries", words.text))


def _band_name(line: Element) -> Element | None:
    return next((part for part in line.each("span") if part.text().text.casefold() in BANDS), None)


def _is_of(band: str, line: Element, name: Element | None) -> bool:
    if name:
        return name.text().text.casefold() == band
    return line.has("class", f"dfc-code-jps{band}")


def _salary(words: Words, country: str | None, period: str | None, notices: list[Notice]) -> Salary:
    place = words.place()
    try:
        money = parse_money(words.text, country=country, pay_period=period)
    except BadValue as error:
        raise RefusedRecord(error.code, str(error), str(place)) from error
    if money is None:
        message = f"the salary '{words}' was not understood: only its words are kept"
        notices.append(Notice("salary-not-understood", message, str(place), "", "salaries", words.text))
    elif money.minimum is not None:
        notices.extend(_incomplete(money, place))
    return Salary(money or Money(words.text, pay_period=period), place)


def _incomplete(money: Money, place: Place) -> Iterator[Notice]:
    words, where = money.source_text, str(place)
    if money.currency is None:
        message = f"the currency of '{words}' is not certain"
        yield Notice("currency-not-understood", message, where, "", "salaries", words)
    if money.pay_period is None:
        yield Notice("pay-period-missing", f"'{words}' does not say for how long", where, "", "salaries")
