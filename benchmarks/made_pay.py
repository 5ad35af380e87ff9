"""Pay as pages write it, with the amounts that the words stand for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from made_vocabulary import Country, Zipf, below


@dataclass(frozen=True, slots=True)
class Pay:
    """What a page writes for pay, and what it means.

    ``words`` stand on a line of their own; ``per`` is the line after ("/ year"), empty where the
    words hold it or nothing is said. ``minimum`` and ``maximum`` are in major units of
    ``currency`` (ISO 4217); ``None`` is an open or unknown end. ``period`` is an ISO 8601 duration.
    """

    words: str
    per: str
    minimum: Decimal | None
    maximum: Decimal | None
    currency: str | None
    period: str | None


_NOTATIONS = ("short", "full", "code", "month", "hour", "up to", "from", "in words")
_NOTATION = Zipf(len(_NOTATIONS), 1.5)
_RANGE_SHARE = 0.6
_WORDS = ("Competitive", "Negotiable", "Variable")


def pay_of(country: Country, thousands: float, random: Random) -> Pay:
    """Pay about ``thousands`` (of major units a year), in one of the notations of the country."""
    low = max(1, round(thousands * (0.8 + 0.4 * random.random())))
    high = low + max(1, round(low * 0.5 * random.random())) if random.random() < _RANGE_SHARE else low
    notation = _NOTATIONS[_NOTATION.draw(random)]
    if notation in ("up to", "from"):
        return _open_pay(country, low, notation)
    if notation == "in words":
        return Pay(_WORDS[below(random, len(_WORDS))], "", None, None, None, None)
    if notation in ("month", "hour"):
        return _part_of_year(country, low, notation)
    return _yearly(country, low, high, notation)


def _yearly(country: Country, low: int, high: int, notation: str) -> Pay:
    """``£23K-£31K``, ``A$85,000 - A$95,000`` or ``23k-31k GBP``; one figure where both are equal."""
    ends = sorted({low, high})
    if notation == "code":
        words = "-".join(f"{end}k" for end in ends) + f" {country.currency}"
    elif notation == "short" and high < 1000:
        words = "-".join(country.money.format(f"{end}K") for end in ends)
    else:
        words = " - ".join(amount_words(country, Decimal(end * 1000)) for end in ends)
    return Pay(words, "/ year", Decimal(low * 1000), Decimal(high * 1000), country.currency, "P1Y")


def _open_pay(country: Country, low: int, notation: str) -> Pay:
    amount = Decimal(low * 1000)
    least, most = (None, amount) if notation == "up to" else (amount, None)
    words = f"{notation.capitalize()} {amount_words(country, amount)}"
    return Pay(words, "/ year", least, most, country.currency, "P1Y")


def _part_of_year(country: Country, low: int, notation: str) -> Pay:
    """Pay by the month or the hour, with the period on the line of the amount."""
    if notation == "month":
        amount = Decimal(round(low * 1000 / 12, -1))
        words, period = f"{amount_words(country, amount)} / month", "P1M"
    else:
        amount = Decimal(round(low * 1000 / 2000 * 4)) / 4 + Decimal("0.25")
        words, period = f"{amount_words(country, amount)} per hour", "PT1H"
    return Pay(words, "", amount, amount, country.currency, period)


def amount_words(country: Country, amount: Decimal) -> str:
    """An amount in the notation of the country: ``₹6,00,000``, ``CHF 90’000``, ``R$ 3.500,25``."""
    whole, _, fraction = f"{amount:f}".partition(".")
    grouped = _lakh(whole) if country.group == "lakh" else f"{int(whole):,}".replace(",", country.group)
    return country.money.format(grouped + (f"{country.point}{fraction:0<2}" if fraction else ""))


def _lakh(digits: str) -> str:
    """Indian groups: three digits, then twos."""
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail])
