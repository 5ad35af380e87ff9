"""Pages as bytes: the text of a role page, rolegraph's JSON, a line of the NCS data set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from made_pages import NUMBER_WORDS, Page

CITATION = "made up by a generator for tests"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def text_page(page: Page) -> bytes:
    """The text form: UTF-8, LF, every list; an empty list leaves its announcement."""
    return ("\n".join(_text_lines(page)) + "\n").encode()


def _text_lines(page: Page) -> Iterator[str]:
    years = band_words(page.band)
    yield from (page.title, page.pay.words)
    if page.pay.per:
        yield page.pay.per
    yield f"{years} experience"
    yield from page.description
    yield (
        f"As a {page.title} with {years} of experience in {page.country_name}, "
        f"your main responsibilities include:"
    )
    yield from page.duties
    yield f"For a {page.title} job role, the following qualifications are required:"
    yield from _skill_lines(page)
    if page.alternatives or page.announced:
        yield (
            f"The role of {page.title} is one among many. For people with {years} of experience in "
            f"{page.country_name}, {_promise(page)}:"
        )
        yield from page.alternatives
    yield page.outlook
    yield from _trailer(page)


def _promise(page: Page) -> str:
    number = "some" if page.announced is None else NUMBER_WORDS[page.announced]
    return f"here are {number} alternative roles worth considering"


def _skill_lines(page: Page) -> Iterator[str]:
    """Each name, with its number on the line before where the page ranks."""
    for place, name in enumerate(page.skills):
        if page.ranks:
            yield str(page.ranks[place])
        yield name


def _trailer(page: Page) -> Iterator[str]:
    yield f"Source: {CITATION}"
    yield f"Licence: {LICENCE}"
    if page.url:
        yield f"Page: {page.url}"
    if page.period:
        yield f"Period: {page.period}"


def band_words(band: tuple[int, int | None]) -> str:
    """``0-3 years`` or ``10+ years``."""
    low, high = band
    return f"{low}+ years" if high is None else f"{low}-{high} years"


def ncs_line(page: Page) -> bytes:
    """One line of JSON with the fields of the NCS data set; those of a page with UK pay."""
    return _line(
        {
            "title": page.title,
            "url": f"https://example.org/job-profiles/{page.number}",
            "country": page.country,
            "description": " ".join(page.description),
            **_ncs_pay(page),
            "min_hours": 37.0,
            "max_hours": 39.0,
            "hours_details": "a week",
            "working_pattern": "evenings / weekends",
            **_ncs_codes(page),
            "esco_occupation_label": page.title.lower(),
            "categories": [page.title.split()[-2] if page.title else "Other"],
            "skills_ranked": [
                {"rank": rank, "name": name, "onet_rank": round(5 - 0.21 * place, 2)}
                for place, (rank, name) in enumerate(zip(_ranks(page), page.skills, strict=True))
            ],
            "day_to_day_tasks": [duty[0].lower() + duty[1:] for duty in page.duties],
            "digital_skills": "to be able to use a computer",
            "other_requirements": [],
            "restrictions": [],
            "working_location": ["at an office or on site"],
            "working_environment": [],
            "career_path": "With experience you could train others.",
            "career_tips": "",
            "apprenticeships": [],
            "content_modified": f"{page.period or '2020'}-11-16",
        }
    )


def _ranks(page: Page) -> tuple[int, ...]:
    """The ranks of the page; this form always ranks."""
    return page.ranks or tuple(range(1, len(page.skills) + 1))


def _ncs_pay(page: Page) -> dict[str, str]:
    """Whole pounds a year, or ``variable`` where the page has no yearly figures."""
    low, high = page.pay.minimum, page.pay.maximum
    yearly = page.pay.period == "P1Y" and low is not None and high is not None
    return {
        "salary_starter_gbp": str(low) if yearly else "variable",
        "salary_experienced_gbp": str(high) if yearly else "variable",
    }


def _ncs_codes(page: Page) -> dict[str, str]:
    """Codes of the right form, made up; a role keeps its codes."""
    return {
        "uk_soc2010": str(1100 + page.role % 8000),
        "uk_soc_title": f"{page.title.split()[-1] if page.title else 'Other'}s n.e.c.",
        "onet_soc": f"{11 + page.role % 40:02}-{1000 + page.role % 8000}.00",
    }


def json_line(page: Page) -> bytes:
    """One line of JSON in rolegraph's own form (graph/sources/json_input/profile.schema.json, version 1)."""
    return _line(
        {
            "rolegraph": 1,
            **({"url": page.url} if page.url else {}),
            "licence": LICENCE,
            "citation": CITATION,
            "title": page.title,
            "alternativeTitles": page.also_known_as,
            "country": page.country,
            "experience": _given({"min": page.band[0], "max": page.band[1]}),
            "salary": _json_salary(page),
            "description": "\n\n".join(page.description),
            "duties": page.duties,
            "skills": _json_skills(page),
            "alternativeRoles": page.alternatives,
            "announcements": [
                _given({"list": "alternativeRole", "number": page.announced, "text": _promise(page)})
            ],
            "outlook": _json_outlook(page),
        }
    )


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def _json_salary(page: Page) -> dict[str, Any]:
    """The figures and the words; the words alone where there is no figure."""
    pay = page.pay
    return _given(
        {
            "min": _number(pay.minimum),
            "max": _number(pay.maximum),
            "currency": pay.currency,
            "payPeriod": pay.period,
            "period": page.period,
            "text": pay.words,
        }
    )


def _number(amount: Decimal | None) -> int | float | None:
    """For JSON: amounts have quarters at most, which a float holds exactly."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _json_skills(page: Page) -> Sequence[Any]:
    if not page.ranks:
        return page.skills
    return [{"name": name, "position": rank} for name, rank in zip(page.skills, page.ranks, strict=True)]


def _json_outlook(page: Page) -> dict[str, Any]:
    known = {"text": page.outlook, "trend": page.trend, "trendText": page.trend_words}
    if page.growth is None:
        return known
    growth = {"growth": page.growth, "growthText": f"{abs(page.growth)}%"}
    return {**known, **growth, "period": "P10Y", "periodText": "Over the next 10 years"}


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


FORMS: dict[str, Callable[[Page], bytes]] = {"text": text_page, "json": json_line, "ncs": ncs_line}
