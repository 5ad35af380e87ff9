"""Good pages with parts in another order, missing, or in other white space: no value is ever another one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import ooh_pages
import pytest
from csv_pages import written
from hypothesis import given, settings
from hypothesis import strategies as st
from role_pages import without_places

from rolegraph.graph.errors import InputError
from rolegraph.graph.model import Duty, Place, Reading, Record, RoleProfile
from rolegraph.graph.sources import ncs, ooh, own_json, profile_csv, role_page, schema_org
from rolegraph.graph.sources.page_text.layout import lay_out
from rolegraph.graph.sources.page_text.spans import Page

ROOT = Path(__file__).resolve().parent.parent
SLOWLY = settings(deadline=None)
# What is named in prose counts as a mention only where no list asks for it.
DEPENDENT = {"mentions"}
CELLS = {
    "title": "Baker",
    "alternative_titles": "Bread maker|Oven hand",
    "country": "GB",
    "experience": "0-3 years",
    "salary": "£23K",
    "salary_pay_period": "year",
    "salary_period": "2024",
    "duties": "Knead dough|Mind the oven",
    "ranked_skills": "Lifting|Punctuality",
    "alternative_roles": "Miller",
    "codes": "UK SOC 2010:5432=Bakers",
    "outlook": "Steady.",
    "outlook_growth": "2.5",
    "url": "https://jobs.example/baker",
}
POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Baker",
    "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "GB"}},
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "GBP",
        "value": {"@type": "QuantitativeValue", "minValue": 20000, "maxValue": 23000, "unitText": "YEAR"},
    },
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 24},
    "responsibilities": ["Knead dough", "Mind the oven"],
    "skills": ["Lifting", "Punctuality"],
    "occupationalCategory": {"@type": "CategoryCode", "codeValue": "51-3011.00", "inCodeSet": "O*NET-SOC"},
    "qualifications": "A diploma.",
}


@dataclass(frozen=True, slots=True)
class Parted:
    """A page as parts that stand for themselves: joined again they say the same, in any order."""

    name: str
    reader: ModuleType
    parts: Sequence[str]
    join: Callable[[Sequence[str]], str]

    def read(self, parts: Sequence[str]) -> Reading:
        """What its reader makes of the parts."""
        reading: Reading = self.reader.read(Record("page", "page", self.join(parts).encode()))
        return reading


def _text(path: Path) -> Parted:
    """A role page by its lists; title, header and description lead, outlook and trailer end it."""
    page = Page(path.read_text("utf-8"))
    layout = lay_out(page)
    starts = sorted(lead.start for lead in layout.leads.values())
    end = min(
        [*(span.start for span in layout.outlook), *(s.start for _, s in layout.trailers), len(page.text)]
    )
    end = page.text.rfind("\n", 0, end) + 1
    bounds = [*starts, end]
    lists = [page.text[start:stop] for start, stop in pairwise(bounds)]
    head, tail = page.text[: bounds[0]], page.text[end:]
    return Parted(path.stem, role_page, lists, lambda parts: "".join((head, *parts, tail)))


def _json(name: str, reader: ModuleType, values: dict[str, Any]) -> Parted:
    """The properties are the parts; those of hours of work say one thing together."""
    said = {
        key: f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()
    }
    hours = [key for key in said if "hours" in key]
    parts = [text for key, text in said.items() if key not in hours]
    parts += [", ".join(said[key] for key in hours)] if hours else []
    return Parted(name, reader, parts, lambda kept: "{%s}" % ",\n ".join(kept))  # noqa: UP031


def _columns(parts: Sequence[str]) -> str:
    return written([list(parts), [CELLS[name] for name in parts]])


def _sections(parts: Sequence[str]) -> str:
    start, _, rest = ooh_pages.OWN.partition('<div id="tab-1">')
    return start + "".join(parts) + rest[rest.index('<div class="citation">') :]


def _handbook() -> Parted:
    body = ooh_pages.OWN[
        ooh_pages.OWN.index('<div id="tab-1">') : ooh_pages.OWN.index('<div class="citation">')
    ]
    return Parted("ooh", ooh, re.split(r'(?<!^)(?=<div id="tab-)', body), _sections)


DATA = ROOT / "tests" / "data" / "json"
PAGES = (
    _text(ROOT / "tests" / "data" / "pages" / "full.txt"),
    *map(_text, sorted((ROOT / "samples").rglob("*.txt"))),
    _json("own", own_json, json.loads((DATA / "own.json").read_text("utf-8"))),
    _json("ncs", ncs, json.loads((DATA / "ncs.json").read_text("utf-8"))),
    _json("posting", schema_org, POSTING),
    Parted("csv", profile_csv, list(CELLS), _columns),
    _handbook(),
)
PAGE = st.sampled_from(PAGES)


def values(reading: Reading) -> list[dict[str, Any]]:
    """The fields of each profile without places."""
    kept = [each.name for each in fields(RoleProfile) if not each.name.endswith("_place")]
    return [{name: without_places(getattr(p, name)) for name in kept} for p in reading.profiles]


def is_part(found: Any, whole: Any) -> bool:
    """Whether a value is the whole page's, or less: items, or parts of a value, are missing.

    A date may be of the year alone.
    """
    if found in (None, ()) or found == whole:
        return True
    if isinstance(found, tuple):
        return all(any(is_part(item, each) for each in whole) for item in found)
    if isinstance(found, dict) and isinstance(whole, dict):
        return all(is_part(found[key], whole[key]) for key in found)
    return isinstance(found, str) and re.fullmatch(rf"{re.escape(found)}-\d\d", str(whole)) is not None


def of_page(name: str, found: Any, whole: dict[str, Any]) -> bool:
    """Whether a field holds nothing but what it holds on the whole page.

    Without a list to part them, an outlook that speaks of no future is one more paragraph of the
    description; an outlook that a page gives twice may have the words of either place.
    """
    if name == "outlook" and found and whole[name]:
        return is_part({**found, "text": None}, whole[name])
    if name != "description" or not found:
        return is_part(found, whole[name])
    outlook = whole["outlook"]["text"].split("\n") if whole["outlook"] else []
    return {*found.split("\n\n")} <= {*(whole[name] or "").split("\n\n"), *outlook}


def _wrong_in(profile: dict[str, Any], whole: dict[str, Any]) -> list[tuple[str, Any]]:
    names = sorted(profile.keys() - DEPENDENT)
    return [(name, profile[name]) for name in names if not of_page(name, profile[name], whole)]


def wrong_fields(page: Parted, reading: Reading) -> list[tuple[str, Any]]:
    """The fields that are not the whole page's; of several profiles, those of the one that is nearest."""
    wholes = values(page.read(page.parts))
    found = []
    for profile in values(reading):
        found += sorted((_wrong_in(profile, whole) for whole in wholes), key=len)[0]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pages_have_parts_and_say_something(page: Parted) -> None:
    assert len(page.parts) >= 3
    whole = page.read(page.parts)
    assert wrong_fields(page, whole) == []
    assert whole.profiles[0].duties or whole.profiles[0].skills
    # The judge is no help where it takes everything.
    changed = replace(whole.profiles[0], title="Another", country="IT", duties=(Duty("Nothing", Place("x")),))
    bad = wrong_fields(page, replace(whole, profiles=(changed,)))
    assert [name for name, _ in bad] == ["country", "duties", "title"]


@SLOWLY
@given(st.data(), PAGE)
def test_parts_in_another_order_say_the_same(data: st.DataObject, page: Parted) -> None:
    order = data.draw(st.permutations(page.parts))
    reading, whole = page.read(order), page.read(page.parts)
    # Prose is told in the order of the page, and so are what it announces and the facts in it.
    assert wrong_fields(page, reading) == [], page.name
    told = [notice for notice in reading.notices if notice.code == "line-not-understood"]
    if not told:
        assert all(map(is_part, values(whole), values(reading))), page.name
    assert all(notice.field == "duties" and notice.words for notice in told)


@SLOWLY
@given(st.data(), PAGE)
def test_missing_parts_leave_no_other_value(data: st.DataObject, page: Parted) -> None:
    kept = data.draw(st.lists(st.sampled_from(page.parts), unique=True))
    try:
        reading = page.read(kept)
    except InputError as refusal:
        message = str(refusal)
        assert message
        return
    assert wrong_fields(page, reading) == [], page.name


@SLOWLY
@given(st.sampled_from([page for page in PAGES if page.reader in (own_json, ncs, schema_org)]), st.data())
def test_white_space_in_json_is_no_matter(page: Parted, data: st.DataObject) -> None:
    text = page.join(page.parts)
    indent, ascii_only = data.draw(st.sampled_from([None, 1, 4, "\t"])), data.draw(st.booleans())
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    other = json.dumps(json.loads(text), indent=indent, ensure_ascii=ascii_only).replace("\n", end)
    reading = page.reader.read(Record("page", "page", other.encode()))
    assert values(reading) == values(page.read(page.parts))


@SLOWLY
@given(
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.booleans(),
    st.sampled_from(["", " ", "\u00a0", "  "]),
    st.randoms(use_true_random=False),
)
def test_delimiters_and_white_space_in_csv_are_no_matter(
    mark: str, end: str, quoted: bool, space: str, dice: random.Random
) -> None:
    names = [name.replace("_", dice.choice(" -_")).title() for name in CELLS]
    cells = ["|".join(f"{space}{item}{space}" for item in cell.split("|")) for cell in CELLS.values()]
    text = written([names, cells], mark, end, quote_all=quoted)
    reading = profile_csv.read(Record("page", "page", text.encode()))
    whole = profile_csv.read(Record("page", "page", _columns(list(CELLS)).encode()))
    assert values(reading) == values(whole)


@SLOWLY
@given(st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n", "\r"]))
def test_white_space_and_case_of_tags_in_the_handbook_are_no_matter(dice: random.Random, end: str) -> None:
    def spaced(match: re.Match[str]) -> str:
        return dice.choice([" ", "\n", "  \t", "\u00a0", "&nbsp;", "<!-- aside --> ", "&#32;\n"])

    def shouted(match: re.Match[str]) -> str:
        return match[0].upper() if dice.random() < 0.5 else match[0]

    head, mark, body = ooh_pages.OWN.partition("<h1>")
    page = re.sub(r"(?<=[a-z,]) (?=[a-z])(?![^<]*>)", spaced, mark + body)
    page = re.sub(r"</?[a-z]+\d?", shouted, head + page).replace("\n", end)
    whole = ooh_pages.read(ooh_pages.OWN)
    assert values(ooh_pages.read(page)) == values(whole)
