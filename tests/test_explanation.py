"""Values and their places: every field is covered, every place in text is where it says, for all readers."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_samples import SAMPLES, all_samples
from role_pages import FULL

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.explain import explanation as module
from rolegraph.graph.explain.explanation import Explanation, explain, refused
from rolegraph.graph.explain.values import (
    PAGE_FIELDS,
    PROFILE_FIELDS,
    Value,
    not_stated,
    partly_stated,
    profile_values,
)
from rolegraph.graph.model import (
    Band,
    Basis,
    Fact,
    Money,
    Outlook,
    PayDistribution,
    Place,
    Reading,
    Record,
    Remark,
    RoleProfile,
    Salary,
    SkillAsked,
)
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.readers import READERS, recognise

HERE = Place("here", 0, 4, 1)
THERE = Place("there", 5, 10, 1)
BASE = RoleProfile("Baker", HERE)


def values_of(explanation: Explanation) -> list[Value]:
    """All values of a record, those of the page among them."""
    return [value for part in (explanation.page, *explanation.profiles) for value in part.values]


def told(profile: RoleProfile, field: str) -> list[tuple[str, str | None]]:
    """The names and texts of a field's values."""
    return [(value.name, value.text) for value in profile_values(profile) if value.field == field]


@pytest.mark.parametrize(
    ("owner", "table", "apart"),
    [(RoleProfile, PROFILE_FIELDS, set()), (Reading, PAGE_FIELDS, {"profiles", "notices"})],
)
def test_every_field_of_the_model_is_in_the_table(
    owner: type, table: tuple[Any, ...], apart: set[str]
) -> None:
    """With the class of its items, so that no part of them is left out."""
    hints = get_type_hints(owner)
    wanted = {}
    for name in hints.keys() - apart:
        if not name.endswith("_place"):
            inner = [
                kind for kind in (get_args(hints[name]) or (hints[name],)) if kind not in (NoneType, ...)
            ]
            is_class = dataclasses.is_dataclass(inner[0]) and inner[0] is not Band
            wanted[name] = inner[0] if is_class else None
    assert {field.name: field.kind for field in table} == wanted
    assert len(table) == len(wanted)


def test_every_part_of_every_class_has_a_value_of_its_name() -> None:
    """The names that a class declares are those that the walk gives."""
    money = Money("£23K", Decimal(1), Decimal(2), "GBP", Basis.STATED, "P1Y")
    full = dataclasses.replace(
        BASE,
        salaries=(Salary(money, HERE, "2024"),),
        pay_distributions=(PayDistribution("words", HERE),),
        skills=(SkillAsked("Kneading", HERE),),
        outlook=Outlook("bright", HERE),
    )
    for field in PROFILE_FIELDS:
        parts = [value.part for value in profile_values(full) if value.field == field.name and value.part]
        assert not parts or sorted(parts) == sorted(field.parts), field.name


def test_an_inferred_currency_says_from_what() -> None:
    money = Money("$32K", Decimal(32000), Decimal(32000), "AUD", Basis.INFERRED, "P1Y")
    profile = dataclasses.replace(
        BASE, country="AU", country_place=Place("Australia", 9, 18, 4), salaries=(Salary(money, HERE),)
    )
    [currency] = [value for value in profile_values(profile) if value.part == "currency"]
    assert currency.inferred_from == "'here' and the country AU (line 4)"
    assert {value.inferred_from for value in profile_values(profile) if value != currency} == {""}


def test_a_part_has_its_own_place_where_there_is_one() -> None:
    outlook = Outlook(
        "All grows by 3 percent.", HERE, growth=Decimal("3.50"), growth_place=THERE, period="P1Y"
    )
    profile = dataclasses.replace(BASE, outlook=outlook)
    places = {value.part: value.place for value in profile_values(profile) if value.field == "outlook"}
    assert (places["growth"], places["period"], places["text"]) == (THERE, HERE, HERE)
    assert ("outlook.growth", "3.50") in told(profile, "outlook")


def test_percentiles_are_parts_with_their_places() -> None:
    spread = PayDistribution(
        "words", HERE, median=Decimal(5), percentiles=((10, Decimal(2)), (90, Decimal(9)))
    )
    apart = dataclasses.replace(spread, percentile_places=(THERE, HERE))
    values = profile_values(dataclasses.replace(BASE, pay_distributions=(spread, apart)))
    found = [(v.item, v.part, v.text, v.place) for v in values if v.part.startswith("percentile") and v.text]
    assert found == [
        (1, "percentile10", "2", HERE),
        (1, "percentile90", "9", HERE),
        (2, "percentile10", "2", THERE),
        (2, "percentile90", "9", HERE),
    ]


def test_what_is_not_stated_is_named_by_field_and_by_part() -> None:
    profile = dataclasses.replace(
        BASE,
        skills=(SkillAsked("A", HERE, position=1), SkillAsked("B", HERE, position=2, score=Decimal(7))),
        facts=(Fact(Remark.INDUSTRY, "baking", HERE),),
    )
    values = profile_values(profile)
    absent = not_stated(values, PROFILE_FIELDS)
    assert {"country", "band", "salaries", "outlook", "skills.importance", "facts.workHours"} <= set(absent)
    assert not {"title", "skills", "skills.position", "skills.score", "facts", "facts.industry"} & set(absent)
    assert partly_stated(values) == {"skills.score": (1, 2)}


@pytest.mark.parametrize(
    ("band", "text"),
    [
        (Band(Decimal(0), Decimal("0.5")), "0-0.5 years"),
        (Band(Decimal(10)), "10 or more years"),
        (Band(name="Grade (7)"), "Grade (7)"),
    ],
)
def test_a_band_is_told_in_words(band: Band, text: str) -> None:
    assert told(dataclasses.replace(BASE, band=band, band_place=HERE), "band") == [("band", text)]


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == {reader.name for reader in READERS}


@pytest.mark.parametrize(("name", "record"), all_samples(), ids=lambda value: getattr(value, "name", value))
class TestSamples:
    def test_its_reader_knows_it_and_is_named(self, name: str, record: Record) -> None:
        assert recognise(record).name == name
        assert explain(record).as_dict()["reader"] == name
        assert explain(record, name) == explain(record)

    def test_each_place_in_text_holds_its_words(self, name: str, record: Record) -> None:
        assert_places_are_true(record)

    def test_each_stated_value_of_a_profile_has_a_place(self, name: str, record: Record) -> None:
        for profile in explain(record).profiles:
            assert [
                value.name for value in profile.values if value.text is not None and not value.place
            ] == []

    def test_its_json_fits_the_schema(self, name: str, record: Record) -> None:
        jsonschema.validate(json.loads(json.dumps(explain(record).as_dict())), schema())

    def test_its_names_are_those_of_the_tables(self, name: str, record: Record) -> None:
        known = {f"{f.name}.{part}" for f in PROFILE_FIELDS for part in f.parts}
        known |= {field.name for field in (*PROFILE_FIELDS, *PAGE_FIELDS)}
        explanation = explain(record)
        assert {value.name for value in values_of(explanation)} <= known
        for part in (explanation.page, *explanation.profiles):
            assert {value.field for value in part.values} & set(part.not_stated) == set()


def test_a_refusal_fits_the_schema() -> None:
    jsonschema.validate(refused("a", "b/a", RefusedRecord("title-missing", "has none", "line 1")), schema())


@settings(max_examples=80, deadline=None)
@given(
    gaps=st.lists(
        st.sampled_from(["\n", "\r\n", "\r", "\n \t\n", "\u00a0\n", "  \n   "]), min_size=1, max_size=8
    ),
    mark=st.sampled_from(["", "\ufeff"]),
    title=st.sampled_from(["Potter", "Töpferin", "料理人", "Ж́уковка 𝒫"]),
)
def test_places_are_true_whatever_the_spacing_and_the_script(gaps: list[str], mark: str, title: str) -> None:
    """A page of ours with other line ends and blanks, and a title of other widths."""
    lines = [title, *FULL.decode().splitlines()[1:]]
    text = "".join(line + gaps[number % len(gaps)] for number, line in enumerate(lines))
    assert_places_are_true(Record("x.txt", "x.txt", (mark + text).encode()))


def assert_places_are_true(record: Record) -> None:
    """The words of a place in text are the text at its offsets, on its line; it has no pointer."""
    text = decode_text(record.data).text
    explanation = explain(record)
    places = [value.place for value in values_of(explanation) if value.place and value.text is not None]
    assert places
    for place in places:
        assert place.line or place.pointer
        if place.line and not (place.pointer or place.column):
            stretch = text[place.start : place.end]
            if text.lstrip().startswith("<"):
                assert " ".join(place.words.split()) == visible(stretch)
            else:
                assert place.words == stretch
            before = text[: place.start].replace("\r\n", "\n").replace("\r", "\n")
            assert place.line == before.count("\n") + 1
            assert explanation.character(place) == len(before) - before.rfind("\n")


def visible(markup: str) -> str:
    """What a browser shows of a stretch of one line of prose."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def schema() -> Any:
    """The schema of a line of JSON, itself checked."""
    path = Path(module.__file__).parent / "explanation.schema.json"
    found = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found
