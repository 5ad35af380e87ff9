"""Good pages of every form with their pay in other words, and how what is read of them is judged."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import ooh_pages
from csv_pages import written

from rolegraph.graph.errors import InputError
from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources import (
    ncs,
    ncs_html,
    ooh,
    own_json,
    profile_csv,
    role_page,
    role_page_html,
    schema_org,
)

ROOT = Path(__file__).resolve().parent.parent
_DATA = ROOT / "tests" / "data"

Figures = tuple[Decimal | None, Decimal | None, str | None]
"""Low, high and currency."""


@dataclass(frozen=True, slots=True)
class Form:
    """A page of one form as a function of the words of its pay; ``currency`` is what ``symbol`` means on it."""

    name: str
    reader: ModuleType
    symbol: str
    currency: str
    page: Callable[[str], str]

    def read(self, page: str) -> Reading:
        """What the form's reader makes of the page."""
        reading: Reading = self.reader.read(Record("page", "page", page.encode()))
        return reading


def _sample(path: str, *old: str) -> Callable[[str], str]:
    """A page with its pay, which stands there in these words, in others."""
    text = (ROOT / path).read_text("utf-8")
    escape: Callable[[str], str] = html.escape if path.endswith("html") else str
    assert all(words in text for words in old)
    return lambda words: re.sub("|".join(map(re.escape, old)), lambda _: escape(words), text)


def _csv(words: str) -> str:
    return written([["title", "country", "salary", "salary_pay_period"], ["Baker", "GB", words, "year"]])


def _own(words: str) -> str:
    return json.dumps(
        {"rolegraph": 1, "title": "Baker", "country": "GB", "salary": words}, ensure_ascii=False
    )


def _posting(pay: Callable[[str], object]) -> Callable[[str], str]:
    place = {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "GB"}}
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Baker",
        "jobLocation": place,
    }
    return lambda words: json.dumps({**posting, "baseSalary": pay(words)}, ensure_ascii=False)


def _amount(words: str) -> object:
    return {
        "@type": "MonetaryAmount",
        "value": {"@type": "QuantitativeValue", "value": words, "unitText": "YEAR"},
    }


def _ncs(words: str) -> str:
    record = json.loads((_DATA / "json" / "ncs.json").read_text("utf-8"))
    return json.dumps(
        {**record, "salary_starter_gbp": words, "salary_experienced_gbp": ""}, ensure_ascii=False
    )


def _ooh(words: str) -> str:
    """Quick facts and Pay section alike, without the pay by the hour."""
    page = ooh_pages.OWN.replace("<br>$20.00     per hour", "").replace("$41,600", html.escape(words))
    assert page.count(html.escape(words)) >= 2
    return page


def _ncs_html(words: str) -> str:
    page = (_DATA / "html" / "ncs.html").read_text("utf-8")
    return page.replace("&#163;14,500", html.escape(words)).replace("&#163;26,000", "Variable")


FORMS: tuple[Form, ...] = (
    Form("role-page", role_page, "£", "GBP", _sample("tests/data/pages/full.txt", "£21K")),
    Form("role-page in Australia", role_page, "$", "AUD",
         _sample("samples/au/collections-officer-3-6-years.txt", "$32K-$45K")),
    Form("role-page in Germany", role_page, "€", "EUR",
         _sample("samples/de/machine-learning-engineer-senior-level.txt", "125.250 € - 160.250 €")),
    Form("role-page-html", role_page_html, "€", "EUR",
         _sample("samples/ie/data-engineer-mid-level.html", "&euro;46,000 &ndash; &euro;65,500")),
    Form("csv", profile_csv, "£", "GBP", _csv),
    Form("json", own_json, "£", "GBP", _own),
    Form("schema-org text", schema_org, "£", "GBP", _posting(str)),
    Form("schema-org amount", schema_org, "£", "GBP", _posting(_amount)),
    Form("ncs", ncs, "£", "GBP", _ncs),
    Form("ncs-html", ncs_html, "£", "GBP", _ncs_html),
    Form("ooh", ooh, "$", "USD", _ooh),
)  # fmt: skip


def figures(reading: Reading) -> set[Figures]:
    """Every figure of pay: ranges, and the medians of distributions."""
    return {each for profile in reading.profiles for each in _figures_of(profile)}


def _figures_of(profile: object) -> Iterator[Figures]:
    for salary in profile.salaries:  # type: ignore[attr-defined]
        if (salary.money.minimum, salary.money.maximum) != (None, None):
            yield salary.money.minimum, salary.money.maximum, salary.money.currency
    for spread in profile.pay_distributions:  # type: ignore[attr-defined]
        if spread.median is not None:
            yield spread.median, spread.median, spread.currency


def unread_words(reading: Reading) -> list[str]:
    """The words of pay that notices tell of as not understood."""
    return [
        notice.words
        for notice in reading.notices
        if notice.code.endswith("-not-understood") and notice.field in ("salaries", "pay_distributions", "")
    ]


def wrong(form: Form, words: str, *true: tuple[Decimal, Decimal, str]) -> str | None:
    """What is wrong with what the form's reader makes of pay in ``words``; ``None`` where nothing is.

    Right are the ``true`` figures, with their currency or none; words that are told as not
    understood, as the page has them; and a refusal.
    """
    page = form.page(words)
    try:
        reading = form.read(page)
    except InputError as refusal:
        return None if str(refusal) and "\n" not in str(refusal) else "a refusal without a message"
    found = figures(reading)
    for low, high, currency in found:
        if not any((low, high) == each[:2] and currency in (None, each[2]) for each in true):
            return f"read as {low} to {high} {currency}"
    told = unread_words(reading)
    if not found and not told:
        return "neither read nor told"
    said = " ".join(html.unescape(page.replace("\\n", " ")).split())
    lost = [each for each in told if " ".join(each.split()) not in said]
    return f"told in words that the page has not: {lost}" if lost else None
