"""What a page of schema.org says of itself, how many profiles it makes, and what refuses it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from schema_org_pages import notice, read, record, refused

from rolegraph.graph.sources import schema_org
from rolegraph.graph.sources.linked_data.requirements import FACTS


def test_the_page_itself() -> None:
    reading = read(
        "JobPosting",
        url="https://e.org/jobs/1",
        license="https://e.org/licence",
        datePosted="2024-05-06T07:08:09Z",
        inLanguage="de-AT",
    )
    assert (reading.url, reading.licence, reading.modified) == (
        "https://e.org/jobs/1",
        "https://e.org/licence",
        "2024-05-06",
    )
    assert (reading.language, reading.notices) == ("de-AT", ())
    changed = read("JobPosting", datePosted="2024-05-06", dateModified="2024-06-07")
    assert changed.modified == "2024-06-07"


@pytest.mark.parametrize(
    ("properties", "code", "field"),
    [
        ({"url": "www.example.org"}, "address-not-understood", "url"),
        ({"datePosted": "yesterday"}, "date-not-understood", "modified"),
        ({"inLanguage": "English!"}, "language-not-understood", "language"),
    ],
)
def test_what_the_page_says_wrongly_of_itself_is_told(
    properties: dict[str, Any], code: str, field: str
) -> None:
    reading = read("JobPosting", **properties)
    assert (reading.url, reading.modified, notice(reading, code).field) == (None, None, field)


def test_texts_in_another_language_than_the_title_are_left_out() -> None:
    names = [{"@value": "Baker", "@language": "en"}, {"@value": "Bäcker", "@language": "de"}]
    reading = read(name=names, skills={"@value": "Kneten", "@language": "de"})
    assert (reading.language, reading.profiles[0].title) == ("en", "Baker")
    assert (reading.profiles[0].alternative_titles, reading.profiles[0].skills) == ((), ())
    assert notice(reading, "language-other").field == "language"


def test_several_occupations_are_several_profiles() -> None:
    graph = [
        {"@type": "Organization", "name": "Mill"},
        {"@type": "Occupation", "name": "Miller"},
        {"@type": ["JobPosting", "Thing"], "title": "Baker"},
        {"@type": "Occupation"},
    ]
    reading = schema_org.read(record(json.dumps({"@context": "https://schema.org", "@graph": graph})))
    assert [found.title for found in reading.profiles] == ["Miller", "Baker"]
    assert (notice(reading, "title-missing").place, notice(reading, "title-missing").field) == (
        "/@graph/3",
        "title",
    )


def test_what_is_not_modelled_is_listed() -> None:
    organisation = {"@type": "Organization", "name": "Mill"}
    reading = read("JobPosting", hiringOrganization=organisation, jobBenefits="Bread")
    assert notice(reading, "field-unknown").message.endswith("not kept: hiringOrganization, jobBenefits")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('{"@context": "https://schema.org", "@type": "Organization"}', "no-occupation"),
        ('{"@context": "https://schema.org"}', "no-occupation"),
        ('{"@context": "https://other.example/", "@type": "Occupation"}', "jsonld-context-remote"),
        ('{"@context": "https://schema.org", "@type": "Occupation", "name": " "}', "title-missing"),
        ('{"@context": "https://schema.org", "@type": "Occupation", "name": "<b></b>"}', "title-missing"),
        ('{"@context": "https://schema.org", "@type": "Occ', "json-syntax"),
        ('{"@context": "https://schema.org", "name": "a", "name": "b"}', "json-repeated-name"),
        (
            '{"@context": {"@vocab": "https://other.example/"}, "@type": "Occupation", "name": "B"}',
            "no-occupation",
        ),
    ],
)
def test_what_can_not_stand_is_refused(data: str, code: str) -> None:
    assert refused(data).code == code


def test_a_value_of_another_kind_than_is_read_is_listed() -> None:
    text = read(
        "JobPosting", relevantOccupation="Bakers", responsibilities={"@type": "ItemList", "name": "x"}
    )
    assert notice(text, "field-unknown").message.endswith("not kept: relevantOccupation, responsibilities")


def documented(project_root: Path) -> list[str]:
    """The properties in the table of the document."""
    text = (project_root / "docs" / "schema-org.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_every_property_of_the_document_is_read_and_every_fact_is_documented(project_root: Path) -> None:
    names = documented(project_root)
    assert len(names) == len(set(names)) > 25
    assert set(FACTS) <= set(names)
    for name in set(names) - {"name", "title", "relevantOccupation"}:
        told = [n.message for n in read("JobPosting", **{name: "x"}).notices if n.code == "field-unknown"]
        assert told == [], name
