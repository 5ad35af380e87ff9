"""Distributions of pay in the project's own JSON form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from test_own_json import read, refused

from rolegraph.graph.model import Basis


def test_a_distribution_of_pay_is_taken_as_it_is() -> None:
    whole, bare, words = read(
        payDistributions=[
            {"median": 31000.50, "mean": 33000, "percentiles": {"90": 44000, "10": 22000}, "currency": "EUR",
             "payPeriod": "P1Y", "period": "2024-05"},
            {"percentiles": {"25": 12.5}, "anyExperience": True},
            {"text": "more than $239,200"},
        ]
    ).profiles[0].pay_distributions  # fmt: skip
    assert (whole.median, whole.mean, whole.currency_basis) == (
        Decimal("31000.5"),
        Decimal(33000),
        Basis.STATED,
    )
    assert whole.percentiles == ((10, Decimal(22000)), (90, Decimal(44000)))
    assert (whole.pay_period, whole.period, whole.any_experience) == ("P1Y", "2024-05", False)
    assert whole.source_text == "median 31000.5, mean 33000, percentile 10 22000, percentile 90 44000 EUR P1Y"
    assert [str(place) for place in whole.percentile_places] == [
        "/payDistributions/0/percentiles/10",
        "/payDistributions/0/percentiles/90",
    ]
    assert (bare.median, bare.currency_basis, bare.any_experience) == (None, None, True)
    assert (words.source_text, words.percentiles) == ("more than $239,200", ())


@pytest.mark.parametrize(
    ("given", "code", "place", "part"),
    [
        ([{"currency": "GBP"}], "json-form", "/payDistributions/0", '"median" or "mean"'),
        ([{"percentiles": {"20": 1}}], "json-form", "/payDistributions/0/percentiles", '"20"'),
        ([{"percentiles": {}}], "json-form", "/payDistributions/0/percentiles", "is empty"),
        ({"median": 1}, "json-form", "/payDistributions", "not a list"),
        ([{"median": 10**13}], "salary-absurd", "/payDistributions/0/median", "above"),
        ([{"percentiles": {"10": 10**13}}], "salary-absurd", "/payDistributions/0/percentiles/10", "above"),
        ([{"median": 1, "currency": "GBQ"}], "currency-unknown", "/payDistributions/0/currency", "GBQ"),
        (
            [{"median": 5, "percentiles": {"90": 4}}],
            "percentiles-out-of-order",
            "/payDistributions/0",
            "the 50th",
        ),
        (
            [{"percentiles": {"10": 5, "25": 4}}],
            "percentiles-out-of-order",
            "/payDistributions/0",
            "above a higher one",
        ),
    ],
)
def test_a_distribution_that_cannot_stand_is_refused_at_its_place(
    given: Any, code: str, place: str, part: str
) -> None:
    fault = refused(payDistributions=given)
    assert (fault.code, fault.place) == (code, place)
    assert part in fault.message
