"""What a label says of a page, and what a reading says of it, as items that can be compared field by field.

A label is one JSON object a page, made by hand (``label_pages.py`` says how it is kept). An item is one
line of text: ``median 41600``, ``US SOC 15-2051``, a name. Names are compared without regard to capitals,
white space and the form of quotation marks and dashes; sentences by the SHA-256 of their words so written.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rolegraph.graph.model import PayDistribution, Reading, Remark, RoleProfile

FIGURES = (
    *("country", "band", "salary low", "salary high", "currency", "pay period", "period"),
    *("codes", "skill ranks", "outlook growth", "outlook period", "outlook trend"),
)
LISTS = ("alternative titles", "duties", "skills", "alternative roles")
NAMES = ("title", "qualifications")
FIELDS = ("title", "alternative titles", *FIGURES[:7], "duties", "skills", "skill ranks", "alternative roles",
          "codes", "outlook growth", "outlook period", "outlook trend", "qualifications")  # fmt: skip
"""In the order of reports."""

Items = dict[str, Counter[str]]
"""The items of each field."""

_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"})


def normal(text: str) -> str:
    """The words in one form."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split()).casefold()


def sentence_key(text: str) -> str:
    """What is kept of a sentence: the SHA-256 of its words, in hexadecimal."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def plain(figure: object) -> str:
    """``41600``, ``7.5``, ``-3``: the same number in one form."""
    return f"{Decimal(str(figure)).normalize():f}"


def items_of_label(label: Mapping[str, Any], *, ranked: bool) -> Items:
    """What a label says; ``ranked``: its skills are in the order of their ranks. Duties are keys already."""
    items = no_items()
    _add(items, "title", [normal(label["title"])] if label["title"] else [])
    _add(items, "country", [label["country"]] if label["country"] else [])
    _add(items, "band", [_band(each) for each in label["bands"]])
    for field in ("alternative_titles", "skills", "alternative_roles"):
        _add(items, field.replace("_", " "), map(normal, label[field]))
    _add(items, "duties", label["duties"])
    _add(items, "codes", (f"{scheme} {value}" for scheme, value in label["codes"]))
    for number, name in enumerate(label["skills"] if ranked else (), 1):
        _add(items, "skill ranks", [f"{number} {normal(name)}"])
    for kind, pay in zip(_kinds(label), label["pay"], strict=True):
        _add_pay(items, kind, pay)
    outlook = label["outlook"] or {}
    _add_outlook(items, outlook.get("growth"), outlook.get("period"), outlook.get("trend"))
    qualifications = label["qualifications"] or []
    stated = [qualifications] if isinstance(qualifications, str) else qualifications
    _add(items, "qualifications", map(normal, stated))
    return items


def no_items() -> Items:
    """Those of a page that says nothing, or could not be read."""
    return {field: Counter() for field in FIELDS}


def _add(items: Items, field: str, found: Iterable[str]) -> None:
    items[field].update(found)


def _band(band: str | Sequence[object]) -> str:
    if isinstance(band, str):
        return band
    low, high = band
    return f"{_end(low)} to {_end(high)} years"


def _end(figure: object) -> str:
    return "?" if figure is None else plain(figure)


def _kinds(label: Mapping[str, Any]) -> list[str]:
    """The kind of each pay; a range is called by its band where each band has one."""
    named = iter([band for band in label["bands"] if isinstance(band, str)])
    ranges = sum(pay["kind"] == "range" for pay in label["pay"])
    by_band = ranges == len(label["bands"])
    return [next(named, "range") if by_band and p["kind"] == "range" else p["kind"] for p in label["pay"]]


def _add_pay(items: Items, kind: str, pay: Mapping[str, Any]) -> None:
    """Currency and periods are those of their figures: right for another figure is not right."""
    if pay["low"] is None and pay["high"] is None:
        return
    low, high = _end(pay["low"]), _end(pay["high"])
    _add(items, "salary low", [f"{kind} {low}"] if pay["low"] is not None else [])
    _add(items, "salary high", [f"{kind} {high}"] if pay["high"] is not None else [])
    for field, value in (("currency", "currency"), ("pay period", "pay_period"), ("period", "period")):
        _add(items, field, [f"{kind} {low}-{high} {pay[value]}"] if pay.get(value) else [])


def _add_outlook(items: Items, growth: object, period: object, trend: object) -> None:
    _add(items, "outlook growth", [] if growth is None else [plain(growth)])
    _add(items, "outlook period", [str(period)] if period else [])
    _add(items, "outlook trend", [str(trend)] if trend else [])


def items_of_reading(reading: Reading, qualifications_end: int | None = None) -> Items:
    """What a reading says, in the fields that labels have; what its profiles share counts once.

    ``qualifications_end``: only qualifications read before this offset are compared (those of the
    quick facts); ``None``: none are. Codes without a value and categories in words are not compared.
    """
    items = no_items()
    shared = reading.profiles[0]
    _add(items, "title", [normal(shared.title)])
    _add(items, "country", [shared.country] if shared.country else [])
    _add(items, "alternative titles", [normal(each.name) for each in shared.alternative_titles])
    _add(items, "duties", [sentence_key(duty.text) for duty in shared.duties])
    _add(items, "skills", [normal(skill.name) for skill in shared.skills])
    ranked = [skill for skill in shared.skills if skill.position is not None]
    _add(items, "skill ranks", [f"{skill.position} {normal(skill.name)}" for skill in ranked])
    _add(items, "alternative roles", [normal(role.name) for role in shared.alternative_roles])
    _add(items, "codes", [f"{code.scheme} {code.value}" for code in shared.codes if code.value])
    if shared.outlook:
        _add_outlook(items, shared.outlook.growth, shared.outlook.period, shared.outlook.trend)
    stated = [fact for fact in shared.facts if fact.remark is Remark.QUALIFICATION]
    before = [fact for fact in stated if qualifications_end and fact.place.start < qualifications_end]
    _add(items, "qualifications", [normal(fact.text) for fact in before])
    for profile in reading.profiles:
        _add_profile(items, profile)
    return items


def _add_profile(items: Items, profile: RoleProfile) -> None:
    """The band of a profile and its pay."""
    if profile.band:
        ends = (profile.band.min_years, profile.band.max_years)
        _add(items, "band", [profile.band.name or _band(ends)])
    kind = profile.band.name if profile.band and profile.band.name else "range"
    for salary in profile.salaries:
        money = salary.money
        _add_pay(items, kind, _pay(money.minimum, money.maximum, money, salary.period))
    for spread in profile.pay_distributions:
        for name, figure in _figures(spread):
            _add_pay(items, name, _pay(figure, figure, spread, spread.period))


def _pay(low: Decimal | None, high: Decimal | None, unit: Any, period: str | None) -> dict[str, Any]:
    """In the form of a label; ``unit`` has a currency and a pay period."""
    return {
        "low": low,
        "high": high,
        "currency": unit.currency,
        "pay_period": unit.pay_period,
        "period": period,
    }


def _figures(spread: PayDistribution) -> Iterator[tuple[str, Decimal]]:
    if spread.median is not None:
        yield "median", spread.median
    if spread.mean is not None:
        yield "mean", spread.mean
    for percent, figure in spread.percentiles:
        yield f"p{percent}", figure
