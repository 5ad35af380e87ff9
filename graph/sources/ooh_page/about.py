"""What a page says of itself: title, country, address, citation, day of its last change."""

from __future__ import annotations

import re
from datetime import datetime

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Place
from rolegraph.graph.sources.html_input import Element, Words, canonical
from rolegraph.graph.sources.ooh_page.notes import Notes

# An IRI that Turtle can hold without escapes (RDF 1.1 Turtle, IRIREF).
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_TITLE_END = re.compile(r"\s*:.*|\s*Occupational Outlook Handbook\b.*", re.DOTALL)
_COUNTRY = re.compile(r"\bU\.\s?S\.|\bUnited States\b")
_VISITED = re.compile(r"\s*\(visited\b.*$")
_MODIFIED = re.compile(r"last modified date:\s*(?P<day>.+)", re.IGNORECASE)
_DAY = re.compile(r"(?:[A-Z][a-z]+day,\s*)?(?P<day>[A-Z][a-z]+ \d{1,2}, \d{4})")


def read_title(root: Element) -> tuple[str, Place]:
    """The first main heading, else the page's title in its head.

    Raises :class:`RefusedRecord` (``title-missing``) where there is neither.
    """
    for heading in root.each("h1"):
        if shown := heading.text():
            return shown.text, shown.place()
    words = _words(root.find("title"))
    name = _TITLE_END.sub("", words.text) if words else ""
    if not words or not name:
        raise RefusedRecord("title-missing", "has neither a main heading (h1) nor a title: fetch it again")
    return name, words.place(0, len(name))


def read_country(root: Element) -> tuple[str | None, Place | None]:
    """The United States, where the page's title or citation names them: its figures are national."""
    for words in (_words(root.find("title")), _words(root.find(class_="citation"))):
        match = _COUNTRY.search(words.text) if words else None
        if words and match:
            return "US", words.place(*match.span())
    return None, None


def read_url(root: Element, notes: Notes) -> str | None:
    """The page's own address (``<link rel="canonical">``)."""
    found = canonical(root)
    if found is not None and not _ADDRESS.fullmatch(found):
        place = Place(found)
        notes.add("url-not-understood", "url", place, "is no absolute address", "write it from https:// on")
        return None
    return found


def read_citation(root: Element) -> str | None:
    """The citation that the page suggests, without the day on which it was visited."""
    cited = root.find(class_="citation")
    paragraph = _words(cited.find("p")) if cited else None
    return (_VISITED.sub("", paragraph.text).strip() or None) if paragraph else None


def read_modified(root: Element, notes: Notes) -> str | None:
    """The day of the last change, as ISO 8601."""
    words = _words(root.find(class_="update"))
    match = _MODIFIED.search(words.text) if words else None
    if not words or not match:
        return None
    day = _DAY.fullmatch(match["day"])
    try:
        return datetime.strptime(day["day"] if day else "", "%B %d, %Y").date().isoformat()
    except ValueError:
        notes.add(
            "modified-not-understood",
            "modified",
            words.place(*match.span("day")),
            "is no day of the calendar",
        )
        return None


def _words(element: Element | None) -> Words | None:
    words = element.text() if element else None
    return words or None
