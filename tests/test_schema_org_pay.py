"""Pay of schema.org: amounts, ranges, distributions, and what is not certain of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from schema_org_pages import codes, notice, profile, read

from rolegraph.graph.model import Basis, Money

YEAR = {"unitText": "YEAR"}


def amount(value: Any, **more: Any) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value, **more}


def quantity(**figures: Any) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", **YEAR, **figures}


def figures(money: Money) -> tuple[object, ...]:
    return money.minimum, money.maximum, money.currency, money.currency_basis, money.pay_period


@pytest.mark.parametrize("name", ["baseSalary", "estimatedSalary"])
@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        (amount(quantity(value=40000)), 40000, 40000),
        (amount(quantity(value="40000.50")), "40000.50", "40000.50"),
        (amount(quantity(value="40,000")), 40000, 40000),
        (amount(quantity(minValue=30000, maxValue=40000)), 30000, 40000),
        (amount(quantity(minValue=30000)), 30000, None),
        (amount(quantity(maxValue=40000)), None, 40000),
        (amount(None, minValue=1, maxValue=2, **YEAR), 1, 2),
        (amount(quantity(value=35000, minValue=30000, maxValue=40000)), 30000, 40000),
        (amount(quantity(value="€30,000 - €40,000")), 30000, 40000),
        ({"@type": "UnitPriceSpecification", "price": 5, "priceCurrency": "EUR", "unitCode": "ANN"}, 5, 5),
        ([amount(quantity(value=7))], 7, 7),
    ],
)
def test_an_amount_is_read(name: str, given: Any, low: object, high: object) -> None:
    reading = read("JobPosting", **{name: given})
    [salary] = reading.profiles[0].salaries
    ends = tuple(None if end is None else Decimal(str(end)) for end in (low, high))
    assert figures(salary.money) == (*ends, "EUR", Basis.STATED, "P1Y")
    assert str(salary.place).startswith(f"/{name}")
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("unit", "duration"),
    [
        ("YEAR", "P1Y"), ("MONTH", "P1M"), ("WEEK", "P7D"), ("DAY", "P1D"), ("HOUR", "PT1H"), ("hours", "PT1H"),
        ("per month", "P1M"), ("yearly", "P1Y"), ("ANN", "P1Y"), ("HUR", "PT1H"), ("P1W", "P7D"), ("PT1H", "PT1H"),
    ],
)  # fmt: skip
def test_units_are_pay_periods(unit: str, duration: str) -> None:
    [salary] = profile(baseSalary=amount({"value": 9, "unitText": unit})).salaries
    assert salary.money.pay_period == duration


def test_amounts_as_texts() -> None:
    [salary] = profile("JobPosting", baseSalary="$50,000 - $60,000 a year", salaryCurrency="USD").salaries
    assert figures(salary.money) == (Decimal(50000), Decimal(60000), "USD", Basis.STATED, "P1Y")
    reading = read("JobPosting", baseSalary=50000)
    assert figures(reading.profiles[0].salaries[0].money) == (
        Decimal(50000),
        Decimal(50000),
        None,
        None,
        None,
    )
    assert codes(reading) == ["currency-unknown", "pay-period-missing"]


def test_the_words_of_a_range_are_its_parts_as_the_page_has_them() -> None:
    [salary] = profile(baseSalary=amount(quantity(minValue=30000, maxValue="40000.0"))).salaries
    assert salary.money.source_text == salary.place.words == "30000-40000.0 EUR YEAR"
    assert salary.place.pointer == "/baseSalary/value"


@pytest.mark.parametrize(
    ("given", "period"),
    [
        ({"validFrom": "2024-01-01", "validThrough": "2024-12-31"}, "2024"),
        ({"validFrom": "2024-04-01T00:00:00", "validThrough": "2025-03-31"}, "2024-04-01/2025-03-31"),
        ({"validFrom": "2024-04-01"}, None),
    ],
)
def test_the_time_that_an_amount_speaks_of(given: dict[str, str], period: str | None) -> None:
    [salary] = profile(baseSalary=amount(quantity(value=1), **given)).salaries
    assert salary.period == period


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (amount(quantity(minValue=40000, maxValue=30000)), "40000-30000 EUR YEAR"),
        (amount(quantity(value=50000, minValue=30000, maxValue=40000)), "30000-40000 EUR YEAR"),
        (amount(quantity(minValue=-5, maxValue=7)), "-5-7 EUR YEAR"),
        (amount(quantity(minValue="some", maxValue=7)), "some-7 EUR YEAR"),
        (amount(quantity(minValue=0, maxValue=0)), "0-0 EUR YEAR"),
        (amount(quantity(maxValue=10**14)), f"{10**14} EUR YEAR"),
        (amount(quantity(value=0)), "0"),
        (amount(quantity(value="1.500")), "1.500"),
        (amount(quantity(value="depends on a lot")), "depends on a lot"),
        (amount(quantity(value="$50,000")), "$50,000"),
        ("1e9", "1e9"),
        ("9-5", "9-5"),
    ],
)
def test_figures_that_can_not_stand_are_told_and_only_words_kept(given: Any, words: str) -> None:
    country = {"@type": "Country", "name": "US"}
    reading = read(estimatedSalary=given, occupationLocation=country)
    [salary] = reading.profiles[0].salaries
    assert figures(salary.money)[:4] == (None, None, None, None)
    found = notice(reading, "salary-not-understood")
    assert (found.field, found.words) == ("salaries", words)
    assert salary.money.source_text == words


def test_an_amount_without_a_figure_is_told() -> None:
    reading = read(baseSalary={"@type": "MonetaryAmount", "currency": "EUR"})
    assert reading.profiles[0].salaries == ()
    assert codes(reading) == ["salary-not-understood"]


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"baseSalary": amount(quantity(value=5)), "salaryCurrency": "USD"}, "EUR USD"),
        ({"baseSalary": amount(quantity(value=5), currency="QQQ")}, "QQQ"),
        ({"baseSalary": amount(quantity(value=5, currency="GBP"))}, "EUR GBP"),
    ],
)
def test_a_currency_that_is_not_certain_is_none(properties: dict[str, Any], words: str) -> None:
    reading = read("JobPosting", **properties)
    assert reading.profiles[0].salaries[0].money.currency is None
    assert notice(reading, "currency-not-understood").words == words


def test_units_that_contradict_each_other_are_none() -> None:
    reading = read(baseSalary=amount({"value": 5, "unitText": "YEAR"}, duration="PT1H"))
    assert reading.profiles[0].salaries[0].money.pay_period is None
    assert notice(reading, "pay-period-not-understood").words == "PT1H, YEAR"


def distribution(**figures: Any) -> dict[str, Any]:
    return {"@type": "MonetaryAmountDistribution", "currency": "USD", "duration": "P1Y", **figures}


def test_a_distribution_has_its_figures() -> None:
    reading = read(
        estimatedSalary=distribution(percentile10="16.5", median=20, percentile90=30.25, name="base")
    )
    [pay] = reading.profiles[0].pay_distributions
    assert (pay.median, pay.percentiles) == (Decimal(20), ((10, Decimal("16.5")), (90, Decimal("30.25"))))
    assert (pay.currency, pay.pay_period, pay.source_text) == (
        "USD",
        "P1Y",
        "percentile10 16.5, median 20, percentile90 30.25 USD P1Y",
    )
    assert reading.profiles[0].salaries == ()
    assert codes(reading) == []


@pytest.mark.parametrize(
    "given",
    [
        distribution(),
        distribution(median="a lot"),
        distribution(median=0),
        distribution(percentile10=20, percentile90=10),
        distribution(median=5, name="bonus"),
    ],
)
def test_a_distribution_that_can_not_stand_is_told_and_not_kept(given: Any) -> None:
    reading = read(estimatedSalary=given)
    assert reading.profiles[0].pay_distributions == ()
    assert notice(reading, "pay-distribution-not-understood").field == "pay_distributions"
