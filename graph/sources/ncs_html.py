"""Job profiles of the UK National Careers Service, as its HTML pages.

What they have in common with the JSON records of the same service is read into the same profiles: one a
band (starter, experienced) that share everything else. The pages list skills without rank, name other
titles and related careers, and give no codes. Vacancies and courses, which change daily, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from rolegraph.graph.model import AlternativeRole, Listing, Notice, Place, Reading, Record, RoleProfile
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.html_input import Words, canonical, language, licence, parse_html
from rolegraph.graph.sources.html_input.head import canonical_words
from rolegraph.graph.sources.html_input.recognising import html_start
from rolegraph.graph.sources.ncs_page.facts import is_digital, read_facts
from rolegraph.graph.sources.ncs_page.page import ALSO, NcsPage
from rolegraph.graph.sources.ncs_page.pay import read_pays
from rolegraph.graph.sources.page_html.composed import ComposedPage, Composer
from rolegraph.graph.sources.page_text.facts import is_address
from rolegraph.graph.sources.page_text.layout import Layout, check_title
from rolegraph.graph.sources.page_text.lists import read_alternative_roles, read_duties, read_skills
from rolegraph.graph.sources.page_text.spans import Span
from rolegraph.graph.sources.prose import Passage, missing_rules, read_mentions
from rolegraph.graph.sources.values.countries import country_code
from rolegraph.graph.sources.values.language import language_of
from rolegraph.graph.sources.values.ncs_bands import by_band

_MARK = re.compile(
    r"""nationalcareers\.service\.gov\.uk/job-profiles/ | class=["'][^"'<>]{0,200}\bjob-profile-hero\b""",
    re.VERBOSE,
)
_TITLE = re.compile(r"[^,(]+(?:\([^)]*\)[^,(]*)*")
_JOBS_IN = re.compile(r"Jobs\s*In\s+(?P<country>.+)", re.IGNORECASE)
_GOVERNMENT = re.compile(r"https?://[^/\s]*\.gov\.uk/.*", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether the start of ``data`` is HTML of a job profile of this service; never raises."""
    start = html_start(data)
    return start is not None and _MARK.search(start) is not None


def read(record: Record) -> Reading:
    """What the page says: a profile a band.

    Raises :class:`UnreadableSource` for bytes that are no text, and :class:`RefusedRecord` with the line of
    what can't stand: no title, an impossible salary, a starter's pay above an experienced worker's.
    """
    decoded = decode_text(record.data)
    root = parse_html(decoded.text)
    page = NcsPage(root)
    notices = list(decoded.notices)
    description = _description(page)
    shared = _shared_profile(page, description, notices)
    told = (shared.description or "", *(duty.text for duty in shared.duties))
    spoken = language_of("\n".join(told), language(root))
    shared = _with_mentions(shared, description, spoken.tag)
    profiles = by_band(shared, read_pays(page, shared.country, notices))
    own, licensed = canonical(root), licence(root)
    return Reading(
        profiles,
        (*notices, *spoken.notices, *missing_rules(spoken.tag)),
        url=own if own and is_address(own) else None,
        licence=licensed if licensed and is_address(licensed) else None,
        language=spoken.tag,
    )


def _shared_profile(page: NcsPage, description: list[Words], notices: list[Notice]) -> RoleProfile:
    """The profile without pay and band."""
    lines, layout = _lists(page)
    check_title(lines, layout.title)
    duties, duty_notices = read_duties(lines, layout)
    skills, skill_notices = read_skills(lines, layout)
    alternatives, alternative_notices = read_alternative_roles(lines, layout)
    country, country_place = _country(page)
    notices.extend((*duty_notices, *skill_notices, *alternative_notices))
    if not duties:
        notices.append(Notice("duties-missing", "the page lists no tasks", field="duties"))
    return RoleProfile(
        title=lines.said(layout.title),
        title_place=lines.place(layout.title),
        alternative_titles=tuple(_other_titles(page)),
        country=country,
        country_place=country_place,
        description="\n\n".join(words.text for words in description) or None,
        description_place=description[0].place() if description else None,
        duties=duties,
        skills=skills,
        alternative_roles=alternatives,
        facts=read_facts(page, notices),
    )


def _description(page: NcsPage) -> list[Words]:
    return [words for section in page.hero() for line in section.body.each("p") if (words := line.text())]


def _with_mentions(profile: RoleProfile, description: list[Words], tag: str) -> RoleProfile:
    """The profile with the skills that its description names beside those that are listed."""
    told = [Passage(words.text, words.place) for words in description]
    return replace(profile, mentions=read_mentions(told, tag, [skill.name for skill in profile.skills]))


def _lists(page: NcsPage) -> tuple[ComposedPage, Layout]:
    """The title and the lists as the rules for lists read them."""
    composer = Composer()
    title = composer.add(page.title)
    skills = [words for words in page.items("skills and knowledge") if not is_digital(words)]
    items = {
        Listing.DUTIES: _spans(composer, page.items("day-to-day tasks")),
        Listing.SKILLS: _spans(composer, skills),
        Listing.ALTERNATIVE_ROLES: _spans(composer, page.items("related careers")),
    }
    layout = Layout(title, (), (), MappingProxyType({}), MappingProxyType(items), (), (), ())
    return composer.page(), layout


def _spans(composer: Composer, lines: list[Words]) -> tuple[Span, ...]:
    return tuple(composer.add(words) for words in lines)


def _other_titles(page: NcsPage) -> Iterator[AlternativeRole]:
    for words in (section.title for section in page.hero()):
        match = ALSO.fullmatch(words.text)
        if match:
            for title in _TITLE.finditer(words.text, *match.span("titles")):
                start = title.start() + len(title[0]) - len(title[0].lstrip())
                yield AlternativeRole(title[0].strip(), words.place(start, start + len(title[0].strip())))


def _country(page: NcsPage) -> tuple[str | None, Place | None]:
    """The country whose jobs the page speaks of; else that of the government that runs the service."""
    for words in page.headings():
        match = _JOBS_IN.fullmatch(words.text)
        code = country_code(match["country"]) if match else None
        if match and code:
            return code, words.place(*match.span("country"))
    own = canonical_words(page.root)
    return ("GB", own.place()) if own and _GOVERNMENT.fullmatch(own.text) else (None, None)
