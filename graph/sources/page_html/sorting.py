"""The blocks of a role page in HTML, sorted by the heading or the announcement that stands before them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Listing
from rolegraph.graph.sources.html_input import Element, Run, Section, Words, sections
from rolegraph.graph.sources.html_input.words import collapse, join
from rolegraph.graph.sources.page_html.blocks import Block, blocks
from rolegraph.graph.sources.page_html.headings import Label, Part, heading_of, label_of
from rolegraph.graph.sources.page_text.layout import ends_in_pay_period, is_header_line, is_trailer, lead_of

_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_ADDRESS_LABEL = re.compile(r"(?:Licen[cs]e|Page):")


@dataclass
class Listed:
    """A list: what announces it, its items, and what stands there and is none."""

    lead: Words
    under_heading: bool
    items: list[Block] = field(default_factory=list)
    stray: list[Words] = field(default_factory=list)


@dataclass
class Parts:
    """The words of a page by what they are; ``unknown`` are headings, labels and lines of no known kind."""

    title: Words
    header: list[Words] = field(default_factory=list)
    description: list[Words] = field(default_factory=list)
    lists: dict[Listing, Listed] = field(default_factory=dict)
    outlook: list[Words] = field(default_factory=list)
    trailers: list[Words] = field(default_factory=list)
    country: Words | None = None
    other_titles: Words | None = None
    unknown: list[Words] = field(default_factory=list)


def parts_of(root: Element) -> Parts:
    """The parts of ``root``.

    Raises :class:`RefusedRecord`: ``title-missing``, ``list-repeated``.
    """
    scope = root.find("main") or root.find("article") or root.find("body") or root
    found = sections(scope, *_LEVELS)
    titles = [number for number, section in enumerate(found) if section.level == 1 and section.title]
    if not titles:
        raise RefusedRecord("title-missing", "has no heading h1: write the role's name in one", "line 1")
    sorter = _Sorter(Parts(found[titles[0]].title), _Links(scope))
    for section in found[titles[0] :]:
        sorter.take(section)
    return sorter.parts


class _Sorter:
    """Sorts the blocks of a page by the heading or the announcement that stands last before them."""

    def __init__(self, parts: Parts, links: _Links) -> None:
        self.parts = parts
        self._links = links
        self._at: Listing | Part | None = Part.HEADER
        self._level = 1

    def take(self, section: Section) -> None:
        """Sorts a section; one below a known heading, itself unknown, goes on with what that began."""
        title = section.title
        if section.level > 1 and title:
            self._begin(title, section.level)
        for block in blocks(section.body):
            self._sort(block)

    def _begin(self, title: Words, level: int) -> None:
        known = heading_of(title.text)
        if known is None and level > self._level and isinstance(self._at, Listing):
            return
        self._at, self._level = known, level
        if known is None:
            self.parts.unknown.append(title)
        elif isinstance(known, Listing):
            self._announce(known, title, under_heading=True)

    def _announce(self, listing: Listing, lead: Words, under_heading: bool) -> None:
        if listing in self.parts.lists:
            place = str(lead.place())
            raise RefusedRecord(
                "list-repeated", f"a list is announced twice ({listing}): join the two", place
            )
        self.parts.lists[listing] = Listed(lead, under_heading)

    def _sort(self, block: Block) -> None:
        words = block.words
        if is_trailer(words.text):
            self.parts.trailers.append(self._links.added_to(words))
        elif block.of is None and (listing := lead_of(words.text)):
            self._lead(listing, words)
        elif block.label is not None:
            self._labelled(block.label, words)
        elif isinstance(self._at, Listing):
            listed = self.parts.lists[self._at]
            if block.of is None:
                listed.stray.append(words)
            else:
                listed.items.append(block)
        else:
            self._told(words)

    def _lead(self, listing: Listing, words: Words) -> None:
        """A sentence that announces a list; below the heading of that list it stands for it."""
        listed = self.parts.lists.get(listing)
        if listed and self._at is listing and listed.under_heading and not listed.items:
            listed.lead, listed.under_heading = words, False
        else:
            self._announce(listing, words, under_heading=False)
        self._at = listing

    def _labelled(self, label: Words, words: Words) -> None:
        match label_of(label.text):
            case Label.HEADER:
                self.parts.header.append(words)
            case Label.COUNTRY if self.parts.country is None:
                self.parts.country = words
            case Label.OTHER_TITLES if self.parts.other_titles is None:
                self.parts.other_titles = words
            case _:
                self.parts.unknown.append(label)

    def _told(self, words: Words) -> None:
        is_header = is_header_line(words.text) or ends_in_pay_period(words.text)
        if self._at is Part.HEADER and not is_header:
            self._at = Part.DESCRIPTION
        lines: dict[Listing | Part | None, list[Words]] = {
            Part.HEADER: self.parts.header,
            Part.DESCRIPTION: self.parts.description,
            Part.OUTLOOK: self.parts.outlook,
        }
        if self._at in lines:
            lines[self._at].append(words)
        elif self._at is Part.TRAILER:
            self.parts.unknown.append(words)


class _Links:
    """The addresses that links of a page lead to."""

    def __init__(self, scope: Element) -> None:
        self._links = scope.find_all("a", href=True)
        self._starts = [link.opened for link in self._links]
        self._ends = [link.closed for link in self._links]

    def added_to(self, words: Words) -> Words:
        """``words`` and the web addresses of the links in them, those that they do not spell out.

        After a label that asks for an address alone, the address of a link stands for its words.
        """
        place = words.place()
        within = slice(bisect_right(self._ends, place.start), bisect_left(self._starts, place.end))
        links = [link.value("href") for link in self._links[within]]
        absolute = [link for link in links if _ABSOLUTE.match(link.text) and link.text not in words.text]
        label = _ADDRESS_LABEL.match(words.text)
        if absolute and label:
            here = words.place(*label.span())
            return join(
                words.source, [collapse(words.source, [Run(here.start, here.end, label[0])]), *absolute]
            )
        return join(words.source, [words, *absolute])
