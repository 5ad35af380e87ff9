"""The elements of a page, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from rolegraph.graph.sources.html_input.words import Run, Source, Words, collapse

# What no reader of the page sees.
UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "noembed", "noframes", "svg"})
# Phrasing content (WHATWG, 3.2.5.2.5): what stands before and after it is one word. All else parts words.
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q ruby s samp
    small span strike strong sub sup time tt u var wbr
"""
INLINE = frozenset(_INLINE_NAMES.split())


@dataclass(eq=False, slots=True)
class Element:
    """An element: ``start`` and ``end`` are its offsets in the page, tags included.

    ``opened`` and ``closed`` are the offsets between which its content stands. The element of the whole
    document has the tag ``#document``. Attribute names are in small letters, values decoded; of two of
    one name the first counts.
    """

    tag: str
    attributes: dict[str, str]
    source: Source = field(repr=False)
    start: int
    opened: int
    parent: Element | None = field(default=None, repr=False)
    children: list[Element | Run] = field(default_factory=list, repr=False)
    closed: int = 0
    end: int = 0

    def find(self, *tags: str, **attributes: str | bool) -> Element | None:
        """The first element that :meth:`find_all` would give."""
        return next(self.each(*tags, **attributes), None)

    def find_all(self, *tags: str, **attributes: str | bool) -> list[Element]:
        """The elements below this one with one of ``tags`` (none given: any) and all ``attributes``.

        ``True`` asks for an attribute with any value; ``class_="x"`` for ``x`` among the classes; an
        underscore within a name stands for a hyphen (``data_id``). In the page's order.
        """
        return list(self.each(*tags, **attributes))

    def each(self, *tags: str, **attributes: str | bool) -> Iterator[Element]:
        """As :meth:`find_all`, one by one."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for element in self._elements():
            if (not tags or element.tag in tags) and all(
                element.has(name, value) for name, value in wanted.items()
            ):
                yield element

    def has(self, name: str, value: str | bool = True) -> bool:
        """Whether the attribute is there (``False``: is not) or has that value, a class among others."""
        found = self.attributes.get(name)
        if isinstance(value, bool) or found is None:
            return (found is not None) is value
        return value in found.split() if name == "class" else found.strip() == value

    def text(self, without: Collection[Element | str] = ()) -> Words:
        """All words that a reader sees here, save those of the elements or tags in ``without``."""
        return collapse(self.source, self._flow(frozenset(without)))

    def lines(self, without: Collection[Element | str] = ()) -> list[Words]:
        """The words of each block on its own, in the page's order; empty ones left out."""
        blocks: list[list[Run]] = [[]]
        for run in self._flow(frozenset(without)):
            if run is not None:
                blocks[-1].append(run)
            elif blocks[-1]:
                blocks.append([])
        return [words for block in blocks if (words := collapse(self.source, block))]

    def value(self, attribute: str) -> Words:
        """The value of an attribute, empty where it is none; its place is that of the start tag."""
        value = " ".join(self.attributes.get(attribute, "").split())
        return collapse(self.source, [Run(self.start, self.opened, value)] if value else ())

    def raw(self) -> str:
        """The content as it stands in the page, from :attr:`opened` to :attr:`closed`: a script's text."""
        return self.source.text[self.opened : self.closed]

    def _elements(self) -> Iterator[Element]:
        waiting: list[Element | Run] = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Element):
                yield node
                waiting.extend(reversed(node.children))

    def _flow(self, without: frozenset[Element | str]) -> Iterator[Run | None]:
        """The runs of text in their order, and ``None`` where a block starts or ends."""
        waiting: list[Element | Run | None] = [] if self.tag in UNSEEN else [*reversed(self.children)]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, Element):
                yield node
            elif node.tag not in UNSEEN and node.tag not in without and node not in without:
                if node.tag not in INLINE:
                    yield None
                    waiting.append(None)
                waiting.extend(reversed(node.children))
