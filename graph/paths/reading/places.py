"""Countries and experience bands, and the pay of roles by both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import numpy as np
from pyoxigraph import NamedNode

from rolegraph.graph.identity import NOT_STATED, period_of_key
from rolegraph.graph.mapping import terms
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.parts import PayCells, Place
from rolegraph.graph.paths.reading.nodes import Found
from rolegraph.graph.paths.reading.source import Source
from rolegraph.graph.paths.strings import Numbering

NOWHERE = -1
_Key = tuple[int, str, str, str, str, str]
_Observed = tuple[str, Decimal, Decimal]


class Places:
    """The countries and bands of profiles and observations, numbered as they are met."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._numbers: dict[str, int] = {}
        self._of = {term: dict(_pairs(source, term)) for term in (terms.COUNTRY, terms.EXPERIENCE_BAND)}

    def country(self, profile: str) -> int:
        """The number of a profile's country, −1 where it has none."""
        return self._place(self._of[terms.COUNTRY].get(profile))

    def band(self, profile: str) -> int:
        """The number of a profile's band, −1 where it has none."""
        return self._place(self._of[terms.EXPERIENCE_BAND].get(profile))

    def number(self, iri: str) -> int:
        """The number of a country or band."""
        return self._numbers.setdefault(iri, len(self._numbers))

    def all(self) -> tuple[Place, ...]:
        """Those met so far, by number."""
        return tuple(self._described(iri) for iri in self._numbers)

    def _place(self, iri: str | None) -> int:
        return NOWHERE if iri is None else self.number(iri)

    def _described(self, iri: str) -> Place:
        key = iri.rpartition("/")[2]
        label = self._source.said(iri).get(terms.PREF_LABEL.value)
        return Place(iri, key, label or ("not stated" if key == NOT_STATED else key))


def read_pay(source: Source, roles: Found, places: Places, number: Numbering) -> PayCells:
    """The cells of the salary cube whose role is known: the lowest, the highest, and which observations."""
    cells: dict[_Key, list[_Observed]] = defaultdict(list)
    for observation, _, _ in source.links(terms.TYPE, object=terms.OBSERVATION.value):
        figures = _figures(source, observation)
        key = _key(source, roles, observation)
        if figures and key:
            cells[key].append((observation, *figures))
    order = sorted(cells)
    rows = [_row(key, cells[key], places, number) for key in order]
    columns = list(np.array(rows, dtype=np.int64).reshape(-1, 8).T)
    observed = _column(number(name) for key in order for name, *_ in sorted(cells[key]))
    columns += [_starts([len(cells[key]) for key in order]), observed]
    return PayCells(*columns)


def _row(key: _Key, found: list[_Observed], places: Places, number: Numbering) -> tuple[int, ...]:
    """The columns of one cell, as ``PayCells`` orders them."""
    role, country, band, *others = key
    lowest, highest = min(low for _, low, _ in found), max(high for _, _, high in found)
    texts = (*others, f"{lowest:f}", f"{highest:f}")
    return role, places.number(country), places.number(band), *map(number, texts)


def _key(source: Source, roles: Found, observation: str) -> _Key | None:
    """Role, country, band, currency, pay period and period of an observation, if it has each."""
    said = source.said(observation)
    linked = {
        term: source.objects(observation, term)
        for term in (terms.ROLE, terms.REF_AREA, terms.EXPERIENCE_BAND, terms.REF_PERIOD)
    }
    currency, pay_period = said.get(terms.CURRENCY_CODE.value), said.get(terms.PAY_PERIOD.value)
    if not (currency and pay_period and all(linked.values())):
        return None
    role, country, band, period = (iris[0] for iris in linked.values())
    if role not in roles.numbers:
        return None
    when = period_of_key(period.rpartition("/")[2]) or ""
    return roles.numbers[role], country, band, currency, pay_period, when


def _figures(source: Source, observation: str) -> tuple[Decimal, Decimal] | None:
    said = source.said(observation)
    try:
        low, high = (Decimal(said[term.value]) for term in (terms.MIN_VALUE, terms.MAX_VALUE))
    except (KeyError, InvalidOperation):
        return None
    return (low, high) if low.is_finite() and high.is_finite() else None


def _pairs(source: Source, term: NamedNode) -> Iterable[tuple[str, str]]:
    return ((one, other) for one, other, _ in source.links(term))


def _starts(counts: list[int]) -> Array:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _column(values: Iterable[int]) -> Array:
    return np.fromiter(values, dtype=np.int64)
