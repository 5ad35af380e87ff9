"""Pay as pages write it: ``£23K``, ``A$85,000 - A$95,000``, ``₹6,00,000 – ₹9,50,000 / year``.

A small grammar over Babel's data. The whole of the words must be understood, or nothing is: a
wrong figure is worse than none. The rules for separators are in ``figures``, those for currencies
in ``currencies``; all amounts are :class:`decimal.Decimal`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Money
from rolegraph.graph.sources.values.currencies import Unit, in_thousandths, read_unit, uses_decimal_comma
from rolegraph.graph.sources.values.figures import NUMBER, Style, read_number
from rolegraph.graph.sources.values.pay_words import WORDS_ONLY, split_kind, split_period

LARGEST = Decimal(10) ** 12
"""No pay is above this, in any currency: larger figures are refused as mistakes."""

_LONGEST = 120
_MOST_APART = 100  # no range of pay is wider: "£31-32,000" has left the thousands of its first figure out
_FACTORS: MappingProxyType[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("k", "thousand"), 10**3),
        **dict.fromkeys(("m", "mn", "mio", "million"), 10**6),
        **dict.fromkeys(("bn", "billion"), 10**9),
        **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 10**5),
        **dict.fromkeys(("cr", "crore", "crores"), 10**7),
    }
)
_SIGNS = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ＇`´٬"), "'"),
    **dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c"), None),
}
_FACTOR_WORD = "|".join(sorted(_FACTORS, key=len, reverse=True))
_SIDE = re.compile(
    rf"(?P<before>[^\d\-+/]*?)\s*(?P<number>{NUMBER})\s*(?P<factor>(?i:{_FACTOR_WORD})(?![^\W\d_])\.?)?"
    r"\s*(?P<after>[^\d\-+/]*)"
)
_NEGATIVE = re.compile(r"(?P<unit>[^\d\-]*)-\s*[^\d\s\-]{0,4}\s*\d")
_EXPONENT = re.compile(r"\d[eE][+-]?\d")
_NO_MINOR_PART = re.compile(r"(?<=\d)[.,:]-(?!\s*\d)")  # "450.000,-" has no pence
_RANGE = re.compile(r"\s*-\s*|\s+(?:to|and)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of a range as written."""

    number: str
    factor: int | None
    unit: Unit | None


def parse_money(text: str, *, country: str | None = None, pay_period: str | None = None) -> Money | None:
    """What ``text`` says of pay; ``None`` where it is not understood.

    ``country`` (ISO 3166-1 alpha-2) decides shared currency symbols and the decimal mark;
    ``pay_period`` (ISO 8601 duration) is that of a neighbouring line. Raises :class:`BadValue` for
    what is understood and can't stand: a figure with an exponent, below nothing or above
    :data:`LARGEST`, a range whose maximum is below its minimum, two different pay periods.
    """
    words = text.strip()
    plain = _normalise(words)
    if not plain or len(plain) > _LONGEST:
        return None
    body, stated = split_period(plain)
    period = _agreed_period(stated, pay_period, words)
    if WORDS_ONLY.fullmatch(body):
        return Money(words, pay_period=period)
    kind, amounts = split_kind(_NO_MINOR_PART.sub("", body))
    _refuse_impossible(amounts, words, country)
    sides = _sides(amounts, country)
    if sides is None:
        return None
    ends = _ends(kind, sides, country)
    unit = _common_unit(sides)
    if ends is None or unit is None:
        return None
    return _bounded(Money(words, *ends, unit.currency, unit.basis, period))


def _normalise(text: str) -> str:
    """One kind of dash, apostrophe, digit and space."""
    plain = " ".join(text.translate(_SIGNS).split())
    return "".join(_ascii_digit(char) for char in plain)


def _ascii_digit(char: str) -> str:
    """Digits of other scripts as ASCII; superscripts, which mark notes, are not digits."""
    return str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char


def _refuse_impossible(amounts: str, words: str, country: str | None) -> None:
    if _EXPONENT.search(amounts):
        raise BadValue("money-exponent", f"'{words}' has an exponent: write the figure with its digits")
    below = _NEGATIVE.match(amounts)
    if below and (not below["unit"].strip() or read_unit(below["unit"], country)):
        raise BadValue("money-negative", f"'{words}' is below nothing: pay can't be negative")


def _sides(amounts: str, country: str | None) -> list[_Side] | None:
    """The one or two ends of ``amounts``; ``None`` where a part is not understood."""
    parts = _RANGE.split(amounts)
    sides = [_side(part, country) for part in parts]
    found = [side for side in sides if side is not None]
    return found if len(found) == len(parts) <= 2 else None


def _side(part: str, country: str | None) -> _Side | None:
    match = _SIDE.fullmatch(part.strip())
    if match is None:
        return None
    names = [name.strip() for name in (match["before"], match["after"]) if name.strip()]
    units = [read_unit(name, country) for name in names]
    unit = _together([unit for unit in units if unit is not None])
    if None in units or unit is None:
        return None
    factor = match["factor"]
    value = _FACTORS[factor.casefold().rstrip(".")] if factor else None
    return _Side(match["number"], value, unit if names else None)


def _together(units: list[Unit]) -> Unit | None:
    """The unit that all of ``units`` can be: ``A$`` and ``$`` are AUD; ``None``: they contradict."""
    if not units:
        return Unit(None, None, frozenset())
    common = frozenset.intersection(*(unit.may_be for unit in units))
    certain = [unit for unit in units if unit.currency is not None]
    best = min(certain or units, key=lambda unit: len(unit.may_be))
    return best if best.currency in common or (best.currency is None and common) else None


def _common_unit(sides: list[_Side]) -> Unit | None:
    return _together([side.unit for side in sides if side.unit is not None])


def _ends(kind: str, sides: list[_Side], country: str | None) -> tuple[Decimal | None, Decimal | None] | None:
    """Minimum and maximum; ``None`` where a figure is not certain."""
    if kind != "figure" and len(sides) > 1 and kind != "between":
        return None
    unit = _common_unit(sides)
    values = [_value(side, unit, country) for side in sides]
    values = _with_shared_factor(sides, values)
    known = [value for value in values if value is not None]
    if len(known) < len(values) or (kind == "between" and len(known) < 2):
        return None
    if kind in ("from", "up to"):
        return (known[0], None) if kind == "from" else (None, known[0])
    return known[0], known[-1]


def _value(side: _Side, unit: Unit | None, country: str | None) -> Decimal | None:
    thousandths = in_thousandths(unit.currency if unit else None)
    comma = uses_decimal_comma(country) if country else None
    value = read_number(side.number, Style(comma, side.factor is not None, thousandths))
    return None if value is None else _canonical(value * (side.factor or 1))


def _with_shared_factor(sides: list[_Side], values: list[Decimal | None]) -> list[Decimal | None]:
    """``$32-45K``: a first figure below the last one's bare number shares its factor.

    ``32K-45``, where the last lacks it, and figures too far apart are left as not understood.
    """
    low, high = values[0], values[-1]
    if len(values) < 2 or low is None or high is None:
        return values
    first, last = sides[0].factor, sides[1].factor
    if first is None and last is not None and low <= high / last:
        return [_canonical(low * last), high]
    if 0 < low <= high / _MOST_APART:
        return [None, None]
    return [None, None] if first is not None and last is None and high < low else values


def _canonical(value: Decimal) -> Decimal:
    """The same number in one form: whole numbers without a point, no zeros at the end."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def _agreed_period(stated: str | None, given: str | None, words: str) -> str | None:
    if stated and given and stated != given:
        raise BadValue(
            "pay-period-contradiction", f"'{words}' is for {stated}, the line beside it for {given}"
        )
    return stated or given


def _bounded(money: Money) -> Money:
    low, high = money.minimum, money.maximum
    if any(end is not None and end > LARGEST for end in (low, high)):
        raise BadValue(
            "money-absurd", f"'{money.source_text}' is above {LARGEST:,}: look for a slip in its digits"
        )
    if low is not None and high is not None and high < low:
        raise BadValue(
            "money-reversed",
            f"'{money.source_text}' has a maximum ({high}) below its minimum ({low}): "
            "put the smaller one first",
        )
    return money
