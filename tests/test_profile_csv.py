"""Role profiles as CSV, column by column, each value with its line and its column."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from csv_pages import profile, read, refused

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Basis, Code, Money, Place, Record, Remark, Trend
from rolegraph.graph.sources import profile_csv
from rolegraph.graph.sources.csv_input.columns import COLUMNS, FACTS, SINGLE
from rolegraph.graph.sources.inputs import walk
from rolegraph.graph.sources.readers import read_record


def said(*places: Place | None) -> list[tuple[str, str]]:
    return [(place.words, str(place)) for place in places if place]


def test_texts_and_lists_have_line_and_column() -> None:
    found = profile(
        alternative_titles="Bread maker | Pastry cook",
        description="Bakes.\n\nSells.",
        duties="Bake",
        duties_2="Sell | wrap",
        duties_1="Knead",
        skills="Honesty",
        ranked_skills="Kneading|Baking",
        alternative_roles="Cook",
    )
    assert said(found.title_place, found.country_place, found.description_place) == [
        ("Baker", "line 2, column title"),
        ("GB", "line 2, column country"),
        ("Bakes.\n\nSells.", "line 2, column description"),
    ]
    assert [(duty.text, str(duty.place)) for duty in found.duties] == [
        ("Bake", "line 4, column duties"),
        ("Knead", "line 4, column duties_1"),
        ("Sell | wrap", "line 4, column duties_2"),
    ]
    assert [(skill.name, skill.position) for skill in found.skills] == [
        ("Kneading", 1),
        ("Baking", 2),
        ("Honesty", None),
    ]
    assert [each.name for each in found.alternative_titles] == ["Bread maker", "Pastry cook"]
    assert [each.name for each in found.alternative_roles] == ["Cook"]
    assert found.description == "Bakes.\n\nSells."


def test_names_of_columns_may_be_written_in_other_ways() -> None:
    found = profile(
        **{"Ranked Skills": "Kneading", "DUTIES-1": "Bake", "Experience Min": "3", "#id": "7", "": ""}
    )
    assert [skill.position for skill in found.skills] == [1]
    assert str(found.duties[0].place) == "line 2, column DUTIES-1"
    assert found.band == Band(Decimal(3))


@pytest.mark.parametrize("field", FACTS)
def test_facts_stay_text(field: str) -> None:
    found = profile(**{field: "one|two"})
    assert [(fact.remark, fact.text) for fact in found.facts] == [
        (FACTS[field], "one"),
        (FACTS[field], "two"),
    ]


def test_every_fact_of_the_model_has_a_column() -> None:
    assert set(FACTS.values()) == set(Remark)
    assert FACTS["employer_kind"] is Remark.EMPLOYER_KIND


@pytest.mark.parametrize(
    ("columns", "band"),
    [
        ({"experience": "0-3 years"}, Band(Decimal(0), Decimal(3))),
        ({"experience": "10+ years"}, Band(Decimal(10))),
        ({"experience_min": "0.5", "experience_max": "3"}, Band(Decimal("0.5"), Decimal(3))),
        ({"experience_max": "3"}, Band(Decimal(0), Decimal(3))),
        ({"experience_level": "expert"}, Band(name="expert")),
        ({}, None),
    ],
)
def test_experience(columns: dict[str, str], band: Band | None) -> None:
    assert profile(**columns).band == band


def figures(money: Money) -> tuple[object, ...]:
    return money.minimum, money.maximum, money.currency, money.currency_basis, money.pay_period


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"salary": "£23K / year"}, (23000, 23000, "GBP", Basis.STATED, "P1Y")),
        ({"salary": "£23K", "salary_pay_period": "year"}, (23000, 23000, "GBP", Basis.STATED, "P1Y")),
        ({"salary": "23000", "salary_currency": "EUR"}, (23000, 23000, "EUR", Basis.STATED, None)),
        ({"salary": "$32K-$45K", "country": "AU"}, (32000, 45000, "AUD", Basis.INFERRED, None)),
        ({"salary": "Competitive"}, (None, None, None, None, None)),
        ({"salary_min": "20000", "salary_max": "30000.50"}, (20000, Decimal("30000.50"), None, None, None)),
        ({"salary_min": "20,000", "salary_currency": "GBP"}, (20000, None, "GBP", Basis.STATED, None)),
        ({"salary_min": "20.000", "salary_max": "30.000,5", "country": "DE"}, (20000, Decimal("30000.5"), None, None, None)),
        ({"salary_max": "9", "salary_pay_period": "PT1H", "salary_currency": "USD"}, (None, 9, "USD", Basis.STATED, "PT1H")),
    ],
)  # fmt: skip
def test_pay(columns: dict[str, str], expected: tuple[object, ...]) -> None:
    [salary] = profile(**columns).salaries
    assert figures(salary.money) == expected
    assert str(salary.place).startswith("line 2, column salary")


def test_a_distribution_of_pay() -> None:
    found = profile(
        salary_median="20",
        salary_mean="21.5",
        salary_percentile_10="10",
        salary_percentile_90="30",
        salary_currency="USD",
        salary_pay_period="hour",
        salary_period="2024",
    )
    [pay] = found.pay_distributions
    assert (pay.median, pay.mean) == (Decimal(20), Decimal("21.5"))
    assert pay.percentiles == ((10, Decimal(10)), (90, Decimal(30)))
    assert (pay.currency, pay.pay_period, pay.period) == ("USD", "PT1H", "2024")
    assert (pay.source_text, str(pay.place)) == ("20-21.5-10-30 USD hour", "line 2, column salary_median")
    assert found.salaries == ()


@pytest.mark.parametrize(
    "columns", [{"salary": "ask us"}, {"salary_min": "many"}, {"salary_min": "1.500"}, {"salary_max": "-5"}]
)
def test_pay_that_is_not_understood_stays_words_and_is_told(columns: dict[str, str]) -> None:
    reading = read(**columns)
    [salary], [notice] = reading.profiles[0].salaries, reading.notices
    assert figures(salary.money) == (None,) * 5
    [(column, words)] = columns.items()
    assert (notice.code, notice.field, notice.words) == ("salary-not-understood", "salaries", words)
    assert notice.place == f"line 2, column {column}"
    assert salary.money.source_text == words


def test_codes_outlook_and_the_page() -> None:
    reading = read(
        codes="UK SOC 2010:7122=Debt collectors|O*NET-SOC: 43-3011.00|ESCO:http://e.org/1|ISCO:=Clerks",
        outlook="Steady growth.",
        outlook_trend="growing",
        outlook_growth="3.5",
        outlook_period="P10Y",
        url="https://e.org/baker",
        licence="https://e.org/licence",
        cited="https://e.org/a|https://e.org/b",
        citation="Table 3",
        language="en-GB",
        modified="2024-11-30",
    )
    [found] = reading.profiles
    assert [(c.scheme, c.value, c.title) for c in found.codes] == [
        ("UK SOC 2010", "7122", "Debt collectors"),
        ("O*NET-SOC", "43-3011.00", None),
        ("ESCO", "http://e.org/1", None),
        ("ISCO", None, "Clerks"),
    ]
    outlook = found.outlook
    assert outlook is not None
    assert (outlook.text, outlook.trend, outlook.growth) == ("Steady growth.", Trend.GROWING, Decimal("3.5"))
    assert said(outlook.place, outlook.trend_place, outlook.growth_place, outlook.period_place) == [
        ("Steady growth.", "line 2, column outlook"),
        ("growing", "line 2, column outlook_trend"),
        ("3.5", "line 2, column outlook_growth"),
        ("P10Y", "line 2, column outlook_period"),
    ]
    assert (reading.url, reading.licence, reading.cited, reading.citation) == (
        "https://e.org/baker",
        "https://e.org/licence",
        ("https://e.org/a", "https://e.org/b"),
        "Table 3",
    )
    assert (reading.language, reading.modified) == ("en-GB", "2024-11-30")


@pytest.mark.parametrize(
    ("columns", "code", "column"),
    [
        ({"title": " "}, "field-missing", "title"),
        ({"country": "Ruritania"}, "country-unknown", "country"),
        ({"experience": "long"}, "band-not-understood", "experience"),
        ({"experience": "5-3 years"}, "band-reversed", "experience"),
        ({"experience_min": "5", "experience_max": "3"}, "band-reversed", "experience_max"),
        ({"experience_min": "five"}, "number-invalid", "experience_min"),
        ({"experience_min": "500"}, "band-absurd", "experience_min"),
        ({"experience": "0-3 years", "experience_min": "0"}, "experience-twice", "experience_min"),
        ({"salary": "£5", "salary_min": "5"}, "salary-twice", "salary"),
        ({"salary": "£5 / hour", "salary_pay_period": "year"}, "pay-period-contradiction", "salary"),
        ({"salary": "£5", "salary_currency": "EUR"}, "currency-contradiction", "salary"),
        ({"salary": "£45K-£32K"}, "money-reversed", "salary"),
        ({"salary_min": "5", "salary_max": "3"}, "salary-reversed", "salary_min"),
        ({"salary_min": "9" * 20}, "salary-absurd", "salary_min"),
        ({"salary_min": "5", "salary_currency": "QQQ"}, "currency-unknown", "salary_currency"),
        ({"salary_min": "5", "salary_pay_period": "decade"}, "pay-period-invalid", "salary_pay_period"),
        ({"salary_min": "5", "salary_period": "May"}, "period-invalid", "salary_period"),
        ({"codes": "7122"}, "code-invalid", "codes"),
        ({"codes": "SOC:"}, "code-invalid", "codes"),
        ({"outlook_trend": "growing"}, "outlook-missing", "outlook_trend"),
        ({"outlook": "x", "outlook_trend": "up"}, "outlook-trend", "outlook_trend"),
        ({"outlook": "x", "outlook_growth": "much"}, "number-invalid", "outlook_growth"),
        ({"outlook": "x", "outlook_period": "soon"}, "outlook-period", "outlook_period"),
        ({"url": "www.e.org"}, "address-invalid", "url"),
        ({"cited": "https://e.org|e.org"}, "address-invalid", "cited"),
        ({"modified": "2024-02-30"}, "date-invalid", "modified"),
    ],
)
def test_what_can_not_stand_refuses_the_row(columns: dict[str, str], code: str, column: str) -> None:
    error = refused(**columns)
    assert (error.code, error.place) == (code, f"line 2, column {column}")


def test_a_language_that_is_no_tag_is_told() -> None:
    [notice] = read(language="Old English").notices
    assert (notice.code, notice.field) == ("language-not-understood", "language")


# --- the document -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(project_root: Path) -> str:
    return (project_root / "docs" / "profile-csv.md").read_text("utf-8")


def test_the_document_lists_exactly_the_columns(document: str) -> None:
    rows = re.findall(r"^\| (`.*?`) \| (.*) \|$", document, re.MULTILINE)
    listed = {name: text for names, text in rows for name in re.findall(r"`([^`]+)`", names)}
    assert set(listed) == set(COLUMNS)
    for name in SINGLE:
        assert not listed[name].startswith("list"), name
    for name in set(COLUMNS) - set(SINGLE):
        assert listed[name].startswith("list"), name


def test_the_example_of_the_document_is_read(document: str, tmp_path: Path) -> None:
    [example] = re.findall(r"```csv\n(.*?)```", document, re.DOTALL)
    (tmp_path / "example.csv").write_text(example, "utf-8")
    found = [read_record(each) for each in walk([str(tmp_path)]) if isinstance(each, Record)]
    assert [reading.notices for _, reading in found] == [(), ()]
    assert [source.name for source, _ in found] == [
        "https://jobs.example/collections-officer",
        "https://jobs.example/credit-controller",
    ]
    first, second = (reading.profiles[0] for _, reading in found)
    assert first.codes == (
        Code(
            "UK SOC 2010",
            Place("UK SOC 2010:7122=Debt collectors", line=2, column="codes"),
            "7122",
            "Debt collectors",
        ),
    )
    assert [skill.position for skill in first.skills] == [1, 2]
    assert second.salaries[0].money.maximum == 32000


def test_a_header_alone_is_no_profile() -> None:
    with pytest.raises(RefusedRecord, match="no row"):
        profile_csv.read(Record("x", "x", b"title,country\n"))
