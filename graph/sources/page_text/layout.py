"""The form of a role page: which of its lines is what. Nothing is interpreted here.

A page is a title, a header (salary, pay period, experience; possibly twice), a description, up to
three announced lists, an outlook, and trailer lines. Every part but the title may be missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rolegraph.graph.errors import BadValue, RefusedRecord
from rolegraph.graph.model import Listing
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.values.experience import parse_band
from rolegraph.graph.sources.values.money import parse_money
from rolegraph.graph.sources.values.pay_words import read_period, split_period

_LONGEST_TITLE = 120
_LONGEST_HEADER_LINE = 60
_HEADER_LINES = 8
_PROSE_WORDS = 8
_PARAGRAPH_WORDS = 20

# In this order: the line that announces alternatives may speak of skills and tasks too.
_LEADS: tuple[tuple[Listing, re.Pattern[str]], ...] = (
    (
        Listing.ALTERNATIVE_ROLES,
        re.compile(r"\b(?:alternative|similar|related|other) (?:roles?|jobs?|careers?|options)\b.*:$", re.I),
    ),
    (Listing.SKILLS, re.compile(r"\b(?:qualifications|skills)\b[^.]*:$", re.I)),
    (Listing.DUTIES, re.compile(r"\b(?:responsibilities|duties|tasks)\b[^.]*:$", re.I)),
)
_TRAILER = re.compile(r"(?P<label>Source|Licence|License|Page|Period):\s*(?P<words>.*)")
_OUTLOOK = re.compile(
    r"\b(?:outlook|(?:expected|projected|predicted|forecast|likely) to|job growth|openings|employment of)\b",
    re.I,
)
_STOP = re.compile(r"[.!?][\"”’')\]]*$")


@dataclass(frozen=True)
class Layout:
    """The lines of a page by what they are; ``stray`` are those that fit nowhere.

    ``country`` and ``other_titles`` are values under a label of their own, as HTML pages have them.
    """

    title: Span
    header: tuple[Span, ...]
    description: tuple[Span, ...]
    leads: Mapping[Listing, Span]
    items: Mapping[Listing, tuple[Span, ...]]
    outlook: tuple[Span, ...]
    stray: tuple[Span, ...]
    trailers: tuple[tuple[str, Span], ...]
    country: Span | None = None
    other_titles: Span | None = None


def is_role_page(page: Page) -> bool:
    """Whether the text has a mark of a role page: a line of pay or experience below its title, or
    the lines that announce two of its lists."""
    lines = [page.said(line) for line in page.lines()]
    if not lines or lines[0][0] in "{[<":
        return False
    kinds = {lead_of(line) for line in lines} - {None}
    return len(kinds) >= 2 or any(is_pay_or_experience(line) for line in lines[1:_HEADER_LINES])


def lead_of(line: str) -> Listing | None:
    """The list that ``line`` announces, if it does."""
    return next((listing for listing, pattern in _LEADS if pattern.search(line)), None)


def is_header_line(line: str) -> bool:
    """Whether ``line`` can stand between title and description: it is short, no sentence, no announcement."""
    return not (len(line) > _LONGEST_HEADER_LINE or is_prose(line) or lead_of(line))


def ends_in_pay_period(line: str) -> bool:
    """Whether ``line`` is pay in many words: no sentence, with "a year" or the like at its end."""
    words = " ".join(line.split())
    return len(words) <= _LONGEST_TITLE and not _STOP.search(words) and split_period(words)[1] is not None


def is_pay_or_experience(line: str) -> bool:
    """Whether ``line`` says pay, a pay period or experience, be it a value that can't stand."""
    if len(line) > _LONGEST_HEADER_LINE:
        return False
    try:
        if read_period(line) or parse_band(line):
            return True
        return parse_money(line) is not None and any(unicodedata.category(char)[0] in "LS" for char in line)
    except BadValue:
        return True


def is_trailer(line: str) -> bool:
    """Whether ``line`` says where the page is from."""
    return _TRAILER.fullmatch(line) is not None


def trailer_of(page: Page, line: Span) -> tuple[str, Span] | None:
    """The label and the words of a line that says where the page is from."""
    match = _TRAILER.fullmatch(page.text, line.start, line.end)
    if match is None:
        return None
    label = match["label"].replace("License", "Licence")
    return label, Span(match.start("words"), match.end("words"))


def is_prose(line: str) -> bool:
    """Whether ``line`` is a sentence: at least eight words and a stop at its end."""
    return bool(_STOP.search(line)) and len(line.split()) >= _PROSE_WORDS


def lay_out(page: Page) -> Layout:
    """The parts of ``page``.

    Raises :class:`RefusedRecord`: ``not-a-role-page``, ``title-missing``, ``list-repeated``.
    """
    if not is_role_page(page):
        raise RefusedRecord(
            "not-a-role-page",
            "is not a role page: no line of pay or experience stands below its title, "
            "and it announces no lists",
        )
    lines = list(page.lines())
    trailers = _trailers(page, lines)
    title, body = lines[0], lines[1 : len(lines) - len(trailers)]
    check_title(page, title)
    header, body = _split_header(page, body)
    opening, sections = _sections(page, body)
    lists = [_split_list(page, listing, rest, last) for listing, _, rest, last in sections]
    description, outlook = (opening, ()) if sections else _split_outlook(page, opening, 1)
    return Layout(
        title,
        header,
        description,
        MappingProxyType({listing: lead for listing, lead, _, _ in sections}),
        MappingProxyType({section[0]: items for section, (items, _, _) in zip(sections, lists, strict=True)}),
        (*outlook, *(span for _, after, _ in lists for span in after)),
        tuple(span for _, _, stray in lists for span in stray),
        trailers,
    )


def check_title(page: Page, title: Span) -> None:
    """Raises :class:`RefusedRecord` where ``title`` is none: ``title-missing``, ``title-too-long``."""
    words = page.said(title)
    is_title = any(char.isalpha() for char in words) and not (is_prose(words) or lead_of(words))
    if not is_title or is_pay_or_experience(words) or is_trailer(words):
        raise RefusedRecord(
            "title-missing",
            f"'{words[:40]}' is no title: write the role's name on the first line",
            str(page.place(title)),
        )
    if len(words) > _LONGEST_TITLE:
        raise RefusedRecord(
            "title-too-long",
            f"the title has more than {_LONGEST_TITLE} characters: shorten it",
            str(page.place(title)),
        )


def _trailers(page: Page, lines: Sequence[Span]) -> tuple[tuple[str, Span], ...]:
    """The labels and words of the lines at the end that have a label."""
    found: list[tuple[str, Span]] = []
    for line in reversed(lines):
        trailer = trailer_of(page, line)
        if trailer is None:
            break
        found.append(trailer)
    return tuple(reversed(found))


def _split_header(page: Page, lines: Sequence[Span]) -> tuple[tuple[Span, ...], list[Span]]:
    """The lines of the header, below the title, and the rest."""
    number = 0
    while number < len(lines) and _in_header(page, lines, number):
        number += 1
    return tuple(lines[:number]), list(lines[number:])


def _in_header(page: Page, lines: Sequence[Span], number: int) -> bool:
    """Whether a line is short, or is no sentence and has a line of pay or experience right below it."""
    words = page.said(lines[number])
    if is_header_line(words) or is_prose(words) or lead_of(words):
        return is_header_line(words)
    return number + 1 < len(lines) and is_pay_or_experience(page.said(lines[number + 1]))


_Section = tuple[Listing, Span, tuple[Span, ...], bool]


def _sections(page: Page, lines: Sequence[Span]) -> tuple[tuple[Span, ...], list[_Section]]:
    """The lines before the first announcement; then each list, its lines, and whether it is the last."""
    starts = [(number, listing) for number, line in enumerate(lines) if (listing := lead_of(page.said(line)))]
    _refuse_repeats(page, lines, starts)
    ends = [number for number, _ in starts[1:]] + [len(lines)]
    sections = [
        (listing, lines[start], tuple(lines[start + 1 : end]), end == len(lines))
        for (start, listing), end in zip(starts, ends, strict=False)
    ]
    return tuple(lines[: starts[0][0]] if starts else lines), sections


def _refuse_repeats(page: Page, lines: Sequence[Span], starts: Sequence[tuple[int, Listing]]) -> None:
    seen: set[Listing] = set()
    for number, listing in starts:
        if listing in seen:
            place = str(page.place(lines[number]))
            raise RefusedRecord(
                "list-repeated", f"a list is announced twice ({listing}): join the two", place
            )
        seen.add(listing)


def _split_list(
    page: Page, listing: Listing, lines: tuple[Span, ...], last: bool
) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    """A list's items, the outlook after it, and what is neither.

    Duties are sentences at times, so the outlook below a last list of duties is known by its words; a
    paragraph that says nothing of the future there is no duty for certain, and no outlook either.
    """
    if listing is Listing.DUTIES:
        items, outlook = _split_outlook(page, lines, 0) if last else (lines, ())
        end = _end_of_duties(page, items) if last else len(items)
        return items[:end], outlook, items[end:]
    end = next((number for number, line in enumerate(lines) if is_prose(page.said(line))), len(lines))
    return (lines[:end], lines[end:], ()) if last else (lines[:end], (), lines[end:])


def _end_of_duties(page: Page, lines: tuple[Span, ...]) -> int:
    """The number of the first line that is a paragraph and not preceded by a sentence; else of them all."""
    for number, line in enumerate(lines):
        words = page.said(line)
        if _STOP.search(words):
            return number if len(words.split()) >= _PARAGRAPH_WORDS else len(lines)
    return len(lines)


def _split_outlook(
    page: Page, lines: tuple[Span, ...], first: int
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """``lines`` before and from the first paragraph (not before ``first``) that speaks of the future."""
    for number in range(first, len(lines)):
        words = page.said(lines[number])
        if is_prose(words) and _OUTLOOK.search(words):
            return lines[:number], lines[number:]
    return lines, ()
