"""Role pages as text: one tiny page of our own per phenomenon, and what each must give."""

from __future__ import annotations

from decimal import Decimal

import pytest
from role_pages import profile, reading, without_places

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Basis, Listing, Money, Remark, Trend


def test_a_whole_page() -> None:
    read_page = reading("full")
    (role,) = read_page.profiles
    assert read_page.notices == ()
    assert (role.title, role.country, role.band) == ("Potter", "GB", Band(Decimal(0), Decimal(2)))
    assert [label.name for label in role.alternative_titles] == ["Ceramist", "Clay Worker"]
    (salary,) = role.salaries
    expected = Money("£21K", Decimal(21000), Decimal(21000), "GBP", Basis.STATED, "P1Y")
    assert (salary.money, salary.period) == (expected, "2023")
    assert [duty.text for duty in role.duties] == [
        "Wedge and throw clay",
        "Mix glazes, and keep the recipes up to date.",
    ]
    assert [(skill.position, skill.name) for skill in role.skills] == [
        (1, "Wheel Throwing"),
        (2, "Kiln Firing"),
    ]
    assert [other.name for other in role.alternative_roles] == ["Sculptor", "Glazier"]
    assert [mention.name for mention in role.mentions] == ["drawing", "planning"]
    assert role.description is not None
    assert len(role.description.split("\n\n")) == 2


def test_the_facts_in_the_prose() -> None:
    assert [(fact.remark, fact.text) for fact in profile("full").facts] == [
        (Remark.INDUSTRY, "ceramics"),
        *((Remark.EMPLOYER_KIND, kind) for kind in ("studios", "museums", "bodies that teach craft")),
    ]


def test_the_announcements() -> None:
    assert [(each.listing, each.number) for each in profile("full").announcements] == [
        (Listing.DUTIES, None),
        (Listing.SKILLS, None),
        (Listing.ALTERNATIVE_ROLES, 2),
    ]


def test_the_outlook() -> None:
    outlook = profile("full").outlook
    assert outlook is not None
    assert (outlook.trend, outlook.growth, outlook.period) == (Trend.GROWING, Decimal("2.5"), "2023/2033")
    assert outlook.growth_place is not None
    assert outlook.growth_place.words == "grow 2.5 percent"


def test_the_trailer() -> None:
    read_page = reading("full")
    assert read_page.url == "https://potters.example.org/potter"
    assert read_page.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert read_page.cited == ("https://potters.example.org/survey",)
    assert read_page.citation == "Guild of Potters, survey of members"
    two = reading("two-sources")
    assert two.cited == ("https://potters.example.org/survey", "https://clay.example.org/")
    assert two.citation == "Guild of Potters, survey of members; a second survey"


@pytest.mark.parametrize(
    ("page", "code", "place", "words"),
    [
        ("article", "not-a-role-page", "", "is not a role page"),
        ("title-missing", "title-missing", "line 1", "first line"),
        ("title-too-long", "title-too-long", "line 1", "120"),
        ("salary-contradiction", "salary-contradiction", "line 5", "'£21K' here and '£22K' on line 2"),
        ("salary-negative", "money-negative", "line 2", "negative"),
        ("salary-exponent", "money-exponent", "line 2", "digits"),
        ("salary-reversed", "money-reversed", "line 2", "smaller one first"),
        ("pay-period-contradiction", "pay-period-contradiction", "line 6", "P1M"),
        ("pay-period-clash", "pay-period-contradiction", "line 2", "PT1H"),
        ("band-contradiction", "band-contradiction", "line 7", "0-3 years"),
        ("band-contradiction-in-sentence", "band-contradiction", "line 10", "1-2 years"),
        ("band-reversed", "band-reversed", "line 4", "smaller number first"),
        ("country-unknown", "country-unknown", "line 10", "write its short name"),
        ("country-ambiguous", "country-unknown", "line 10", "'North Korea' or 'South Korea'"),
        ("country-contradiction", "country-contradiction", "line 18", "'Ireland' on line 10"),
        ("rank-not-integer", "rank-not-integer", "line 16", "2.5"),
        ("rank-ordinal", "rank-not-integer", "line 16", "2nd"),
        ("rank-without-skill", "rank-without-skill", "line 16", "without a skill"),
        ("ranks-mixed", "ranks-mixed", "line 16", "rank all or none"),
        ("skill-twice-ranked", "skill-repeated", "line 17", "line 15"),
        ("list-repeated", "list-repeated", "line 18", "join the two"),
        ("page-address-bad", "page-address", "line 24", "https://"),
        ("trailer-contradiction", "trailer-contradiction", "line 26", "Period"),
    ],
)
def test_refusals(page: str, code: str, place: str, words: str) -> None:
    with pytest.raises(RefusedRecord) as refusal:
        reading(page)
    assert (refusal.value.code, refusal.value.place) == (code, place)
    assert words in refusal.value.message


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("salary-unreadable", ["salary-not-understood"]),
        ("salary-missing", ["salary-missing"]),
        ("salary-in-words", []),
        ("salary-open-end", []),
        ("pay-period-missing", ["pay-period-missing"]),
        ("dollar-without-country", ["currency-not-understood"]),
        ("country-missing", []),
        ("band-missing", []),
        ("skill-twice-unranked", ["skill-repeated"]),
        ("duty-twice", ["duty-repeated"]),
        ("alternative-is-itself", ["alternative-is-itself"]),
        ("stray-prose-in-skills", ["line-not-understood"]),
        ("licence-in-words", ["licence-not-understood"]),
        ("period-unreadable", ["period-not-understood"]),
        ("lists-announced-and-missing", []),
    ],
)
def test_notices(page: str, codes: list[str]) -> None:
    notices = reading(page).notices
    assert [notice.code for notice in notices] == codes
    assert all(notice.message and notice.remedy for notice in notices)


@pytest.mark.parametrize(
    ("page", "low", "high", "currency", "basis", "period"),
    [
        ("salary-unreadable", None, None, None, None, "P1Y"),
        ("salary-in-words", None, None, None, None, "P1Y"),
        ("salary-open-end", 21000, None, "GBP", Basis.STATED, "P1Y"),
        ("pay-period-missing", 21000, 21000, "GBP", Basis.STATED, None),
        ("pay-period-on-the-line", 21000, 21000, "GBP", Basis.STATED, "P1Y"),
        ("dollar-in-australia", 32000, 45000, "AUD", Basis.INFERRED, "P1Y"),
        ("dollar-without-country", 32000, 45000, None, None, "P1Y"),
    ],
)
def test_salaries(
    page: str,
    low: int | None,
    high: int | None,
    currency: str | None,
    basis: Basis | None,
    period: str | None,
) -> None:
    (salary,) = profile(page).salaries
    money = salary.money
    assert (money.minimum, money.maximum, money.currency, money.currency_basis) == (
        low,
        high,
        currency,
        basis,
    )
    assert (money.pay_period, money.source_text) == (period, salary.place.words)


@pytest.mark.parametrize(
    ("page", "band"),
    [
        ("band-level", Band(name="senior")),
        ("band-open", Band(Decimal(10))),
        ("band-in-sentences-only", Band(Decimal(0), Decimal(2))),
        ("band-missing", None),
    ],
)
def test_bands(page: str, band: Band | None) -> None:
    role = profile(page)
    assert role.band == band
    assert (role.band_place is None) == (band is None)


def test_the_country_of_the_outlook_counts_where_no_other_stands() -> None:
    role = profile("country-in-outlook-only")
    assert (role.country, role.country_place and role.country_place.line) == ("GB", 21)


def test_article_slips_are_no_part_of_a_title() -> None:
    role = profile("article-slip")
    assert (role.title, [label.name for label in role.alternative_titles]) == ("Potter", ["Ceramist"])


def test_another_title_after_or() -> None:
    assert [label.name for label in profile("title-with-or").alternative_titles] == ["Clay Worker"]


def test_sentences_glued_without_a_space_are_read_like_others() -> None:
    glued, full = profile("glued-sentences"), profile("full")
    assert [fact.text for fact in glued.facts] == [fact.text for fact in full.facts]
    assert [mention.name for mention in glued.mentions] == [mention.name for mention in full.mentions]


@pytest.mark.parametrize(
    ("page", "skills"),
    [
        ("skills-unranked", [(None, "Wheel Throwing"), (None, "Kiln Firing")]),
        ("skills-ranked-on-the-line", [(1, "Wheel Throwing"), (2, "Kiln Firing")]),
        ("rank-gap", [(1, "Wheel Throwing"), (4, "Kiln Firing")]),
        ("skill-twice-unranked", [(None, "Wheel Throwing"), (None, "Kiln Firing")]),
    ],
)
def test_skills_keep_the_ranks_of_the_page(page: str, skills: list[tuple[int | None, str]]) -> None:
    assert [(skill.position, skill.name) for skill in profile(page).skills] == skills


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("announced-in-digits", 2),
        ("announced-without-number", None),
        ("lists-announced-and-missing", 2),
        ("title-with-a-number", 2),
    ],
)
def test_a_number_is_announced_only_where_it_is_said(page: str, number: int | None) -> None:
    assert [each.number for each in profile(page).announcements] == [None, None, number]


def test_lists_that_are_announced_and_missing_stay_empty() -> None:
    role = profile("lists-announced-and-missing")
    assert (role.duties, role.alternative_roles, len(role.announcements)) == ((), (), 3)


def test_bullets_are_no_part_of_an_item() -> None:
    assert without_places(profile("lists-with-bullets")) == without_places(profile("full"))


def test_the_outlook_below_a_last_list_of_duties() -> None:
    role = profile("duties-last")
    assert [duty.text for duty in role.duties] == ["Wedge and throw clay for the day's work, then clean up."]
    assert role.outlook is not None
    assert (role.outlook.trend, role.outlook.period) == (Trend.DECLINING, "P5Y")


def test_a_page_without_lists() -> None:
    role = profile("no-lists")
    assert role.announcements == ()
    assert role.outlook is not None
    assert role.outlook.trend is Trend.STABLE


def test_a_period_of_two_years() -> None:
    assert profile("period-of-two-years").salaries[0].period == "2023/2024"
