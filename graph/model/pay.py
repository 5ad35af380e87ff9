"""Pay: amounts, distributions, and how their currency is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rolegraph.graph.model.places import Place


class Basis(StrEnum):
    """How a currency is known (``rg:currencyBasis``)."""

    STATED = "stated"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of pay as stated; nothing is converted.

    ``minimum`` and ``maximum`` are in major units of ``currency`` (ISO 4217); one figure is both;
    ``None`` is an open or unknown end ("From £40K", "Competitive"). ``pay_period`` is an ISO 8601
    duration (``P1Y``, ``P1M``, ``P7D``, ``P1D``, ``PT1H``) or ``None`` where not stated.
    ``source_text`` is the figure's words ("£23K").
    """

    source_text: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str | None = None
    currency_basis: Basis | None = None
    pay_period: str | None = None

    @property
    def is_observation(self) -> bool:
        """Whether it is complete enough for the salary cube."""
        return None not in (self.minimum, self.maximum, self.currency, self.pay_period)


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay, where it was read, and the period that it speaks of (``2024``; ``None`` not stated)."""

    money: Money
    place: Place
    period: str | None = None


@dataclass(frozen=True, slots=True)
class PayDistribution:
    """What a page says of how pay is spread: figures of one currency, pay period and group of people.

    Figures are in major units of ``currency`` (ISO 4217). ``percentiles`` are (percent, figure) in
    ascending order of percent, without the 50th, which is ``median``. A figure that a page gives
    with an open end ("more than $239,200") is no figure: it stays words, in ``source_text``.
    ``pay_period`` is an ISO 8601 duration (``P1Y``, ``PT1H``); ``period`` is what the figures speak
    of (``2024``); ``None`` is not stated. ``any_experience`` says that the figures are of all who hold
    the role and not of the profile's experience band. ``percentile_places`` says for each percentile,
    in the same order, where it was read; it is empty where ``place`` holds them all.
    """

    source_text: str
    place: Place
    median: Decimal | None = None
    mean: Decimal | None = None
    percentiles: tuple[tuple[int, Decimal], ...] = ()
    currency: str | None = None
    currency_basis: Basis | None = None
    pay_period: str | None = None
    period: str | None = None
    any_experience: bool = False
    percentile_places: tuple[Place, ...] = ()
