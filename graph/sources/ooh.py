"""Pages of the US Occupational Outlook Handbook (Bureau of Labor Statistics), as HTML.

One profile a page: the United States, pay as distributions, duties, important qualities as unranked skills,
similar occupations, codes of the US SOC, the projection. What the handbook says of occupations within the
page's own (their pay), and medians by industry, are not the page's occupation's and are left out. Its links
to O*NET name narrower occupations and are no classification of this one.
"""

from __future__ import annotations

import re

from rolegraph.graph.model import Notice, Reading, Record, RoleProfile
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.html_input import Words, language, parse_html
from rolegraph.graph.sources.ooh_page.about import (
    read_citation,
    read_country,
    read_modified,
    read_title,
    read_url,
)
from rolegraph.graph.sources.ooh_page.layout import Page, lay_out, paragraphs, passages
from rolegraph.graph.sources.ooh_page.lists import read_codes, read_duties, read_qualities, read_similar
from rolegraph.graph.sources.ooh_page.notes import Notes
from rolegraph.graph.sources.ooh_page.other_titles import read_other_titles
from rolegraph.graph.sources.ooh_page.outlook import read_projection
from rolegraph.graph.sources.ooh_page.pay import read_pay
from rolegraph.graph.sources.ooh_page.quick_facts import read_band, read_entry_facts
from rolegraph.graph.sources.ooh_page.statements import read_description, read_facts
from rolegraph.graph.sources.prose import missing_rules, read_mentions
from rolegraph.graph.sources.values.language import language_of

_HANDBOOK = b"Occupational Outlook Handbook"
_PART = re.compile(rb"\bid\s*=\s*[\"']?(?:what-they-do|quickfacts|become-one|job-outlook)\b")


def recognises(data: bytes) -> bool:
    """Whether the bytes name the handbook and hold one of its sections; never raises."""
    return _HANDBOOK in data and _PART.search(data) is not None


def read(record: Record) -> Reading:
    """What the page says.

    Raises :class:`UnreadableSource` for bytes that are no text, and :class:`RefusedRecord`
    (``title-missing``) for a page without a title.
    """
    decoded = decode_text(record.data)
    root = parse_html(decoded.text)
    page, notes = lay_out(root), Notes()
    notes.take(*decoded.notices)
    told = paragraphs(page.part("what-they-do"))
    spoken = language_of(" ".join(words.text for words in told), language(root))
    notes.take(*spoken.notices, *missing_rules(spoken.tag))
    profile = _profile(page, told, spoken.tag, notes)
    _tell_of_gaps(page, notes)
    return Reading(
        (profile,),
        url=read_url(root, notes),
        citation=read_citation(root),
        language=spoken.tag,
        modified=read_modified(root, notes),
        notices=notes.notices,
    )


def _profile(page: Page, told: list[Words], tag: str, notes: Notes) -> RoleProfile:
    title, title_place = read_title(page.root)
    country, country_place = read_country(page.root)
    band, band_place = read_band(page, notes)
    description, description_place = read_description(page)
    skills = read_qualities(page, notes)
    return RoleProfile(
        title,
        title_place,
        alternative_titles=read_other_titles(page, title, notes),
        country=country,
        country_place=country_place,
        band=band,
        band_place=band_place,
        pay_distributions=read_pay(page, title, notes),
        description=description,
        description_place=description_place,
        duties=read_duties(page, notes),
        skills=skills,
        mentions=read_mentions(passages(told), tag, [skill.name for skill in skills]),
        alternative_roles=read_similar(page, notes),
        codes=read_codes(page, notes),
        facts=(*read_entry_facts(page), *read_facts(page)),
        outlook=read_projection(page, title, tag, notes),
    )


def _tell_of_gaps(page: Page, notes: Notes) -> None:
    if not page.quick_facts:
        message = (
            "has no table of quick facts: median pay, entry and projection are read from its sections alone"
        )
        notes.take(Notice("quick-facts-missing", message))
