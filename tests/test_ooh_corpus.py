"""All pages of the handbook: they load, every notice has its cause in the page, BLS's own tables agree."""

from __future__ import annotations

import csv
import html
import lzma
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
from ooh_pages import all_pages, open_pages, read
from readings import IRIS

from rolegraph.graph.errors import InputError
from rolegraph.graph.mapping import VocabularyDeriver, page_quads, static_vocabulary, touched_things
from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources.readers import read_record, recognise
from rolegraph.graph.validation import Severity, Validator


@pytest.fixture(scope="module")
def readings(shared_data: Path) -> dict[str, Reading]:
    return {name: read(data, name) for name, data in open_pages(shared_data).items()}


def plain(data: bytes) -> str:
    """The words of a page, taken out of it in another way than the reader's."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<!--.*?-->", " ", data.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def section(data: bytes, name: str) -> str:
    """The words from one heading to the next of the same level."""
    found = re.search(rf'<h2 id="{name}".*?(?=<h2|class="citation")', data.decode(), re.DOTALL)
    return plain(found[0].encode()) if found else ""


def medians(data: bytes) -> list[str]:
    return re.findall(r"The median (?:annual|hourly) wage for .*? was (\$[\d,.]*\d)", section(data, "pay"))


CAUSES: dict[str, Callable[[bytes], bool]] = {
    "pay-of-a-part": lambda data: len(medians(data)) > 1,
    "pay-open-ended": lambda data: "10 percent earned more than $239,200." in section(data, "pay"),
    "alternative-titles-not-understood": lambda data: bool(
        re.search(r"(?:called|known as) \w+ [\w ]+ or \w+ ?,", section(data, "what-they-do"))
    ),
    "quick-facts-missing": lambda data: b'id="quickfacts"' not in data,
    "alternative-roles-not-understood": lambda data: b'id="similar-occupations"' not in data,
}


def test_every_page_is_read_and_every_notice_has_its_cause_in_the_page(
    readings: dict[str, Reading], shared_data: Path
) -> None:
    pages = open_pages(shared_data)
    assert len(readings) == len(pages) == 145
    assert {recognise(Record(name, name, data)).name for name, data in pages.items()} == {"ooh"}
    told = Counter(notice.code for reading in readings.values() for notice in reading.notices)
    assert set(told) == set(CAUSES)
    for name, reading in readings.items():
        for code in {notice.code for notice in reading.notices}:
            assert CAUSES[code](pages[name]), (name, code)
    # And the other way round: no cause without its notice.
    parts = {name for name, data in pages.items() if len(medians(data)) > 1}
    assert {n for n, r in readings.items() if any(x.code == "pay-of-a-part" for x in r.notices)} == parts


def test_every_notice_names_its_field_and_quotes_the_page(
    readings: dict[str, Reading], shared_data: Path
) -> None:
    for name, data in open_pages(shared_data).items():
        words = re.sub(r"\s", "", plain(data))
        for notice in readings[name].notices:
            if notice.code != "quick-facts-missing":
                assert notice.field
                assert notice.place
                assert re.sub(r"\s", "", notice.words) in words


def test_what_pages_have_is_found(readings: dict[str, Reading]) -> None:
    """Only the page of the military lacks these parts."""
    for name, reading in readings.items():
        [profile] = reading.profiles
        assert profile.duties
        assert len(profile.skills) >= 3
        assert profile.description
        assert (profile.country, reading.language) == ("US", "en")
        if name != "military-careers.html":
            assert profile.pay_distributions
            assert profile.alternative_roles
            assert profile.codes
            assert profile.outlook is not None
            assert profile.outlook.growth is not None
            assert (profile.outlook.period, profile.outlook.trend is not None) == ("2024/2034", True)


def test_the_quick_facts_are_what_the_page_says(readings: dict[str, Reading], shared_data: Path) -> None:
    for name, data in open_pages(shared_data).items():
        table = re.search(r'<table[^>]*id="quickfacts".*?</table>', data.decode(), re.DOTALL)
        words = plain(table[0].encode()) if table else ""
        said = {
            unit: Decimal(v.replace(",", "")) for v, unit in re.findall(r"\$([\d,.]+) per (year|hour)", words)
        }
        [profile] = readings[name].profiles
        found = {"year" if p.pay_period == "P1Y" else "hour": p.median for p in profile.pay_distributions}
        assert found == said, name
        change = re.search(r"Job Outlook, 2024–34 (-?\d+)%", words)
        growth = profile.outlook.growth if profile.outlook else None
        assert growth == (Decimal(change[1]) if change else None), name


def test_the_shapes_find_no_fault(readings: dict[str, Reading], shared_data: Path) -> None:
    store = pyoxigraph.Store()
    for name, data in open_pages(shared_data).items():
        source, reading = read_record(Record(name, name, data))
        store.extend(page_quads(source, reading, IRIS))
    pages = list(store)
    derived = VocabularyDeriver(store, IRIS).derive(touched_things(pages, IRIS))
    results = Validator().validate([*pages, *static_vocabulary(IRIS), *derived]).results
    assert [r for r in results if r.severity is Severity.VIOLATION] == []
    warned = {
        (r.shape.rpartition("#")[2], r.focus_node.rpartition("/")[2][:20])
        for r in results
        if r.severity is Severity.WARNING
    }
    assert {shape for shape, _ in warned} <= {"profile-band-not-stated"}


MEASURES = {"P1Y": ("A_PCT10", "A_MEDIAN", "A_PCT90"), "PT1H": ("H_PCT10", "H_MEDIAN", "H_PCT90")}


@pytest.fixture(scope="module")
def wages(shared_data: Path) -> dict[str, dict[str, str]]:
    """National wages across industries, May 2024, by SOC code."""
    with lzma.open(shared_data / "oews" / "oews_national_M2024.csv.xz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["I_GROUP"] == "cross-industry"]
    return {row["OCC_CODE"]: row for row in rows if row["AREA"] == "99"}


def compared(reading: Reading, wages: dict[str, dict[str, str]]) -> list[tuple[str, str | None, str]]:
    """Measure, what the page gives, what the table has; for pages that state one code, or a broad one first."""
    [profile] = reading.profiles
    row = wages.get(profile.codes[0].value or "") if profile.codes else None
    if row is None or (len(profile.codes) > 1 and not (profile.codes[0].value or "").endswith("0")):
        return []
    found = []
    for pay in profile.pay_distributions:
        given = {50: pay.median, **dict(pay.percentiles)}
        for percent, measure in zip((10, 50, 90), MEASURES[pay.pay_period or ""], strict=True):
            if given.get(percent) is not None or row[measure] == "#":
                value = given.get(percent)
                found.append((measure, None if value is None else f"{value:f}", row[measure]))
    return found


def test_pay_agrees_with_the_tables_of_bls(
    readings: dict[str, Reading], wages: dict[str, dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    triples = [(name, *each) for name, reading in readings.items() for each in compared(reading, wages)]
    same = [
        t for t in triples if t[3] not in ("#", "*") and t[2] is not None and Decimal(t[2]) == Decimal(t[3])
    ]
    other = [t for t in triples if t not in same]
    with capsys.disabled():
        print(f"\nOEWS May 2024: {len(same)} of {len(triples)} figures agree; others: {other}")
    assert len(triples) > 300
    # A percentile that the table does not publish ("#") is not given as a figure either.
    assert [t for t in other if t[3] != "#" or t[2] is not None] == []


def test_all_pages_the_held_out_ones_too_are_read(shared_data: Path) -> None:
    """Counts alone: nobody looks into the pages that are held out."""
    refused = 0
    for name, data in all_pages(shared_data).items():
        try:
            refused += read_record(Record(name, name, data))[0].format != "ooh"
        except InputError:
            refused += 1
    assert (len(all_pages(shared_data)), refused) == (184, 0)
