"""Country names to ISO 3166-1 codes: an explicit table, never a fuzzy search.

The table is ISO 3166-1 (through pycountry: short, common and official English names), the CLDR
English names (through Babel) and the aliases of ``country_aliases.json``. Names that several
countries share are in none of them.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TypedDict

import pycountry

from rolegraph.graph.countries import alpha3, country_name
from rolegraph.graph.identity import normalise_label

__all__ = ["alpha3", "code_of_iso", "country_code", "country_name", "is_country", "why_unknown"]


class _Aliases(TypedDict):
    aliases: dict[str, list[str]]
    ambiguous: dict[str, list[str]]


def country_code(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country's English name; ``None``: see :func:`why_unknown`.

    Case, spacing, a leading "the" and full stops do not matter. Codes are not names: "IT" is not
    Italy (see :func:`is_country`); "UK", "US", "USA" and "UAE" are, by usage.
    """
    return _table().get(_key(name))


def is_country(code: str) -> bool:
    """Whether ``code`` is an ISO 3166-1 alpha-2 code, in capitals."""
    return code.isupper() and alpha3(code) is not None


def code_of_iso(code: str) -> str | None:
    """The alpha-2 code of an ISO 3166-1 alpha-2 or alpha-3 code in capitals; ``None`` for all else."""
    if is_country(code):
        return code
    country = pycountry.countries.get(alpha_3=code) if len(code) == 3 and code.isupper() else None
    return country.alpha_2 if country else None


def why_unknown(name: str) -> str:
    """Why :func:`country_code` does not know ``name``, and what to write instead."""
    codes = _ambiguous().get(_key(name))
    if codes:
        choices = " or ".join(f"'{country_name(code)}'" for code in codes)
        return f"'{name}' does not name one country for certain: write {choices}"
    return f"'{name}' is not the English name of a country in ISO 3166-1: write its short name in full"


def _key(name: str) -> str:
    """``the U.K.`` and ``UK`` have one key."""
    return re.sub(r"^the ", "", normalise_label(name).replace(".", "").replace("’", "'"))


@cache
def _data() -> _Aliases:
    text = files(__package__).joinpath("country_aliases.json").read_text("utf-8")
    data: _Aliases = json.loads(text)
    return data


@cache
def _ambiguous() -> dict[str, tuple[str, ...]]:
    return {_key(name): tuple(codes) for name, codes in _data()["ambiguous"].items()}


@cache
def _table() -> dict[str, str]:
    """Keys of names to codes; a name that two countries share is left out."""
    names: dict[str, set[str]] = {}
    for country in pycountry.countries:
        code = country.alpha_2
        given = (getattr(country, field, "") for field in ("name", "common_name", "official_name"))
        for name in (*given, country_name(code), *_data()["aliases"].get(code, [])):
            names.setdefault(_key(name), set()).add(code)
    return {
        name: next(iter(codes))
        for name, codes in names.items()
        if name and len(codes) == 1 and name not in _ambiguous()
    }
