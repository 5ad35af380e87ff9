"""``MonetaryAmountDistribution``: median and percentiles of pay."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from rolegraph.graph.model import Notice, PayDistribution, Place
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said
from rolegraph.graph.sources.linked_data.pay_terms import Terms, read_figure
from rolegraph.graph.sources.values.money import LARGEST

_PERCENTILES = MappingProxyType({f"percentile{percent}": percent for percent in (10, 25, 75, 90)})
_MEDIAN = "median"
_FIGURES = ("percentile10", "percentile25", _MEDIAN, "percentile75", "percentile90")
# A distribution may have a name that says what is distributed: of these, pay alone.
_PAY = frozenset({"", "base", "base salary", "base pay", "salary", "pay", "wage", "wages", "total pay"})


def is_distribution(node: Node) -> bool:
    """Whether a node is a distribution, by its type or its figures."""
    return node.is_a("MonetaryAmountDistribution", "QuantitativeValueDistribution") or any(
        name in node.properties for name in _FIGURES
    )


def read_distribution(node: Node, terms: Terms, notices: list[Notice]) -> list[PayDistribution]:
    """The distribution that a node is: none, with a notice, where its figures can't stand together."""
    given = {name: said for name in _FIGURES if (said := node.text(name))}
    figures = {name: figure for name, said in given.items() if (figure := read_figure(said)) is not None}
    words = _words(given, terms)
    name = node.text("name")
    fault = _fault(figures, given, name)
    if fault:
        remedy = "give figures in digits, from the lowest percentile to the highest"
        message = f"{shown(words)} {fault}: it is not kept"
        notices.append(
            Notice(
                "pay-distribution-not-understood", message, str(node.spot), remedy, "pay_distributions", words
            )
        )
        return []
    percentiles = [each for each in _PERCENTILES if each in figures]
    return [
        PayDistribution(
            words,
            Place(words, line=node.spot.line, pointer=node.spot.path),
            median=figures.get(_MEDIAN),
            percentiles=tuple((_PERCENTILES[each], figures[each]) for each in percentiles),
            currency=terms.currency,
            currency_basis=terms.basis,
            pay_period=terms.pay_period,
            period=terms.period,
            percentile_places=tuple(given[each].place for each in percentiles),
        )
    ]


def _fault(figures: dict[str, Decimal], given: dict[str, Said], name: Said | None) -> str | None:
    if name and name.text.casefold() not in _PAY:
        return f"is named {shown(name.text)}, which is not pay alone"
    if not given:
        return "has no figure"
    if len(figures) < len(given) or max(figures.values()) > LARGEST or max(figures.values()) == 0:
        return "has a figure that is not understood"
    if any(low > high for low, high in pairwise(figures.values())):
        return "has a lower percentile above a higher one"
    return None


def _words(given: dict[str, Said], terms: Terms) -> str:
    """``percentile10 72000, median 109000 USD P1Y``: the figures as the page has them."""
    figures = ", ".join(f"{name} {said.text}" for name, said in given.items())
    return " ".join((figures, *terms.words)).strip() or "MonetaryAmountDistribution"
