"""The mapping, page by page, against golden files: a change of it is seen as a change of quads.

``pytest tests/test_golden.py --regenerate-golden`` writes the files anew; look at their difference.
The graphs hold no blank nodes, so that two of them are equal where their sets of quads are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Quad, RdfFormat
from readings import IRIS

from rolegraph.graph.mapping import VocabularyDeriver, page_quads, static_vocabulary, touched_things
from rolegraph.graph.model import Record
from rolegraph.graph.sources.readers import read_record

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
PAGES = {
    # One figure, years, an alternative title, an outlook, a list that is announced without number.
    "role-page-figure": "samples/gb/collections-officer-0-3-years.txt",
    # A range in another currency, a named level, skills without ranks, a year, a list too short.
    "role-page-range": "samples/ch/site-reliability-engineer-senior-level.txt",
    # Pay without a figure, outside the cube; no band.
    "role-page-without-figure": "samples/gb/shopkeeper-not-stated.txt",
    # Everything that a page can say, three bands, an open one, a fraction of a year.
    "own-json": "tests/data/json/own.json",
    "ncs": "tests/data/json/ncs.json",
}
VOCABULARY = "vocabulary"
NAMES = [*PAGES, VOCABULARY]


def mapped(path: str) -> list[Quad]:
    """The quads of the named graph of one page, through recognition, reading and mapping."""
    source, reading = read_record(Record(path, path, (ROOT / path).read_bytes()))
    return page_quads(source, reading, IRIS)


def derived(quads: list[Quad]) -> list[Quad]:
    """The vocabulary of all things that these pages speak of, as all of them name it."""
    store = pyoxigraph.Store()
    store.extend(quads)
    deriver = VocabularyDeriver(store, IRIS)
    return [*static_vocabulary(IRIS), *deriver.derive(touched_things(quads, IRIS))]


def made(name: str) -> set[Quad]:
    if name != VOCABULARY:
        return set(mapped(PAGES[name]))
    return set(derived([quad for path in PAGES.values() for quad in mapped(path)]))


def lines(quads: Iterable[Quad]) -> list[str]:
    """Sorted N-Quads, a line each."""
    text = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None
    return sorted(text.decode().splitlines())


def difference(found: set[Quad], wanted: set[Quad]) -> list[str]:
    """What a change did to the graph, quad by quad."""
    missing = [f"missing:    {line}" for line in lines(wanted - found)]
    return [*missing, *(f"unexpected: {line}" for line in lines(found - wanted))]


def golden(name: str) -> Path:
    return GOLDEN / f"{name}.nq"


def stored(name: str) -> set[Quad]:
    return set(pyoxigraph.parse(path=str(golden(name)), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", NAMES)
def test_the_quads_are_those_of_the_golden_file(name: str, request: pytest.FixtureRequest) -> None:
    found = made(name)
    if request.config.getoption("--regenerate-golden"):
        golden(name).write_text("\n".join(lines(found)) + "\n", "utf-8")
    changed = difference(found, stored(name))
    assert not changed, "\n".join([f"{golden(name).name} (see the head of this file):", *changed])


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_file_has_one_form(name: str) -> None:
    text = golden(name).read_text("utf-8")
    assert text == "\n".join(lines(stored(name))) + "\n"
    assert "_:" not in re.sub(r'"([^"\\]|\\.)*"', "", text)


def test_every_golden_file_is_compared() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(NAMES)


def test_a_difference_is_told_quad_by_quad() -> None:
    quads = set(mapped(PAGES["ncs"]))
    lost = min(quads, key=str)
    [missing] = difference(quads - {lost}, quads)
    assert missing == f"missing:    {lines([lost])[0]}"
    [unexpected] = difference(quads, quads - {lost})
    assert unexpected == f"unexpected: {lines([lost])[0]}"


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_writes_into_its_own_graph_alone(path: str) -> None:
    quads = mapped(path)
    [graph] = {quad.graph_name for quad in quads}
    assert str(graph).startswith(f"<{IRIS.source_prefix}")
    assert len(quads) == len(set(quads))


def test_golden_files_hold_no_sentence_of_the_shared_pages(shared_data: Path) -> None:
    """The formulas that announce a list are not sentences: they are the form, which samples have too."""
    pages = [path.read_text("utf-8") for path in (shared_data / "seed-pages").glob("*.txt")]
    parts = [part for text in pages for part in re.split(r"(?<=\.)\s*(?=[A-Z])|\n", text)]
    sentences = {part for part in parts if len(part) > 40 and part.endswith(".")}
    assert len(sentences) == 20
    held = "".join(golden(name).read_text("utf-8") for name in NAMES)
    assert [sentence for sentence in sentences if sentence in held] == []
