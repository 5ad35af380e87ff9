"""Pay as pages write it: what must be read, what must be refused, and what must stay unread."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Basis, Money
from rolegraph.graph.sources.values.currencies import current_codes
from rolegraph.graph.sources.values.figures import Style, read_number
from rolegraph.graph.sources.values.money import parse_money
from rolegraph.graph.sources.values.pay_words import read_period

STATED, INFERRED = Basis.STATED, Basis.INFERRED


def read(text: str, country: str | None = None) -> Money:
    """What is read from ``text``, which must be understood."""
    money = parse_money(text, country=country)
    assert money is not None, text
    assert money.source_text == text
    return money


def ends(text: str, country: str | None = None) -> tuple[str | None, str | None]:
    """Minimum and maximum as text, for short tables."""
    money = read(text, country)
    low, high = money.minimum, money.maximum
    return (None if low is None else f"{low:f}", None if high is None else f"{high:f}")


@pytest.mark.parametrize(
    ("text", "country", "low", "high", "currency", "basis", "period"),
    [
        ("£23K", "GB", 23000, 23000, "GBP", STATED, None),
        ("$32K-$45K", "AU", 32000, 45000, "AUD", INFERRED, None),
        ("€1.2M", None, 1200000, 1200000, "EUR", STATED, None),
        ("A$85,000 - A$95,000", None, 85000, 95000, "AUD", STATED, None),
        ("₹6,00,000 – ₹9,50,000 / year", None, 600000, 950000, "INR", STATED, "P1Y"),
        ("CHF 90’000", None, 90000, 90000, "CHF", STATED, None),
        ("¥4,500,000", None, 4500000, 4500000, None, None, None),
        ("¥4,500,000", "JP", 4500000, 4500000, "JPY", INFERRED, None),
        ("kr 450 000", None, 450000, 450000, None, None, None),
        ("kr 450 000", "NO", 450000, 450000, "NOK", INFERRED, None),
        ("R$ 3.500,00 / month", None, 3500, 3500, "BRL", STATED, "P1M"),
        ("£12.50 per hour", None, "12.5", "12.5", "GBP", STATED, "PT1H"),
        ("23k GBP", None, 23000, 23000, "GBP", STATED, None),
        ("Up to £40K", None, None, 40000, "GBP", STATED, None),
        ("From $120k", None, 120000, None, None, None, None),
        ("From $120k", "US", 120000, None, "USD", INFERRED, None),
        ("Competitive", None, None, None, None, None, None),
    ],
)
def test_the_samples_that_must_be_read(
    text: str,
    country: str | None,
    low: int | str | None,
    high: int | str | None,
    currency: str | None,
    basis: Basis | None,
    period: str | None,
) -> None:
    minimum, maximum = (None if end is None else Decimal(end) for end in (low, high))
    assert parse_money(text, country=country) == Money(text, minimum, maximum, currency, basis, period)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1e999", "money-exponent"),
        ("£1e5", "money-exponent"),
        ("-5k", "money-negative"),
        ("−£5k", "money-negative"),
        ("£-5", "money-negative"),
        ("€50K-€40K", "money-reversed"),
        ("between 40,000 and 30,000 euros", "money-reversed"),
        ("£1000000000001", "money-absurd"),
        ("£9999999999K", "money-absurd"),
    ],
)
def test_what_is_understood_and_cannot_stand_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadValue) as refusal:
        parse_money(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "Two goats", "£", "hourly", "K", "£23K¹", "£23K-", "1,2,3", "12,34,56", "1.234,5.6"),
        *("£20K-€30K", "£20K £30K", "$32K-45", "10-20-30", "23K quid", "5 years", "nan", "inf"),
        *("£10.425 per hour", "1.500", "£" + "9" * 31, "£" * 200, "Up to £20K-£30K", "1 2345", "dem 5000"),
        *("DEM 5000", "£23K per decade", "page 3", "£31-32,000", "31 to £32,000", "£60-£45K"),
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert parse_money(text, country="GB") is None


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("1,500", None, "1500"),
        ("1,500", "DE", "1500"),
        ("1.500 €", "DE", "1500"),
        ("12,50 €", None, "12.5"),
        ("£999999999K", None, "999999999000"),
        ("€ 90'000.-", "CH", "90000"),
        ("450.000,- kr", "DK", "450000"),
        ("$1.250M", "US", "1250000"),
        ("1,250K", "US", "1250000"),
        ("£0.500M", None, "500000"),
        ("1 234 567,89 €", "FR", "1234567.89"),
        ("１２,５００ JPY", None, "12500"),
        ("٤٬٥٠٠٫٥ EGP", None, "4500.5"),
        ("₹6 lakh", None, "600000"),
        ("₹1.5 crore", None, "15000000"),
        ("5 Mio. €", None, "5000000"),
        ("KWD 1,500", "KW", "1500"),
    ],
)
def test_separators_and_factors(text: str, country: str | None, expected: str) -> None:
    assert ends(text, country) == (expected, expected)


@pytest.mark.parametrize(
    ("text", "country"), [("KWD 1.500", None), ("1,250K", "DE"), ("€1.250M", "DE"), ("TND 1,500", "TN")]
)
def test_a_mark_that_could_be_either_is_not_read(text: str, country: str | None) -> None:
    assert parse_money(text, country=country) is None


@pytest.mark.parametrize(
    ("text", "country", "low", "high"),
    [
        ("$32-45K", "US", "32000", "45000"),
        ("$500-1K", "US", "500", "1000"),
        ("£20,000 to £30,000", "GB", "20000", "30000"),
        ("From £40K to £50K", None, "40000", "50000"),
        ("between 40K and 50K euros", None, "40000", "50000"),
        ("6-9 LPA", "IN", "600000", "900000"),
        ("A$85,000 - $95,000", None, "85000", "95000"),
        ("£40K+", None, "40000", None),
        ("£40,000 or more", None, "40000", None),
        ("at least £40K", None, "40000", None),
        ("no more than £40K", None, None, "40000"),
    ],
)
def test_ranges_and_open_ends(text: str, country: str | None, low: str | None, high: str | None) -> None:
    assert ends(text, country) == (low, high)


@pytest.mark.parametrize(
    ("text", "country", "currency", "basis"),
    [
        ("$5", "US", "USD", INFERRED),
        ("$5", "CA", "CAD", INFERRED),
        ("$5", "EC", "USD", INFERRED),
        ("$5", "GB", None, None),
        ("US$5", "AU", "USD", STATED),
        ("¥5", "CN", "CNY", INFERRED),
        ("￥5", "JP", "JPY", INFERRED),
        ("5 kr", "SE", "SEK", INFERRED),
        ("5 kr.", "IS", "ISK", INFERRED),
        ("£5", None, "GBP", STATED),
        ("£5", "FR", "GBP", STATED),
        ("£5", "EG", "EGP", INFERRED),
        ("Rs 500", "PK", "PKR", INFERRED),
        ("Rs 500", None, None, None),
        ("K5", "ZM", "ZMW", INFERRED),
        ("C$5", "CA", "CAD", INFERRED),
        ("5 Kč", None, "CZK", STATED),
        ("5 US dollars", None, "USD", STATED),
        ("5 dollars", "NZ", "NZD", INFERRED),
        ("5", "GB", None, None),
    ],
)
def test_currencies(text: str, country: str | None, currency: str | None, basis: Basis | None) -> None:
    money = read(text, country)
    assert (money.currency, money.currency_basis) == (currency, basis)


@pytest.mark.parametrize("code", sorted(current_codes()))
def test_every_current_code_is_stated(code: str) -> None:
    money = read(f"{code} 1,200.50")
    assert (money.currency, money.currency_basis, money.minimum) == (code, STATED, Decimal("1200.5"))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        *(("/ year", "P1Y"), ("per annum", "P1Y"), ("p.a.", "P1Y"), ("a year", "P1Y"), ("annually", "P1Y")),
        *(("/month", "P1M"), ("pcm", "P1M"), ("per week", "P7D"), ("weekly", "P7D"), ("/ day", "P1D")),
        *(("an hour", "PT1H"), ("/hr", "PT1H"), ("(hourly)", "PT1H"), ("per decade", None), ("year", None)),
    ],
)
def test_pay_periods(words: str, period: str | None) -> None:
    assert read_period(words) == period
    if period:
        assert read(f"£5 {words}").pay_period == period


def test_the_pay_period_of_a_neighbouring_line() -> None:
    money = parse_money("£23K", pay_period="P1Y")
    assert money is not None
    assert money.is_observation
    with pytest.raises(BadValue) as refusal:
        parse_money("£12 per hour", pay_period="P1Y")
    assert refusal.value.code == "pay-period-contradiction"


LOCALES = [
    *(("en_GB", "GB"), ("en_US", "US"), ("en_AU", "AU"), ("en_IN", "IN"), ("de_DE", "DE"), ("de_CH", "CH")),
    *(("fr_FR", "FR"), ("fr_CA", "CA"), ("pt_BR", "BR"), ("sv_SE", "SE"), ("nb_NO", "NO"), ("da_DK", "DK")),
    *(("pl_PL", "PL"), ("cs_CZ", "CZ"), ("es_ES", "ES"), ("it_IT", "IT"), ("ja_JP", "JP"), ("en_ZA", "ZA")),
    *(("de_AT", "AT"), ("tr_TR", "TR"), ("uk_UA", "UA"), ("zh_CN", "CN"), ("ko_KR", "KR"), ("en_NZ", "NZ")),
]
TENDER = {
    **{
        "GB": "GBP",
        "US": "USD",
        "AU": "AUD",
        "IN": "INR",
        "DE": "EUR",
        "CH": "CHF",
        "FR": "EUR",
        "CA": "CAD",
    },
    **{
        "BR": "BRL",
        "SE": "SEK",
        "NO": "NOK",
        "DK": "DKK",
        "PL": "PLN",
        "CZ": "CZK",
        "ES": "EUR",
        "IT": "EUR",
    },
    **{
        "JP": "JPY",
        "ZA": "ZAR",
        "AT": "EUR",
        "TR": "TRY",
        "UA": "UAH",
        "CN": "CNY",
        "KR": "KRW",
        "NZ": "NZD",
    },
}


@given(st.sampled_from(LOCALES), st.decimals("0.01", "99999999.99", places=2))
def test_what_a_country_writes_is_read_back(place: tuple[str, str], amount: Decimal) -> None:
    locale, country = place
    currency = TENDER[country]
    if currency in ("JPY", "KRW"):
        amount = amount.to_integral_value()
    money = parse_money(format_currency(amount, currency, locale=locale), country=country)
    assert money is not None
    assert (money.minimum, money.maximum, money.currency) == (amount, amount, currency)


@given(st.sampled_from(LOCALES), st.decimals("0.01", "99999999.99", places=2))
def test_without_its_country_a_figure_is_right_or_unread(place: tuple[str, str], amount: Decimal) -> None:
    locale, country = place
    currency = TENDER[country]
    if currency in ("JPY", "KRW"):
        amount = amount.to_integral_value()
    money = parse_money(format_currency(amount, currency, locale=locale))
    assert money is None or (money.minimum == amount and money.currency in (currency, None))


@given(
    st.text(max_size=40) | st.from_regex(r"[£$€]? ?[0-9.,' ]{1,12}[KkM]?( ?- ?[0-9.,]{1,8})?", fullmatch=True)
)
def test_any_text_is_read_refused_or_left(text: str) -> None:
    try:
        money = parse_money(text, country="GB")
    except BadValue:
        return
    if money and money.minimum is not None and money.maximum is not None:
        assert 0 <= money.minimum <= money.maximum


@given(st.integers(0, 10**9), st.sampled_from([",", " ", "'", "."]))
def test_grouped_whole_numbers(number: int, mark: str) -> None:
    assert read_number(f"{number:,}".replace(",", mark), Style(decimal_comma=mark == ".")) == number
