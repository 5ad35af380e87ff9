"""Which languages a reader prefers (RFC 9110, section 12.5.4)."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 1000
_MOST = 4
_ENTRY = re.compile(
    r"\s*(?P<tag>[A-Za-z]{2,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*(?P<q>[01](?:\.\d{0,3})?)\s*)?\Z",
    re.ASCII,
)
FALLBACK = "en"
"""Preferred where nothing that the reader asks for is there."""


@lru_cache(maxsize=512)
def preferred(accept: str | None) -> tuple[str, ...]:
    """The first few languages of an Accept-Language header, best first, in small letters without regions.

    Nothing of a header that is missing or longer than 1,000 characters; what is no language is left out.
    """
    if not accept or len(accept) > _LONGEST:
        return ()
    found = [entry for part in accept.split(",") if (entry := _ENTRY.match(part))]
    wanted = [(float(entry["q"] or 1), entry["tag"].lower()) for entry in found]
    best = sorted((one for one in wanted if one[0] > 0), key=lambda one: -one[0])
    return tuple(dict.fromkeys(tag for _, tag in best))[:_MOST]


def rank(language: str | None, languages: tuple[str, ...]) -> int:
    """How well a text's language suits a reader, the lower the better.

    After what they ask for come English, text in no language, and any other.
    """
    order = (*languages, FALLBACK)
    primary = (language or "").partition("-")[0].lower()
    if primary in order:
        return order.index(primary)
    return len(order) + (primary not in ("", "und"))
