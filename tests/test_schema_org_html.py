"""Occupations and postings in the scripts of HTML pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from schema_org_pages import notice, record, refused

from rolegraph.graph.model import Reading
from rolegraph.graph.sources import schema_org
from rolegraph.graph.sources.readers import read_record, recognise

POSTING = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Baker"}


def script(document: Any, kind: str = "application/ld+json") -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    return f'<script type="{kind}">{text}</script>'


def page(*scripts: str, head: str = "", start: str = '<!DOCTYPE html>\n<html lang="de">\n') -> str:
    return f"{start}<head>{head}</head>\n<body>\n" + "\n".join(scripts) + "\n</body></html>"


def read(text: str) -> Reading:
    return schema_org.read(record(text, "page.html"))


def test_a_posting_in_a_page_is_read_with_the_line_of_its_script() -> None:
    text = page("<p>Bread</p>", script({**POSTING, "skills": ["Kneading"]}))
    source, reading = read_record(record(text, "page.html"))
    assert (source.format, source.media_type) == ("schema-org", "text/html")
    [found] = reading.profiles
    assert (found.title, str(found.title_place)) == ("Baker", "script on line 6, /title")
    assert (found.title_place.line, found.title_place.pointer) == (6, "/title")
    assert str(found.skills[0].place) == "script on line 6, /skills/0"


def test_scripts_share_their_nodes_and_other_scripts_are_no_matter() -> None:
    one = {**POSTING, "jobLocation": {"@id": "#here"}}
    other = [{"@context": "https://schema.org", "@id": "#here", "address": {"addressCountry": "AT"}}]
    crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList"}
    text = page(
        script(crumbs), script(one), script("alert(1)", "text/javascript"), script(other), script(" ")
    )
    [found] = read(text).profiles
    assert (found.title, found.country) == ("Baker", "AT")
    assert str(found.country_place) == "script on line 8, /0/address/addressCountry"


def test_the_page_tells_language_and_address() -> None:
    head = '<link rel="canonical" href="https://e.org/baker">'
    reading = read(page(script(POSTING), head=head))
    assert (reading.language, reading.url) == ("de", "https://e.org/baker")
    own = read(page(script({**POSTING, "url": "https://e.org/own", "inLanguage": "fr"}), head=head))
    assert (own.language, own.url) == ("fr", "https://e.org/own")


def test_a_script_of_something_else_that_is_broken_is_told() -> None:
    reading = read(page(script('{"@type": "WebSite", '), script(POSTING)))
    assert [found.title for found in reading.profiles] == ["Baker"]
    assert notice(reading, "script-unread").place.startswith("script on line 5, line 1")


@pytest.mark.parametrize(
    ("broken", "code", "place"),
    [
        ('{"@type": "JobPosting", ', "json-syntax", "script on line 5, line 1, column 25"),
        ({**POSTING, "@context": "https://e.org/c"}, "jsonld-context-remote", "script on line 5, /@context"),
        ({**POSTING, "title": ""}, "title-missing", "script on line 5"),
        ({**POSTING, "@nest": {}}, "jsonld-unsupported", "script on line 5, /@nest"),
    ],
)
def test_a_posting_that_can_not_be_read_refuses_the_page(broken: Any, code: str, place: str) -> None:
    error = refused(page(script(broken)))
    assert (error.code, error.place) == (code, place)


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("application/ld+json", True),
        ("application/LD+JSON; charset=utf-8", True),
        ("text/plain", False),
    ],
)
def test_only_scripts_of_json_ld_count(kind: str, known: bool) -> None:
    text = page(script(POSTING, kind))
    if known:
        assert read(text).profiles
    else:
        assert not schema_org.recognises(text.encode())


def test_pages_without_an_occupation_are_left_to_other_readers() -> None:
    crumbs = script({"@context": "https://schema.org", "@type": "BreadcrumbList"})
    assert not schema_org.recognises(page(crumbs).encode())
    assert not schema_org.recognises(b"<html><p>JobPosting</p></html>")
    assert not schema_org.recognises(b"\xff\xfe")
    assert recognise(record(page(script(POSTING)), "page.html")).name == "schema-org"
