"""Holds docs/seed-coverage.md against the seed pages and against what the reader makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rolegraph.graph.identity import Iris, band_key
from rolegraph.graph.mapping import page_quads
from rolegraph.graph.model import Place, Record, RoleProfile, Source
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.sources.page_text.spans import Page
from rolegraph.graph.sources.role_page import read

PAGES = ("000", "001")
_ROW = re.compile(
    r"\| (?P<number>\d+(?:\.\d+)?) \| (?P<start>\d+)–(?P<end>\d+) \| (?P<what>[^|]+) \| (?P<graph>[^|]*)\| (?P<why>[^|]*)\|"
)
_TERM = re.compile(r"`(?P<term>[a-z]+:\w+)`(?: = (?P<value>[^\s;|]+))?")


@dataclass(frozen=True)
class Row:
    """A row of the table: ``graph`` are its properties, with the value where the row gives one."""

    number: str
    start: int
    end: int
    graph: tuple[tuple[str, str | None], ...]
    why: str

    @property
    def is_sentence(self) -> bool:
        """Whether it is a whole sentence and no figure within one."""
        return "." not in self.number

    def meets(self, place: Place) -> bool:
        """Whether one of the two lies within the other."""
        inside = self.start <= place.start and place.end <= self.end
        return inside or (place.start <= self.start and self.end <= place.end)


@dataclass(frozen=True)
class Said:
    """A value of the reading under its property; ``place`` is ``None`` for what has none of its own."""

    term: str
    value: str
    place: Place | None


def rows_of(root: Path, page: str) -> list[Row]:
    """The rows of one page."""
    document = (root / "docs" / "seed-coverage.md").read_text("utf-8")
    section = document.split(f"## Page {page}:", 1)[1].split("\n## ", 1)[0]
    found = []
    for match in _ROW.finditer(section):
        graph = tuple((term["term"], term["value"]) for term in _TERM.finditer(match["graph"]))
        rest = re.sub(r"[; ]", "", _TERM.sub("", match["graph"]))
        assert not rest, f"row {match['number']} of page {page} has '{rest}' among its properties"
        found.append(
            Row(match["number"], int(match["start"]), int(match["end"]), graph, match["why"].strip())
        )
    assert len(found) == section.count("\n| ") - 1, f"a row of page {page} has another form"
    return found


def text_of(shared_data: Path, page: str) -> tuple[bytes, str]:
    """The bytes and the text of a seed page."""
    (path,) = (shared_data / "seed-pages").glob(f"{page}_*.txt")
    data = path.read_bytes()
    return data, data.decode("utf-8")


def profile_of(data: bytes) -> RoleProfile:
    """What the reader makes of a seed page."""
    (profile,) = read(Record("seed.txt", "seed.txt", data)).profiles
    return profile


def said(profile: RoleProfile) -> Iterator[Said]:
    """Everything that a profile says, by property."""
    yield Said("schema:name", profile.title, profile.title_place)
    yield Said("rg:role", profile.title, profile.title_place)
    for label in profile.alternative_titles:
        yield Said("schema:alternateName", label.name, label.place)
    yield Said("rg:country", profile.country or "", profile.country_place)
    yield Said("schema:description", profile.description or "", profile.description_place)
    yield from _said_of_band(profile)
    yield from _said_of_pay(profile)
    yield from _said_of_skills(profile)
    for fact in profile.facts:
        yield Said(f"rg:{fact.remark}", fact.text, fact.place)
    for each in profile.announcements:
        yield Said("rg:announcement", each.place.words, each.place)
        yield Said("rg:announces", each.listing, each.place)
        if each.number is not None:
            yield Said("rg:announcedNumber", str(each.number), each.place)
    yield from _said_of_outlook(profile)


def _said_of_band(profile: RoleProfile) -> Iterator[Said]:
    assert profile.band is not None
    yield Said("rg:experienceBand", band_key(profile.band), profile.band_place)
    yield Said("rg:minYears", str(profile.band.min_years), profile.band_place)
    yield Said("rg:maxYears", str(profile.band.max_years), profile.band_place)


def _said_of_pay(profile: RoleProfile) -> Iterator[Said]:
    for salary in profile.salaries:
        money, place = salary.money, salary.place
        yield Said("schema:estimatedSalary", money.source_text, place)
        yield Said("schema:minValue", str(money.minimum), place)
        yield Said("schema:maxValue", str(money.maximum), place)
        yield Said("schema:currency", str(money.currency), place)
        yield Said("rg:currencyBasis", str(money.currency_basis), place)
        yield Said("rg:payPeriod", str(money.pay_period), None)


def _said_of_skills(profile: RoleProfile) -> Iterator[Said]:
    for skill in profile.skills:
        yield Said("rg:skillRequirement", skill.name, skill.place)
        yield Said("schema:skills", skill.name, skill.place)
        yield Said("schema:position", str(skill.position), None)
    for mention in profile.mentions:
        yield Said("rg:skillMention", mention.name, mention.place)
        yield Said("rg:mentionsSkill", mention.name, mention.place)


def _said_of_outlook(profile: RoleProfile) -> Iterator[Said]:
    outlook = profile.outlook
    assert outlook is not None
    yield Said("rg:outlook", outlook.text, outlook.place)
    if outlook.trend and outlook.trend_place:
        yield Said("rg:outlookTrend", outlook.trend, outlook.trend_place)
        yield Said("rg:outlookTrendText", outlook.trend_place.words, outlook.trend_place)
    if outlook.period and outlook.period_place:
        yield Said("rg:outlookPeriod", outlook.period, outlook.period_place)
        yield Said("rg:outlookPeriodText", outlook.period_place.words, outlook.period_place)
    if outlook.growth is not None:
        yield Said("rg:outlookGrowth", str(outlook.growth), outlook.growth_place)


@pytest.mark.parametrize("page", PAGES)
def test_the_sentences_of_the_table_are_the_whole_page(
    page: str, shared_data: Path, project_root: Path
) -> None:
    _, text = text_of(shared_data, page)
    source = Page(text)
    spans = [(span.start, span.end) for line in source.lines() for span in source.sentences(line)]
    sentences = [row for row in rows_of(project_root, page) if row.is_sentence]
    assert [(row.start, row.end) for row in sentences] == spans
    assert [row.number for row in sentences] == [str(number) for number in range(1, len(spans) + 1)]
    ends = [0, *(row.end for row in sentences)]
    starts = [*(row.start for row in sentences), len(text)]
    assert not "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip()


@pytest.mark.parametrize("page", PAGES)
def test_figures_lie_in_their_sentence_and_every_digit_has_a_row(
    page: str, shared_data: Path, project_root: Path
) -> None:
    _, text = text_of(shared_data, page)
    rows = rows_of(project_root, page)
    sentences = {row.number: row for row in rows if row.is_sentence}
    figures = [row for row in rows if not row.is_sentence]
    for row in figures:
        whole = sentences[row.number.split(".")[0]]
        assert whole.start <= row.start < row.end <= whole.end, row
    # A sentence that is nothing but a figure needs no second row.
    bare = [row for row in rows if row.is_sentence and len(text[row.start : row.end].split()) < 4]
    for digit in re.finditer(r"\d", text):
        assert any(row.start <= digit.start() < row.end for row in (*figures, *bare)), digit


@pytest.mark.parametrize("page", PAGES)
def test_every_row_is_in_the_reading_or_says_why_not(
    page: str, shared_data: Path, project_root: Path
) -> None:
    data, text = text_of(shared_data, page)
    values = list(said(profile_of(data)))
    for row in rows_of(project_root, page):
        assert row.graph or row.why, f"row {row.number} of page {page} says nothing"
        for term, value in row.graph:
            there = [
                each for each in values if each.term == term and (each.place is None or row.meets(each.place))
            ]
            assert there, f"row {row.number} of page {page}: nothing under {term} was read there"
            assert value is None or value in [each.value for each in there], (row.number, term, value)
        if any(term == "schema:position" for term, _ in row.graph):
            assert row.graph == (("schema:position", text[row.start : row.end]),)


@pytest.mark.parametrize("page", PAGES)
def test_everything_in_the_reading_has_a_row(page: str, shared_data: Path, project_root: Path) -> None:
    data, text = text_of(shared_data, page)
    rows = rows_of(project_root, page)
    for each in said(profile_of(data)):
        named = [(row, value) for row in rows for term, value in row.graph if term == each.term]
        assert named, f"{each.term} is in no row of page {page}"
        if each.place is None:
            assert each.value in [value for _, value in named], each
            continue
        assert any(row.meets(each.place) and value in (None, each.value) for row, value in named), each
        assert text[each.place.start : each.place.end] == each.place.words


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("term", ["schema:description", "rg:outlook"])
def test_each_sentence_of_running_text_is_in_the_text_that_is_kept(
    page: str, term: str, shared_data: Path, project_root: Path
) -> None:
    data, text = text_of(shared_data, page)
    (whole,) = [each for each in said(profile_of(data)) if each.term == term]
    assert whole.place is not None
    for row in rows_of(project_root, page):
        if row.is_sentence:
            within = whole.place.start <= row.start and row.end <= whole.place.end
            assert within == (term in dict(row.graph)), f"row {row.number} of page {page}"
            assert not within or text[row.start : row.end] in whole.value


@pytest.mark.parametrize("page", PAGES)
def test_the_triples_of_each_row_are_in_the_graph_of_the_page(
    page: str, shared_data: Path, project_root: Path
) -> None:
    data, _ = text_of(shared_data, page)
    source = Source("seed", "seed.txt", "seed.txt", "0" * 64, "text/plain", "role-page")
    quads = page_quads(source, read(Record("seed.txt", "seed.txt", data)), Iris("http://example.org/"))
    objects: dict[str, set[str]] = {}
    for quad in quads:
        objects.setdefault(quad.predicate.value, set()).add(getattr(quad.object, "value", ""))
    for row in rows_of(project_root, page):
        for term, value in row.graph:
            if term in ("rg:minYears", "rg:maxYears"):
                continue  # these stand on the band, in the vocabulary graph
            prefix, _, name = term.partition(":")
            held = objects.get(PREFIXES[prefix] + name, set())
            ends = {end for each in held for end in (each, re.split("[/#]", each)[-1])}
            assert held, f"row {row.number} of page {page}: no triple has {term}"
            assert value is None or value in ends, (row.number, term, value, held)


def test_the_document_repeats_no_text_of_the_pages(shared_data: Path, project_root: Path) -> None:
    document = (project_root / "docs" / "seed-coverage.md").read_text("utf-8").casefold()
    words = " ".join(re.findall(r"\w+", document))
    for page in PAGES:
        tokens = re.findall(r"\w+", text_of(shared_data, page)[1].casefold())
        runs = {" ".join(tokens[at : at + 6]) for at in range(len(tokens) - 5)}
        assert not [run for run in runs if run in words]
