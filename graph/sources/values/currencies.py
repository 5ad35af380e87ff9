"""Which currency a code, symbol or name means: ISO 4217 and CLDR (through Babel), nothing guessed.

A code, or a symbol that one currency has, states the currency. A symbol that several share (``$``,
``kr``, ``¥``) states none; where the page's country is known, and its legal tender is one of them,
that is inferred. ``£`` means sterling, unless the country's own tender is another pound.
"""

# ruff: noqa: SIM905 - a table reads best as words

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_name, get_currency_precision, get_territory_currencies

from rolegraph.graph.model import Basis

_OWN: MappingProxyType[str, str] = MappingProxyType(
    {
        **{"€": "EUR", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₫": "VND"},
        **{"₦": "NGN", "₱": "PHP", "₴": "UAH", "₸": "KZT", "฿": "THB", "₡": "CRC", "₲": "PYG"},
        **{"₭": "LAK", "₮": "MNT", "₾": "GEL", "₼": "AZN", "₵": "GHS", "GH₵": "GHS", "৳": "BDT"},
        **{"A$": "AUD", "AU$": "AUD", "US$": "USD", "CA$": "CAD", "CAD$": "CAD", "NZ$": "NZD"},
        **{"HK$": "HKD", "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "CN¥": "CNY"},
        **{"JP¥": "JPY", "RMB": "CNY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "RM": "MYR", "Rp": "IDR"},
        **{"KSh": "KES", "Ksh": "KES", "円": "JPY", "원": "KRW", "£": "GBP"},
        **{"euro": "EUR", "pound sterling": "GBP", "pounds sterling": "GBP", "yen": "JPY"},
    }
)
_DOLLARS = frozenset(
    "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD "
    "TTD TWD USD UYU XCD".split()
)
_POUNDS = frozenset("GBP EGP FKP GIP LBP SDG SHP SSP SYP".split())
_CROWNS = frozenset("DKK ISK NOK SEK".split())
_RUPEES = frozenset("INR LKR MUR NPR PKR SCR".split())
_SHARED: MappingProxyType[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(("$", "dollar", "dollars"), _DOLLARS),
        **dict.fromkeys(("£", "pound", "pounds"), _POUNDS),
        **dict.fromkeys(("kr", "kr."), _CROWNS),
        **dict.fromkeys(("Rs", "Rs.", "₨", "rupee", "rupees"), _RUPEES),
        "C$": frozenset({"CAD", "NIO"}),
        "¥": frozenset({"CNY", "JPY"}),
    }
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c"))
_WIDE = str.maketrans("＄￡￥￦", "$£¥₩")


@dataclass(frozen=True, slots=True)
class Unit:
    """A currency as written: what it is, how that is known, and all that it could be."""

    currency: str | None
    basis: Basis | None
    may_be: frozenset[str]


def plain_symbol(words: str) -> str:
    """``words`` without marks of direction, wide forms as narrow ones."""
    return words.translate(_INVISIBLE).translate(_WIDE).strip()


def read_unit(words: str, country: str | None) -> Unit | None:
    """The currency that ``words`` name on a page about ``country``; ``None`` where they name none."""
    symbol = plain_symbol(words)
    tender = _tender(country) if country else frozenset()
    shared = _SHARED.get(symbol)
    if shared is not None:
        return _shared_unit(symbol, shared, tender)
    stated = symbol if symbol in current_codes() else _OWN.get(symbol) or _names().get(symbol.casefold())
    if stated:
        return Unit(stated, Basis.STATED, frozenset({stated}))
    local = _local_symbols(country).get(symbol) if country else None
    return Unit(local, Basis.INFERRED, frozenset({local})) if local else None


def _shared_unit(symbol: str, shared: frozenset[str], tender: frozenset[str]) -> Unit:
    usual = _OWN.get(symbol)
    fitting = shared & tender
    if usual and (usual in fitting or not fitting):
        return Unit(usual, Basis.STATED, shared)
    if len(fitting) == 1:
        return Unit(next(iter(fitting)), Basis.INFERRED, shared)
    return Unit(None, None, shared)


def in_thousandths(currency: str | None) -> bool:
    """Whether the currency has three decimals (ISO 4217 minor unit 3)."""
    return currency is not None and get_currency_precision(currency) == 3


@cache
def uses_decimal_comma(country: str) -> bool | None:
    """Whether the country's official languages write a decimal comma; ``None``: mixed or unknown."""
    symbols = (locale.number_symbols for locale in _locales(country))
    marks = {numbers["latn"]["decimal"] for numbers in symbols if "latn" in numbers}
    return "," in marks if len(marks) == 1 else None


@cache
def current_codes() -> frozenset[str]:
    """The codes of all currencies that are legal tender somewhere today."""
    return frozenset().union(*(_tender(territory) for territory in get_global("territory_currencies")))


@cache
def _tender(country: str) -> frozenset[str]:
    return frozenset(get_territory_currencies(country))


@cache
def _names() -> dict[str, str]:
    """The English names of current currencies, singular and plural, case folded."""
    return {
        get_currency_name(code, count, "en").casefold(): code
        for code in sorted(current_codes())
        for count in (1, 2)
    }


@cache
def _local_symbols(country: str) -> dict[str, str]:
    """The symbols by which the country's own languages write its own tender."""
    pairs = (
        (plain_symbol(locale.currency_symbols.get(code, "")), code)
        for locale in _locales(country)
        for code in sorted(_tender(country))
    )
    return {symbol: code for symbol, code in pairs if symbol and symbol not in current_codes()}


@cache
def _locales(country: str) -> tuple[Locale, ...]:
    found = []
    for language in get_official_languages(country, de_facto=True):
        try:
            found.append(Locale.parse(f"{language}_{country}"))
        except (UnknownLocaleError, ValueError):
            continue
    return tuple(found)
