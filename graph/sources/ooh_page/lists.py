"""The lists of a page: duties, important qualities, similar occupations, codes of the classification."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.model import AlternativeRole, Code, Duty, SkillAsked
from rolegraph.graph.sources.html_input import Element, Run, Words
from rolegraph.graph.sources.ooh_page.layout import Block, Page
from rolegraph.graph.sources.ooh_page.notes import Notes

SCHEME = "US SOC"
"""The name of the classification: the pages say "SOC Code" and not of which year."""

_DUTIES = re.compile(r"\bdo the following:?$", re.IGNORECASE)
_STRONG = frozenset({"strong", "b"})
_EMPHASIS = _STRONG | {"em", "i", "span", "a", "u"}
_LONGEST_NAME = 120
_SOC = re.compile(r"\d{2}-\d{4}")
_NO_CODE = frozenset({"", "—", "–", "-", "--"})


def read_duties(page: Page, notes: Notes) -> tuple[Duty, ...]:
    """The items of the lists that "typically do the following:", or the heading "Duties", stands above.

    A page of several occupations has several; lists of other things are left out.
    """
    found: list[Duty] = []
    above: Block | None = None
    unread: list[Block] = []
    for block in page.part("what-they-do"):
        if above and block.is_list:
            found += [Duty(words.text, words.place()) for words in _items(block.element)]
            above = None
        elif block.words:
            unread += [above] if above else []
            above = block if _introduces_duties(block) else None
    unread += [above] if above else []
    sentences = [block for block in unread if block.is_paragraph]
    for block in sentences if sentences or found else unread:
        place, why = block.words.place(), "is not followed by a list of duties"
        notes.add("duties-not-understood", "duties", place, why)
    return tuple(found)


def _introduces_duties(block: Block) -> bool:
    if block.is_heading:
        return block.words.text.casefold() == "duties"
    return block.is_paragraph and _DUTIES.search(block.words.text) is not None


def _items(listed: Element) -> Iterator[Words]:
    for item in listed.each("li"):
        if item.find("li") is None and (words := item.text()):
            yield words


def read_qualities(page: Page, notes: Notes) -> tuple[SkillAsked, ...]:
    """The important qualities: the words in strong type that begin a paragraph. They are not ranked."""
    found: list[SkillAsked] = []
    for number, block in enumerate(page.under("become-one", "important qualities")):
        name = _name_of(block)
        if name is not None:
            found.append(name)
        elif block.words and (number or not block.is_paragraph):
            notes.add(
                "skills-not-understood", "skills", block.words.place(), "does not begin with a quality's name"
            )
    return tuple({skill.name: skill for skill in reversed(found)}.values())[::-1]


def _name_of(block: Block) -> SkillAsked | None:
    strong = _first_strong(block.element) if block.is_paragraph else None
    words = strong.text() if strong else None
    name = words.text.rstrip(" .:") if words else ""
    if not words or not name or len(name) > _LONGEST_NAME or not block.words.text.startswith(words.text):
        return None
    return SkillAsked(name, words.place(0, len(name)))


def _first_strong(paragraph: Element) -> Element | None:
    """The strong element with which a paragraph begins, whatever other emphasis stands around it."""
    node = paragraph
    while node.tag not in _STRONG:
        inside = [child for child in node.children if isinstance(child, Element) or _says(child)]
        inside = [child for child in inside if not isinstance(child, Element) or child.text()]
        if not inside or not isinstance(inside[0], Element) or inside[0].tag not in _EMPHASIS:
            return None
        node = inside[0]
    return node


def _says(run: Run) -> bool:
    return bool(run.words.strip())


def read_similar(page: Page, notes: Notes) -> tuple[AlternativeRole, ...]:
    """The occupations of the table at the end, by the names in its column "Occupation"."""
    table = page.root.find("table", id="similar-occupations")
    found = []
    for row in _body_rows(table) if table else ():
        words = _cell(row, _column(table, "occupation")).text()
        if words and len(words.text) <= _LONGEST_NAME:
            found.append(AlternativeRole(words.text, words.place()))
        elif row.text():
            notes.add(
                "alternative-roles-not-understood",
                "alternative_roles",
                row.text().place(),
                "has no name of an occupation in its column",
            )
    prose = [block.words for block in page.part("similar-jobs") if block.is_paragraph and block.words]
    if table is None and prose:
        why = "is not followed by the table of similar occupations"
        notes.add("alternative-roles-not-understood", "alternative_roles", prose[0].place(), why)
    return tuple({role.name: role for role in reversed(found)}.values())[::-1]


def read_codes(page: Page, notes: Notes) -> tuple[Code, ...]:
    """The codes in the table of the outlook: the occupation's, and those of the occupations within it.

    A row without a code ("—") is an occupation that the classification does not have as one.
    """
    table = page.root.find("table", id="outlook-table")
    column = _column(table, "soc code")
    found = []
    for row in _body_rows(table) if table and column is not None else ():
        title, value = _cell(row, 0).text(), _cell(row, column).text()
        if _SOC.fullmatch(value.text):
            found.append(Code(SCHEME, value.place(), value.text, title.text or None))
        elif value and value.text not in _NO_CODE:
            notes.add("codes-not-understood", "codes", value.place(), "is no code of the SOC (like 15-2051)")
    return tuple(dict.fromkeys(found))


def _body_rows(table: Element) -> list[Element]:
    """The table's own rows: those of tables within its cells are another table's."""
    return [row for body in _inside(table, "tbody") for row in _inside(body, "tr")]


def _inside(element: Element, *tags: str) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element) and child.tag in tags]


def _column(table: Element | None, title: str) -> int | None:
    """The number (from 0) of the column that the first row of the table's head names so."""
    head = table.find("thead") if table else None
    row = head.find("tr") if head else None
    number = 0
    for cell in row.each("th", "td") if row else ():
        if cell.text().text.casefold() == title:
            return number
        span = cell.attributes.get("colspan", "1").strip()
        number += int(span) if re.fullmatch(r"[1-9]\d?", span) else 1
    return None


def _cell(row: Element, column: int | None) -> Element:
    """The cell in a column; the first that says something where the table names no such column."""
    cells = _inside(row, "th", "td")
    if column is None:
        return next((cell for cell in cells if cell.text()), row)
    return cells[column] if column < len(cells) else Element("td", {}, row.source, row.end, row.end)
