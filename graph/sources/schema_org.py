"""Occupations and job postings of schema.org: JSON-LD, alone or in the scripts of an HTML page.

Nothing is fetched: the contexts of schema.org are built in, any other address is refused
(``linked_data.contexts``). What a page says and the model has no place for is listed in a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.model import AlternativeRole, Notice, Reading, Record, RoleProfile
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.html_input import Element, canonical, language, parse_html
from rolegraph.graph.sources.json_input.parsing import parse_text, shown
from rolegraph.graph.sources.linked_data.codes import read_codes
from rolegraph.graph.sources.linked_data.expansion import expand
from rolegraph.graph.sources.linked_data.nodes import Node, Said, joined, unasked
from rolegraph.graph.sources.linked_data.page import (
    POSTING,
    keep_language,
    read_about,
    stated_language,
    subjects,
)
from rolegraph.graph.sources.linked_data.pay import PayReader
from rolegraph.graph.sources.linked_data.places import read_country
from rolegraph.graph.sources.linked_data.requirements import read_band, read_duties, read_facts, read_skills
from rolegraph.graph.sources.linked_data.wording import flat, prose
from rolegraph.graph.sources.prose import missing_rules, with_prose
from rolegraph.graph.sources.values.language import language_of, language_tag
from rolegraph.graph.sources.values.running_text import running_text

_MEDIA_TYPE = "application/ld+json"
_LINKED = re.compile(r'"@(?:context|type|graph)"')
_SUBJECT = re.compile(r'"(?:[^"\s]*[/:#])?(?:Occupation|JobPosting)"')
_MOST_NAMED = 20


def recognises(data: bytes) -> bool:
    """Whether the bytes are JSON-LD of schema.org, or HTML with an occupation or posting in a script."""
    try:
        text = decode_text(data).text.lstrip()
    except UnreadableSource:
        return False
    if text.startswith(("{", "[")):
        return "schema.org" in text and _LINKED.search(text) is not None
    return text.startswith("<") and _MEDIA_TYPE in text and _SUBJECT.search(text) is not None


def read(record: Record) -> Reading:
    """What a record says: a profile for each occupation or posting.

    Raises :class:`RefusedRecord` with the JSON Pointer of what can't stand (and the line of its
    script): JSON or JSON-LD that can't be read, a context that would have to be fetched, nothing
    about an occupation, no title; :class:`UnreadableSource` where the bytes are no text.
    """
    decoded = decode_text(record.data)
    notices = list(decoded.notices)
    if decoded.text.lstrip().startswith("<"):
        root = parse_html(decoded.text)
        nodes = [node for line, text in _scripts(root) for node in _nodes_in(line, text, notices)]
        around, address = language(root), canonical(root)
    else:
        nodes, around, address = expand(parse_text(decoded.text)), None, None
    return _reading(joined(nodes), around, address, notices)


def _scripts(root: Element) -> Iterator[tuple[int, str]]:
    """The line and the text of each script of JSON-LD."""
    for script in root.each("script", type=True):
        if script.attributes["type"].partition(";")[0].strip().casefold() == _MEDIA_TYPE:
            yield root.source.line(script.start), script.raw()


def _nodes_in(line: int, text: str, notices: list[Notice]) -> list[Node]:
    """The nodes of one script; one that can't be read is named in a notice, the others are read."""
    if not text.strip():
        return []
    try:
        return expand(parse_text(text), line)
    except RefusedRecord as error:
        if error.code in ("jsonld-context-remote", "jsonld-unsupported") and _SUBJECT.search(text):
            raise
        place = error.place if error.place.startswith("script") else f"script on line {line}, {error.place}"
        if _SUBJECT.search(text):
            raise RefusedRecord(error.code, error.message, place) from error
        notices.append(Notice("script-unread", f"{error.message}; the script was passed over", place))
        return []


def _reading(nodes: list[Node], around: str | None, address: str | None, notices: list[Notice]) -> Reading:
    found = subjects(nodes)
    stated = stated_language(found, around)
    if stated and language_tag(stated):
        keep_language(nodes, stated, notices)
    profiles = [profile for node in found if (profile := _profile(node, notices, alone=len(found) == 1))]
    if not profiles:
        raise _untitled(found[0])
    known = language_of(running_text(profiles), stated)
    notices += known.notices
    if any(profile.description for profile in profiles):
        notices += missing_rules(known.tag)
    about = read_about(found, address, notices)
    notices += _not_kept(found)
    return Reading(
        tuple(with_prose(profile, known.tag) for profile in profiles),
        tuple(dict.fromkeys(notices)),
        url=about.url,
        licence=about.licence,
        language=known.tag,
        modified=about.modified,
    )


def _profile(node: Node, notices: list[Notice], *, alone: bool) -> RoleProfile | None:
    """The profile of a node; ``None``, with a notice, for one without a title among others."""
    titles = _titles(node, notices)
    if not titles:
        if not alone:
            error = _untitled(node)
            notices.append(Notice("title-missing", error.message, error.place, field="title"))
        return None
    country, country_place = read_country(node, notices)
    band, band_place = read_band(node, notices)
    salaries, distributions = PayReader(node, country, notices).read()
    description = node.text("description")
    return RoleProfile(
        title=flat(titles[0]),
        title_place=titles[0].place,
        alternative_titles=tuple(
            AlternativeRole(flat(said), said.place) for said in [*titles[1:], *node.texts("alternateName")]
        ),
        country=country,
        country_place=country_place,
        band=band,
        band_place=band_place,
        salaries=salaries,
        pay_distributions=distributions,
        description=prose(description) if description else None,
        description_place=description.place if description else None,
        duties=read_duties(node),
        skills=read_skills(node, notices),
        codes=read_codes(node, notices),
        facts=read_facts(node, notices),
    )


def _titles(node: Node, notices: list[Notice]) -> list[Said]:
    """An occupation's names; a posting's titles, or else its names, which may be an advertisement's."""
    titles = [said for said in node.texts("title") if flat(said)] if node.is_a(POSTING) else []
    if titles:
        return titles
    names = [said for said in node.texts("name") if flat(said)]
    if names and node.is_a(POSTING):
        message = f"the posting has no title: its name {shown(names[0].text)} is taken"
        notices.append(Notice("title-from-name", message, names[0].pointer, 'give "title"', "title"))
    return names


def _untitled(node: Node) -> RefusedRecord:
    wanted = '"title"' if node.is_a(POSTING) else '"name"'
    message = f"{'/'.join(node.types)} has no {wanted}: give it, a profile needs one"
    return RefusedRecord("title-missing", message, str(node.spot))


def _not_kept(found: list[Node]) -> Iterator[Notice]:
    """What the page says besides, by the paths of the properties."""
    names = list(dict.fromkeys(path for node in found for path in unasked(node)))
    if names:
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        message = f"properties that are not kept: {', '.join(names[:_MOST_NAMED])}{more}"
        yield Notice("field-unknown", message, str(found[0].spot))
