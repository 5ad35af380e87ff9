"""What the figures of an amount share: currency, pay period, and the time that they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from rolegraph.graph.model import Basis, Notice
from rolegraph.graph.sources.json_input.fields import is_date
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said
from rolegraph.graph.sources.values.currencies import current_codes, read_unit
from rolegraph.graph.sources.values.figures import Style, read_number
from rolegraph.graph.sources.values.pay_words import read_period

_CURRENCY = ("currency", "priceCurrency", "salaryCurrency")
_UNIT = ("unitText", "unitCode", "duration")
# UN/CEFACT Common Codes (as schema:unitCode has them), ISO 8601 durations, and words of Google's guide.
_DURATIONS: MappingProxyType[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ANN", "P1Y", "P12M"), "P1Y"),
        **dict.fromkeys(("MON", "P1M"), "P1M"),
        **dict.fromkeys(("WEE", "P1W", "P7D"), "P7D"),
        **dict.fromkeys(("DAY", "P1D"), "P1D"),
        **dict.fromkeys(("HUR", "PT1H"), "PT1H"),
    }
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Currency (ISO 4217) and how it is known, pay period (ISO 8601), time, and the words for them."""

    currency: str | None = None
    basis: Basis | None = None
    pay_period: str | None = None
    period: str | None = None
    words: tuple[str, ...] = ()

    def within(self, outer: Terms, amount: Node, notices: list[Notice]) -> Terms:
        """These terms, the missing ones from around; contradictory currencies are none, with a notice."""
        made = replace(
            self,
            pay_period=self.pay_period or outer.pay_period,
            period=self.period or outer.period,
            words=self.words or outer.words,
        )
        if self.currency is None:
            return replace(made, currency=outer.currency, basis=outer.basis)
        if outer.currency in (None, self.currency):
            return made
        words = f"{self.currency} {outer.currency}"
        message = f"the currency is {self.currency} here and {outer.currency} around it: none is kept"
        remedy = "keep the one that is true"
        notices.append(
            Notice("currency-not-understood", message, str(amount.spot), remedy, "salaries", words)
        )
        return replace(made, currency=None, basis=None)


def read_terms(nodes: list[Node], country: str | None, notices: list[Notice]) -> Terms:
    """What the nodes say of an amount; what is not understood is named in a notice.

    ``salaryCurrency`` of a posting is read in the same way.
    """
    units = [said for node in nodes for said in node.texts(*_UNIT)]
    names = [said for node in nodes for said in node.texts(*_CURRENCY)]
    currency, basis = _currency(names, country, notices)
    words = (*(said.text for said in names[:1]), *(said.text for said in units[:1]))
    return Terms(currency, basis, _pay_period(units, notices), _period(nodes, notices), words)


def _currency(
    names: list[Said], country: str | None, notices: list[Notice]
) -> tuple[str | None, Basis | None]:
    found: dict[str, Basis | None] = {}
    for said in names:
        code = said.text.upper()
        unit = None if code in current_codes() else read_unit(said.text, country)
        known = unit.currency if unit else code
        if known not in current_codes():
            message = f"{shown(said.text)} is no currency that is certain"
            remedy = "give its ISO 4217 code"
            notices.append(
                Notice("currency-not-understood", message, said.pointer, remedy, "salaries", said.text)
            )
        elif known:
            found.setdefault(known, unit.basis if unit else Basis.STATED)
    if len(found) > 1:
        words = " ".join(found)
        message = f"names {len(found)} currencies ({words}): none is kept"
        notices.append(
            Notice("currency-not-understood", message, names[0].pointer, "keep one", "salaries", words)
        )
    return next(iter(found.items())) if len(found) == 1 else (None, None)


def _pay_period(units: list[Said], notices: list[Notice]) -> str | None:
    found = {said.text: _duration(said.text) for said in units}
    known = {duration for duration in found.values() if duration}
    if units and (None in found.values() or len(known) > 1):
        words = ", ".join(found)
        message = f"the pay period {shown(words)} is not understood"
        remedy = "write YEAR, MONTH, WEEK, DAY or HOUR"
        notices.append(
            Notice("pay-period-not-understood", message, units[0].pointer, remedy, "salaries", words)
        )
        return None
    return next(iter(known), None)


def _duration(text: str) -> str | None:
    plain = re.sub(r"(?<=[a-z])s$", "", text.casefold())
    return _DURATIONS.get(text.upper()) or read_period(plain) or read_period(f"per {plain}")


def _period(nodes: list[Node], notices: list[Notice]) -> str | None:
    """The interval in which an amount is valid; a start without an end is no period."""
    if nodes[0].is_a("JobPosting", "Occupation"):
        return None
    starts = [said for node in nodes for said in node.texts("validFrom")]
    ends = [said for node in nodes for said in node.texts("validThrough")]
    if not starts or not ends:
        return None
    start, end = starts[0].text[:10], ends[0].text[:10]
    if not is_date(start) or not is_date(end) or end < start:
        words = f"{starts[0].text} – {ends[0].text}"
        message = f"{shown(words)} is no time from one day to a later one"
        notices.append(
            Notice("period-not-understood", message, starts[0].pointer, "write 2024-01-31", "salaries", words)
        )
        return None
    whole_year = start[5:] == "01-01" and end == f"{start[:4]}-12-31"
    return start[:4] if whole_year else f"{start}/{end}"


def read_figure(said: Said) -> Decimal | None:
    """The number that a text or number is; ``None`` where it is not certain, or below nothing."""
    return read_number(said.text, Style()) if said.text.isascii() else None
