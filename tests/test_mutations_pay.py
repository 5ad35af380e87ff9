"""Pay of good pages written otherwise: read right, told as not understood or refused, and never wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutated import FORMS, Form, wrong

FORM = st.sampled_from(FORMS)
SLOWLY = settings(deadline=None, max_examples=200)  # a whole page is read each time
OTHERS = {"£": ("$", "USD"), "$": ("€", "EUR"), "€": ("£", "GBP")}
NAMES = {"GBP": "pounds", "USD": "US dollars", "AUD": "Australian dollars", "EUR": "euros"}
# What the handbook's percentiles leave room for, so that its medians contradict nothing.
LOW = st.integers(62, 78).map(lambda halves: halves * 500)
SPACES = ("", " ", "\u00a0", "\u202f", "\u2009")
SMALL = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TENS = ("twenty", "thirty", "forty", "fifty")


def groups(amount: int, mark: str) -> str:
    return f"{amount:,}".replace(",", mark)


def thousands(amount: int) -> str:
    """31 or 31.5."""
    return f"{Decimal(amount) / 1000:f}"


def in_words(thousand: int) -> str:
    """``twenty-five``."""
    return TENS[thousand // 10 - 2] + (f"-{SMALL[thousand % 10]}" if thousand % 10 else "")


@st.composite
def one(draw: st.DrawFn, amount: int, symbol: str, code: str) -> str:
    """One amount, in digits."""
    number = draw(
        st.sampled_from(
            [
                *(groups(amount, mark) for mark in (",", " ", "\u00a0", "\u202f", ".", "'", "")),
                *(f"{groups(amount, ',')}.00", f"{groups(amount, '.')},00", f"{groups(amount, ' ')},00"),
                *(f"{thousands(amount)}{space}{k}" for k in ("k", "K") for space in ("", " ")),
                f"{thousands(amount)} thousand",
            ]
        )
    )
    space = draw(st.sampled_from(SPACES))
    return draw(
        st.sampled_from(
            [
                f"{symbol}{space}{number}",
                f"{number}{space}{symbol}",
                f"{number} {code}",
                f"{code} {number}",
                f"{number} {NAMES[code]}",
            ]
        )
    )


@st.composite
def two(draw: st.DrawFn, low: int, high: int, form: Form) -> str:
    """A range whose ends are written one like the other, or each in its own way, or share what they have."""
    first, last = draw(one(low, form.symbol, form.currency)), draw(one(high, form.symbol, form.currency))
    short, long = thousands(low), thousands(high)
    bare = draw(st.sampled_from([groups(low, ","), groups(low, ""), short]))
    pattern = draw(
        st.sampled_from(
            ["{} - {}", "{}-{}", "{}–{}", "{} to {}", "between {} and {}", "from {} to {}", "{} \u2014 {}"]
        )
    )
    ends = [
        (first, last),
        (bare, last),
        (f"{form.symbol}{short}", f"{long}K"),
        (f"{form.symbol}{short}", f"{long} thousand"),
        (f"{form.symbol}{short}", groups(high, ",")),
        (f"{form.symbol}{short}K", long),
        (short, f"{long} thousand"),
        (short, f"{long} thousand {NAMES[form.currency]}"),
        (f"{form.symbol}{groups(low, ',')}", groups(high, ",")),
    ]
    return pattern.format(*draw(st.sampled_from(ends)))


@SLOWLY
@given(
    st.data(),
    FORM,
    LOW,
    st.sampled_from(["{}", "{}", "about {}", "circa {}", "{} plus bonus", "{}*", "({})"]),
)
def test_one_figure_in_any_number_format(data: st.DataObject, form: Form, low: int, around: str) -> None:
    words = around.format(data.draw(one(low, form.symbol, form.currency)))
    assert wrong(form, words, (Decimal(low), Decimal(low), form.currency)) is None, (form.name, words)


@SLOWLY
@given(st.data(), FORM, LOW, st.integers(2, 30).map(lambda halves: halves * 500))
def test_a_range_in_any_number_format(data: st.DataObject, form: Form, low: int, more: int) -> None:
    words = data.draw(two(low, low + more, form))
    true = (Decimal(low), Decimal(low + more), form.currency)
    assert wrong(form, words, true) is None, (form.name, words)


WORDINGS = (
    "between {low} and {high} thousand {name}",
    "between {low} and {high} thousand",
    "{low} to {high} thousand {name}",
    "{low} to {high} thousand",
    "from {low} thousand to {high} thousand {name} a year",
    "{low} thousand {name}, rising to {high} thousand",
    "{low} thousand up to {high} thousand {name}",
    "somewhere between {low} and {high}K",
    "{low}-something to {high} grand",
    "in the low {low}s to high {high}s thousand",
)


@SLOWLY
@given(FORM, st.integers(31, 39), st.integers(1, 9), st.sampled_from(WORDINGS), st.booleans(), st.booleans())
def test_a_range_in_words(
    form: Form, low: int, more: int, wording: str, low_digits: bool, high_digits: bool
) -> None:
    ends = {
        "low": str(low) if low_digits else in_words(low),
        "high": str(low + more) if high_digits else in_words(low + more),
    }
    words = wording.format(**ends, name=NAMES[form.currency])
    true = (Decimal(low * 1000), Decimal((low + more) * 1000), form.currency)
    assert wrong(form, words, true) is None, (form.name, words)


@SLOWLY
@given(
    st.data(),
    FORM,
    LOW,
    st.integers(1, 30).map(lambda halves: halves * 500),
    st.sampled_from(
        ["{} ({})", "{} / {}", "{} - {}", "{} or {}", "{} {}", "{}, {}", "{}; {}", "{} to {}", "{}\n{}"]
    ),
)
def test_two_currencies(data: st.DataObject, form: Form, low: int, more: int, around: str) -> None:
    symbol, code = OTHERS[form.symbol]
    other = data.draw(one(low + more, symbol, code))
    words = around.format(data.draw(one(low, form.symbol, form.currency)), other)
    true = [(Decimal(low), Decimal(low), form.currency), (Decimal(low + more), Decimal(low + more), code)]
    assert wrong(form, words, *true) is None, (form.name, words)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_pay_as_the_form_usually_has_it_is_read(form: Form) -> None:
    """The judge is no help where it takes everything: this is read, and something else is wrong."""
    words = "35000" if form.name == "ncs" else f"{form.symbol}35,000"
    reading = form.read(form.page(words))
    assert [each for each in reading.notices if each.field in ("salaries", "pay_distributions")] in (
        [],
        [each for each in reading.notices if each.code == "pay-period-missing"],
    )
    assert wrong(form, words, (Decimal(35000), Decimal(35000), form.currency)) is None
    assert wrong(form, words, (Decimal(35), Decimal(35000), form.currency)) is not None
    assert wrong(form, words, (Decimal(35000), Decimal(35000), "CHF")) is not None
