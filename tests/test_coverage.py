"""What a load reports of each field: found, absent, not understood; bounded, and never silently."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reader_samples import SAMPLES, all_samples
from role_pages import FULL, PAGES

from rolegraph.graph.explain.values import PAGE_FIELDS, PROFILE_FIELDS
from rolegraph.graph.ingest.coverage import LONGEST, NOT_UNDERSTOOD, TEXTS, Coverage
from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.model import Band, Duty, Money, Notice, Place, Reading, RoleProfile, Salary, Source
from rolegraph.graph.sources.readers import read_record

HERE = Place("here", 0, 4, 1)
ROLEGRAPH = Path(sys.executable).parent / "rolegraph"


def source(origin: str = "a.txt", format: str = "role-page") -> Source:
    return Source(origin, origin, origin, "0" * 64, "text/plain", format)


def profile(**changes: Any) -> RoleProfile:
    return RoleProfile("Baker", HERE, **changes)


def unread(words: str, field: str = "salaries", code: str = "salary-not-understood") -> Notice:
    return Notice(code, f"'{words}' was not understood", "line 2", "", field, words)


def counted(readings: Iterable[Reading], format: str = "role-page") -> dict[str, Any]:
    """The JSON form after these pages."""
    coverage = Coverage()
    for number, reading in enumerate(readings):
        coverage.add(source(f"{number}.txt", format), reading)
    found: dict[str, Any] = json.loads(json.dumps(coverage.as_dict()))
    return found


def test_a_field_is_found_absent_or_not_understood() -> None:
    pay = (Salary(Money("£1K", Decimal(1000), Decimal(1000), "GBP"), HERE),)
    found = counted(
        [
            Reading((profile(salaries=pay, country="GB"),)),
            Reading((profile(salaries=(Salary(Money("goats"), HERE),)),), (unread("goats"),)),
            Reading((profile(),), (unread("sheep"),)),
            Reading((profile(),)),
        ]
    )
    assert found["pages"] == 4
    salaries = found["fields"]["salaries"]
    assert {name: salaries[name] for name in ("found", "not_understood", "absent", "items")} == {
        "found": 2,
        "not_understood": 2,
        "absent": 1,
        "items": 2,
    }
    assert salaries["parts"] == {
        "source_text": 2,
        "minimum": 1,
        "maximum": 1,
        "currency": 1,
        "pay_period": 0,
        "period": 0,
    }
    assert found["fields"]["country"] == {"found": 1, "absent": 3, "not_understood": 0, "items": 1}


def test_what_profiles_share_counts_once_a_page() -> None:
    duties = (Duty("knead", HERE), Duty("bake", HERE))
    both = tuple(profile(duties=duties, band=Band(name=name), band_place=HERE) for name in ("one", "two"))
    fields = counted([Reading(both), Reading(both)])["fields"]
    assert (fields["duties"]["found"], fields["duties"]["items"]) == (2, 4)
    assert (fields["band"]["found"], fields["band"]["items"]) == (2, 4)
    assert fields["title"]["items"] == 2


def test_readers_are_counted_apart_and_together() -> None:
    coverage = Coverage()
    coverage.add(source("a", "ncs"), Reading((profile(country="GB"),)))
    coverage.add(source("b", "json"), Reading((profile(),), (unread("x"),)))
    found = coverage.as_dict()
    assert {name: one["pages"] for name, one in found["readers"].items()} == {"ncs": 1, "json": 1}
    assert found["readers"]["ncs"]["fields"]["country"]["found"] == 1
    assert found["readers"]["json"]["fields"]["country"]["found"] == 0
    assert found["fields"]["country"]["absent"] == found["fields"]["salaries"]["not_understood"] == 1
    assert found["readers"]["ncs"]["not_understood"] == {}


def test_texts_are_kept_with_their_first_source_and_their_number() -> None:
    pages = [Reading((profile(),), (unread("goats"),)) for _ in range(3)]
    [reader] = counted(pages)["readers"].values()
    assert reader["not_understood"] == {
        "salaries": {
            "texts": [
                {
                    "words": "goats",
                    "code": "salary-not-understood",
                    "origin": "0.txt",
                    "place": "line 2",
                    "count": 3,
                }
            ],
            "more": 0,
        }
    }


def test_memory_is_bounded_and_what_is_left_out_is_counted() -> None:
    pages = (Reading((profile(),), (unread(f"{number} goats " + "x" * 5000),)) for number in range(3000))
    found = counted(pages)["readers"]["role-page"]
    salaries = found["not_understood"]["salaries"]
    assert len(salaries["texts"]) == TEXTS
    assert sum(text["count"] for text in salaries["texts"]) + salaries["more"] == 3000
    assert found["fields"]["salaries"]["not_understood"] == 3000
    assert {len(text["words"]) for text in salaries["texts"]} == {LONGEST}
    assert all(text["words"].endswith("…") for text in salaries["texts"])


def test_words_of_no_known_field_are_counted_as_other() -> None:
    notices = (unread("??", "", "line-not-understood"), unread("!!", "shoe_size", "size-not-understood"))
    found = counted([Reading((profile(),), (*notices, Notice("salary-missing", "none", field="salaries")))])
    assert found["fields"]["other"] == {"not_understood": 1}
    assert [text["words"] for text in found["readers"]["role-page"]["not_understood"]["other"]["texts"]] == [
        "??",
        "!!",
    ]
    assert found["fields"]["salaries"]["absent"] == 1


@pytest.mark.parametrize(("name", "record"), all_samples(), ids=lambda value: getattr(value, "name", value))
def test_every_notice_of_a_reader_names_its_field_and_words(name: str, record: Any) -> None:
    known = {field.name for field in (*PROFILE_FIELDS, *PAGE_FIELDS)} | {""}
    for notice in read_record(record)[1].notices:
        assert notice.field in known
        assert notice.words or not notice.code.endswith(NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("page", "field", "words"),
    [
        ("salary-unreadable", "salaries", "Two goats"),
        ("dollar-without-country", "salaries", "$32K-$45K"),
        ("period-unreadable", "salaries", "last spring"),
        ("licence-in-words", "licence", "free to share"),
        ("stray-prose-in-skills", "skills", "These are learned"),
    ],
)
def test_words_of_role_pages_are_counted_under_their_field(
    page: str, field: str, words: str, tmp_path: Path
) -> None:
    report = load(tmp_path / "s", [str(PAGES / f"{page}.txt")], LoadOptions(dry_run=True))
    [count] = report.coverage.readers.values()
    assert count[field].not_understood == 1
    [text] = count[field].texts.values()
    assert text.words.startswith(words)
    assert text.origin.endswith(f"{page}.txt")


def rolegraph(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(ROLEGRAPH), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of each kind, a page with words that are not understood, two that are refused."""
    folder = tmp_path_factory.mktemp("corpus")
    for records in SAMPLES.values():
        (folder / records[0].name).write_bytes(records[0].data)
    (folder / "goats.txt").write_bytes(
        (PAGES / "salary-unreadable.txt").read_bytes().replace(b"Page:", b"Note:")
    )
    (folder / "mixed-1.txt").write_bytes((PAGES / "ranks-mixed.txt").read_bytes())
    (folder / "mixed-2.txt").write_bytes((PAGES / "ranks-mixed.txt").read_bytes() + b"\n")
    return folder


def test_a_load_writes_the_counts_and_prints_them_in_short(corpus: Path, tmp_path: Path) -> None:
    done = rolegraph("load", corpus, "--store", tmp_path / "s", "--report", tmp_path / "r.json")
    assert done.returncode == 1
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert report == json.loads((tmp_path / "s" / "reports" / "last-load.json").read_text("utf-8"))
    assert report["refusals"] == {"ranks-mixed": 2}
    coverage = report["coverage"]
    assert (
        coverage["pages"] == report["pages"] - 2 == sum(one["pages"] for one in coverage["readers"].values())
    )
    assert set(coverage["readers"]) == set(SAMPLES)
    assert set(coverage["fields"]) == {f.name for f in (*PROFILE_FIELDS, *PAGE_FIELDS)} | {"other"}
    for name, count in coverage["fields"].items():
        if name != "other":
            assert count["absent"] + count["found"] + count["not_understood"] >= coverage["pages"], name
    printed = [line.split() for line in done.stderr.splitlines()]
    assert ["title", str(coverage["pages"]), "0", "0"] in printed
    assert "not understood: 'Two goats' in " in done.stderr
    assert "refused pages by reason: 2 ranks-mixed" in done.stderr


def test_quiet_prints_no_fields_and_a_dry_run_counts_the_same(corpus: Path, tmp_path: Path) -> None:
    arguments = ("load", corpus, "--store", tmp_path / "none", "--dry-run", "--quiet")
    done = rolegraph(*arguments, "--report", tmp_path / "r.json")
    assert "title" not in done.stderr
    assert not (tmp_path / "none").exists()
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["coverage"]["fields"]["title"]["absent"] == 0


def test_pages_that_did_not_change_are_counted_again(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(FULL)
    first = load(tmp_path / "s", [str(tmp_path / "page.txt")]).coverage.as_dict()
    assert load(tmp_path / "s", [str(tmp_path / "page.txt")]).coverage.as_dict() == first
