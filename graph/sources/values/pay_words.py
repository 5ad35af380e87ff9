"""The words around figures of pay, as tables: pay periods, open ends, and pay without a figure."""

from __future__ import annotations

import re
from types import MappingProxyType

# Words that need "per", "a" or "/" before them, and words that hold it already.
_LED: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "P1Y": ("year", "yr", "y", "annum"),
        "P1M": ("month", "mo", "mth"),
        "P7D": ("week", "wk"),
        "P1D": ("day",),
        "PT1H": ("hour", "hr", "h"),
    }
)
_ALONE: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "P1Y": ("yearly", "annually", "annual", "pa", "p.a.", "p.a"),
        "P1M": ("monthly", "pm", "p.m.", "pcm"),
        "P7D": ("weekly", "pw", "p.w."),
        "P1D": ("daily", "pd", "p.d."),
        "PT1H": ("hourly", "ph", "p.h."),
    }
)
_DURATION: MappingProxyType[str, str] = MappingProxyType(
    {word: duration for table in (_LED, _ALONE) for duration, words in table.items() for word in words}
)


def _any_of(table: MappingProxyType[str, tuple[str, ...]]) -> str:
    words = (re.escape(word) for words in table.values() for word in words)
    return "|".join(sorted(words, key=len, reverse=True))


_LEAD = r"(?:/|\bper\b|\ban?\b|\beach\b|\bevery\b)"
_PERIOD_END = re.compile(
    rf"[\s,(]*(?:{_LEAD}\s*(?P<led>{_any_of(_LED)})|(?<![^\W\d_])(?P<alone>{_any_of(_ALONE)}))\)?\s*$",
    re.IGNORECASE,
)
_LPA = re.compile(r"\s*\bLPA$|(?<=\d)\s*LPA$", re.IGNORECASE)

_FROM = r"from|at least|starting (?:at|from)|starts (?:at|from)|over|more than|above|minimum(?: of)?|min\.?"
_UP_TO = r"up to|no more than|under|less than|below|maximum(?: of)?|max\.?"
_KIND = re.compile(
    rf"(?:(?P<between>between)|(?P<from>{_FROM})|(?P<upto>{_UP_TO}))\s+(?P<rest>.*)", re.IGNORECASE
)
_OPEN_END = re.compile(
    r"(?P<rest>.*\d.*?)\s*(?:\+|\band (?:above|over|more|up)|\bor more|\bplus|\bupwards)", re.IGNORECASE
)

WORDS_ONLY = re.compile(
    r"(?:(?:highly |very )?competitive|negotiable|variable|varies|unpaid|voluntary|market rate"
    r"|commission only|dependent on experience|depending on experience|depends on experience|doe"
    r"|on application)"
    r"(?: (?:salary|pay|rate|package))?",
    re.IGNORECASE,
)
"""Pay that a page gives in words only."""


def split_period(text: str) -> tuple[str, str | None]:
    """``text`` without the pay period at its end, and that as an ISO 8601 duration.

    ``LPA`` (lakh per annum) leaves its lakh behind.
    """
    if _LPA.search(text):
        return _LPA.sub(" lakh", text), "P1Y"
    match = _PERIOD_END.search(text)
    if match is None:
        return text, None
    return text[: match.start()], _DURATION[(match["led"] or match["alone"]).casefold()]


def read_period(text: str) -> str | None:
    """The pay period that a line of its own states (``/ year``), or ``None``."""
    rest, duration = split_period(" ".join(text.split()))
    return duration if not rest else None


def split_kind(text: str) -> tuple[str, str]:
    """What a figure is (``figure``, ``between``, ``from``, ``up to``), and the words left of it."""
    start = _KIND.fullmatch(text)
    if start:
        kind = "between" if start["between"] else "from" if start["from"] else "up to"
        # "From £40K to £50K" is a plain range.
        return ("between" if kind == "from" and _has_two(start["rest"]) else kind), start["rest"]
    end = _OPEN_END.fullmatch(text)
    return ("from", end["rest"]) if end else ("figure", text)


def _has_two(rest: str) -> bool:
    return re.search(r"\d.*(?:-|\bto\b).*\d", rest) is not None
