"""The two salaries of a National Careers Service page as two experience bands without years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Place, RoleProfile, Salary

BANDS = ("starter", "experienced")
"""From the lower to the higher one."""


@dataclass(frozen=True, slots=True)
class BandPay:
    """The pay of one of :data:`BANDS`, and where the band is named."""

    band: str
    band_place: Place
    salary: Salary


def by_band(shared: RoleProfile, pays: Sequence[BandPay]) -> tuple[RoleProfile, ...]:
    """A profile a band, alike in all else; one without band where no pay is a figure.

    Raises :class:`RefusedRecord` (``salary-reversed``) where a starter earns more than others.
    """
    _refuse_reversed(pays)
    if all(pay.salary.money.minimum is None for pay in pays):
        distinct = {pay.salary.money.source_text: pay.salary for pay in reversed(pays)}
        return (replace(shared, salaries=tuple(reversed(distinct.values()))),)
    return tuple(
        replace(shared, band=Band(name=pay.band), band_place=pay.band_place, salaries=(pay.salary,))
        for pay in pays
    )


def _refuse_reversed(pays: Sequence[BandPay]) -> None:
    low, high = (
        next((pay.salary for pay in pays if pay.band == band and pay.salary.money.minimum is not None), None)
        for band in BANDS
    )
    if low and high and (low.money.minimum or 0) > (high.money.minimum or 0):
        message = (
            f"experienced pay ({high.money.minimum}) is below starters' ({low.money.minimum}): "
            "exchange or correct them"
        )
        raise RefusedRecord("salary-reversed", message, str(high.place))
