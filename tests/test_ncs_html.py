"""Pages of the National Careers Service as HTML: field by field, with places, and changed in many ways."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from html_pages import words_at
from hypothesis import given
from hypothesis import strategies as st
from role_pages import places, without_places

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Basis, Money, Reading, Record, Remark, RoleProfile
from rolegraph.graph.sources import ncs_html
from rolegraph.graph.sources.readers import recognise

PAGE = (Path(__file__).parent / "data" / "html" / "ncs.html").read_text("utf-8")
PARTS = {
    "Average salary": "salaries",
    "Day-to-day tasks": "duties",
    "Skills and knowledge": "skills",
    "Related careers": "alternative_roles",
}


def read(page: str) -> Reading:
    return ncs_html.read(Record("page.html", "page.html", page.encode()))


def facts(profile: RoleProfile, remark: Remark) -> list[str]:
    return [fact.text for fact in profile.facts if fact.remark is remark]


def test_the_page_is_recognised() -> None:
    record = Record("page.html", "page.html", PAGE.encode())
    assert recognise(record).name == "ncs-html"
    assert recognise(Record("page.html", "page.html", PAGE.encode("utf-16"))).name == "ncs-html"


def test_each_band_is_a_profile() -> None:
    starter, experienced = read(PAGE).profiles
    assert [profile.band and profile.band.name for profile in (starter, experienced)] == [
        "starter",
        "experienced",
    ]
    pay = [profile.salaries[0].money for profile in (starter, experienced)]
    assert pay == [
        Money(words, Decimal(figure), Decimal(figure), "GBP", Basis.STATED, "P1Y")
        for words, figure in (("£14,500", "14500"), ("£26,000", "26000"))
    ]
    assert without_places(starter.duties) == without_places(experienced.duties)


def test_every_field_of_the_profile() -> None:
    reading = read(PAGE)
    profile = reading.profiles[0]
    assert reading.notices == ()
    assert (profile.title, profile.country) == ("Lamplighter", "GB")
    assert [each.name for each in profile.alternative_titles] == ["Gas lighter (streets, parks)", "leerie"]
    assert profile.description == "Lamplighters light & put out the lamps of a town."
    assert [duty.text for duty in profile.duties] == [
        "lighting lamps at dusk",
        "cleaning the glass",
        "telling of leaks",
    ]
    assert [(skill.name, skill.position) for skill in profile.skills] == [
        ("patience with weather", None), ("knowledge of gas fittings", None),
    ]  # fmt: skip
    assert [role.name for role in profile.alternative_roles] == ["Electrician", "Street cleaner"]
    assert reading.url == "https://nationalcareers.service.gov.uk/job-profiles/lamplighter"
    assert reading.licence == "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    assert reading.language == "en"


@pytest.mark.parametrize(
    ("remark", "texts"),
    [
        (Remark.WORK_HOURS, ["38–40 hours a week, variable"]),
        (Remark.WORK_PATTERN, ["evenings / weekends on shifts"]),
        (Remark.WORKPLACE, ["in the streets"]),
        (Remark.WORKING_CONDITIONS, ["outdoors in all weathers"]),
        (Remark.DIGITAL_SKILLS, ["to be able to carry out basic tasks on a computer or hand-held device"]),
        (Remark.QUALIFICATION, ["pass a test of sight", "climb ladders", "You should live near the town.", "two GCSEs", "Award in Street Lighting"]),
        (Remark.CAREER_PATH, ["You could lead a team.\nYou could plan the lighting of a town."]),
        (Remark.CAREER_TIP, ["A head for heights helps."]),
        (Remark.APPRENTICESHIP, ["You can complete a street lighting apprenticeship."]),
    ],
)  # fmt: skip
def test_what_stays_text(remark: Remark, texts: list[str]) -> None:
    assert facts(read(PAGE).profiles[0], remark) == texts


def test_every_place_holds_its_words() -> None:
    found = list(places(read(PAGE).profiles))
    assert len(found) > 50
    for place in found:
        assert words_at(PAGE, place) == " ".join(place.words.split())
        assert place.line == PAGE[: place.start].count("\n") + 1


@given(st.sets(st.sampled_from(sorted(PARTS))), st.sampled_from(["", "\r\n", "  \n\t", "<!-- x -->"]))
def test_a_missing_section_is_absent_and_changes_nothing_else(gone: set[str], spaces: str) -> None:
    page = PAGE
    for heading in gone:
        page = re.sub(rf"<h([23])>{heading}.*?</h\1>", r"<h\1>Else</h\1>", page)
    page = page.replace("\n", f"\n{spaces}")
    (found, *_), (whole, *_) = read(page).profiles, read(PAGE).profiles
    for heading, field in PARTS.items():
        expected = () if heading in gone else without_places(getattr(whole, field))
        assert without_places(getattr(found, field)) == expected
    assert (found.title, found.country) == (whole.title, whole.country)


def test_sections_may_stand_in_another_order() -> None:
    order = r"(?s)(<section id=\"Skills\">.*?)(<section id=\"WhatYouWillDo\">.*?)(?=<section id=\"CareerPath)"
    swapped = re.sub(order, r"\2\1", PAGE)
    assert swapped != PAGE
    assert without_places(read(swapped)) == without_places(read(PAGE))


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("£14K", 14000, 14000), ("&pound;14&nbsp;000", 14000, 14000), ("£14,000 to £15,000", 14000, 15000)],
)
def test_pay_may_be_written_otherwise(words: str, low: int, high: int) -> None:
    money = read(PAGE.replace("&#163;14,500", words)).profiles[0].salaries[0].money
    assert (money.minimum, money.maximum, money.currency) == (Decimal(low), Decimal(high), "GBP")


def test_variable_pay_is_words_at_no_band() -> None:
    page = PAGE.replace("&#163;14,500", "Variable").replace("&#163;26,000", "Variable")
    (profile,) = read(page).profiles
    assert (profile.band, [salary.money for salary in profile.salaries]) == (
        None,
        [Money("Variable", pay_period="P1Y")],
    )
    assert read(page).notices == ()


@pytest.mark.parametrize("words", ["about twelve thousand", "£14,500 £15,000", "lots"])
def test_pay_that_is_not_understood_is_named_with_its_words(words: str) -> None:
    reading = read(PAGE.replace("&#163;14,500", words))
    (notice,) = reading.notices
    assert (notice.code, notice.field, notice.words) == ("salary-not-understood", "salaries", words)
    assert reading.profiles[0].salaries[0].money == Money(words, pay_period="P1Y")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("&#163;26,000", "&#163;12,000", "salary-reversed"),
        ("&#163;14,500", "-&#163;14,500", "money-negative"),
        ("<h1 class", "<h6 class", "title-missing"),
        ("<span>Experienced", "<span>Starter", "salary-contradiction"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_place(old: str, new: str, code: str) -> None:
    page = PAGE.replace(old, new).replace("</h1>", "</h6>" if "h6" in new else "</h1>")
    with pytest.raises(RefusedRecord) as refusal:
        read(page)
    assert (refusal.value.code, refusal.value.place.startswith("line ")) == (code, True)


def test_the_country_is_that_of_the_government_where_no_jobs_are_named() -> None:
    page = PAGE.replace("In the United Kingdom", "")
    profile = read(page).profiles[0]
    assert profile.country == "GB"
    assert profile.country_place is not None
    assert profile.country_place.words.startswith("https://nationalcareers.service.gov.uk/")
    nameless = re.sub("<link rel[^>]*>", "", page)
    assert read(nameless).profiles[0].country is None


def test_the_real_page_is_read(shared_data: Path) -> None:
    """Its figures and the number of items of its lists; the words stay with their owner."""
    data = (shared_data / "ncs-job-profiles" / "sample_page_lifeguard.html").read_bytes()
    page = data.decode()
    record = Record("page.html", "page.html", data)
    assert recognise(record).name == "ncs-html"
    reading = ncs_html.read(record)
    assert reading.notices == ()
    bands = {
        profile.band and profile.band.name: profile.salaries[0].money.minimum for profile in reading.profiles
    }
    assert bands == {"starter": 13000, "experienced": 29000}
    profile = reading.profiles[0]
    assert (profile.title, profile.country, reading.language) == ("Lifeguard", "GB", "en")
    lists = (profile.alternative_titles, profile.duties, profile.skills, profile.alternative_roles)
    assert [len(items) for items in lists] == [3, 9, 8, 5]
    assert facts(profile, Remark.WORK_HOURS) == ["41–43 hours a week, variable"]
    assert len(facts(profile, Remark.QUALIFICATION)) == 13
    for place in places(reading.profiles):
        assert words_at(page, place) == " ".join(place.words.split())
