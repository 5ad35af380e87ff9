"""What stays text: the description, and facts under the headings of the page."""

from __future__ import annotations

import re

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import Fact, Place, Remark
from rolegraph.graph.sources.html_input import Element, Words
from rolegraph.graph.sources.ooh_page.layout import Block, Page, paragraphs

_LICENCES = (
    "licenses, certifications, and registrations",
    "licenses, certification, and registrations",
    "licenses and certifications",
    "licenses",
    "certifications",
)
_HEADED: tuple[tuple[str, tuple[str, ...], Remark], ...] = (
    ("work-environment", ("work schedules",), Remark.WORK_PATTERN),
    ("work-environment", ("injuries and illnesses",), Remark.WORKING_CONDITIONS),
    ("become-one", _LICENCES, Remark.QUALIFICATION),
    ("become-one", ("advancement",), Remark.CAREER_PATH),
)
_EMPLOYERS = re.compile(r"\blargest employers? of\b.*:$")
_SELF = "self-employed workers"
_SHARE = re.compile(r"<?\d{1,3}%?")


def read_description(page: Page) -> tuple[str | None, Place | None]:
    """The paragraphs of the first section, without those that introduce a list."""
    told = paragraphs(page.part("what-they-do"))
    if not told:
        return None, None
    first, last = told[0].place(), told[-1].place()
    text = "\n\n".join(words.text for words in told)
    return text, Place(text, first.start, last.end, first.line)


def read_facts(page: Page) -> list[Fact]:
    """Schedules, injuries, licences and advancement under their headings; workplaces; industries."""
    found = [
        Fact(remark, words.text, words.place())
        for part, titles, remark in _HEADED
        for words in paragraphs(page.under(part, *titles))
    ]
    surroundings = paragraphs(_before_headings(page.part("work-environment")))
    found += [Fact(Remark.WORKING_CONDITIONS, words.text, words.place()) for words in surroundings]
    return found + _industries(page)


def _before_headings(blocks: list[Block]) -> list[Block]:
    ends = (number for number, block in enumerate(blocks) if block.is_heading and block.words)
    return blocks[: next(ends, len(blocks))]


def _industries(page: Page) -> list[Fact]:
    """The rows of the tables of the largest employers, each once; who employs oneself is in no industry."""
    found: dict[str, Fact] = {}
    introduced = False
    for block in page.part("work-environment"):
        if block.element.tag == "table" and introduced:
            for row in block.element.each("tr"):
                words = _industry(row)
                if words and normalise_label(words.text) != _SELF:
                    fact = Fact(Remark.INDUSTRY, words.text, words.place())
                    found.setdefault(normalise_label(words.text), fact)
        elif block.words:
            introduced = _EMPLOYERS.search(block.words.text) is not None
    return list(found.values())


def _industry(row: Element) -> Words | None:
    cells = [cell.text() for cell in row.find_all("td", "th")]
    return cells[0] if len(cells) == 2 and _SHARE.fullmatch(cells[1].text) else None
