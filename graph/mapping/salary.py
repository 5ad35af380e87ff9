"""Pay as observations of the salary cube (W3C RDF Data Cube), or beside it where incomplete."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from rolegraph.graph.errors import BadValue
from rolegraph.graph.identity import NOT_STATED, Iris, band_key, period_key, slug
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.model import Money, RoleProfile, Salary
from rolegraph.graph.namespaces import CURRENCY

_TIME = r"\d{4}(-\d{2}){0,2}"
_PERIOD = re.compile(f"{_TIME}(/{_TIME})?")


def _period_key(period: str | None) -> str:
    if period is not None and not _PERIOD.fullmatch(period):
        message = f"period {period!r} is no time of ISO 8601: write 2024, 2024-05 or 2023/2024"
        raise BadValue("period-invalid", message)
    return period_key(period)


def dataset_iri(iris: Iris) -> str:
    """The salary data set (``qb:DataSet``) of a store."""
    return iris.thing("dataset", "salaries")


class SalaryWriter:
    """Writes the amounts of one page, numbered from 1."""

    def __init__(self, writer: GraphWriter, iris: Iris, source_key: str) -> None:
        self._writer = writer
        self._iris = iris
        self._key = source_key
        self._written = 0

    def write(self, node: NamedNode, profile: RoleProfile, salary: Salary) -> None:
        """One amount of ``profile``: an observation where figures, currency and pay period are known.

        An open end, no figure, no currency or no pay period leaves it outside the cube, as a
        ``schema:MonetaryAmount`` with what is known.
        """
        self._written += 1
        amount = NamedNode(self._iris.item("observation", self._key, self._written))
        self._writer.read_at(amount, salary.place)
        self._writer.add(node, terms.ESTIMATED_SALARY, amount)
        self._writer.types(amount, terms.MONETARY_AMOUNT)
        if salary.money.is_observation:
            self._writer.types(amount, terms.OBSERVATION)
            self._writer.add(amount, terms.QB_DATA_SET, NamedNode(dataset_iri(self._iris)))
        self._write_dimensions(amount, profile, salary)
        self._write_money(amount, salary.money)

    def _write_dimensions(self, amount: NamedNode, profile: RoleProfile, salary: Salary) -> None:
        write, thing = self._writer, self._iris.thing
        write.add(amount, terms.ROLE, NamedNode(thing("role", slug(profile.title))))
        write.add(amount, terms.REF_AREA, NamedNode(thing("country", profile.country or NOT_STATED)))
        write.add(amount, terms.EXPERIENCE_BAND, NamedNode(thing("experience", band_key(profile.band))))
        write.add(amount, terms.REF_PERIOD, NamedNode(thing("period", _period_key(salary.period))))
        write.typed(amount, terms.PAY_PERIOD, salary.money.pay_period, terms.XSD_DURATION)
        write.add(amount, terms.SOURCE, NamedNode(self._iris.source(self._key)))

    def _write_money(self, amount: NamedNode, money: Money) -> None:
        write = self._writer
        write.number(amount, terms.MIN_VALUE, money.minimum)
        write.number(amount, terms.MAX_VALUE, money.maximum)
        if money.currency is not None:
            write.add(amount, terms.UNIT_MEASURE, NamedNode(CURRENCY + money.currency))
            write.plain(amount, terms.CURRENCY_CODE, money.currency)
        write.plain(amount, terms.CURRENCY_BASIS, money.currency_basis and money.currency_basis.value)
        write.plain(amount, terms.SOURCE_TEXT, money.source_text)
