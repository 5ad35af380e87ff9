"""A page parted at its headings, however the parts are nested."""

from __future__ import annotations

from dataclasses import dataclass, field

from rolegraph.graph.sources.html_input.tree import Element
from rolegraph.graph.sources.html_input.words import Run, Words


@dataclass(frozen=True)
class Section:
    """A heading and what stands between it and the next one of the levels asked for.

    ``body`` is an element of its own making (``#section``) that holds the topmost nodes of that stretch, so
    that it can be asked like any other; ``heading`` is ``None`` for what stands before the first heading.
    """

    heading: Element | None
    body: Element = field(repr=False)

    @property
    def level(self) -> int:
        """1 to 6; 0 without a heading."""
        return int(self.heading.tag[1]) if self.heading else 0

    @property
    def title(self) -> Words:
        """The words of the heading; empty without one."""
        return self.heading.text() if self.heading else Words("", self.body.source, ())


def sections(root: Element, *levels: str) -> list[Section]:
    """The sections of ``root`` in its order, parted at each of ``levels`` ("h2", "h3"), flat.

    The first one has no heading and may be empty. A section of a lower level is not within one of a higher
    level: each holds its own words only.
    """
    headings = root.find_all(*levels)
    holders = _ancestors(headings)
    found = [Section(None, _body(root, root.opened))]
    waiting: list[Element | Run] = root.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element) and node.tag in levels:
            found.append(Section(node, _body(root, node.end)))
        elif isinstance(node, Element) and node in holders:
            waiting.extend(reversed(node.children))
        else:
            _append(found[-1].body, node)
    return found


def _ancestors(elements: list[Element]) -> set[Element]:
    found: set[Element] = set()
    for element in elements:
        above = element.parent
        while above is not None and above not in found:
            found.add(above)
            above = above.parent
    return found


def _body(root: Element, start: int) -> Element:
    return Element("#section", {}, root.source, start, start, root, closed=start, end=start)


def _append(body: Element, node: Element | Run) -> None:
    body.children.append(node)
    body.closed = body.end = node.end
