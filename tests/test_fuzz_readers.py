"""benchmarks/fuzz_readers.py: a short seeded run, that it sees what fails, and what long runs have found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fuzz_readers
import pytest
from fuzz_child import Told, tell
from fuzz_damage import LONGEST, damaged, samples
from fuzz_readers import Found, Plan, fuzz, summary
from role_pages import FULL, of_text

from rolegraph.graph.sources.html_input.recognising import html_start
from rolegraph.graph.sources.page_text.facts import is_address
from rolegraph.graph.sources.readers import READERS
from rolegraph.graph.sources.values.language import language_of

RECOGNISING = """
import sys
from rolegraph.graph.sources.html_input.recognising import html_start
for start in (" ", "\\n", "<!-- -->", "<!--x--> ", "<?xml ?>", "<!--"):
    assert html_start((start * 65_536 + "x").encode()) is None
"""


@pytest.mark.timeout(240)
def test_a_short_run_finds_nothing() -> None:
    plan = Plan(seed=7, seconds=200, pages=120)
    found = fuzz(plan)
    assert found.faults == {}
    assert (found.pages, found.failed) == (120, 0)
    assert 0 < found.read.total() < found.refused.total()
    assert found.peak > 0
    assert len(found.recognised) >= 5
    assert summary(plan, found).startswith("seed 7: 120 pages")


def test_a_page_is_a_function_of_its_seed_and_number() -> None:
    pages = [damaged(3, number) for number in range(60)]
    assert pages == [damaged(3, number) for number in range(60)]
    assert pages != [damaged(4, number) for number in range(60)]
    assert len(set(pages)) > 50
    assert max(map(len, pages)) <= LONGEST
    assert {reader.name for reader in READERS if any(map(reader.recognises, samples()))} == {
        reader.name for reader in READERS
    }


def test_a_page_without_an_answer_in_time_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fuzz_readers, "_START_SECONDS", 0.0)
    plan = Plan(seed=1, pages=2, page_seconds=0.0)
    found = fuzz(plan)
    assert [(*key[:2], number) for key, (number, _) in found.faults.items()] == [("any", "too slow", 0)]
    assert (found.pages, found.failed) == (2, 2)
    fuzz_readers.keep(plan, found, tmp_path / "found")
    assert (tmp_path / "found" / "1-0-any.page").read_bytes() == damaged(1, 0)
    assert "too slow" in fuzz_readers.report(plan, found)


def test_a_child_that_ends_is_a_fault_with_what_it_said() -> None:
    found = fuzz(Plan(seed=1, pages=1, mebibytes=1))
    [((reader, kind, _), (number, said))] = found.faults.items()
    assert (reader, number) == ("any", 0)
    assert kind.startswith("ended with ")
    assert said


def test_what_a_reader_raises_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> bool:
        raise KeyError(len(data))

    class Broken:
        name = "broken"
        recognises = staticmethod(broken)

    monkeypatch.setattr("fuzz_child.READERS", (Broken,))
    told = tell(1, 1)
    assert isinstance(told, Told)
    [(reader, kind, seen)] = told.faults
    assert (reader, kind) == ("broken", "KeyError")
    found = Found()
    found.add(told)
    found.add(told)
    assert (found.failed, len(found.faults)) == (2, 1)
    assert "in broken" in seen


def test_the_start_of_a_page_is_looked_at_in_one_way_only() -> None:
    """Found by a run: blanks and comments could be parted in more ways than there was time for."""
    subprocess.run([sys.executable, "-c", RECOGNISING], check=True, timeout=120)
    assert html_start(b" <!-- a --> \n<?xml version='1.0'?><!-- b --><html>") is not None


def test_an_address_with_a_bracket_is_none() -> None:
    """Found by a run: the standard library raises where brackets hold no IPv6 address."""
    assert not is_address("https://[x/y")
    assert is_address("https://[::1]/y")
    page = FULL.replace(b"https://creativecommons.org", b"https://[creativecommons.org")
    assert [notice.field for notice in of_text(page).notices] == ["licence"]


def test_a_language_of_several_lines_is_told_on_one() -> None:
    """Found by a run."""
    [notice] = language_of("", "x>\ny").notices
    assert notice.message == "'x> y' is no language tag"
