"""One number as pay is written: separators of any convention, never guessed.

The rules, in their order:

* apostrophes and spaces part groups; so do commas or points that occur more than once;
* where commas and points both occur, the last one is the decimal mark;
* groups have three digits, or are Indian (``6,00,000``); anything else is not understood;
* one comma or point that is not followed by exactly three digits is the decimal mark;
* one comma before exactly three digits parts thousands, for pay is not stated in thousandths;
  but where the country writes a decimal comma, and the currency has thousandths or a factor
  follows (``1,250K``), it is not understood;
* one comma or point between more than three digits and exactly three is not understood;
* one point before exactly three digits parts thousands where the country writes a decimal comma
  (and neither thousandths nor a factor are about); it is the decimal mark before a factor where
  the country writes a decimal point (``1.250M``); anywhere else it is not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = r"\d(?:[\d.,'٫ ]*\d)?"
"""A regular expression for a number in normalised text; :func:`read_number` is stricter."""

_GROUPS = re.compile(r"\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Style:
    """What is known about how a number is written.

    ``decimal_comma`` is the country's convention, ``None`` where unknown or mixed; ``factor``:
    a factor such as K follows; ``thousandths``: the currency has three decimals (KWD, TND …).
    """

    decimal_comma: bool | None = None
    factor: bool = False
    thousandths: bool = False


def read_number(words: str, style: Style) -> Decimal | None:
    """The number that ``words`` (ASCII digits) say, or ``None`` where that is not certain."""
    if len(words) > _MOST_DIGITS:
        return None
    if words.isdecimal():
        return Decimal(words)
    mark = _decimal_mark(words, style)
    if mark is None:
        return None
    whole, _, fraction = words.rpartition(mark) if mark else (words, "", "")
    digits = _ungrouped(whole)
    if digits is None or (mark and not fraction.isdecimal()):
        return None
    return Decimal(f"{digits}.{fraction}" if mark else digits)


def _decimal_mark(words: str, style: Style) -> str | None:
    """The decimal mark of ``words``, ``""`` where there is none, ``None`` where that is uncertain."""
    if "٫" in words:
        return "٫"
    points, commas = words.count("."), words.count(",")
    if points and commas:
        return "." if words.rindex(".") > words.rindex(",") else ","
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    head, _, tail = words.partition(mark)
    if len(tail) != 3 or head == "0" or not head.isdecimal():
        return mark
    return _mark_before_three(mark, style) if len(head) <= 3 else None


def _mark_before_three(mark: str, style: Style) -> str | None:
    """As :func:`_decimal_mark`, for ``1,500`` and ``1.500``."""
    doubtful = style.factor or style.thousandths
    if mark == ",":
        return None if doubtful and style.decimal_comma else ""
    if style.decimal_comma:
        return None if doubtful else ""
    return "." if style.factor and style.decimal_comma is False else None


def _ungrouped(whole: str) -> str | None:
    """The digits of a whole number, if its groups are well formed."""
    if whole.isdecimal() or _GROUPS.fullmatch(whole) or _INDIAN.fullmatch(whole):
        return re.sub(r"\D", "", whole)
    return None
