"""Facts about countries and currencies that readers and mapping share (ISO 3166, ISO 4217; CLDR names)."""

from __future__ import annotations

from functools import cache

import pycountry
from babel import Locale


@cache
def alpha3(code: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of an alpha-2 code; ``None`` where there is none."""
    country = pycountry.countries.get(alpha_2=code)
    return country.alpha_3 if country else None


@cache
def country_name(code: str, language: str = "en") -> str:
    """The CLDR name of an alpha-2 code in ``language``; the code itself where CLDR has none."""
    name: str = Locale.parse(language).territories.get(code, code)
    return name
