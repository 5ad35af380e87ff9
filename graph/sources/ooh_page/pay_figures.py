"""One figure of pay, as the handbook writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Basis, Place
from rolegraph.graph.sources.values.money import parse_money

TOP_FIGURES = MappingProxyType({"P1Y": Decimal(239_200), "PT1H": Decimal(115)})
"""BLS publishes no higher figures of pay (its tables of May 2024 have "#" instead): a percentile that is
said to be "more than" one of these is not known."""

_AT_LEAST = re.compile(
    r"(?:greater than or equal to|equal to or greater than|more than|greater than|at least|over|≥|>=?)\s*",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s+or\s+(?:more|greater|higher|above)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` is ``None`` where the words give only an end of an open range."""

    place: Place
    value: Decimal | None
    currency: str | None
    basis: Basis | None
    pay_period: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is no figure but the end of a range."""
        return self.value is None


def read_figure(place: Place, pay_period: str | None = None) -> Figure | None:
    """The figure of ``place.words``; ``None`` where they are not understood as one figure of pay.

    ``pay_period`` is that of the sentence around, where the words name none.
    """
    words = _OR_MORE.sub("", _AT_LEAST.sub("", place.words, count=1), count=1)
    try:
        money = parse_money(words, country="US", pay_period=pay_period)
    except BadValue:
        return None
    if money is None or money.minimum is None or money.minimum != money.maximum:
        return None
    value = money.minimum if words == place.words else None
    return Figure(place, value, money.currency, money.currency_basis, money.pay_period)


def read_percentile(place: Place, pay_period: str | None, below: bool) -> Figure | None:
    """The figure of "less than $63,650" (``below``) or "more than $194,410".

    That is the percentile itself: a tenth earned less. Other words ("$239,200 or more"), and a top
    figure that is exceeded, leave it open.
    """
    bound = "less than " if below else "more than "
    if not place.words.casefold().startswith(bound):
        figure = read_figure(place, pay_period)
        return figure if figure and figure.is_open else None
    figure = read_figure(replace(place, words=place.words[len(bound) :]), pay_period)
    if figure is None:
        return None
    figure = replace(figure, place=place)
    exceeds_top = not below and figure.value == TOP_FIGURES.get(figure.pay_period or "")
    return replace(figure, value=None) if exceeds_top else figure
