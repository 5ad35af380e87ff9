"""What a profile holds, written as CSV and read again, is the same; whatever the delimiter and the order."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal
from typing import Any

from csv_pages import written
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.model import (
    AlternativeRole,
    Band,
    Basis,
    Code,
    Duty,
    Fact,
    Money,
    Outlook,
    PayDistribution,
    Place,
    Reading,
    Record,
    Remark,
    RoleProfile,
    Salary,
    SkillAsked,
    Trend,
)
from rolegraph.graph.sources.csv_input.columns import FACTS, PERCENTILES
from rolegraph.graph.sources.inputs import walk
from rolegraph.graph.sources.readers import read_record

HERE = Place("")
LETTERS = st.characters(categories=["L", "M", "N", "P", "S"], exclude_characters="�")
WORDS = st.text(LETTERS | st.sampled_from(' ,;"'), min_size=1, max_size=12).map(lambda t: " ".join(t.split()))
TEXT = WORDS.filter(bool)
PROSE = st.lists(TEXT, min_size=1, max_size=3).map("\n\n".join)
FIGURE = st.decimals(1, 10**6, places=2)
PERIOD = st.sampled_from(["P1Y", "P1M", "P7D", "P1D", "PT1H"])
CURRENCY = st.sampled_from(["GBP", "USD", "EUR", "JPY"])
LISTS = ("alternative_titles", "duties", "skills", "ranked_skills", "alternative_roles")


def listed(made: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(TEXT, max_size=3).map(lambda texts: tuple(made(text) for text in texts))


@st.composite
def bands(draw: st.DrawFn) -> Band | None:
    low = draw(st.decimals(0, 40, places=1))
    high = draw(st.none() | st.decimals(low + 1, 80, places=1))
    return draw(st.sampled_from([None, Band(low, high), Band(name="expert")]))


@st.composite
def pays(draw: st.DrawFn) -> tuple[tuple[Salary, ...], tuple[PayDistribution, ...]]:
    low, high = sorted(draw(st.lists(FIGURE, min_size=2, max_size=2)))
    ends = draw(st.sampled_from([(low, high), (low, low), (low, None), (None, high)]))
    currency, unit = draw(CURRENCY), draw(PERIOD)
    period = draw(st.sampled_from([None, "2024", "2024-05", "2023/2024"]))
    money = Money("", *ends, currency, Basis.STATED, unit)
    median, mean = draw(FIGURE), draw(st.none() | FIGURE)
    given_percentiles = draw(st.sets(st.sampled_from(sorted(PERCENTILES.values()))))
    spread = PayDistribution(
        "",
        HERE,
        median,
        mean,
        tuple((percent, Decimal(percent)) for percent in sorted(given_percentiles)),
        currency,
        Basis.STATED,
        unit,
        period,
    )
    return draw(st.sampled_from([(), (Salary(money, HERE, period),)])), draw(st.sampled_from([(), (spread,)]))


@st.composite
def profiles(draw: st.DrawFn) -> RoleProfile:
    salaries, distributions = draw(pays())
    ranked = draw(st.lists(TEXT, max_size=3))
    outlook = Outlook(
        draw(PROSE),
        HERE,
        trend=draw(st.none() | st.sampled_from(Trend)),
        growth=draw(st.none() | st.decimals(-90, 90, places=1)),
        period=draw(st.sampled_from([None, "P10Y", "2023/2033"])),
    )
    return RoleProfile(
        draw(TEXT),
        HERE,
        alternative_titles=draw(listed(lambda text: AlternativeRole(text, HERE))),
        country=draw(st.sampled_from([None, "GB", "DE", "IN"])),
        band=draw(bands()),
        salaries=salaries,
        pay_distributions=distributions,
        description=draw(st.none() | PROSE),
        duties=draw(listed(lambda text: Duty(text, HERE))),
        skills=(
            *(SkillAsked(name, HERE, position=n) for n, name in enumerate(ranked, start=1)),
            *draw(listed(lambda text: SkillAsked(text, HERE))),
        ),
        alternative_roles=draw(listed(lambda text: AlternativeRole(text, HERE))),
        codes=tuple(draw(st.sets(st.sampled_from(CODES), max_size=2).map(sorted_codes))),
        facts=tuple(Fact(remark, draw(TEXT), HERE) for remark in Remark if draw(st.booleans())),
        outlook=draw(st.sampled_from([None, outlook])),
    )


CODES = [
    Code("SOC", HERE, "43-3011"),
    Code("ISCO-08", HERE, "4214", "Debt collectors"),
    Code("ESCO", HERE, None, "x y"),
]


def sorted_codes(codes: set[Code]) -> list[Code]:
    return sorted(codes, key=lambda code: code.scheme)


def columns_of(profile: RoleProfile, *, numbered: bool) -> dict[str, str]:
    """The cells of a profile; lists with bars unless an item has one in it."""
    lists = {
        "alternative_titles": [each.name for each in profile.alternative_titles],
        "duties": [each.text for each in profile.duties],
        "ranked_skills": [each.name for each in profile.skills if each.position],
        "skills": [each.name for each in profile.skills if not each.position],
        "alternative_roles": [each.name for each in profile.alternative_roles],
        "codes": [f"{c.scheme}:{c.value or ''}" + (f"={c.title}" if c.title else "") for c in profile.codes],
        **{name: [f.text for f in profile.facts if f.remark is remark] for name, remark in FACTS.items()},
    }
    cells: dict[str, str] = {}
    for name, items in lists.items():
        if numbered or any("|" in item for item in items):
            cells |= {f"{name} {number}": item for number, item in enumerate(items, start=1)}
        else:
            cells[name] = " | ".join(items)
    return {**cells, **single_of(profile), **pay_of(profile)}


def single_of(profile: RoleProfile) -> dict[str, str]:
    band, outlook = profile.band, profile.outlook
    values = {
        "title": profile.title,
        "country": profile.country,
        "experience_min": band and band.min_years,
        "experience_max": band and band.max_years,
        "experience_level": band and band.name,
        "description": profile.description,
        "outlook": outlook and outlook.text,
        "outlook_trend": outlook and outlook.trend,
        "outlook_growth": outlook and outlook.growth,
        "outlook_period": outlook and outlook.period,
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def pay_of(profile: RoleProfile) -> dict[str, str]:
    values: dict[str, object] = {}
    for salary in profile.salaries:
        money = salary.money
        values |= {
            "salary_min": money.minimum,
            "salary_max": money.maximum,
            "salary_currency": money.currency,
        }
        values |= {"salary_pay_period": money.pay_period, "salary_period": salary.period}
    for pay in profile.pay_distributions:
        values |= {"salary_median": pay.median, "salary_mean": pay.mean, "salary_currency": pay.currency}
        values |= {"salary_pay_period": pay.pay_period, "salary_period": pay.period}
        values |= {f"salary_percentile_{percent}": figure for percent, figure in pay.percentiles}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """A value without places and without the words that figures were read from."""
    if isinstance(value, Place):
        return None
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        kept = {k: v for k, v in fields.items() if not k.endswith("place") and not k.endswith("places")}
        return {k: plain(v) for k, v in kept.items() if k != "source_text"}
    return value


def open_and_read(text: str) -> list[Reading]:
    outcomes = list(walk(["-"], stdin=io.BytesIO(text.encode())))
    records = [each for each in outcomes if isinstance(each, Record)]
    assert len(records) == len(outcomes)
    return [read_record(record)[1] for record in records]


@given(
    many=st.lists(profiles(), min_size=1, max_size=3),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    numbered=st.booleans(),
    random=st.randoms(use_true_random=False),
)
def test_profiles_come_back(
    many: list[RoleProfile], delimiter: str, end: str, numbered: bool, random: Any
) -> None:
    rows = [columns_of(profile, numbered=numbered) for profile in many]
    names = sorted({"#note", "url", *(name for row in rows for name in row)})
    random.shuffle(names)
    text = written([names, *([row.get(name, "") for name in names] for row in rows)], delimiter, end)
    readings = open_and_read(text)
    assert [plain(profile) for reading in readings for profile in reading.profiles] == [
        plain(p) for p in many
    ]
    assert [reading.profiles[0].title_place.column for reading in readings] == ["title"] * len(many)
