"""Distributions of pay in the project's own JSON form."""

from __future__ import annotations

from decimal import Decimal

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Basis, PayDistribution, Place
from rolegraph.graph.sources.json_input.fields import Fields, fields_of, words_of
from rolegraph.graph.sources.json_input.parsing import pointer
from rolegraph.graph.sources.json_input.values import currency_of, figure_of

_PERCENTILES = ("10", "25", "75", "90")


def pay_distribution(fields: Fields) -> PayDistribution:
    """The distribution of an object with figures: taken as it is.

    Raises :class:`RefusedRecord` where a lower percentile is above a higher one (the median is the
    50th), or a figure or currency can't stand.
    """
    median, mean = figure_of(fields, "median"), figure_of(fields, "mean")
    percentiles = _percentiles(fields)
    _refuse_disorder(fields, median, percentiles)
    currency, pay_period = currency_of(fields), words_of(fields.text("payPeriod"))
    basis = Basis(words_of(fields.text("currencyBasis")) or Basis.STATED) if currency else None
    words = words_of(fields.text("text")) or _words(median, mean, percentiles, currency, pay_period)
    return PayDistribution(
        words,
        Place(words, pointer=fields.place),
        median=median,
        mean=mean,
        percentiles=tuple((percent, figure) for percent, figure, _ in percentiles),
        currency=currency,
        currency_basis=basis,
        pay_period=pay_period,
        period=words_of(fields.text("period")),
        any_experience=fields.value.get("anyExperience") is True,
        percentile_places=tuple(place for _, _, place in percentiles),
    )


def _percentiles(fields: Fields) -> list[tuple[int, Decimal, Place]]:
    if fields.value.get("percentiles") is None:
        return []
    given = fields_of(fields.value["percentiles"], pointer(fields.place, "percentiles"))
    return [
        (int(key), figure, Place(str(figure), pointer=pointer(given.place, key)))
        for key in _PERCENTILES
        if (figure := figure_of(given, key)) is not None
    ]


def _refuse_disorder(
    fields: Fields, median: Decimal | None, percentiles: list[tuple[int, Decimal, Place]]
) -> None:
    known = [(percent, figure) for percent, figure, _ in percentiles]
    known += [(50, median)] if median is not None else []
    figures = [figure for _, figure in sorted(known)]
    if figures != sorted(figures):
        message = "has a lower percentile above a higher one (the median is the 50th): look for a slip"
        raise RefusedRecord("percentiles-out-of-order", message, fields.place)


def _words(
    median: Decimal | None,
    mean: Decimal | None,
    percentiles: list[tuple[int, Decimal, Place]],
    currency: str | None,
    pay_period: str | None,
) -> str:
    """``median 31000, percentile 10 22000 EUR P1Y``: the figures, where the record gives no words."""
    named = [("median", median), ("mean", mean), *((f"percentile {n}", value) for n, value, _ in percentiles)]
    figures = ", ".join(f"{name} {value}" for name, value in named if value is not None)
    return " ".join(part for part in (figures, currency, pay_period) if part)
