"""Role pages as text: a title, a header, a description, lists, an outlook and a trailer.

Nothing is invented: what a page does not say stays absent, what it says twice must agree, and every
value carries the place where it was read.
"""

from __future__ import annotations

import codecs
from dataclasses import replace

from rolegraph.graph.model import Notice, Reading, Record, RoleProfile
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.page_text.facts import read_alternative_titles, read_country, read_trailer
from rolegraph.graph.sources.page_text.header import read_header
from rolegraph.graph.sources.page_text.layout import Layout, is_role_page, lay_out
from rolegraph.graph.sources.page_text.lists import (
    LIST_FIELDS,
    read_alternative_roles,
    read_announcements,
    read_duties,
    read_skills,
)
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.prose import missing_rules, read_facts, read_mentions, read_outlook
from rolegraph.graph.sources.values.language import language_of

_HEAD = 8192
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def recognises(data: bytes) -> bool:
    """Whether the first 8 KiB of ``data`` look like a role page; never raises.

    A page whose values can't stand is recognised all the same, so that :func:`read` can say why.
    """
    head = data[:_HEAD]
    codec = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8-sig")
    return is_role_page(Page(head.decode(codec, "ignore")))


def read(record: Record) -> Reading:
    """What the page says: one profile, with notices for what its owner should know.

    Raises :class:`UnreadableSource` for bytes that are no text, and :class:`RefusedRecord` for a
    text that is no role page (``not-a-role-page``) or says what can't stand, with its line.
    """
    decoded = decode_text(record.data)
    page = Page(decoded.text)
    return read_parts(page, lay_out(page), decoded.notices)


def read_parts(
    page: Page, layout: Layout, notices: tuple[Notice, ...] = (), stated: str | None = None
) -> Reading:
    """What the parts of a page say; ``notices`` are of what went before.

    ``stated`` is the language that the page says it has. Raises :class:`RefusedRecord` as :func:`read` does.
    """
    language = language_of(_own_text(page, layout), stated)
    profile, own = _read_profile(page, layout, language.tag)
    trailer = read_trailer(page, layout)
    salaries = tuple(replace(salary, period=trailer.period) for salary in profile.salaries)
    return Reading(
        (replace(profile, salaries=salaries),),
        (*notices, *language.notices, *own, *missing_rules(language.tag), *trailer.notices),
        url=trailer.url,
        licence=trailer.licence,
        cited=trailer.cited,
        citation=trailer.citation,
        language=language.tag,
    )


def _own_text(page: Page, layout: Layout) -> str:
    """The page without its trailer, whose names and addresses may be in any language."""
    end = layout.trailers[0][1].start if layout.trailers else len(page.text)
    return page.text[:end]


def _read_profile(page: Page, layout: Layout, language: str) -> tuple[RoleProfile, tuple[Notice, ...]]:
    country, country_span = read_country(page, layout)
    header = read_header(page, layout, country)
    duties, duty_notices = read_duties(page, layout)
    skills, skill_notices = read_skills(page, layout)
    alternatives, alternative_notices = read_alternative_roles(page, layout)
    description, future = _whole(layout.description), _whole(layout.outlook)
    told = page.passages(layout.description)
    announced = page.passages(layout.leads.values())
    outlook = read_outlook(
        page.passages(layout.outlook),
        language,
        page.said(layout.title),
        page.place(future) if future else None,
    )
    profile = RoleProfile(
        page.said(layout.title),
        page.place(layout.title),
        alternative_titles=read_alternative_titles(page, layout),
        country=country,
        country_place=page.place(country_span) if country_span else None,
        band=header.band,
        band_place=header.band_place,
        salaries=header.salaries,
        description="\n\n".join(page.said(span) for span in layout.description) or None,
        description_place=page.place(description) if description else None,
        duties=duties,
        skills=skills,
        mentions=read_mentions(told, language, [skill.name for skill in skills]),
        alternative_roles=alternatives,
        facts=read_facts((*told, *announced), language),
        announcements=read_announcements(page, layout),
        outlook=outlook.outlook,
    )
    own = (*header.notices, *_stray_lines(page, layout), *outlook.notices)
    return profile, (*own, *duty_notices, *skill_notices, *alternative_notices)


def _whole(spans: tuple[Span, ...]) -> Span | None:
    return Span(spans[0].start, spans[-1].end) if spans else None


def _stray_lines(page: Page, layout: Layout) -> tuple[Notice, ...]:
    remedy = "move it into the description or the outlook"
    return tuple(
        Notice(
            "line-not-understood",
            f"'{page.words(span)[:60]}' is no item of the list it stands in",
            str(page.place(span)),
            remedy,
            _list_around(layout, span),
            page.words(span),
        )
        for span in layout.stray
    )


def _list_around(layout: Layout, span: Span) -> str:
    """The field of the list that was announced last before ``span``."""
    leads = [(lead.start, listing) for listing, lead in layout.leads.items() if lead.start < span.start]
    return LIST_FIELDS[max(leads)[1]]
