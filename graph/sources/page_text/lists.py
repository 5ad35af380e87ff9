"""The lists of a role page: duties, skills (ranked or not), alternative roles, and what announces them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import AlternativeRole, Announcement, Duty, Listing, Notice, SkillAsked
from rolegraph.graph.sources.page_text.layout import Layout
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.values.wording import NUMBER, whole_number

LIST_FIELDS: MappingProxyType[Listing, str] = MappingProxyType(
    {
        Listing.DUTIES: "duties",
        Listing.SKILLS: "skills",
        Listing.ALTERNATIVE_ROLES: "alternative_roles",
    }
)
"""The field of a profile that holds each list."""

_BULLET = re.compile(r"[-–•*·‣]\s+")
_RANK = re.compile(r"[+-]?\d{1,6}[.)]?")
_RANKED_NAME = re.compile(r"(?P<rank>\d{1,6})[.)]\s+(?P<name>\S.*)")
_LIKE_A_RANK = re.compile(r"[#№]?\s*[+-]?\d[\d.,]*(?:st|nd|rd|th)?[.)]?", re.IGNORECASE)
_ANNOUNCED = re.compile(
    rf"(?<![\w.–-])(?P<number>{NUMBER})\s+(?!years?\b|months?\b)(?:[\w-]+\s+){{0,2}}?"
    r"(?:roles?|options?|careers?|jobs?|responsibilities|duties|tasks|skills?|qualifications?)\b",
    re.IGNORECASE,
)


def read_announcements(page: Page, layout: Layout) -> tuple[Announcement, ...]:
    """One for each list that the page announces, whether or not it holds the list."""
    return tuple(
        Announcement(listing, page.place(lead), _announced_number(page, layout, lead))
        for listing, lead in layout.leads.items()
    )


def _announced_number(page: Page, layout: Layout, lead: Span) -> int | None:
    # The title may hold a number of its own ("Level 3 Technician"): it is left out.
    title = page.words(layout.title)
    words = page.text[lead.start : lead.end].replace(title, "." * len(title))
    numbers = {whole_number(match["number"]) for match in _ANNOUNCED.finditer(words)}
    return numbers.pop() if len(numbers) == 1 else None


def read_duties(page: Page, layout: Layout) -> tuple[tuple[Duty, ...], tuple[Notice, ...]]:
    """The duties in the page's order; one that stands twice counts once."""
    spans = [_without_bullet(page, line) for line in layout.items.get(Listing.DUTIES, ())]
    kept, notices = _once(page, spans, "duty", Listing.DUTIES)
    return tuple(Duty(page.said(span), page.place(span)) for span in kept), notices


def read_alternative_roles(
    page: Page, layout: Layout
) -> tuple[tuple[AlternativeRole, ...], tuple[Notice, ...]]:
    """The alternative roles in the page's order, each once; the page's own role is not one."""
    spans = [_without_bullet(page, line) for line in layout.items.get(Listing.ALTERNATIVE_ROLES, ())]
    kept, notices = _once(page, spans, "alternative role", Listing.ALTERNATIVE_ROLES)
    own = normalise_label(page.words(layout.title))
    others = [span for span in kept if normalise_label(page.words(span)) != own]
    if len(others) < len(kept):
        message = f"'{page.words(layout.title)}' is offered as an alternative to itself; it was left out"
        field = LIST_FIELDS[Listing.ALTERNATIVE_ROLES]
        notices += (Notice("alternative-is-itself", message, "", "remove it from the list", field),)
    return tuple(AlternativeRole(page.said(span), page.place(span)) for span in others), notices


def read_skills(page: Page, layout: Layout) -> tuple[tuple[SkillAsked, ...], tuple[Notice, ...]]:
    """The skills in the page's order, with the ranks that the page gives, whatever they are.

    Raises :class:`RefusedRecord`: ``rank-not-integer``, ``rank-without-skill``, ``ranks-mixed``
    (some skills have a rank and some have none), ``skill-repeated`` (at two ranks).
    """
    ranked = list(_ranked(page, layout.items.get(Listing.SKILLS, ())))
    with_rank = [span for rank, span in ranked if rank is not None]
    if with_rank and len(with_rank) < len(ranked):
        bare = next(span for rank, span in ranked if rank is None)
        _refuse(
            page, bare, "ranks-mixed", f"'{page.words(bare)}' has no rank, but others have: rank all or none"
        )
    kept, notices = _once(page, [span for _, span in ranked], "skill", Listing.SKILLS)
    if with_rank and notices:
        raise RefusedRecord("skill-repeated", f"{notices[0].message}, at two ranks", notices[0].place)
    once = set(kept)
    skills = (SkillAsked(page.said(span), page.place(span), rank) for rank, span in ranked if span in once)
    return tuple(skills), notices


def _ranked(page: Page, lines: Iterable[Span]) -> Iterator[tuple[int | None, Span]]:
    """Each name with its rank: on the line before it, or before it on its own line."""
    waiting: Span | None = None
    for line in lines:
        words = page.words(line)
        if _LIKE_A_RANK.fullmatch(words):
            if waiting:
                _refuse(page, waiting, "rank-without-skill", "a rank stands here without a skill")
            waiting = line
            continue
        inline = _RANKED_NAME.fullmatch(page.text, line.start, line.end)
        if waiting:
            yield _rank(page, waiting), _without_bullet(page, line)
        elif inline:
            yield int(inline["rank"]), Span(*inline.span("name"))
        else:
            yield None, _without_bullet(page, line)
        waiting = None
    if waiting:
        _refuse(page, waiting, "rank-without-skill", "a rank stands here without a skill")


def _rank(page: Page, line: Span) -> int:
    words = page.words(line)
    if not _RANK.fullmatch(words):
        _refuse(page, line, "rank-not-integer", f"the rank '{words}' is no whole number: write 1, 2, 3 …")
    return int(words.rstrip(".)"))


def _refuse(page: Page, span: Span, code: str, message: str) -> None:
    raise RefusedRecord(code, message, str(page.place(span)))


def _without_bullet(page: Page, line: Span) -> Span:
    bullet = _BULLET.match(page.text, line.start, line.end)
    return Span(bullet.end(), line.end) if bullet else line


def _once(
    page: Page, spans: Iterable[Span], what: str, listing: Listing
) -> tuple[list[Span], tuple[Notice, ...]]:
    """``spans`` without repeats of the same words, and a notice for each repeat."""
    kept: dict[str, Span] = {}
    notices = []
    for span in spans:
        first = kept.setdefault(normalise_label(page.words(span)), span)
        if first is not span:
            place = str(page.place(span))
            message = f"the {what} '{page.words(span)}' stands on {page.place(first)} too"
            code = f"{what.replace(' ', '-')}-repeated"
            notices.append(Notice(code, message, place, "remove one", LIST_FIELDS[listing], page.words(span)))
    return list(kept.values()), tuple(notices)
