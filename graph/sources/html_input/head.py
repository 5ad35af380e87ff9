"""What a page says of itself: its language, address and licence."""

from __future__ import annotations

from rolegraph.graph.sources.html_input.tree import Element
from rolegraph.graph.sources.html_input.words import Words


def language(root: Element) -> str | None:
    """The language tag of ``<html lang>`` as the page has it; ``None`` where it gives none."""
    found = root.find("html", lang=True)
    return (found.attributes["lang"].strip() or None) if found else None


def canonical(root: Element) -> str | None:
    """The address that the page says it has (``<link rel="canonical">``, RFC 6596), unchecked."""
    return _text(canonical_words(root))


def canonical_words(root: Element) -> Words | None:
    """The same, with its place."""
    return _related(root, "canonical", "link")


def licence(root: Element) -> str | None:
    """Where the first link to a licence leads (``rel="license"``; HTML, 4.6.7.8), unchecked."""
    return _text(_related(root, "license", "a", "link"))


def _related(root: Element, relation: str, *tags: str) -> Words | None:
    for link in root.each(*tags, rel=True, href=True):
        if relation in link.attributes["rel"].casefold().split():
            return link.value("href") or None
    return None


def _text(words: Words | None) -> str | None:
    return words.text if words else None
