"""A National Careers Service page by its headings, which are the same on every page of the service."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.sources.html_input import Element, Section, Words, sections
from rolegraph.graph.sources.page_html.blocks import Block, blocks

ALSO = re.compile(r"Alternative titles for this job include:?\s+(?P<titles>.+)", re.IGNORECASE)
"""The heading that other titles of the role stand in."""

_BRACKET = re.compile(r"\s*\([^()]*\)$")


class NcsPage:
    """The page's sections; those of one heading may be several ("Entry requirements")."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._sections = sections(root.find("main") or root, "h1", "h2", "h3", "h4")
        self._titles = [section.title for section in self._sections]
        self._under: dict[str, list[Section]] = {}
        for section, title in zip(self._sections, self._titles, strict=True):
            self._under.setdefault(_plain(title.text), []).append(section)

    @property
    def title(self) -> Words:
        """The first heading; raises :class:`RefusedRecord` (``title-missing``) where there is none."""
        return self.hero()[0].title

    def hero(self) -> list[Section]:
        """The section of the title, and that of the other titles, if it follows: the description is there."""
        for number, section in enumerate(self._sections):
            if section.level == 1 and section.title:
                after = self._sections[number + 1 : number + 2]
                return [section, *(each for each in after if ALSO.fullmatch(each.title.text))]
        raise RefusedRecord("title-missing", "has no heading h1: fetch the whole page again", "line 1")

    def under(self, heading: str) -> list[Section]:
        """The sections of a heading, whatever its capitals, apostrophes and brackets at its end."""
        return self._under.get(heading, [])

    def blocks(self, heading: str) -> Iterator[Block]:
        """The blocks below all headings of these words."""
        for section in self.under(heading):
            yield from blocks(section.body)

    def items(self, heading: str) -> list[Words]:
        """The items of the lists below a heading."""
        return [block.words for block in self.blocks(heading) if block.of is not None]

    def paragraphs(self, heading: str) -> list[Words]:
        """What stands below a heading outside of lists, but for lines that lead to a list."""
        return [
            block.words
            for block in self.blocks(heading)
            if block.of is None and not block.words.text.endswith(":")
        ]

    def headings(self) -> list[Words]:
        """The words of every heading."""
        return self._titles


def bracket(title: Words) -> str:
    """What stands in brackets at the end of a heading: ``a year``."""
    found = _BRACKET.search(title.text)
    return found[0].strip(" ()") if found else ""


def _plain(title: str) -> str:
    return _BRACKET.sub("", title).replace("’", "'").casefold()
