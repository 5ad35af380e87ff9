"""The project's own JSON form: it says all that the model holds, and every fault has its place."""

from __future__ import annotations

import dataclasses
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.model import Band, Basis, Money, Place, Reading, Record, Remark
from rolegraph.graph.sources import own_json
from rolegraph.graph.sources.json_input.parsing import parse_json
from rolegraph.graph.sources.json_input.schema import schema


def read_bytes(data: bytes) -> Reading:
    return own_json.read(Record("x.json", "x.json", data))


def read(**fields: Any) -> Reading:
    """A record with a title and ``fields``; ``...`` takes a field out."""
    value = {"rolegraph": 1, "title": "Baker", **fields}
    return read_bytes(json.dumps({k: v for k, v in value.items() if v is not ...}).encode())


def refused(**fields: Any) -> RefusedRecord:
    with pytest.raises(RefusedRecord) as caught:
        read(**fields)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.fixture(scope="module")
def document(project_root: Path) -> str:
    return (project_root / "docs" / "profile-json.md").read_text("utf-8")


@pytest.fixture(scope="module")
def example(document: str) -> Reading:
    found = re.search(r"```json\n(.*?)```", document, re.DOTALL)
    assert found is not None
    return read_bytes(found[1].encode())


# --- what it can say --------------------------------------------------------------------------


def test_the_schema_is_sound() -> None:
    Draft202012Validator.check_schema(dict(schema()))


def test_the_documented_example_says_everything_that_the_model_holds(example: Reading) -> None:
    assert example.notices == ()
    for part in (
        example,
        example.profiles[1],
        example.profiles[1].salaries[0],
        example.profiles[1].pay_distributions[0],
        example.profiles[1].skills[0],
    ):
        empty = [f.name for f in dataclasses.fields(part) if not getattr(part, f.name)]
        assert empty == (["notices"] if part is example else [])
    outlook = example.profiles[0].outlook
    assert outlook is not None
    assert None not in [getattr(outlook, f.name) for f in dataclasses.fields(outlook)]
    assert {fact.remark for fact in example.profiles[0].facts} == set(Remark)


def test_profiles_share_what_stands_at_the_top(example: Reading) -> None:
    first, second, third = example.profiles
    assert first.duties == second.duties == third.duties
    assert str(first.duties[0].place) == "/duties/0"
    assert [p.band for p in example.profiles] == [
        Band(Decimal(0), Decimal(3)),
        Band(Decimal(3), Decimal(6)),
        Band(name="expert"),
    ]


def test_salaries_are_read_from_words_and_from_figures(example: Reading) -> None:
    words, figures, open_end = (profile.salaries[0] for profile in example.profiles)
    assert words.money == Money("£23K / year", Decimal(23000), Decimal(23000), "GBP", Basis.STATED, "P1Y")
    assert figures.money == Money(
        "£28,000 to £32,000.50", Decimal(28000), Decimal("32000.50"), "GBP", Basis.STATED, "P1Y"
    )
    assert figures.period == "2024"
    assert open_end.money == Money("Competitive")


def test_every_property_is_documented(document: str) -> None:
    names = set(_property_names(dict(schema())))
    assert {name for name in names if f"`{name}`" not in document} == set()


def _property_names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for each in value for name in _property_names(each)]
    if not isinstance(value, dict):
        return []
    own = list(value["properties"]) if isinstance(value.get("properties"), dict) else []
    return own + [name for each in value.values() for name in _property_names(each)]


def test_the_schema_offers_what_the_model_names() -> None:
    facts = schema()["$defs"]["facts"]["properties"]
    assert set(facts) == set(Remark)


def test_a_profile_says_itself_what_differs() -> None:
    reading = read(country="GB", profiles=[{}, {"country": "Australia", "title": "Baker abroad"}])
    assert [(p.title, p.country) for p in reading.profiles] == [("Baker", "GB"), ("Baker abroad", "AU")]


def test_figures_without_words_are_their_own_words() -> None:
    money = [
        read(salary=salary).profiles[0].salaries[0].money.source_text
        for salary in ({"min": 5, "max": 7, "currency": "GBP"}, {"min": 5}, {"max": 7, "payPeriod": "PT1H"})
    ]
    assert money == ["5-7 GBP", "from 5", "up to 7 PT1H"]


def test_a_shared_currency_sign_is_read_by_the_country() -> None:
    money = read(country="AU", salary="$32K-$45K / year").profiles[0].salaries[0].money
    assert (money.currency, money.currency_basis) == ("AUD", Basis.INFERRED)


def test_pay_that_is_not_understood_is_noticed_once_and_kept() -> None:
    reading = read(salary="bananas", profiles=[{}, {}])
    assert [notice.code for notice in reading.notices] == ["salary-not-understood"]
    assert reading.notices[0].place == "/salary"
    assert reading.profiles[1].salaries[0].money == Money("bananas")


def test_a_place_is_a_json_pointer() -> None:
    profile = read(title=..., profiles=[{"title": "x", "facts": {"industry": ["a", "b"]}}]).profiles[0]
    assert profile.title_place == Place("x", pointer="/profiles/0/title")
    assert [str(fact.place) for fact in profile.facts] == [
        "/profiles/0/facts/industry/0",
        "/profiles/0/facts/industry/1",
    ]


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "place", "part"),
    [
        ({"rolegraph": ...}, "", '"rolegraph": 1'),
        ({"rolegraph": 2}, "/rolegraph", "version 1"),
        ({"title": ...}, "", 'has no "title"'),
        ({"title": ..., "profiles": [{"title": "a"}, {}]}, "/profiles/1", 'has no "title"'),
        ({"title": ""}, "/title", "is empty"),
        ({"title": None}, "/title", "is null, not text"),
        ({"slary": "£1"}, "", 'write "salary"'),
        ({"facts": {"industri": "x"}}, "/facts", 'write "industry"'),
        ({"profiles": [{"dutys": []}]}, "/profiles/0", 'write "duties"'),
        ({"profiles": [{"url": "https://x.example/"}]}, "/profiles/0", 'unknown property "url"'),
        ({"profiles": []}, "/profiles", "is empty"),
        ({"salary": True}, "/salary", "not text or an object or a list"),
        ({"salary": [["£1"]]}, "/salary/0", "list inside a list"),
        ({"salary": {"currency": "GBP"}}, "/salary", '"min" or "max" or "text"'),
        ({"salary": {"min": -1}}, "/salary/min", "the least is 0"),
        ({"salary": {"min": 1, "currency": "gbp"}}, "/salary/currency", "ISO 4217"),
        ({"salary": {"min": 1, "period": "soon"}}, "/salary/period", "has another form"),
        ({"skills": [{"name": "x", "position": 0}]}, "/skills/0/position", "the least is 1"),
        ({"skills": [{"position": 1}]}, "/skills/0", 'has no "name"'),
        ({"codes": [{"scheme": "ESCO"}]}, "/codes/0", '"value" or "title"'),
        ({"outlook": {"text": "x", "trend": "growing"}}, "/outlook", 'without "trendText"'),
        ({"outlook": {"text": "x", "trendText": "y"}}, "/outlook", 'without "trend"'),
        ({"announcements": [{"list": "x", "text": "y"}]}, "/announcements/0/list", "duty or"),
        ({"experience": {"min": 81}}, "/experience/min", "the most is 80"),
        ({"experience": {"name": "x", "min": 1}}, "/experience", "leave out"),
        ({"url": "x.example"}, "/url", "from https:// on"),
        ({"cited": ["https://x.example/a b"]}, "/cited/0", "without spaces"),
        ({"language": "e n"}, "/language", "BCP 47"),
        ({"modified": "yesterday"}, "/modified", "has another form"),
    ],
)
def test_a_fault_against_the_schema_names_its_place_and_the_remedy(
    fields: dict[str, Any], place: str, part: str
) -> None:
    fault = refused(**fields)
    assert (fault.code, fault.place) == ("json-form", place)
    assert part in fault.message


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"salary": {"min": 5, "max": 3}}, "salary-reversed", "/salary"),
        ({"salary": ["£1", {"min": 5, "max": 3}]}, "salary-reversed", "/salary/1"),
        ({"salary": {"min": 10**13}}, "salary-absurd", "/salary/min"),
        ({"salary": "£20K - £10K"}, "money-reversed", "/salary"),
        ({"country": "Ruritania"}, "country-unknown", "/country"),
        ({"country": "Korea"}, "country-unknown", "/country"),
        ({"experience": {"min": 3, "max": 3}}, "band-reversed", "/experience"),
        ({"experience": "3-1 years"}, "band-reversed", "/experience"),
        ({"experience": "some"}, "band-not-understood", "/experience"),
        ({"modified": "2023-02-29"}, "date-invalid", "/modified"),
    ],
)
def test_a_value_that_cannot_stand_is_refused_at_its_place(
    fields: dict[str, Any], code: str, place: str
) -> None:
    fault = refused(**fields)
    assert (fault.code, fault.place) == (code, place)
    assert ":" in fault.message


# --- JSON from strangers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"rolegraph": 1, "title": "a", "title": "b"}', "json-repeated-name", ""),
        ('{"a": [{"b": 1, "c": 2, "b": 1}]}', "json-repeated-name", "/a/0"),
        ('{"a": NaN}', "json-number", "/a"),
        ('{"a/b": [-Infinity]}', "json-number", "/a~1b/0"),
        ('{"a": 1e999}', "json-number", "/a"),
        ('{"a": 1e99999999999999999999}', "json-number", "/a"),
        ('{"a": 1E-999}', "json-number", "/a"),
        ('{"a": ' + "9" * 5000 + "}", "json-number", "/a"),
        ('{"a": 0.' + "9" * 5000 + "}", "json-number", "/a"),
        ('{"a": "\\ud83d"}', "json-surrogate", "/a"),
        ('{"\\udc00": 1}', "json-surrogate", ""),
        ('{"a": "\\u0000"}', "json-control", "/a"),
        ('{"a\\nb": 1}', "json-name", ""),
        ("[" * 3000 + "]" * 3000, "json-depth", "line 1, column 65"),
        ('{"a":' * 100_000, "json-depth", "line 1, column 321"),
        ('{"a": 1,\n "b": }', "json-syntax", "line 2, column 7"),
        ('{"a": 1}\n{"a": 2}', "json-syntax", "line 2, column 1"),
        ('{"a": 1, "b"', "json-syntax", "line 1, column 13"),
        ('{"a": "cut', "json-syntax", "line 1, column 7"),
        ("{'a': 1}", "json-syntax", "line 1, column 2"),
    ],
)
def test_json_that_cannot_be_kept_is_refused_with_its_place(text: str, code: str, place: str) -> None:
    with pytest.raises(RefusedRecord) as caught:
        parse_json(text.encode())
    assert (caught.value.code, caught.value.place) == (code, place)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_brackets_inside_strings_are_not_nesting() -> None:
    assert parse_json(json.dumps({"a": "[" * 3000 + '\\"' + "{" * 3000}).encode()).value


def test_numbers_are_exact() -> None:
    assert parse_json(b"[4.86, 12, 1e3]").value == [Decimal("4.86"), 12, Decimal("1e3")]


def test_a_surrogate_pair_is_a_character() -> None:
    assert parse_json(b'["\\ud83d\\ude00"]').value == ["\U0001f600"]


def test_utf_16_with_a_mark_is_read_with_a_notice() -> None:
    text = '{"rolegraph": 1, "title": "Bäcker", "salary": "€30K / year"}'
    reading = read_bytes(text.encode("utf-16"))
    assert reading.profiles[0].salaries[0].money.currency == "EUR"
    assert [notice.code for notice in reading.notices] == ["encoding"]
    with pytest.raises(UnreadableSource, match="iconv"):
        read_bytes(text.encode("utf-16-le"))
    with pytest.raises(UnreadableSource, match="windows-1252"):
        read_bytes(text.encode("cp1252"))


@pytest.mark.parametrize("data", [b"", b"Baker\n", b"[]", b'{"title": "x"}', b"\xff{"])
def test_other_records_are_not_recognised(data: bytes) -> None:
    assert not own_json.recognises(data)


def test_a_marked_record_is_recognised_even_if_it_is_broken() -> None:
    assert own_json.recognises(b'\xef\xbb\xbf {"rolegraph" : 1, "title"')
