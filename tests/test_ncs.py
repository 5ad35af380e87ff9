"""Records of the National Careers Service: each field, each fault, and all 408 real ones."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Basis, Money, Reading, Record, Remark
from rolegraph.graph.sources import ncs
from rolegraph.graph.sources.inputs import walk

DATA = Path(__file__).parent / "data" / "json" / "ncs.json"


def record(**changes: Any) -> Record:
    """The tiny record with some fields changed; ``...`` takes a field out."""
    value = {**json.loads(DATA.read_text("utf-8")), **changes}
    kept = {key: each for key, each in value.items() if each is not ...}
    return Record("x.json", "x.json", json.dumps(kept).encode())


def read(**changes: Any) -> Reading:
    return ncs.read(record(**changes))


def codes(reading: Reading) -> list[str]:
    return [notice.code for notice in reading.notices]


def test_one_record_is_two_profiles_that_share_all_but_pay_and_band() -> None:
    reading = read()
    starter, experienced = reading.profiles
    assert reading.notices == ()
    assert (starter.band, experienced.band) == (Band(name="starter"), Band(name="experienced"))
    assert starter.salaries[0].money == Money(
        "15000", Decimal(15000), Decimal(15000), "GBP", Basis.STATED, "P1Y"
    )
    assert experienced.salaries[0].money.maximum == Decimal("20000.50")
    assert str(experienced.salaries[0].place) == "/salary_experienced_gbp"
    assert starter.skills is experienced.skills
    assert starter.duties is experienced.duties


def test_the_page_is_its_address_and_states_no_licence() -> None:
    reading = read()
    assert reading.url == "https://careers.example/job-profiles/lamplighter"
    assert (reading.licence, reading.modified, reading.language) == (None, "2020-11-16", "en")


def test_skills_keep_rank_and_raw_score() -> None:
    skills = read().profiles[0].skills
    assert [(s.name, s.position, s.score, str(s.place)) for s in skills] == [
        ("Climbing", 1, Decimal("4.86"), "/skills_ranked/0"),
        ("Punctuality", 2, Decimal("4.0"), "/skills_ranked/1"),
    ]


def test_codes_carry_the_titles_that_the_record_gives() -> None:
    assert [(c.scheme, c.value, c.title) for c in read().profiles[0].codes] == [
        ("UK SOC 2010", "9999", "Lighting trades"),
        ("O*NET-SOC", "99-9999.01", None),
        ("ESCO", None, "lamplighter"),
    ]


def test_every_fact_stays_text_with_its_place() -> None:
    facts = [(f.remark, f.text, str(f.place)) for f in read().profiles[0].facts]
    assert facts == [
        (Remark.WORK_HOURS, "37.5–40 hours a week", "/min_hours"),
        (Remark.INDUSTRY, "Lighting", "/categories/0"),
        (Remark.INDUSTRY, "Public service", "/categories/1"),
        (Remark.WORK_PATTERN, "evenings", "/working_pattern"),
        (Remark.WORKPLACE, "in the street", "/working_location/0"),
        (Remark.WORKING_CONDITIONS, "cold", "/working_environment/0"),
        (Remark.DIGITAL_SKILLS, "none", "/digital_skills"),
        (Remark.QUALIFICATION, "be free of vertigo", "/restrictions/0"),
        (Remark.QUALIFICATION, "A ladder helps.", "/other_requirements/0"),
        (Remark.CAREER_PATH, "You could become a head lamplighter.", "/career_path"),
        (Remark.APPRENTICESHIP, "Lamplighting", "/apprenticeships/0"),
    ]


@pytest.mark.parametrize(
    ("low", "high", "details", "text"),
    [
        (40.0, 40.0, "a week", "40 hours a week"),
        (39.0, 41.0, "variable", "39–41 hours, variable"),
        (39.0, 41.0, "", "39–41 hours"),
        (0.0, 0.0, "variable", "variable"),
        (0.0, 0.0, "a week", None),
    ],
)
def test_hours_say_what_the_fields_say(low: float, high: float, details: str, text: str | None) -> None:
    reading = read(min_hours=low, max_hours=high, hours_details=details)
    found = [f.text for f in reading.profiles[0].facts if f.remark == Remark.WORK_HOURS]
    assert found == ([text] if text else [])
    assert codes(reading) == ([] if low else ["hours-missing"])


def test_variable_pay_is_one_profile_without_band() -> None:
    reading = read(salary_starter_gbp="variable", salary_experienced_gbp="variable")
    (profile,) = reading.profiles
    assert profile.band is None
    assert [salary.money for salary in profile.salaries] == [Money(source_text="variable")]
    assert codes(reading) == []


def test_words_for_pay_are_kept_with_a_notice() -> None:
    reading = read(salary_starter_gbp="a little")
    assert [p.salaries[0].money.is_observation for p in reading.profiles] == [False, True]
    assert codes(reading) == ["salary-not-understood"]


@pytest.mark.parametrize("field", [ncs.STARTER, ncs.EXPERIENCED])
@pytest.mark.parametrize("pay", ["-5", "1e999"])
def test_impossible_pay_is_refused(field: str, pay: str) -> None:
    with pytest.raises(RefusedRecord) as caught:
        read(**{field: pay})
    assert (caught.value.code, caught.value.place) == ("salary-impossible", f"/{field}")


def test_more_pay_for_starters_is_refused() -> None:
    with pytest.raises(RefusedRecord) as caught:
        read(salary_starter_gbp="30000")
    assert (caught.value.code, caught.value.place) == ("salary-reversed", "/salary_experienced_gbp")


def test_a_placeholder_code_is_left_out_with_a_notice() -> None:
    reading = read(onet_soc="00-0000.00")
    assert [code.scheme for code in reading.profiles[0].codes] == ["UK SOC 2010", "ESCO"]
    assert codes(reading) == ["code-placeholder"]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"title": ...}, "field-missing", "/title"),
        ({"title": " "}, "field-missing", "/title"),
        ({"title": 3}, "field-type", "/title"),
        ({"skills_ranked": {}}, "field-type", "/skills_ranked"),
        ({"skills_ranked": ["x"]}, "field-type", "/skills_ranked/0"),
        ({"skills_ranked": [{"rank": 1.5, "name": "x"}]}, "field-type", "/skills_ranked/0/rank"),
        ({"skills_ranked": [{"rank": 1}]}, "field-missing", "/skills_ranked/0/name"),
        ({"min_hours": "many"}, "field-type", "/min_hours"),
        ({"day_to_day_tasks": [1]}, "field-type", "/day_to_day_tasks/0"),
        ({"country": "Ruritania"}, "country-unknown", "/country"),
        ({"url": "careers.example"}, "address-invalid", "/url"),
    ],
)
def test_a_fault_is_refused_at_its_pointer(changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(RefusedRecord) as caught:
        read(**changes)
    assert (caught.value.code, caught.value.place) == (code, place)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"shoe_size": 9}, "field-not-understood"),
        ({"career_tips": ...}, "field-missing"),
        ({"day_to_day_tasks": []}, "duties-missing"),
        ({"content_modified": "yesterday"}, "date-not-understood"),
    ],
)
def test_what_does_no_harm_is_noticed(changes: dict[str, Any], code: str) -> None:
    assert codes(read(**changes)) == [code]


def test_a_country_may_be_named() -> None:
    assert read(country="United Kingdom").profiles[0].country == "GB"


@pytest.mark.parametrize("data", [b"", b"Baker\n", b"[]", b'{"title": "x"}', b"\xff{", b'{"rolegraph": 1}'])
def test_other_records_are_not_recognised(data: bytes) -> None:
    assert not ncs.recognises(data)


def test_records_are_recognised_in_any_encoding_that_is_read() -> None:
    data = DATA.read_text("utf-8")
    assert ncs.recognises(data.encode())
    assert ncs.recognises(data.encode("utf-16"))


def test_no_field_of_the_shared_records_is_forgotten(shared_data: Path) -> None:
    records = [
        r
        for r in walk([str(shared_data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz")])
        if isinstance(r, Record)
    ]
    assert {key for r in records for key in json.loads(r.data)} == set(ncs.MODELLED)
    readings = [ncs.read(r) for r in records if ncs.recognises(r.data)]
    assert len(readings) == 408
    found = Counter(code for reading in readings for code in codes(reading))
    assert found["code-placeholder"] == 16
    assert sum(len(reading.profiles) for reading in readings) == 2 * 408 - 40
    observed = [s.money.is_observation for r in readings for p in r.profiles for s in p.salaries]
    assert Counter(observed) == {True: 736, False: 40}


def test_every_text_of_the_shared_records_is_in_the_reading(shared_data: Path) -> None:
    for each in walk([str(shared_data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz")]):
        if isinstance(each, Record):
            said = repr(ncs.read(each))
            texts = [text for text in _texts(json.loads(each.data)) if text and text != "00-0000.00"]
            assert [text for text in texts if repr(text)[1:-1] not in said and not _is_hours(text)] == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]


def _is_hours(text: str) -> bool:
    """The unit of hours is left out where their number is."""
    return text == "a week"
