"""Made pages are read as they were made: the generator knows what each page says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType

import pytest
from made_defects import BY_FORM, REFUSED, Defect
from made_forms import FORMS
from made_pages import Page, Pages, Settings

from rolegraph.graph.errors import InputError
from rolegraph.graph.model import Listing, Reading, Record, RoleProfile
from rolegraph.graph.sources import ncs, own_json, role_page

READERS = {"text": role_page, "json": own_json, "ncs": ncs}
# What the shapes decide, not the readers: ranks without gaps and repeats, lists that were announced.
LEFT_TO_THE_SHAPES = {"rank-gap", "repeated-rank", "missing-lists", "short-list"}
CASES = [(form, d) for form in READERS for d in BY_FORM[form] if d.kind not in LEFT_TO_THE_SHAPES]


def pages(form: str, number: int) -> Iterator[Page]:
    """The first pages that a form can hold."""
    countries = ("GB",) if form == "ncs" else Settings().countries
    made = Pages(Settings(roles=300, skills=3000, countries=countries))
    return (made.page(each) for each in range(number))


def read(reader: ModuleType, data: bytes) -> Reading:
    """What the reader makes of a record that it recognises."""
    assert reader.recognises(data)
    reading: Reading = reader.read(Record("made", "made", data))
    return reading


def names_and_lists(profile: RoleProfile) -> dict[str, object]:
    return {
        "title": profile.title,
        "country": profile.country,
        "skills": tuple(skill.name for skill in profile.skills),
        "duties": tuple(duty.text.casefold() for duty in profile.duties),
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_page(form: str) -> None:
    for page in pages(form, 300):
        reading = read(READERS[form], FORMS[form](page))
        (profile,) = reading.profiles
        assert names_and_lists(profile) == expected_names_and_lists(page)
        assert tuple(s.position for s in profile.skills if s.position is not None) == page.ranks
        assert tuple(role.name for role in profile.alternative_roles) == page.alternatives
        assert tuple(title.name for title in profile.alternative_titles) == page.also_known_as
        assert profile.description == "\n\n".join(page.description)
        announced = [a.number for a in profile.announcements if a.listing is Listing.ALTERNATIVE_ROLES]
        assert announced == [page.announced]
        assert reading.url == page.url


@pytest.mark.parametrize("form", ["text", "json"])
def test_pay_band_and_outlook_of_a_page(form: str) -> None:
    for page in pages(form, 300):
        (profile,) = read(READERS[form], FORMS[form](page)).profiles
        (salary,) = profile.salaries
        money, pay = salary.money, page.pay
        assert (money.minimum, money.maximum) == (pay.minimum, pay.maximum), pay.words
        assert (money.currency, money.pay_period) == (pay.currency, pay.period), pay.words
        assert salary.period == page.period
        assert profile.band
        years = [None if year is None else Decimal(year) for year in page.band]
        assert [profile.band.min_years, profile.band.max_years] == years
        assert profile.outlook
        assert (profile.outlook.text, profile.outlook.trend) == (page.outlook, page.trend)
        assert profile.outlook.growth == page.growth


def test_a_line_of_ncs() -> None:
    for page in pages("ncs", 400):
        reading = read(ncs, FORMS["ncs"](page))
        for profile in reading.profiles:
            assert names_and_lists(profile) == expected_names_and_lists(page)
            assert [skill.position for skill in profile.skills] == list(range(1, len(page.skills) + 1))
        paid = {salary.money.minimum for profile in reading.profiles for salary in profile.salaries}
        if page.pay.period == "P1Y" and None not in (page.pay.minimum, page.pay.maximum):
            assert paid == {page.pay.minimum, page.pay.maximum}


def expected_names_and_lists(page: Page) -> dict[str, object]:
    return {
        "title": page.title,
        "country": page.country,
        "skills": page.skills,
        "duties": tuple(duty.casefold() for duty in page.duties),
    }


@pytest.mark.parametrize(("form", "defect"), CASES, ids=[f"{form}-{d.kind}" for form, d in CASES])
def test_a_defect_is_met_as_expected(form: str, defect: Defect) -> None:
    reader, write = READERS[form], FORMS[form]
    for page in pages(form, 30):
        data = defect.spoil(write(defect.change(page)))
        assert verdict(reader, data) == defect.expected


def verdict(reader: ModuleType, data: bytes) -> str:
    """``refused`` where the reader does not recognise or take the record; ``warning``, or ``clean``."""
    if not reader.recognises(data):
        return REFUSED
    try:
        reading = read(reader, data)
    except InputError:
        return REFUSED
    return "warning" if reading.notices else "clean"
