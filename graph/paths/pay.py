"""Pay of roles for a country and band: only figures that can be compared are put side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from rolegraph.graph.countries import alpha3
from rolegraph.graph.identity import normalise_label
from rolegraph.graph.paths.answers import Asked, Pay, PayKey, StepPay
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.parts import Place
from rolegraph.graph.paths.refusals import BadQuestion
from rolegraph.graph.paths.space import SkillSpace

_Key = tuple[int, int, int, int, int]
"""Country, band, currency, pay period, period, by number."""
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """The country and the band that a question is about: numbers of places, ``None`` for any, −1 for none."""

    country: int | None = None
    band: int | None = None
    asked: Asked = field(default_factory=lambda: Asked(None, None))

    def __bool__(self) -> bool:
        """Whether a country or a band is asked for at all."""
        return self.country is not None or self.band is not None

    def fits(self, country: int, band: int) -> bool:
        """Whether figures of that country and band are asked for."""
        return self.country in (None, country) and self.band in (None, band)

    def pages(self, country: Array, band: Array) -> Array:
        """For each voice of such a country and band, whether it is a page of those asked for."""
        found = (country >= 0) & (band >= 0)
        for asked, column in ((self.country, country), (self.band, band)):
            if asked is not None:
                found &= column == asked
        return found


def wanted(space: SkillSpace, country: str | None, band: str | None) -> Wanted:
    """What a country (alpha-2 code, name or IRI) and a band (label, key or IRI) mean in a space.

    A country that exists and that no page speaks of is no error: there is no pay for it. Raises
    :class:`BadQuestion` for any other.
    """
    there, code = _country(space, country)
    one, label = _band(space, band)
    return Wanted(there, one, Asked(code, label))


def _country(space: SkillSpace, country: str | None) -> tuple[int | None, str | None]:
    if country is None:
        return None, None
    known = set(space.voices.country.tolist()) | set(space.pay.country.tolist())
    number = _place(space, known, country)
    if number is not None:
        return number, space.places[number].key
    code = country.strip().upper()
    if len(code) == 2 and alpha3(code):
        return -1, code
    raise BadQuestion("country", f"{country[:100]!r} is no country of the store: give a code such as GB")


def _band(space: SkillSpace, band: str | None) -> tuple[int | None, str | None]:
    if band is None:
        return None, None
    known = set(space.voices.band.tolist()) | set(space.pay.band.tolist())
    number = _place(space, known, band)
    if number is None:
        labels = sorted(space.places[one].label for one in known if one >= 0)
        told = ", ".join(map(repr, labels[:_TOLD])) or "none"
        raise BadQuestion("band", f"no experience band is called {band[:100]!r}; there are {told}")
    return number, space.places[number].label


def _place(space: SkillSpace, known: Collection[int], name: str) -> int | None:
    """The place with that IRI, key or label: the first in the order of IRIs."""
    wanted = normalise_label(name)
    found = [
        (space.places[number].iri, number)
        for number in known
        if number >= 0 and wanted in _names(space.places[number])
    ]
    return min(found)[1] if found else None


def _names(place: Place) -> set[str]:
    return {normalise_label(text) for text in (place.iri, place.key, place.label)}


class PayBook:
    """Looks up pay in a space, for one country and band."""

    def __init__(self, space: SkillSpace, wanted: Wanted) -> None:
        self._space, self._wanted = space, wanted

    def common(self, roles: Sequence[int]) -> _Key | None:
        """The key that most of these roles have figures for; then the latest period, the most figures."""
        counts: dict[_Key, list[int]] = defaultdict(lambda: [0, 0])
        for role in roles:
            for cell in self._cells(role):
                count = counts[self._key(cell)]
                count[0] += 1
                count[1] += int(self._space.pay.starts[cell + 1] - self._space.pay.starts[cell])
        if not counts:
            return None
        # Of equal ones the first, by IRIs and codes.
        order = sorted(counts, key=self._shown)
        return max(order, key=lambda key: (counts[key][0], self._shown(key)[-1], counts[key][1]))

    def of_step(self, key: _Key | None, start: int | None, end: int) -> StepPay:
        """Pay at both ends under a key."""
        if key is None:
            return StepPay(None, None, None)
        return StepPay(self.described(key), self._pay(start, key), self._pay(end, key))

    def described(self, key: _Key) -> PayKey:
        """The key in words and IRIs."""
        country, band = self._space.places[key[0]], self._space.places[key[1]]
        currency, pay_period, period = (self._space.strings[number] for number in key[2:])
        return PayKey(country.key, country.iri, band.label, band.iri, currency, pay_period, period or None)

    def _shown(self, key: _Key) -> tuple[str, ...]:
        text = self._space.strings
        return (
            self._space.places[key[0]].iri,
            self._space.places[key[1]].iri,
            *(text[number] for number in key[2:]),
        )

    def _cells(self, role: int) -> list[int]:
        pay, starts = self._space.pay, self._space.of_roles.pay
        cells = range(int(starts[role]), int(starts[role + 1]))
        return [cell for cell in cells if self._wanted.fits(int(pay.country[cell]), int(pay.band[cell]))]

    def _key(self, cell: int) -> _Key:
        pay = self._space.pay
        columns = (pay.country, pay.band, pay.currency, pay.pay_period, pay.period)
        country, band, currency, pay_period, period = (int(column[cell]) for column in columns)
        return country, band, currency, pay_period, period

    def _pay(self, role: int | None, key: _Key) -> Pay | None:
        cells = [] if role is None else self._cells(role)
        cell = next((one for one in cells if self._key(one) == key), None)
        if cell is None:
            return None
        pay, text = self._space.pay, self._space.strings
        observed = np.asarray(pay.observations[int(pay.starts[cell]) : int(pay.starts[cell + 1])])
        return Pay(
            Decimal(text[int(pay.minimum[cell])]),
            Decimal(text[int(pay.maximum[cell])]),
            tuple(text[number] for number in observed.tolist()),
        )
