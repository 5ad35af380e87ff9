"""The rules by which tags become a tree: which elements are empty, and which end where another starts.

They are those of the HTML standard (WHATWG, 13.1.2.4, optional tags) for what stands nested; content stays
where it stands. An end tag without a start is passed over; that of an inline element ends no block.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rolegraph.graph.sources.html_input.tree import INLINE, Element
from rolegraph.graph.sources.html_input.words import Run, Source

DEPTH = 100
"""How deep elements are nested; those below stand beside each other. Pages of people reach about 40."""

_EMPTY_NAMES = "area base basefont bgsound br col embed frame hr img input link meta param source track wbr"
_EMPTY = frozenset(_EMPTY_NAMES.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCK_NAMES = """
    address article aside blockquote body center details dialog dd dir div dl dt fieldset figcaption figure
    footer form header hgroup hr li main menu nav ol p pre search section summary table tbody td tfoot th
    thead tr ul
"""
_ENDS_PARAGRAPH = _HEADINGS | frozenset(_BLOCK_NAMES.split())
_ROWS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
_IN_TABLE = _ROWS | _CELLS | {"tr", "caption", "colgroup"}
_SCOPE = _CELLS | {"caption", "table", "svg", "math", "template"}
_LISTS = frozenset({"ul", "ol", "menu"})


@dataclass(frozen=True)
class _Implied:
    """A start tag ends open elements of ``ends``, looked for up to the nearest of ``within``."""

    ends: frozenset[str]
    within: frozenset[str]


_TABLE = frozenset({"table"})
_IMPLIED = {
    **dict.fromkeys(_ENDS_PARAGRAPH, _Implied(frozenset({"p"}), _SCOPE | {"button"})),
    "li": _Implied(frozenset({"p", "li"}), _LISTS | _TABLE),
    **dict.fromkeys(("dt", "dd"), _Implied(frozenset({"p", "dt", "dd"}), frozenset({"dl", "table"}))),
    **dict.fromkeys(_ROWS, _Implied(_IN_TABLE, _TABLE)),
    "tr": _Implied(_CELLS | {"tr", "caption", "colgroup"}, _TABLE),
    **dict.fromkeys(_CELLS, _Implied(_CELLS | {"caption", "colgroup"}, _TABLE | {"tr"})),
    "option": _Implied(frozenset({"option"}), frozenset({"select"})),
    "optgroup": _Implied(frozenset({"option", "optgroup"}), frozenset({"select"})),
    "body": _Implied(frozenset({"head"}), frozenset({"body"})),
}
_BARS = {
    **dict.fromkeys(_IN_TABLE, _TABLE),
    **dict.fromkeys(("table", "body", "html"), frozenset[str]()),
    **dict.fromkeys(("dt", "dd"), _SCOPE | {"dl"}),
    "li": _SCOPE | _LISTS,
    "p": _SCOPE | {"button"},
}
"""What an end tag does not reach out of (WHATWG, 13.2.4.2); for those not named here, ``_SCOPE``."""


class Builder:
    """A tree under construction: tags and text come in the page's order."""

    def __init__(self, source: Source) -> None:
        self.document = Element("#document", {}, source, 0, 0)
        self._open = [self.document]
        self._counts: Counter[str] = Counter()

    def text(self, run: Run) -> None:
        """A run of text, in the innermost open element."""
        self._open[-1].children.append(run)

    def start(self, tag: str, attributes: dict[str, str], start: int, end: int) -> None:
        """A start tag from ``start`` to ``end``."""
        self._end_implied(tag, start)
        parent = self._open[-1]
        element = Element(tag, attributes, parent.source, start, end, parent, closed=end, end=end)
        parent.children.append(element)
        if tag not in _EMPTY and len(self._open) < DEPTH:
            self._open.append(element)
            self._counts[tag] += 1

    def close(self, tag: str, start: int, end: int) -> None:
        """An end tag from ``start`` to ``end``; one that ends nothing is passed over."""
        if not self._counts[tag]:
            return
        number = len(self._open) - 1
        while self._open[number].tag != tag:
            if _bars(self._open[number].tag, tag):
                return
            number -= 1
        element = self._open[number]
        self._end_from(number, start)
        element.end = end

    def finish(self, end: int) -> Element:
        """The document, everything open ended at ``end``."""
        self._end_from(0, end)
        return self.document

    def _end_implied(self, tag: str, at: int) -> None:
        if tag in _HEADINGS and self._open[-1].tag in _HEADINGS:
            self._end_from(len(self._open) - 1, at)
        rule = _IMPLIED.get(tag)
        if rule and any(self._counts[name] for name in rule.ends):
            self._end_nearest(rule.ends, rule.within, at)

    def _end_nearest(self, ends: frozenset[str], within: frozenset[str], at: int) -> None:
        """Ends the outermost open element of ``ends`` inside the nearest of ``within``."""
        found = 0
        for number in range(len(self._open) - 1, 0, -1):
            tag = self._open[number].tag
            if tag in within:
                break
            if tag in ends:
                found = number
        if found:
            self._end_from(found, at)

    def _end_from(self, number: int, at: int) -> None:
        for element in self._open[number:]:
            element.closed = element.end = at
            self._counts[element.tag] -= 1
        del self._open[number:]


def _bars(open_tag: str, tag: str) -> bool:
    """Whether the end tag ``tag`` does not reach out of an element that is open inside its own."""
    if tag in INLINE:
        return open_tag not in INLINE
    return open_tag in _BARS.get(tag, _SCOPE)
