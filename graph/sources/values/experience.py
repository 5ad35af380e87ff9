"""Experience bands: ``0-3 years experience``, ``10+ years``, ``6-12 months``, ``Senior level``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Band
from rolegraph.graph.sources.values.wording import NUMBER_WORDS

LONGEST = Decimal(80)
"""No working life is longer, in years: larger numbers are refused as mistakes."""

_LEVELS: MappingProxyType[str, str] = MappingProxyType(
    {
        "starter": "starter",
        "experienced": "experienced",
        "entry level": "entry",
        "mid level": "mid",
        "senior level": "senior",
        "executive level": "executive",
    }
)
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})?|{'|'.join(NUMBER_WORDS)})"
_UNIT = r"(?:years?|yrs?|months?)\b\.?"
_DASH = r"(?:[-–—‒−]|to\b)"
_FORMS = rf"""
    (?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?\s*{_DASH}\s*(?P<high>{_NUMBER})\s*(?P<unit>{_UNIT})
  | (?:at\s+least|minimum\s+of|over|more\s+than)\s+(?P<least>{_NUMBER})\s*(?P<least_unit>{_UNIT})
  | (?:less\s+than|up\s+to|under)\s+(?P<most>{_NUMBER})\s*(?P<most_unit>{_UNIT})
  | (?P<plus>{_NUMBER})\s*(?:\+|or\s+more)\s*(?P<plus_unit>{_UNIT})
  | (?P<more>{_NUMBER})\s*(?P<more_unit>{_UNIT})\s*(?:\+|(?:or|and)\s+(?:more|over|above)\b)
"""
_FLAGS = re.VERBOSE | re.IGNORECASE
_TAIL = r"(?:['’]?\s*(?:of\s+)?(?:(?:work(?:ing)?|relevant|professional|previous)\s+)?experience)?"
_YEARS = re.compile(rf"(?<![\d.,$£€])\b(?:{_FORMS})", _FLAGS)
_WHOLE = re.compile(rf"(?:{_FORMS}){_TAIL}", _FLAGS)
_LEVEL_WORD = "|".join(name.removesuffix(" level") for name in _LEVELS)
_AT_LEVEL = re.compile(rf"\bat\s+(?:an?\s+|the\s+)?(?P<level>{_LEVEL_WORD})[\s-]+level\b", re.IGNORECASE)


def parse_band(text: str) -> Band | None:
    """The band that the whole of ``text`` states; ``None`` where it states none.

    A number of years alone ("5 years") is none: it could be a least or a most. Months that are no
    exact decimal of a year (4 months) are none. Raises :class:`BadValue` for a band whose end is
    not above its start, and for one longer than :data:`LONGEST` years.
    """
    words = " ".join(text.split())
    level = _LEVELS.get(words.casefold().replace("-", " "))
    if level:
        return Band(name=level)
    match = _WHOLE.fullmatch(words)
    return _band(match) if match else None


def find_bands(text: str, start: int, end: int) -> Iterator[tuple[Band, int, int]]:
    """The bands that stand within ``text[start:end]``, with their offsets; raises as above."""
    for match in _AT_LEVEL.finditer(text, start, end):
        words = match["level"].casefold()
        name = _LEVELS.get(words) or _LEVELS[f"{words} level"]
        yield Band(name=name), match.start("level"), match.end("level")
    for match in _YEARS.finditer(text, start, end):
        band = _band(match)
        if band:
            yield band, match.start(), match.end()


def _band(match: re.Match[str]) -> Band | None:
    ends = _ends(match)
    if ends is None:
        return None
    low, high = ends
    words = " ".join(match[0].split())
    if high is not None and high <= low:
        raise BadValue(
            "band-reversed", f"'{words}' ends at or before its start: put the smaller number first"
        )
    if max(low, high or low) > LONGEST:
        raise BadValue(
            "band-absurd", f"'{words}' is longer than {LONGEST} years: look for a slip in its digits"
        )
    return Band(low, high)


def _ends(match: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """The years from and to; ``None`` where one is no exact decimal."""
    if match["high"]:
        low = _years(match["low"], match["low_unit"] or match["unit"])
        high = _years(match["high"], match["unit"])
        return None if low is None or high is None else (low, high)
    if match["most"]:
        most = _years(match["most"], match["most_unit"])
        return None if most is None else (Decimal(0), most)
    name = next(name for name in ("least", "plus", "more") if match[name])
    least = _years(match[name], match[f"{name}_unit"])
    return None if least is None else (least, None)


def _years(number: str, unit: str) -> Decimal | None:
    """``number`` of ``unit`` in years, if a decimal with three places can say it exactly."""
    low = number.casefold()
    value = Decimal(NUMBER_WORDS[low]) if low in NUMBER_WORDS else Decimal(low)
    if unit.casefold().startswith("month"):
        value, rest = divmod(value * 1000, 12)
        if rest:
            return None
        value /= 1000
    return value.normalize() if value % 1 else value.quantize(Decimal(1))
