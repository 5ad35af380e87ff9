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
    read_alternative_roles,
    read_announcements,
    read_duties,
    read_skills,
)
from rolegraph.graph.sources.page_text.prose import read_facts, read_mentions, read_outlook
from rolegraph.graph.sources.page_text.spans import Page, Span

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
    layout = lay_out(page)
    profile, notices = _read_profile(page, layout)
    trailer = read_trailer(page, layout)
    salaries = tuple(replace(salary, period=trailer.period) for salary in profile.salaries)
    return Reading(
        (replace(profile, salaries=salaries),),
        (*decoded.notices, *notices, *trailer.notices),
        url=trailer.url,
        licence=trailer.licence,
        cited=trailer.cited,
        citation=trailer.citation,
    )


def _read_profile(page: Page, layout: Layout) -> tuple[RoleProfile, tuple[Notice, ...]]:
    country, country_span = read_country(page, layout)
    header = read_header(page, layout, country)
    duties, duty_notices = read_duties(page, layout)
    skills, skill_notices = read_skills(page, layout)
    alternatives, alternative_notices = read_alternative_roles(page, layout)
    description = _whole(layout.description)
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
        mentions=read_mentions(page, layout.description, [skill.name for skill in skills]),
        alternative_roles=alternatives,
        facts=read_facts(page, (*layout.description, *layout.leads.values())),
        announcements=read_announcements(page, layout),
        outlook=read_outlook(page, list(layout.outlook)),
    )
    own = (*header.notices, *_stray_lines(page, layout))
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
        )
        for span in layout.stray
    )
