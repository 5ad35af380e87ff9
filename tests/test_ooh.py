"""Pages of the Occupational Outlook Handbook, field by field. Expected values were read off the pages by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from ooh_pages import all_pages, held_out, read

from rolegraph.graph.model import Band, Basis, PayDistribution, Reading, Remark, RoleProfile, Trend

YEAR, HOUR = "P1Y", "PT1H"


def page(shared_data: Path, name: str) -> Reading:
    assert not held_out(f"{name}.html")
    return read(all_pages(shared_data)[f"{name}.html"])


def profile(shared_data: Path, name: str) -> RoleProfile:
    [only] = page(shared_data, name).profiles
    return only


def figures(pay: PayDistribution) -> tuple[str | None, str | None, list[tuple[int, str]]]:
    percentiles = [(percent, str(figure)) for percent, figure in pay.percentiles]
    return pay.pay_period, str(pay.median), percentiles


PAY = {
    "actuaries": [(YEAR, "125770", [(10, "75240"), (90, "206430")]), (HOUR, "60.47", [])],
    "roofers": [(YEAR, "50970", [(10, "37060"), (90, "80780")]), (HOUR, "24.51", [])],
    "cooks": [(YEAR, "35760", []), (HOUR, "17.19", [(10, "12"), (90, "22.45")])],
    "athletic-trainers": [(YEAR, "60250", [(10, "45380"), (90, "84100")])],
    "announcers": [(HOUR, "21.69", [])],
    "administrative-services-managers": [(YEAR, "106880", []), (HOUR, "51.39", [])],
    "compensation-and-benefits-managers": [(YEAR, "140360", [(10, "81660")]), (HOUR, "67.48", [])],
    "military-careers": [],
}


@pytest.mark.parametrize("name", PAY)
def test_pay(shared_data: Path, name: str) -> None:
    found = profile(shared_data, name)
    assert [figures(pay) for pay in found.pay_distributions] == PAY[name]
    assert found.salaries == ()
    for pay in found.pay_distributions:
        assert (pay.currency, pay.currency_basis, pay.any_experience) == ("USD", Basis.INFERRED, True)


def test_pay_stands_where_it_was_read(shared_data: Path) -> None:
    yearly = profile(shared_data, "actuaries").pay_distributions[0]
    text = all_pages(shared_data)["actuaries.html"].decode()
    assert (yearly.source_text, yearly.period) == ("$125,770 per year", "2024-05")
    assert " ".join(text[yearly.place.start : yearly.place.end].split()) == yearly.source_text
    assert [place.words for place in yearly.percentile_places] == ["less than $75,240", "more than $206,430"]
    assert [text[p.start : p.end] for p in yearly.percentile_places] == [
        place.words for place in yearly.percentile_places
    ]


def test_pay_of_occupations_within_the_occupation_is_told_and_left_out(shared_data: Path) -> None:
    reading = page(shared_data, "announcers")
    assert [(n.code, n.field) for n in reading.notices] == [("pay-of-a-part", "pay_distributions")] * 2
    assert "$21.96" in reading.notices[0].words
    assert reading.profiles[0].pay_distributions[0].period == "2024-05"  # of the chart


def test_a_figure_beyond_the_highest_that_is_published_is_left_open(shared_data: Path) -> None:
    [notice] = page(shared_data, "compensation-and-benefits-managers").notices
    assert (notice.code, notice.words) == ("pay-open-ended", "more than $239,200")


def test_a_page_without_quick_facts_gives_what_its_sections_say(shared_data: Path) -> None:
    reading = page(shared_data, "military-careers")
    [found] = reading.profiles
    assert found.title == "Military Careers"
    assert (len(found.duties), len(found.skills), found.alternative_roles, found.codes) == (8, 7, (), ())
    assert found.outlook is not None
    assert (found.outlook.growth, found.outlook.period) == (None, None)
    assert {n.code for n in reading.notices} == {"quick-facts-missing", "alternative-roles-not-understood"}


BANDS = {
    "actuaries": None,
    "cooks": None,
    "administrative-services-managers": Band(Decimal(0), Decimal(5)),
    "compensation-and-benefits-managers": Band(Decimal(5), None),
}


@pytest.mark.parametrize("name", BANDS)
def test_the_experience_asked_for_is_the_band(shared_data: Path, name: str) -> None:
    assert profile(shared_data, name).band == BANDS[name]


ENTRY = {
    "actuaries": ["Bachelor's degree", "Long-term on-the-job training"],
    "athletic-trainers": ["Master's degree"],
    "cooks": [],
    "bus-drivers": ["High school diploma or equivalent"],
}


@pytest.mark.parametrize("name", ENTRY)
def test_education_and_training(shared_data: Path, name: str) -> None:
    """ "None" and "See How to Become One" state nothing of their own."""
    kinds = (Remark.QUALIFICATION, Remark.APPRENTICESHIP)
    texts = [fact.text for fact in profile(shared_data, name).facts if fact.remark in kinds]
    assert [text for text in texts if len(text) < 40] == ENTRY[name]


OUTLOOKS = {
    "actuaries": (22, Trend.GROWING),
    "announcers": (-2, Trend.DECLINING),
    "bus-drivers": (1, Trend.GROWING),
    "compensation-and-benefits-managers": (0, Trend.STABLE),
}


@pytest.mark.parametrize("name", OUTLOOKS)
def test_the_outlook(shared_data: Path, name: str) -> None:
    outlook = profile(shared_data, name).outlook
    assert outlook is not None
    growth, trend = OUTLOOKS[name]
    assert (outlook.growth, outlook.trend, outlook.period) == (Decimal(growth), trend, "2024/2034")
    assert outlook.growth_place is not None
    assert str(abs(growth)) in outlook.growth_place.words
    assert outlook.period_place is not None
    assert outlook.period_place.words == "from 2024 to 2034"


CODES = {
    "actuaries": ["15-2011"],
    "announcers": ["27-3011", "27-2091"],
    "administrative-services-managers": ["11-3010", "11-3012", "11-3013"],
}


@pytest.mark.parametrize("name", CODES)
def test_codes(shared_data: Path, name: str) -> None:
    codes = profile(shared_data, name).codes
    assert [code.value for code in codes] == CODES[name]
    assert {code.scheme for code in codes} == {"US SOC"}
    assert all(code.title and code.place.words == code.value for code in codes)


SIMILAR = {
    "cooks": [
        "Bakers",
        "Chefs and Head Cooks",
        "Food and Beverage Serving and Related Workers",
        "Food Preparation Workers",
        "Food Service Managers",
    ],
    "quality-control-inspectors": [
        "Construction and Building Inspectors",
        "Fire Inspectors",
        "Industrial Engineering Technologists and Technicians",
        "Industrial Engineers",
        "Logisticians",
    ],
}


@pytest.mark.parametrize("name", SIMILAR)
def test_similar_occupations(shared_data: Path, name: str) -> None:
    assert [role.name for role in profile(shared_data, name).alternative_roles] == SIMILAR[name]


QUALITIES = {
    "cooks": ["Attention to detail", "Dexterity", "Physical stamina", "Sense of taste and smell"],
    "medical-equipment-repairers": [
        *("Communication skills", "Dexterity", "Mechanical skills", "Physical stamina"),
        *("Physical strength", "Technical skills", "Time-management skills", "Troubleshooting skills"),
    ],
    "loan-officers": ["Decision-making skills", "Detail oriented", "Initiative", "Interpersonal skills"],
}


@pytest.mark.parametrize("name", QUALITIES)
def test_important_qualities_are_skills_without_rank(shared_data: Path, name: str) -> None:
    skills = profile(shared_data, name).skills
    assert [skill.name for skill in skills] == QUALITIES[name]
    assert {skill.position for skill in skills} == {None}


DUTIES = {
    "actuaries": 6,
    "bus-drivers": 25,
    "interpreters-and-translators": 4,
    "calibration-technologists-and-technicians": 6,
}


@pytest.mark.parametrize("name", DUTIES)
def test_duties_of_one_or_several_lists(shared_data: Path, name: str) -> None:
    """A page on several occupations has a list for each; lists of other things are no duties."""
    assert len(profile(shared_data, name).duties) == DUTIES[name]


OTHER_TITLES = {
    "quality-control-inspectors": ["testers", "sorters", "samplers", "weighers"],
    "computer-and-information-systems-managers": ["information technology (IT) managers"],
    "medical-and-health-services-managers": ["healthcare executives", "healthcare administrators"],
    "speech-language-pathologists": ["speech therapists"],
    "wholesale-and-manufacturing-sales-representatives": [
        "manufacturers’ representatives",
        "manufacturers’ agents",
    ],
    "fitness-trainers-and-instructors": [],  # "also known as" is said of a part of them
    "elevator-installers-and-repairers": [],  # the second name leaves words out
}


@pytest.mark.parametrize("name", OTHER_TITLES)
def test_other_titles(shared_data: Path, name: str) -> None:
    assert [each.name for each in profile(shared_data, name).alternative_titles] == OTHER_TITLES[name]


def test_the_page_itself(shared_data: Path) -> None:
    reading = page(shared_data, "athletic-trainers")
    assert reading.url == "https://www.bls.gov/ooh/healthcare/athletic-trainers.htm"
    assert (reading.language, reading.modified, reading.licence) == ("en", "2025-12-03", None)
    assert reading.citation is not None
    assert reading.citation.startswith("Bureau of Labor Statistics")
    assert "visited" not in reading.citation
    [found] = reading.profiles
    assert (found.country, found.country_place and found.country_place.words) == ("US", "U.S.")
