"""Number words of English prose, and patterns for it."""

# ruff: noqa: SIM905 - a table reads best as words

from __future__ import annotations

import re
from types import MappingProxyType

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
NUMBER_WORDS: MappingProxyType[str, int] = MappingProxyType({word: n for n, word in enumerate(_WORDS)})
NUMBER = rf"\d{{1,3}}|(?:{'|'.join(_WORDS[1:])})"
"""A regular expression: one to three digits, or a number word from one to twenty."""


def whole_number(words: str) -> int:
    """The number that ``words`` (matched by :data:`NUMBER`) say."""
    low = words.casefold()
    return NUMBER_WORDS[low] if low in NUMBER_WORDS else int(low)


def words_pattern(pattern: str) -> re.Pattern[str]:
    """``pattern`` for prose: small letters match capitals, a space matches any white space."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)
