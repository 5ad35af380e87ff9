"""Pay of schema.org: ``MonetaryAmount``, ``PriceSpecification`` and amounts as texts, to salaries."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Money, Notice, PayDistribution, Place, Salary
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said
from rolegraph.graph.sources.linked_data.pay_terms import Terms, read_figure, read_terms
from rolegraph.graph.sources.linked_data.spread import is_distribution, read_distribution
from rolegraph.graph.sources.linked_data.wording import flat
from rolegraph.graph.sources.values.money import LARGEST, parse_money

_LOW, _HIGH, _ONE = ("minValue", "minPrice"), ("maxValue", "maxPrice"), ("value", "price")


class PayReader:
    """Reads the pay of one node; what is not understood is named in ``notices``, never guessed."""

    def __init__(self, node: Node, country: str | None, notices: list[Notice]) -> None:
        self._node = node
        self._country = country
        self._notices = notices

    def read(self) -> tuple[tuple[Salary, ...], tuple[PayDistribution, ...]]:
        """The amounts and the distributions of the node, in its order."""
        salaries: list[Salary] = []
        distributions: list[PayDistribution] = []
        outer = read_terms([self._node], self._country, self._notices)
        for value in self._node.values("baseSalary", "estimatedSalary"):
            if isinstance(value, Said):
                salaries.append(self._from_text(value, outer))
            elif is_distribution(value):
                distributions += read_distribution(value, self._terms(value, outer), self._notices)
            else:
                salaries += self._from_amount(value, self._terms(value, outer))
        for salary in salaries:
            self._notices.extend(_incomplete(salary))
        return tuple(salaries), tuple(distributions)

    def _terms(self, amount: Node, outer: Terms) -> Terms:
        return read_terms([amount, *amount.nodes(*_ONE)], self._country, self._notices).within(
            outer, amount, self._notices
        )

    def _from_text(self, said: Said, terms: Terms) -> Salary:
        """``100000`` or ``$50,000 - $60,000 a year``."""
        text = flat(said)
        try:
            money = parse_money(text, country=self._country, pay_period=terms.pay_period)
        except BadValue as error:
            return self._words_alone(said, str(error), terms)
        if money is None or money.minimum == money.maximum == 0:
            return self._words_alone(said, f"{shown(said.text)} is no pay that is understood", terms)
        if terms.currency and money.currency not in (None, terms.currency):
            message = f"{shown(said.text)} is in {money.currency}, and {terms.currency} is stated beside it"
            return self._words_alone(said, message, terms)
        if terms.currency:
            money = replace(money, currency=terms.currency, currency_basis=terms.basis)
        return Salary(money, said.place, terms.period)

    def _from_amount(self, amount: Node, terms: Terms) -> list[Salary]:
        """The figures of an amount, or of the quantities in it."""
        single = amount.texts(*_ONE)
        holders = [amount] if single or _has_range(amount) else amount.nodes(*_ONE)
        salaries = []
        for holder in holders:
            if _has_range(holder):
                salaries.append(self._from_range(holder, terms))
            else:
                salaries += [self._from_text(said, terms) for said in holder.texts(*_ONE)]
        if not salaries:
            words = amount.text("name", "description")
            message = f"{'/'.join(amount.types) or 'the pay'} has no figure: it is not kept"
            self._notice(message, str(amount.spot), words.text if words else "/".join(amount.types))
        return salaries

    def _from_range(self, holder: Node, terms: Terms) -> Salary:
        low, high, one = (holder.text(*names) for names in (_LOW, _HIGH, _ONE))
        given = [said for said in (low, high) if said]
        words = " ".join(("-".join(said.text for said in given), *terms.words))
        place = Place(words, line=holder.spot.line, pointer=holder.spot.path)
        figures = [read_figure(said) for said in (low, high, one) if said]
        fault = _fault_of(figures, has_both=low is not None and high is not None)
        if fault:
            self._notice(f"{shown(words)} {fault}: only the words are kept", str(holder.spot), words)
            return Salary(Money(words, pay_period=terms.pay_period), place, terms.period)
        money = Money(
            words,
            read_figure(low) if low else None,
            read_figure(high) if high else None,
            terms.currency,
            terms.basis,
            terms.pay_period,
        )
        return Salary(money, place, terms.period)

    def _words_alone(self, said: Said, message: str, terms: Terms) -> Salary:
        self._notice(f"{message}: only the words are kept", said.pointer, said.text)
        return Salary(Money(said.text, pay_period=terms.pay_period), said.place, terms.period)

    def _notice(self, message: str, place: str, words: str) -> None:
        remedy = 'give a MonetaryAmount with "currency" and a QuantitativeValue'
        self._notices.append(Notice("salary-not-understood", message, place, remedy, "salaries", words))


def _has_range(node: Node) -> bool:
    return bool(node.texts(*_LOW) or node.texts(*_HIGH))


def _fault_of(figures: list[Decimal | None], *, has_both: bool) -> str | None:
    """Why the ends of a range (and a single value beside them) can't stand."""
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures):
        return "has a figure that is not understood"
    if max(known) == 0 or max(known) > LARGEST:
        return "is no pay"
    if has_both and known[1] < known[0]:
        return "has a maximum below its minimum"
    if has_both and len(known) == 3 and not known[0] <= known[2] <= known[1]:
        return "has a value outside its range"
    return None


def _incomplete(salary: Salary) -> list[Notice]:
    """What keeps a figure out of the comparison of salaries."""
    money, place, found = salary.money, str(salary.place), []
    if money.minimum is None and money.maximum is None:
        return []
    if money.currency is None:
        message = f"the currency of '{money.source_text}' is not certain"
        found.append(Notice("currency-unknown", message, place, 'give "currency"', "salaries"))
    if money.pay_period is None:
        message = f"'{money.source_text}' does not say for how long"
        found.append(Notice("pay-period-missing", message, place, 'give "unitText"', "salaries"))
    return found
