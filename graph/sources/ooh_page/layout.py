"""Finds the parts of a page by their ids: its sections, and its table of quick facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rolegraph.graph.sources.html_input import Element, Run, Words, sections
from rolegraph.graph.sources.prose import Passage

_BLOCKS = frozenset({"h3", "h4", "p", "ul", "ol", "table"})
# Charts repeat figures of other occupations, captions speak of pictures, nav of other sections; the
# citation and the date of the last change, which end the page, are no part of its last section.
_ASIDE = frozenset({"ooh-chart", "ooh_right_img", "image-caption", "tab-footer", "citation", "update"})


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list or table of a section, in the order of the page, with its words."""

    element: Element
    words: Words

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading within the section."""
        return self.element.tag in ("h3", "h4")

    @property
    def is_paragraph(self) -> bool:
        """Whether it is a paragraph."""
        return self.element.tag == "p"

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return self.element.tag in ("ul", "ol")


@dataclass(frozen=True)
class QuickFact:
    """A row of the table at the top: what it is about, and its value as lines."""

    label: Words
    value: Words
    lines: list[Words]


@dataclass(frozen=True)
class Page:
    """A parsed page; ``parts`` are the sections by the id of their ``h2`` (``pay``, ``job-outlook`` …)."""

    root: Element
    parts: dict[str, list[Block]]
    quick_facts: list[QuickFact] = field(default_factory=list)

    def part(self, name: str) -> list[Block]:
        """The blocks of a section; none where the page lacks it."""
        return self.parts.get(name, [])

    def under(self, name: str, *titles: str) -> list[Block]:
        """The blocks of a section under those of its headings whose words are one of ``titles``."""
        found: list[Block] = []
        inside = False
        for block in self.part(name):
            if block.is_heading and block.words:
                inside = block.words.text.casefold() in titles
            elif inside:
                found.append(block)
        return found

    def fact(self, *starts: str) -> QuickFact | None:
        """The quick fact whose label holds one of ``starts``, whatever its case."""
        for fact in self.quick_facts:
            if any(start in fact.label.text.casefold() for start in starts):
                return fact
        return None


def lay_out(root: Element) -> Page:
    """The parts of the page. Of two sections with one id the first counts."""
    parts: dict[str, list[Block]] = {}
    for section in sections(root, "h2"):
        name = section.heading.attributes.get("id", "") if section.heading else ""
        if name:
            parts.setdefault(name.casefold(), list(_blocks(section.body)))
    return Page(root, parts, list(_quick_facts(root)))


def _blocks(body: Element) -> Iterator[Block]:
    waiting: list[Element | Run] = body.children[::-1]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Element) or node.tag == "nav" or _is_aside(node):
            continue
        if node.tag in _BLOCKS:
            yield Block(node, node.text())
        else:
            waiting.extend(reversed(node.children))


def _is_aside(element: Element) -> bool:
    return not _ASIDE.isdisjoint(element.attributes.get("class", "").split())


def _quick_facts(root: Element) -> Iterator[QuickFact]:
    table = root.find("table", id="quickfacts")
    for row in table.each("tr") if table else ():
        label, value = row.find("th"), row.find("td")
        if label and value:
            yield QuickFact(label.text(), value.text(), value.lines())


def passages(words: Iterable[Words]) -> list[Passage]:
    """Paragraphs as the room for prose takes them."""
    return [Passage(each.text, each.place) for each in words]


def paragraphs(blocks: Iterable[Block]) -> list[Words]:
    """The paragraphs that say something by themselves: not those that introduce a list or table."""
    return [b.words for b in blocks if b.is_paragraph and b.words and not b.words.text.endswith(":")]
