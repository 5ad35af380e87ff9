"""Country names: an explicit table, so that no name is taken for another country's."""

from __future__ import annotations

import json
from importlib.resources import files

import pycountry
import pytest

from rolegraph.graph.sources.values.countries import (
    alpha3,
    country_code,
    country_name,
    is_country,
    why_unknown,
)

ALIASES = json.loads(
    files("rolegraph.graph.sources.values").joinpath("country_aliases.json").read_text("utf-8")
)
ALL = sorted(country.alpha_2 for country in pycountry.countries)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            ("United Kingdom", "GB"),
            ("the United Kingdom", "GB"),
            ("UK", "GB"),
            ("the UK", "GB"),
            ("U.K.", "GB"),
        ),
        *(("Australia", "AU"), ("the United States", "US"), ("USA", "US"), ("U.S.", "US"), ("Ukraine", "UA")),
        *(("South Korea", "KR"), ("North Korea", "KP"), ("Korea, Republic of", "KR"), ("Czechia", "CZ")),
        *(("Czech Republic", "CZ"), ("Türkiye", "TR"), ("Turkey", "TR"), ("the Netherlands", "NL")),
        *(
            ("Niger", "NE"),
            ("Nigeria", "NG"),
            ("Ireland", "IE"),
            ("Northern Ireland", "GB"),
            ("Dominica", "DM"),
        ),
        *(("Côte d’Ivoire", "CI"), ("Ivory Coast", "CI"), ("  new   ZEALAND ", "NZ"), ("Hong Kong", "HK")),
    ],
)
def test_names(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    "name", ["", "the", "IT", "IN", "Atlantis", "Unitd Kingdom", "Londonland", "Europe", "Austral"]
)
def test_what_is_no_name_of_a_country(name: str) -> None:
    assert country_code(name) is None
    assert "ISO 3166-1" in why_unknown(name)


@pytest.mark.parametrize("name", sorted(ALIASES["ambiguous"]))
def test_ambiguous_names_are_known_as_such(name: str) -> None:
    assert country_code(name) is None
    reason = why_unknown(name)
    assert "for certain" in reason
    assert all(country_name(code) in reason for code in ALIASES["ambiguous"][name])


@pytest.mark.parametrize("code", ALL)
def test_every_country_is_found_by_the_name_we_give_it(code: str) -> None:
    assert is_country(code)
    assert country_code(country_name(code)) == code
    assert [each.alpha_3 for each in pycountry.countries if each.alpha_2 == code] == [alpha3(code)]


@pytest.mark.parametrize(
    ("code", "alias"), [(code, name) for code, names in ALIASES["aliases"].items() for name in names]
)
def test_every_alias_works(code: str, alias: str) -> None:
    assert country_code(alias) == code


def test_codes_are_in_capitals() -> None:
    assert not is_country("gb")
    assert not is_country("XX")


def test_names_in_another_language() -> None:
    assert country_name("DE", "fr") == "Allemagne"
