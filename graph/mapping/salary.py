"""Pay: observations of the salary cube (W3C RDF Data Cube), amounts too incomplete for it, distributions."""

from __future__ import annotations

import re
from types import MappingProxyType

from pyoxigraph import NamedNode

from rolegraph.graph.errors import BadValue
from rolegraph.graph.identity import NOT_STATED, Iris, Kind, band_key, period_key, slug
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.model import Band, Basis, Money, PayDistribution, Place, RoleProfile, Salary
from rolegraph.graph.namespaces import CURRENCY

_TIME = r"\d{4}(-\d{2}){0,2}"
_PERIOD = re.compile(f"{_TIME}(/{_TIME})?")
_PERCENTILES = MappingProxyType(
    {
        10: terms.PERCENTILE_10,
        25: terms.PERCENTILE_25,
        75: terms.PERCENTILE_75,
        90: terms.PERCENTILE_90,
    }
)


def _period_key(period: str | None) -> str:
    if period is not None and not _PERIOD.fullmatch(period):
        message = f"period {period!r} is no time of ISO 8601: write 2024, 2024-05 or 2023/2024"
        raise BadValue("period-invalid", message)
    return period_key(period)


def _percentile(percent: int) -> NamedNode:
    term = _PERCENTILES.get(percent)
    if term is None:
        known = ", ".join(map(str, _PERCENTILES))
        raise BadValue("percentile-unknown", f"there is no property for percentile {percent}: give {known}")
    return term


def dataset_iri(iris: Iris) -> str:
    """The salary data set (``qb:DataSet``) of a store."""
    return iris.thing("dataset", "salaries")


class SalaryWriter:
    """Writes the amounts and the distributions of one page, each numbered from 1."""

    def __init__(self, writer: GraphWriter, iris: Iris, source_key: str) -> None:
        self._writer = writer
        self._iris = iris
        self._key = source_key
        self._written: dict[Kind, int] = {}

    def write(self, node: NamedNode, profile: RoleProfile, salary: Salary) -> None:
        """One amount of ``profile``: an observation where figures, currency and pay period are known.

        An open end, no figure, no currency or no pay period leaves it outside the cube, as a
        ``schema:MonetaryAmount`` with what is known.
        """
        amount = self._new("observation", node, salary.place)
        money = salary.money
        self._writer.types(amount, terms.MONETARY_AMOUNT)
        if money.is_observation:
            self._writer.types(amount, terms.OBSERVATION)
            self._writer.add(amount, terms.QB_DATA_SET, NamedNode(dataset_iri(self._iris)))
        self._write_dimensions(amount, profile, salary.period, money.pay_period)
        self._write_band(amount, profile.band)
        self._write_money(amount, money)

    def write_distribution(self, node: NamedNode, profile: RoleProfile, pay: PayDistribution) -> None:
        """One distribution of ``profile``, as a ``schema:MonetaryAmountDistribution`` beside the cube.

        Its band is the profile's, or "not stated" where its figures are of any experience. Raises
        :class:`BadValue` for a percentile that schema.org has no property for.
        """
        distribution = self._new("distribution", node, pay.place)
        write = self._writer
        write.types(distribution, terms.MONETARY_AMOUNT_DISTRIBUTION)
        self._write_dimensions(distribution, profile, pay.period, pay.pay_period)
        self._write_band(distribution, None if pay.any_experience else profile.band)
        write.typed(distribution, terms.DURATION, pay.pay_period, terms.XSD_DURATION)
        write.number(distribution, terms.MEDIAN, pay.median)
        write.number(distribution, terms.MEAN, pay.mean)
        for percent, figure in pay.percentiles:
            write.number(distribution, _percentile(percent), figure)
        self._write_words(distribution, pay.currency, pay.currency_basis, pay.source_text)

    def _new(self, kind: Kind, profile: NamedNode, place: Place) -> NamedNode:
        number = self._written[kind] = self._written.get(kind, 0) + 1
        node = NamedNode(self._iris.item(kind, self._key, number))
        self._writer.read_at(node, place)
        self._writer.add(profile, terms.ESTIMATED_SALARY, node)
        return node

    def _write_dimensions(
        self, pay: NamedNode, profile: RoleProfile, period: str | None, pay_period: str | None
    ) -> None:
        write, thing = self._writer, self._iris.thing
        write.add(pay, terms.ROLE, NamedNode(thing("role", slug(profile.title))))
        write.add(pay, terms.REF_AREA, NamedNode(thing("country", profile.country or NOT_STATED)))
        write.add(pay, terms.REF_PERIOD, NamedNode(thing("period", _period_key(period))))
        write.typed(pay, terms.PAY_PERIOD, pay_period, terms.XSD_DURATION)
        write.add(pay, terms.SOURCE, NamedNode(self._iris.source(self._key)))

    def _write_band(self, pay: NamedNode, band: Band | None) -> None:
        node = NamedNode(self._iris.thing("experience", band_key(band)))
        self._writer.add(pay, terms.EXPERIENCE_BAND, node)

    def _write_money(self, amount: NamedNode, money: Money) -> None:
        write = self._writer
        write.number(amount, terms.MIN_VALUE, money.minimum)
        write.number(amount, terms.MAX_VALUE, money.maximum)
        self._write_words(amount, money.currency, money.currency_basis, money.source_text)

    def _write_words(self, pay: NamedNode, currency: str | None, basis: Basis | None, words: str) -> None:
        write = self._writer
        if currency is not None:
            write.add(pay, terms.UNIT_MEASURE, NamedNode(CURRENCY + currency))
            write.plain(pay, terms.CURRENCY_CODE, currency)
        write.plain(pay, terms.CURRENCY_BASIS, basis and basis.value)
        write.plain(pay, terms.SOURCE_TEXT, words)
