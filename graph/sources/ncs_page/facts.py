"""What a National Careers Service page says that stays text, as in the JSON form of the same service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rolegraph.graph.model import Fact, Notice, Remark
from rolegraph.graph.sources.html_input import Element, Words
from rolegraph.graph.sources.ncs_page.page import NcsPage, bracket
from rolegraph.graph.sources.page_html.composed import Composer
from rolegraph.graph.sources.page_text.spans import Span
from rolegraph.graph.sources.prose.passages import sentence_bounds

DIGITAL = re.compile(r"to (?:be able to|have) [^.]*\bcomputers?\b[^.]*", re.IGNORECASE)
"""An item of the skills that the service keeps apart, in one of its four wordings."""

_HOURS = re.compile(r"(?P<low>\d{1,3}(?:\.\d{1,2})?)(?:\s*(?:to|-|–)\s*(?P<high>\d{1,3}(?:\.\d{1,2})?))?")
_ENVIRONMENT = (
    (Remark.WORKPLACE, re.compile(r"You could work (?P<value>.+?)\.?")),
    (Remark.WORKING_CONDITIONS, re.compile(r"Your working environment may be (?P<value>.+?)\.?")),
)
_QUALIFICATIONS = re.compile(r"\bqualifications?:$", re.IGNORECASE)


def read_facts(page: NcsPage, notices: list[Notice]) -> tuple[Fact, ...]:
    """The facts of a page, in the order of its JSON form."""
    found = [
        *_hours(page, notices),
        *_each(Remark.WORK_PATTERN, page.paragraphs("you could work")[:1]),
        *_environment(page),
        *_each(Remark.DIGITAL_SKILLS, filter(is_digital, page.items("skills and knowledge"))),
        *_each(Remark.QUALIFICATION, page.items("restrictions and requirements")),
        *_requirements_told(page),
        *_each(Remark.QUALIFICATION, page.items("entry requirements")),
        *_each(Remark.QUALIFICATION, _qualifications(page)),
        *_together(Remark.CAREER_PATH, [block.words for block in page.blocks("career path and progression")]),
        *_together(Remark.CAREER_TIP, page.paragraphs("career tips")),
        *_each(Remark.APPRENTICESHIP, page.paragraphs("apprenticeship")),
    ]
    once: dict[tuple[Remark, str], Fact] = {}
    for fact in found:
        once.setdefault((fact.remark, fact.text), fact)
    return tuple(once.values())


def is_digital(words: Words) -> bool:
    """Whether an item of the skills is about the use of computers."""
    return DIGITAL.fullmatch(words.text) is not None


def _each(remark: Remark, texts: Iterable[Words]) -> Iterator[Fact]:
    return (Fact(remark, words.text, words.place()) for words in texts)


def _together(remark: Remark, texts: list[Words]) -> Iterator[Fact]:
    """One fact of all paragraphs, a line each."""
    if texts:
        composer = Composer()
        spans = [composer.add(words) for words in texts]
        place = composer.page().place(Span(spans[0].start, spans[-1].end))
        yield Fact(remark, place.words, place)


def _hours(page: NcsPage, notices: list[Notice]) -> Iterator[Fact]:
    """``41–43 hours a week, variable``: no more than heading, figures and the words after them say."""
    for section in page.under("typical hours"):
        for line in section.body.each("p"):
            details = line.find("span")
            words = line.text(without=[details] if details else ())
            match = _HOURS.fullmatch(words.text)
            if match:
                yield Fact(Remark.WORK_HOURS, _hours_text(match, section.title, details), line.text().place())
                return
            if words:
                message, place = f"'{words}' is no number of hours", str(words.place())
                notices.append(Notice("hours-not-understood", message, place, "", "facts", words.text))
                return
    notices.append(Notice("hours-missing", "the page gives no number of hours", field="facts"))


def _hours_text(match: re.Match[str], title: Words, details: Element | None) -> str:
    ends = dict.fromkeys(end for end in (match["low"], match["high"]) if end)
    period, told = bracket(title), details.text().text if details else ""
    more = f", {told}" if told and told != period else ""
    return f"{'–'.join(ends)} hours{f' {period}' if period else ''}{more}"


def _environment(page: NcsPage) -> Iterator[Fact]:
    """Workplaces and conditions, without the words that lead to them."""
    for words in page.paragraphs("working environment"):
        for remark, pattern in _ENVIRONMENT:
            match = pattern.fullmatch(words.text)
            if match:
                yield Fact(remark, match["value"], words.place(*match.span("value")))
                break
        else:
            yield Fact(Remark.WORKING_CONDITIONS, words.text, words.place())


def _requirements_told(page: NcsPage) -> Iterator[Fact]:
    """The sentences on requirements, but for those that only lead to a list."""
    for block in page.blocks("restrictions and requirements"):
        bounds = list(sentence_bounds(block.words.text, 0, len(block.words.text))) if block.of is None else []
        kept = [each for each in bounds if not block.words.text[: each[1]].endswith(":")]
        if kept:
            place = block.words.place(kept[0][0], kept[-1][1])
            yield Fact(Remark.QUALIFICATION, place.words, place)


def _qualifications(page: NcsPage) -> list[Words]:
    """The items of lists that a line announces as qualifications."""
    found, announced = [], False
    for block in page.blocks("other routes"):
        if block.of is None:
            announced = _QUALIFICATIONS.search(block.words.text) is not None
        elif announced:
            found.append(block.words)
    return found
