"""The blocks of an HTML page in their order: paragraphs, items of lists with their ranks, labelled values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rolegraph.graph.sources.html_input import Element, Run, Words
from rolegraph.graph.sources.html_input.tree import INLINE, UNSEEN
from rolegraph.graph.sources.html_input.words import collapse

_LISTS = ("ul", "ol", "menu")
_PAIRED = ("dl", "table")
# Where a site helps to get about or asks for input: no part of what a page says.
_PASSED_OVER = frozenset({"nav", "form", "button", "dialog"})
_WHOLE = re.compile(r"\s*([+-]?\d{1,6})")
_NUMBERED = re.compile(r"\d{1,6}[.)]\s")


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page: an item of a list or not; ``rank`` is its number in an ordered one.

    ``label`` are the words that stand before it in a list of terms or a row of a table. ``of`` is the
    list that holds an item.
    """

    words: Words
    of: Element | None = None
    rank: Words | None = None
    label: Words | None = None


def blocks(element: Element) -> Iterator[Block]:
    """The blocks of ``element``, without empty ones."""
    loose = _loose(element)
    for child in element.children:
        if isinstance(child, Run) or child.tag in INLINE or child.tag == "br":
            loose.children.append(child)
            continue
        yield from map(Block, loose.lines())
        loose = _loose(element)
        yield from _block(child)
    yield from map(Block, loose.lines())


def _loose(element: Element) -> Element:
    """A stretch of text and inline elements, as an element of its own making."""
    return Element("#loose", {}, element.source, element.start, element.opened)


def _block(element: Element) -> Iterator[Block]:
    if element.tag in _LISTS:
        yield from _items(element)
    elif element.tag == "dl":
        yield from _pairs(element, ("dt",), ("dd",))
    elif element.tag == "table":
        yield from _pairs(element, ("th",), ("td",))
    elif element.tag not in _PASSED_OVER | UNSEEN:
        yield from blocks(element)


def _items(of: Element) -> Iterator[Block]:
    """The items of a list; a list within an item follows it, and what is no item stands as it is."""
    ranks = _ranks(of)
    for child in of.children:
        if isinstance(child, Element) and child.tag == "li":
            words = child.text(without=_LISTS)
            if words:
                yield Block(words, of, ranks.get(child))
            for inner in _topmost(child, _LISTS):
                yield from _items(inner)
        elif isinstance(child, Element):
            yield from _block(child)


def _topmost(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """The elements of ``tags`` below ``element`` that stand in no other of them."""
    waiting = element.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element) and node.tag in tags:
            yield node
        elif isinstance(node, Element):
            waiting.extend(reversed(node.children))


def _ranks(of: Element) -> dict[Element, Words]:
    """The number of each item of an ordered list (HTML, 4.4.5 and 4.4.8), which stands for its tag.

    Items that all have their numbers in words are ranked by those.
    """
    items = [child for child in of.children if isinstance(child, Element) and child.tag == "li"]
    if of.tag != "ol" or all(_NUMBERED.match(item.text(without=_LISTS).text) for item in items):
        return {}
    step = -1 if "reversed" in of.attributes else 1
    number = _whole(of, "start", len(items) if step < 0 else 1)
    ranks = {}
    for item in items:
        number = _whole(item, "value", number)
        ranks[item] = collapse(item.source, [Run(item.start, item.opened, str(number))])
        number += step
    return ranks


def _whole(element: Element, attribute: str, otherwise: int) -> int:
    found = _WHOLE.match(element.attributes.get(attribute, ""))
    return int(found[1]) if found else otherwise


def _pairs(element: Element, terms: tuple[str, ...], values: tuple[str, ...]) -> Iterator[Block]:
    """The values of a list of terms, or of a table row by row, each with the label before it."""
    label: Words | None = None
    for part in _topmost(element, ("tr", *terms, *values)):
        if part.tag == "tr":
            yield from _pairs(part, terms, values)
        elif part.tag in terms:
            label = part.text(without=_PAIRED) or None
        else:
            words = part.text(without=_PAIRED)
            if words:
                yield Block(words, label=label)
            for inner in _topmost(part, _PAIRED):
                yield from _block(inner)
