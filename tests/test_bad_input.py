"""Bad input: a clear message that names file, place and remedy; the rest is loaded, nothing half."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import generate
import pytest
from bad_inputs import BAD, GOOD, PAGE

from rolegraph.graph import open_store
from rolegraph.graph.identity import source_key
from rolegraph.graph.ingest.load import load
from rolegraph.graph.ingest.refused import RefusedPages
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.store import read_current


@dataclass(frozen=True)
class Loaded:
    """Each bad input beside a good page in a folder of its own, all loaded at once."""

    root: Path
    store: Path
    report: LoadReport


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    root = tmp_path_factory.mktemp("bad") / "pages"
    for number, (kind, bad) in enumerate(BAD.items()):
        folder = root / kind
        folder.mkdir(parents=True)
        (folder / "good.txt").write_text(GOOD.replace("Debt Clerk", title(number)), "utf-8")
        bad.make(folder / bad.name)
    return Loaded(root, root.parent / "store", load(root.parent / "store", [str(root)]))


def title(number: int) -> str:
    """``Debt Clerk AA`` and so on, in alphabetical order."""
    return f"Debt Clerk {'ABCDEFGH'[number // 8]}{'ABCDEFGH'[number % 8]}"


@pytest.mark.parametrize("kind", BAD)
def test_a_message_names_the_file_the_place_and_the_remedy(kind: str, loaded: Loaded) -> None:
    bad, file = BAD[kind], str(loaded.root / kind / BAD[kind].name)
    [refusal] = [each for each in loaded.report.refused if each.origin.startswith(f"{loaded.root / kind}/")]
    [reason] = refusal.reasons
    said = str(reason)
    assert said.startswith(file + bad.inside)
    assert bad.place in said
    assert bad.remedy in said
    assert said.count(str(loaded.root)) == 1, "the file is named once"
    assert "\n" not in said


def test_the_rest_is_loaded_and_nothing_half(loaded: Loaded) -> None:
    """The good page of every folder, its role, and not a graph or a role besides."""
    assert dict(loaded.report.counts) == {"accepted": len(BAD), "refused": len(BAD)}
    assert sources(loaded.store) == sorted(f"{kind}/good.txt" for kind in BAD)
    assert titles(loaded.store) == [title(number) for number in range(len(BAD))]


def test_the_refused_are_remembered(loaded: Loaded) -> None:
    kept = [refusal for _, refusal in RefusedPages(loaded.store).all()]
    assert sorted(kept, key=str) == sorted(loaded.report.refused, key=str)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with one good page."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, "utf-8")
    return folder


def sources(store: Path) -> list[str]:
    """The names of the pages in the graph, each of which is a graph of its own and no other is."""
    with read_current(store) as current:
        named = {str(graph.value) for graph in current.store.named_graphs()}
    with open_store(store) as graph:
        rows = graph.select("SELECT ?g ?n { GRAPH ?g { ?g dcterms:identifier ?n } }")
    assert {str(row.g) for row in rows} == {name for name in named if "/id/source/" in name}
    return sorted(str(row.n) for row in rows)


def titles(store: Path) -> list[str]:
    """The labels of all roles."""
    with open_store(store) as graph:
        return sorted(str(row[0]) for row in graph.select("SELECT ?l { ?r a rg:Role ; skos:prefLabel ?l }"))


def test_utf_16_with_mark_is_read_and_a_warning_says_so(pages: Path, tmp_path: Path) -> None:
    (pages / "x.txt").write_bytes(PAGE.encode("utf-16"))
    report = load(tmp_path / "store", [str(pages)])
    assert dict(report.counts) == {"accepted": 2}
    [warning] = report.warnings
    assert warning.origin == str(pages / "x.txt")
    assert "UTF-16" in warning.message
    assert "UTF-8" in warning.remedy
    assert titles(tmp_path / "store") == ["Collections Officer", "Debt Clerk"]


def test_the_same_page_under_two_names_is_loaded_once(pages: Path, tmp_path: Path) -> None:
    (pages / "x.txt").write_text(GOOD, "utf-8")
    report = load(tmp_path / "store", [str(pages)])
    assert dict(report.counts) == {"accepted": 1, "duplicate": 1}
    [warning] = report.warnings
    assert warning.origin == str(pages / "x.txt")
    assert "good.txt" in warning.message
    assert "remove one" in warning.remedy
    assert sources(tmp_path / "store") == ["good.txt"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("empty", "ends in .txt, .json"), ("readme", "ends in .txt, .json"), ("nowhere", "check the path")],
)
def test_a_folder_without_pages_beside_one_with_pages(
    name: str, remedy: str, pages: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "readme").mkdir()
    (tmp_path / "readme" / "README.md").write_text(PAGE, "utf-8")
    report = load(tmp_path / "store", [str(tmp_path / name), str(pages)])
    assert dict(report.counts) == {"accepted": 1, "refused": 1}
    said = str(report.refused[0].reasons[0])
    assert said.startswith(f"{tmp_path / name}: ")
    assert remedy in said
    assert sources(tmp_path / "store") == ["good.txt"]


def test_a_bad_line_leaves_the_other_lines(pages: Path, tmp_path: Path) -> None:
    """One record of a file is refused: the records around it are loaded, and it is named by its number."""
    records = [{"rolegraph": 1, "title": title} for title in ("Baker", "", "Miller")]
    lines = [json.dumps(record) for record in records]
    (pages / "x.jsonl").write_text("\n".join([*lines, '{"rolegraph": 1, "tit']), "utf-8")
    report = load(tmp_path / "store", [str(pages)])
    assert dict(report.counts) == {"accepted": 3, "refused": 2}
    assert [refusal.origin for refusal in report.refused] == [
        f"{pages / 'x.jsonl'}#2",
        f"{pages / 'x.jsonl'}#4",
    ]
    assert sources(tmp_path / "store") == ["good.txt", "x.jsonl#1", "x.jsonl#3"]


def test_a_page_that_turns_bad_keeps_what_it_said(pages: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, [str(pages)])
    before = state(store)
    for bad in ("cp1252", "ranks with a gap", "pay reversed", "empty"):
        BAD[bad].make(pages / "good.txt")
        assert dict(load(store, [str(pages)]).counts) == {"refused": 1}
    assert state(store) == before


def state(store: Path) -> set[str]:
    """Every quad."""
    with read_current(store) as current:
        return {str(quad) for quad in current.store}


@pytest.mark.parametrize("form", ["text", "json", "ncs"])
def test_made_pages_meet_what_their_manifest_expects(form: str, tmp_path: Path) -> None:
    """150 pages of a form, three in ten with a defect: each verdict of the loader is the expected one."""
    out, manifest = tmp_path / ("made" if form == "text" else "made.jsonl"), tmp_path / "manifest"
    words = ["150", "--out", str(out), "--form", form, "--manifest", str(manifest), "--defects", "0.3"]
    assert generate.main(words) == 0
    listed = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    report = load(tmp_path / "store", [str(out)])
    assert report.pages == 150
    root = f"{out}/" if form == "text" else f"{tmp_path}/"
    found = verdicts(report, root)
    assert {line["page"]: found.get(line["page"], "clean") for line in listed} == {
        line["page"]: line["expected"] for line in listed
    }
    defective = {line["page"] for line in listed}
    assert {name for name, verdict in found.items() if verdict == "refused"} <= defective
    with read_current(tmp_path / "store") as current:
        graphs = {str(graph.value).rpartition("/")[2] for graph in current.store.named_graphs()}
    assert not {source_key(line["page"]) for line in listed if line["expected"] == "refused"} & graphs
    assert len(sources(tmp_path / "store")) == report.counts["accepted"]


def verdicts(report: LoadReport, root: str) -> dict[str, str]:
    """``refused`` or ``warning`` for each page that has one, by its name below ``root``."""
    warned = {entry.origin.removeprefix(root): "warning" for entry in report.warnings}
    return {**warned, **{refusal.origin.removeprefix(root): "refused" for refusal in report.refused}}
