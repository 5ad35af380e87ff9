"""``rolegraph explain`` as a user meets it: tables, JSON, several records, bad input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reader_samples import SAMPLES
from role_pages import FULL, PAGES
from wcwidth import clip, width

from rolegraph.graph.explain import explanation as module
from rolegraph.graph.explain.values import PAGE_FIELDS, PROFILE_FIELDS
from rolegraph.graph.model import Record
from rolegraph.graph.sources.readers import READERS
from rolegraph.service.commands.explained import explanation_lines

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"
SCHEMA = json.loads((Path(module.__file__).parent / "explanation.schema.json").read_text("utf-8"))
OWN = '{"rolegraph": 1, "title": "%s", "country": "GB"}'


def explain(
    *arguments: str | Path, stdin: bytes = b"", columns: int = 100
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a user does, in a terminal of that width."""
    return subprocess.run(
        [str(ROLEGRAPH), "explain", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "COLUMNS": str(columns)},
    )


def lines_of(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """What was printed."""
    return done.stdout.decode().splitlines()


def objects_of(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """The objects of JSON Lines, each checked with the schema."""
    found = [json.loads(line) for line in lines_of(done)]
    for each in found:
        jsonschema.validate(each, SCHEMA)
    return found


def row(lines: list[str], field: str) -> list[str]:
    """The cells of the first line of a field."""
    [found] = [line for line in lines if line.startswith(f"{field} ")][:1]
    return [cell.strip() for cell in found.split("  ") if cell.strip()]


def error_of(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line with which a command failed."""
    assert done.returncode == 1
    assert done.stdout == b""
    [line] = done.stderr.decode().splitlines()
    return line.removeprefix("rolegraph: ")


def test_a_table_shows_value_words_and_place() -> None:
    done = explain(PAGES / "dollar-in-australia.txt")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = lines_of(done)
    assert lines[0].startswith(f"{PAGES / 'dollar-in-australia.txt'}: read as role-page")
    text = " ".join(" ".join(lines).split())
    assert "currency AUD (inferred from" in text
    [salary] = [n for n, line in enumerate(lines) if line.startswith("salaries 1 ")]
    assert "$32K-$45K" in lines[salary]
    assert "line 2:1" in lines[salary]
    assert row(lines, "codes") == ["codes", "not stated"]
    assert row(lines, "country")[:3] == ["country", "AU", "Australia"]


def test_notices_are_told_with_their_place() -> None:
    lines = lines_of(explain(PAGES / "salary-unreadable.txt"))
    [start] = [number for number, line in enumerate(lines) if line.startswith("notices: 1")]
    assert "salary-not-understood: line 2: " in lines[start + 1]
    assert lines_of(explain(PAGES / "full.txt"))[-1] == "notices: none"


@pytest.mark.parametrize("room", [80, 100, 120])
@pytest.mark.parametrize("title", ["料理人" * 12, "Cafe\u0301 e\u0301toile", "x" * 90, "\u202eRed\u200b"])
def test_a_table_fits_its_room_whatever_stands_in_it(room: int, title: str) -> None:
    page = json.dumps({"rolegraph": 1, "title": title, "description": f"{title} " * 60})
    lines = list(explanation_lines(module.explain(Record("x.json", "x.json", page.encode())), room))
    assert max(map(width, lines)) <= room
    assert all(line.isprintable() for line in lines)
    rule = max(number for number, line in enumerate(lines) if line.startswith("-----"))
    body = lines[rule - 1 : lines.index("", rule)]
    assert len(body) > 15
    assert any("…" in line for line in body)
    gaps = [match.start() for match in re.finditer("  ", lines[rule])]
    assert len(gaps) == 3
    assert {clip(line, gap, gap + 2).strip() for line in body for gap in gaps} == {""}


@pytest.mark.parametrize(("columns", "room"), [(20, 80), (110, 110), (400, 120)])
def test_a_table_is_as_wide_as_the_terminal_within_bounds(columns: int, room: int) -> None:
    page = json.dumps({"rolegraph": 1, "title": "Baker", "description": "料理 bread " * 60})
    lines = lines_of(explain("-", stdin=page.encode(), columns=columns))
    assert room - 2 <= max(map(width, lines)) <= room


def test_json_names_offsets_line_and_words() -> None:
    [found] = objects_of(explain(PAGES / "dollar-in-australia.txt", "--as", "json"))
    text = (PAGES / "dollar-in-australia.txt").read_text("utf-8")
    [profile] = found["profiles"]
    [currency] = [value for value in profile["values"] if value["part"] == "currency"]
    assert (currency["field"], currency["item"], currency["value"]) == ("salaries", 1, "AUD")
    assert "the country AU" in currency["inferred_from"]
    place = currency["place"]
    assert text[place["start"] : place["end"]] == place["words"] == "$32K-$45K"
    assert (place["line"], place["character"], place["pointer"]) == (2, 1, "")
    assert "codes" in profile["not_stated"]
    assert found["record"] == "dollar-in-australia.txt"


@pytest.mark.parametrize("name", [reader.name for reader in READERS])
def test_each_kind_of_page_is_explained_in_both_forms(name: str, tmp_path: Path) -> None:
    record = SAMPLES[name][0]
    path = tmp_path / record.name
    path.write_bytes(record.data)
    [found] = objects_of(explain(path, "--as", "json"))
    assert found["reader"] == name
    title = next(v["value"] for v in found["profiles"][0]["values"] if v["field"] == "title")
    lines = lines_of(explain(path))
    # A long path wraps the line, also at a hyphen.
    assert f":readas{name}," in "".join("".join(lines[:3]).split())
    assert title.split()[0] in row(lines, "title")[1]


def test_a_page_is_read_from_standard_input_and_packed(tmp_path: Path) -> None:
    assert row(lines_of(explain("-", stdin=FULL)), "title")[3] == "line 1:1"
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_bytes(FULL)
    (tmp_path / "a" / "two.json").write_text(OWN % "Two")
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as archive:
        archive.add(tmp_path / "a", "a")
    assert [one["record"] for one in objects_of(explain(tmp_path / "a.tar.xz", "--as", "json"))] == [
        "a/one.txt",
        "a/two.json",
    ]


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Five records of JSON Lines, of which the second can't be read."""
    path = tmp_path / "roles.jsonl"
    titles = ("Alpha", "", "Gamma", "Delta", "Epsilon")
    path.write_text("".join(f"{OWN % title}\n" for title in titles))
    return path


def test_of_several_records_a_table_shows_the_first_and_says_how_to_see_more(several: Path) -> None:
    done = explain(several)
    assert done.returncode == 1
    assert [row([line], "title")[1] for line in lines_of(done) if line.startswith("title ")] == [
        "Alpha",
        "Gamma",
    ]
    refusal, hint = done.stderr.decode().splitlines()
    assert refusal.startswith(f"rolegraph: {several}#2, /title: ")
    assert "--record 4" in hint
    assert "'roles.jsonl#4'" in hint


def test_of_several_records_json_has_all(several: Path) -> None:
    done = explain(several, "--as", "json")
    assert done.returncode == 1
    assert done.stderr.decode() == 'rolegraph: 1 records could not be read: see their "refused"\n'
    found = objects_of(done)
    assert [one["record"] for one in found] == [f"roles.jsonl#{number}" for number in range(1, 6)]
    assert found[1]["refused"]["place"] == "/title"
    assert "refused" not in found[2]


@pytest.mark.parametrize("wanted", ["4", "roles.jsonl#4"])
def test_one_record_is_chosen_by_number_or_name(several: Path, wanted: str) -> None:
    done = explain(several, "--record", wanted)
    assert (done.returncode, done.stderr) == (0, b"")
    assert row(lines_of(done), "title")[1] == "Delta"


def test_a_record_that_is_not_there_is_an_error_that_names_those_that_are(several: Path) -> None:
    error = error_of(explain(several, "--record", "9"))
    assert "no record '9'" in error
    assert "1 to 5" in error
    assert "roles.jsonl#1" in error
    assert error_of(explain(several, "--record", "2")).startswith(f"{several}#2, /title: ")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"a\x00b", "control character"),
        (b"\xff\xfeA\x00\xfd", "cut short"),
        (b"Dear diary, nothing.\n", "is text, but no role page"),
        (b'{"a": ', "JSON"),
        (b'{"a": 1}', "JSON of another form"),
        (FULL.replace(b"1\n", b"1.5\n"), "is no whole number"),
        (b"\x1f\x8b" + bytes(30), "gzip data"),
    ],
)
@pytest.mark.parametrize("form", ["table", "json"])
def test_bad_input_is_one_line(tmp_path: Path, data: bytes, words: str, form: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    error = error_of(explain(path, "--as", form))
    assert error.startswith(str(path))
    assert words in error


def test_what_is_not_there_or_empty_is_one_line(tmp_path: Path) -> None:
    assert "does not exist" in error_of(explain(tmp_path / "none.txt"))
    assert "holds no page" in error_of(explain(tmp_path))


def test_a_format_can_be_named_and_must_be_known() -> None:
    assert "role page" in error_of(explain(PAGES.parent / "json" / "own.json", "--format", "role-page"))
    done = explain(PAGES / "full.txt", "--format", "papyrus")
    assert done.returncode == 2
    assert "papyrus" in done.stderr.decode()


def test_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(FULL)
    command = [str(ROLEGRAPH), "explain", "page.txt"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_the_document_shows_what_is_printed_and_names_every_member(project_root: Path) -> None:
    document = (project_root / "docs" / "explain.md").read_text("utf-8")
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", document, flags=re.DOTALL | re.MULTILINE)
    [shown] = [body for language, body in fenced if not language]
    printed = explain(project_root / "samples" / "au" / "collections-officer-3-6-years.txt").stdout.decode()
    assert shown in printed
    members = {name for part in SCHEMA["$defs"].values() for name in part["properties"]}
    fields = {field.name for field in (*PROFILE_FIELDS, *PAGE_FIELDS)}
    assert {name for name in members | fields if f"`{name}`" not in document} == set()
