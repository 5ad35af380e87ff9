"""What headings and labels of role pages announce, as data. English."""

from __future__ import annotations

import re
from enum import StrEnum

from rolegraph.graph.model import Listing


class Part(StrEnum):
    """A part of a page that is no list."""

    HEADER = "header"
    DESCRIPTION = "description"
    OUTLOOK = "outlook"
    TRAILER = "trailer"


class Label(StrEnum):
    """What a label stands before, in a list of terms or a row of a table."""

    HEADER = "header"
    COUNTRY = "country"
    OTHER_TITLES = "other titles"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\W*", re.IGNORECASE)


_LIST = r"(?:responsibilities|duties|tasks)"
_NEED = r"(?:skills|qualifications|knowledge)"

HEADINGS: tuple[tuple[Listing | Part, re.Pattern[str]], ...] = (
    (
        Listing.ALTERNATIVE_ROLES,
        _words(r"(?:\w+ )?(?:alternative|similar|related|other) (?:job )?(?:roles|jobs|careers|occupations)"),
    ),
    (
        Listing.DUTIES,
        _words(
            rf"(?:your |main |key |job )*{_LIST}(?: (?:and|&) {_LIST})?"
            r"|(?:day-to-day|daily) tasks|what you(?:['’]ll| will) do"
        ),
    ),
    (
        Listing.SKILLS,
        _words(
            rf"(?:required |key |main |essential )*{_NEED}(?: (?:and|&) {_NEED})?(?: required)?|what it takes"
        ),
    ),
    (Part.OUTLOOK, _words(r"(?:job |career |employment )?(?:outlook|prospects)")),
    (
        Part.HEADER,
        _words(r"(?:average |typical )?(?:salary|pay|wages?|experience)(?: and (?:pay|experience))?"),
    ),
    (
        Part.DESCRIPTION,
        _words(r"(?:job |role )?(?:description|overview|summary)|about (?:the|this) (?:role|job)"),
    ),
    (Part.TRAILER, _words(r"(?:sources?|references?)(?: and licen[cs]e)?")),
)
"""In this order: the first that matches a whole heading counts."""

LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (
        Label.HEADER,
        _words(r"(?:average |typical )?(?:salary|pay|wages?)|(?:required )?experience(?: level)?"),
    ),
    (Label.COUNTRY, _words(r"country")),
    (Label.OTHER_TITLES, _words(r"also (?:known as|called)|(?:alternative|other) titles?")),
)


def heading_of(title: str) -> Listing | Part | None:
    """What a heading announces; ``None`` where it is not known."""
    return next((part for part, pattern in HEADINGS if pattern.fullmatch(title)), None)


def label_of(term: str) -> Label | None:
    """What a label stands before; ``None`` where it is not known."""
    return next((label for label, pattern in LABELS if pattern.fullmatch(term)), None)
