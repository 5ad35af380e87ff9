"""Experience bands: years, months and named levels."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Band
from rolegraph.graph.sources.values.experience import find_bands, parse_band


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0-3 years experience", "0", "3"),
        ("3-6 years experience", "3", "6"),
        ("3–6 years", "3", "6"),
        ("3 to 6 years of work experience", "3", "6"),
        ("three to five years of experience", "3", "5"),
        ("10+ years experience", "10", None),
        ("10+ yrs", "10", None),
        ("5 years or more", "5", None),
        ("5 or more years' experience", "5", None),
        ("at least 2 years", "2", None),
        ("less than 5 years", "0", "5"),
        ("up to 2 years", "0", "2"),
        ("0.5-1 years", "0.5", "1"),
        ("6-12 months", "0.5", "1"),
        ("6 months - 2 years", "0.5", "2"),
        ("  0 -  3   YEARS ", "0", "3"),
    ],
)
def test_years(text: str, low: str, high: str | None) -> None:
    assert parse_band(text) == Band(Decimal(low), None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Starter", "starter"),
        ("Experienced", "experienced"),
        ("Entry level", "entry"),
        ("Mid-level", "mid"),
        ("SENIOR LEVEL", "senior"),
        ("Executive level", "executive"),
    ],
)
def test_named_levels(text: str, name: str) -> None:
    assert parse_band(text) == Band(name=name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 years",
        "Senior",
        "0-3",
        "1-4 months",
        "0-3 years old",
        "£0-3 years",
        "10000-20000 years",
        "some years",
    ],
)
def test_what_states_no_band(text: str) -> None:
    assert parse_band(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6-3 years", "band-reversed"),
        ("3-3 years", "band-reversed"),
        ("0-99 years", "band-absurd"),
        ("up to 0 years", "band-reversed"),
        ("100+ years", "band-absurd"),
    ],
)
def test_bands_that_cannot_stand(text: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        parse_band(text)
    assert refusal.value.code == code


@given(st.integers(0, 40), st.integers(1, 39), st.sampled_from(["-", "–", " to ", " - "]))
def test_any_band_is_read_back(low: int, width: int, dash: str) -> None:
    band = Band(Decimal(low), Decimal(low + width))
    assert parse_band(f"{low}{dash}{low + width} years experience") == band


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("With 0-3 years of experience in Chile, you:", [(Band(Decimal(0), Decimal(3)), "0-3 years")]),
        ("As a Smith at starter level in Peru, you:", [(Band(name="starter"), "starter")]),
        ("As a Smith at mid-level in Peru, you:", [(Band(name="mid"), "mid")]),
        ("For a Smith, the following skills are required:", []),
        ("In the 10-year plan of 2020-2030, pay is $3-4 a day:", []),
    ],
)
def test_bands_in_sentences(sentence: str, expected: list[tuple[Band, str]]) -> None:
    found = [(band, sentence[start:end]) for band, start, end in find_bands(sentence, 0, len(sentence))]
    assert found == expected
