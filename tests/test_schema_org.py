"""Occupations and postings of schema.org, field by field, each with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from schema_org_pages import codes, notice, profile, read

from rolegraph.graph.model import Band, Remark

US = {"@type": "Country", "name": "USA"}


def test_names_and_description() -> None:
    found = profile(
        alternateName=["Bread maker", {"@value": "Pastry cook"}],
        description="<p>Bakes &amp; sells.</p><ul><li>Bread</li><li>Cakes</li></ul><script>x()</script>",
    )
    assert (found.title, str(found.title_place)) == ("Baker", "/name")
    assert [(a.name, str(a.place)) for a in found.alternative_titles] == [
        ("Bread maker", "/alternateName/0"),
        ("Pastry cook", "/alternateName/1/@value"),
    ]
    assert found.description == "Bakes & sells.\n\nBread\n\nCakes"
    assert found.description_place is not None
    assert found.description_place.words.startswith("<p>Bakes &amp; sells.</p>")


def test_markup_that_was_escaped_twice_is_taken_off_too() -> None:
    assert (
        profile(description="&lt;p&gt;Bakes&lt;/p&gt;&lt;p&gt;Sells&lt;/p&gt;").description
        == "Bakes\n\nSells"
    )
    assert profile(description="Bakes if x < 3 & y > 4").description == "Bakes if x < 3 & y > 4"


def test_a_second_name_is_an_alternative_one() -> None:
    found = profile(name=["Baker", "Bread maker"])
    assert (found.title, [a.name for a in found.alternative_titles]) == ("Baker", ["Bread maker"])


@pytest.mark.parametrize(
    ("properties", "country", "place"),
    [
        ({"occupationLocation": US}, "US", "/occupationLocation/name"),
        ({"occupationLocation": [{"@type": "City", "name": "Bonn", "containedInPlace": {"@type": "Country", "name": "Germany"}}]}, "DE", "/occupationLocation/0/containedInPlace/name"),
        ({"jobLocation": {"@type": "Place", "address": {"addressCountry": "GB"}}}, "GB", "/jobLocation/address/addressCountry"),
        ({"jobLocation": {"address": {"addressCountry": "gb"}}}, "GB", "/jobLocation/address/addressCountry"),
        ({"jobLocation": {"address": {"addressCountry": "DEU"}}}, "DE", "/jobLocation/address/addressCountry"),
        ({"jobLocation": {"address": {"addressCountry": {"@type": "Country", "name": "France"}}}}, "FR", "/jobLocation/address/addressCountry/name"),
        ({"applicantLocationRequirements": US, "jobLocationType": "TELECOMMUTE"}, "US", "/applicantLocationRequirements/name"),
        ({"applicantLocationRequirements": US, "jobLocation": {"address": {"addressCountry": "CA"}}}, "CA", "/jobLocation/address/addressCountry"),
        ({"occupationLocation": "Germany"}, "DE", "/occupationLocation"),
    ],
)  # fmt: skip
def test_the_country_is_read_by_code_or_name(properties: dict[str, Any], country: str, place: str) -> None:
    reading = read("JobPosting", **properties)
    [found] = reading.profiles
    assert (found.country, str(found.country_place)) == (country, place)
    assert codes(reading) == []


@pytest.mark.parametrize(
    "properties",
    [
        {"occupationLocation": "CA"},
        {"occupationLocation": "Georgia"},
        {"occupationLocation": {"@type": "State", "name": "Georgia"}},
        {"jobLocation": {"address": "1 Main Street, Paris, TX"}},
        {"jobLocation": {"address": {"addressLocality": "Kirkland", "addressRegion": "WA"}}},
    ],
)
def test_a_state_or_a_town_is_no_country(properties: dict[str, Any]) -> None:
    reading = read("JobPosting", **properties)
    assert (reading.profiles[0].country, codes(reading)) == (None, [])


def test_an_unknown_country_and_several_ones_are_told() -> None:
    found = notice(
        read(occupationLocation={"@type": "Country", "name": "Ruritania"}), "country-not-understood"
    )
    assert (found.field, found.words, found.place) == ("country", "Ruritania", "/occupationLocation/name")
    reading = read(occupationLocation=[US, {"@type": "Country", "name": "Canada"}])
    assert reading.profiles[0].country is None
    assert notice(reading, "country-not-understood").words == "CA, US"


@pytest.mark.parametrize(
    ("given", "band"),
    [
        ({"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 36}, Band(Decimal(3))),
        ({"monthsOfExperience": "60"}, Band(Decimal(5))),
        ({"monthsOfExperience": 6}, Band(Decimal("0.5"))),
        ("3-5 years", Band(Decimal(3), Decimal(5))),
        ("At least 3 years experience as a baker", Band(Decimal(3))),
    ],
)
def test_experience_is_a_band(given: object, band: Band) -> None:
    reading = read(experienceRequirements=given)
    assert reading.profiles[0].band == band
    assert str(reading.profiles[0].band_place).startswith("/experienceRequirements")
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("3 years as a baker", "3 years as a baker"),
        ("no requirements", "no requirements"),
        ({"monthsOfExperience": 4}, "4"),
        ({"monthsOfExperience": "some"}, "some"),
        ({"monthsOfExperience": -3}, "-3"),
        ({"@type": "OccupationalExperienceRequirements"}, "OccupationalExperienceRequirements"),
        (["2+ years", "5+ years"], "2+ years, 5+ years"),
        ("2+ years of baking, or 5+ years of cooking", "2+ years of baking, or 5+ years of cooking"),
    ],
)
def test_experience_that_is_not_certain_is_told(given: object, words: str) -> None:
    reading = read(experienceRequirements=given)
    assert reading.profiles[0].band is None
    found = notice(reading, "band-not-understood")
    assert (found.field, found.words) == ("band", words)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["Kneading", "Baking"], ["Kneading", "Baking"]),
        ("Kneading", ["Kneading"]),
        ("Java, SQL, Python", ["Java", "SQL", "Python"]),
        ("Java, SQL, and Python", ["Java", "SQL", "Python"]),
        ("knowledge of law; book-keeping", ["knowledge of law", "book-keeping"]),
        ("- Kneading\n- Baking bread", ["Kneading", "Baking bread"]),
        ("<ul><li>Kneading</li><li>Baking</li></ul>", ["Kneading", "Baking"]),
        ({"@type": "DefinedTerm", "name": "Kneading", "termCode": "K1"}, ["Kneading"]),
        ([{"@type": "DefinedTerm", "name": "Law, tax and duties"}, "Baking", "baking"], ["Law, tax and duties", "Baking"]),
    ],
)  # fmt: skip
def test_skills_are_names_and_never_ranked(given: object, names: list[str]) -> None:
    reading = read(skills=given)
    skills = reading.profiles[0].skills
    assert [skill.name for skill in skills] == names
    assert {skill.position for skill in skills} == {None}
    assert all(str(skill.place).startswith("/skills") for skill in skills)
    assert codes(reading) == []


@pytest.mark.parametrize(
    "given",
    [
        "knowledge of law, tax",
        "Java, research and development",
        "Java, SQL; Python",
        "You should be able to knead dough, and to bake bread of all kinds that people ask for.",
        "Kneads well. Bakes well.",
    ],
)
def test_a_text_that_is_no_certain_list_of_skills_is_told(given: str) -> None:
    reading = read(skills=given)
    assert reading.profiles[0].skills == ()
    found = notice(reading, "skills-not-understood")
    assert (found.field, found.words, found.place) == ("skills", given, "/skills")


def test_a_term_without_a_name_is_told() -> None:
    found = notice(read(skills={"@type": "DefinedTerm", "termCode": "K1"}), "name-not-understood")
    assert (found.field, found.words, found.place) == ("skills", "DefinedTerm", "/skills")


def test_duties_are_a_list_or_lines_or_one_text() -> None:
    assert [d.text for d in profile(responsibilities=["Bake", "Sell"]).duties] == ["Bake", "Sell"]
    assert [d.text for d in profile(responsibilities="• Bake\n• Sell").duties] == ["Bake", "Sell"]
    [duty] = profile(responsibilities="Bakes bread, and sells it. Cleans.").duties
    assert (duty.text, str(duty.place)) == ("Bakes bread, and sells it. Cleans.", "/responsibilities")


def test_facts_stay_text() -> None:
    found = profile(
        "JobPosting",
        industry={"@type": "DefinedTerm", "name": "Food"},
        workHours="40 hours",
        employmentType=["FULL_TIME", "CONTRACTOR"],
        jobLocationType="TELECOMMUTE",
        qualifications="A licence",
        educationRequirements={
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "Bachelor of Science",
            "about": {"name": "Baking"},
        },
    )
    assert [(fact.remark, fact.text, str(fact.place)) for fact in found.facts] == [
        (Remark.INDUSTRY, "Food", "/industry"),
        (Remark.WORK_HOURS, "40 hours", "/workHours"),
        (Remark.WORK_PATTERN, "FULL_TIME", "/employmentType/0"),
        (Remark.WORK_PATTERN, "CONTRACTOR", "/employmentType/1"),
        (Remark.WORKPLACE, "TELECOMMUTE", "/jobLocationType"),
        (Remark.QUALIFICATION, "A licence", "/qualifications"),
        (Remark.QUALIFICATION, "Bachelor of Science, Baking", "/educationRequirements"),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("51-3011.00", ("O*NET-SOC", "51-3011.00", None)),
        ("51-3011.00 - Bakers", ("O*NET-SOC", "51-3011.00", "Bakers")),
        ({"codeValue": "51-3011.00", "name": "Bakers"}, ("O*NET-SOC", "51-3011.00", "Bakers")),
        ({"codeValue": "7512", "inCodeSet": "ISCO-08"}, ("ISCO-08", "7512", None)),
        ({"codeValue": "7512", "inCodeSet": {"name": "ISCO-08"}}, ("ISCO-08", "7512", None)),
        ({"codeValue": "51-3011.00", "inCodeSet": "https://www.onetonline.org/"}, ("O*NET-SOC", "51-3011.00", None)),
        ({"termCode": "1", "inDefinedTermSet": {"name": "KldB"}}, ("KldB", "1", None)),
    ],
)  # fmt: skip
def test_categories_are_codes(given: object, code: tuple[str, str, str | None]) -> None:
    reading = read(occupationalCategory=given)
    [found] = reading.profiles[0].codes
    assert (found.scheme, found.value, found.title) == code
    assert codes(reading) == []


@pytest.mark.parametrize("given", ["Bakers", "7512", {"codeValue": "7512"}, {"name": "Bakers"}])
def test_a_code_of_no_scheme_is_told(given: object) -> None:
    reading = read(occupationalCategory=given)
    assert reading.profiles[0].codes == ()
    found = notice(reading, "code-not-understood")
    assert (found.field, found.words in ("Bakers", "7512")) == ("codes", True)


def test_a_placeholder_is_no_code() -> None:
    assert codes(read(occupationalCategory="00-0000.00")) == ["code-placeholder"]


def test_a_relevant_occupation_gives_codes_and_is_no_profile() -> None:
    occupation = {"@type": "Occupation", "name": "Bakers", "occupationalCategory": "51-3011.00"}
    reading = read("JobPosting", relevantOccupation=occupation)
    assert [(p.title, [c.value for c in p.codes]) for p in reading.profiles] == [("Baker", ["51-3011.00"])]
    assert "relevantOccupation/name" in notice(reading, "field-unknown").message
