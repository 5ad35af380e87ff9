"""What the description of a record says, read by the readers that hold it as one value."""

from __future__ import annotations

import json

import pytest

from rolegraph.graph.model import Reading, Record, Remark
from rolegraph.graph.sources import ncs, profile_csv, schema_org

SAID = "Bakers work in the hospitality industry. The job asks for skills such as Dough shaping and Oven care."
NCS = {"title": "Baker", "salary_starter_gbp": "variable", "description": SAID, "skills_ranked": []}
LISTED = {"rank": 1, "skill": "x", "name": "Oven care", "onet_rank": 1}
SCHEMA = {"@context": "https://schema.org", "@type": "Occupation", "name": "Baker", "description": SAID}
CSV = f'title,description\nBaker,"{SAID}"\n'


def read(reader: str, text: str) -> Reading:
    record = Record("page", "page", text.encode())
    return {"ncs": ncs.read, "schema-org": schema_org.read, "csv": profile_csv.read}[reader](record)


SOURCES = [
    ("ncs", json.dumps(NCS), "/description"),
    ("schema-org", json.dumps(SCHEMA), "/description"),
    ("csv", CSV, "line 2, column description"),
]


@pytest.mark.parametrize(("reader", "text", "place"), SOURCES, ids=[source[0] for source in SOURCES])
def test_skills_and_the_industry_are_read_with_their_words(reader: str, text: str, place: str) -> None:
    profile = read(reader, text).profiles[0]
    assert [mention.name for mention in profile.mentions] == ["Dough shaping", "Oven care"]
    assert [str(mention.place) for mention in profile.mentions] == [place, place]
    assert [mention.place.words for mention in profile.mentions] == ["Dough shaping", "Oven care"]
    industries = [fact for fact in profile.facts if fact.remark == Remark.INDUSTRY]
    assert [(fact.text, fact.place.words, str(fact.place)) for fact in industries] == [
        ("hospitality", "hospitality", place)
    ]


def test_what_the_record_lists_is_no_mention() -> None:
    text = json.dumps({**NCS, "skills_ranked": [LISTED]})
    assert [mention.name for mention in read("ncs", text).profiles[0].mentions] == ["Dough shaping"]


def test_what_the_record_states_is_not_read_from_prose() -> None:
    text = json.dumps({**SCHEMA, "industry": "Food"})
    profile = read("schema-org", text).profiles[0]
    assert [fact.text for fact in profile.facts if fact.remark == Remark.INDUSTRY] == ["Food"]


def test_no_rule_is_applied_to_another_language() -> None:
    text = json.dumps({**SCHEMA, "inLanguage": "de"})
    reading = read("schema-org", text)
    assert reading.profiles[0].mentions == ()
    assert "language-without-rules" in [notice.code for notice in reading.notices]
