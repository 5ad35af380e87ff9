"""Distributions that can't be imported: one clear error each, and nothing is changed."""

from __future__ import annotations

import lzma
import zipfile
from pathlib import Path

import pytest
from taxonomy_files import (
    CLERK,
    GONE,
    crosswalk_tables,
    esco_tables,
    oews_tables,
    onet_tables,
    table,
    written,
)

from rolegraph.graph.errors import StoreError, UnreadableSource
from rolegraph.graph.store import current_generation
from rolegraph.graph.taxonomies.importing import ImportOptions, import_taxonomy
from rolegraph.graph.taxonomies.taxonomy import Wanted
from rolegraph.service.cli import main

TABLES = {"esco": esco_tables, "onet": onet_tables, "oews": oews_tables, "crosswalks": crosswalk_tables}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the small ESCO, which no test may change."""
    folder = tmp_path_factory.mktemp("standing")
    import_taxonomy("esco", folder / "store", [written(folder / "esco-1.1.1", esco_tables())])
    return folder / "store"


def refused(kind: str, store: Path, path: Path, *languages: str) -> str:
    """The message of an import that fails; the generation stays."""
    before, options = current_generation(store), ImportOptions(wanted=Wanted(languages=languages))
    with pytest.raises((UnreadableSource, StoreError)) as error:
        import_taxonomy(kind, store, [path], options)
    assert current_generation(store) == before
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("kind", TABLES)
def test_a_wrong_folder(kind: str, store: Path, tmp_path: Path) -> None:
    other = written(tmp_path / "notes", {"todo.txt": "buy milk\n", "list.md": "x"})
    message = refused(kind, store, other)
    assert str(other) in message or "todo.txt" in message


@pytest.mark.parametrize("kind", TABLES)
def test_a_missing_path_and_an_empty_folder(kind: str, store: Path, tmp_path: Path) -> None:
    assert "nowhere" in refused(kind, store, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "holds no file" in refused(kind, store, tmp_path / "empty")


@pytest.mark.parametrize(("kind", "name"), [("esco", "skillSkillRelations.csv"), ("onet", "Job Zones.txt")])
def test_a_table_that_is_missing(kind: str, name: str, store: Path, tmp_path: Path) -> None:
    tables = TABLES[kind]()
    del tables[name]
    message = refused(kind, store, written(tmp_path / kind, tables))
    assert name in message
    assert "a part of the download is missing" in message


@pytest.mark.parametrize(
    ("kind", "name"), [("esco", "occupations_en.csv"), ("onet", "Skills.txt"), ("oews", "")]
)
def test_a_table_that_is_cut_short(kind: str, name: str, store: Path, tmp_path: Path) -> None:
    tables = TABLES[kind]()
    name = name or next(iter(tables))
    tables[name] = tables[name][: int(len(tables[name]) * 0.75)].rstrip("\n")
    message = refused(kind, store, written(tmp_path / kind, tables))
    assert name in message
    assert "line " in message
    assert "cut short" in message


def test_a_compressed_table_that_is_cut_short(store: Path, tmp_path: Path) -> None:
    source = written(tmp_path / "esco", esco_tables())
    packed = lzma.compress((source / "skills_en.csv").read_bytes())
    (source / "skills_en.csv").unlink()
    (source / "skills_en.csv.xz").write_bytes(packed[: len(packed) // 2])
    message = refused("esco", store, source)
    assert "skills_en.csv.xz" in message
    assert "cut short" in message


def test_a_zip_that_is_cut_short(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "esco.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in esco_tables().items():
            archive.writestr(name, text)
    path.write_bytes(path.read_bytes()[:2000])
    assert "is no whole zip archive" in refused("esco", store, path)


@pytest.mark.parametrize(
    ("kind", "name", "column"),
    [
        ("esco", "occupations_en.csv", "preferredLabel"),
        ("esco", "occupationSkillRelations.csv", "relationType"),
        ("onet", "Task Statements.txt", "Task Type"),
        ("oews", "national_M2024_dl.csv", "A_PCT90"),
    ],
)
def test_other_columns(kind: str, name: str, column: str, store: Path, tmp_path: Path) -> None:
    tables = TABLES[kind]()
    tables[name] = tables[name].replace(column, "somethingElse", 1)
    message = refused(kind, store, written(tmp_path / kind, tables))
    assert f"has no column {column!r}" in message
    assert "somethingElse" in message
    assert name in message


def test_relations_most_of_which_lead_nowhere(store: Path, tmp_path: Path) -> None:
    """As where the table of occupations has only its first half, cut at a line's end."""
    tables = esco_tables()
    many = [
        (f"{GONE}{n}", "essential", "knowledge", CLERK.replace("occupation", "skill")) for n in range(200)
    ]
    tables["occupationSkillRelations.csv"] = table("occupationUri,relationType,skillType,skillUri", *many)
    message = refused("esco", store, written(tmp_path / "esco", tables))
    assert "200 of 20" in message
    assert "a part of the download seems to be missing" in message


def test_two_labels_in_one_language_are_refused(store: Path, tmp_path: Path) -> None:
    tables = esco_tables()
    lines = tables["occupations_en.csv"]
    tables["occupations_en.csv"] = lines + lines.partition("\n")[2].replace(",clerk,", ",other clerk,", 1)
    assert "two preferred labels in one language" in refused(
        "esco", store, written(tmp_path / "esco", tables)
    )


def test_values_that_no_release_has(store: Path, tmp_path: Path) -> None:
    for name, old, new, said in (
        ("occupationSkillRelations.csv", "optional", "maybe", "relationType 'maybe' is not known"),
        ("skills_en.csv", "skill/competence", "talent", "skillType 'talent' is not known"),
        ("skills_en.csv", "http://data", "no iri data", "is not an absolute IRI"),
    ):
        tables = esco_tables()
        tables[name] = tables[name].replace(old, new, 1)
        message = refused("esco", store, written(tmp_path / "esco", tables))
        assert said in message
        assert name in message


def test_a_language_that_is_not_there(store: Path, tmp_path: Path) -> None:
    source = written(tmp_path / "esco", esco_tables())
    message = refused("esco", store, source, "fr")
    assert "has no table in language fr: there are en" in message


def test_figures_and_codes_that_are_none(store: Path, tmp_path: Path) -> None:
    wages = oews_tables()
    wages["national_M2024_dl.csv"] = wages["national_M2024_dl.csv"].replace("12.50", "about 12")
    assert "'about 12' is no figure" in refused("oews", store, written(tmp_path / "oews", wages))
    onet = onet_tables()
    onet["Skills.txt"] = onet["Skills.txt"].replace("4.12", "high")
    assert "'high' is no number" in refused("onet", store, written(tmp_path / "onet", onet))
    onet = onet_tables()
    onet["Occupation Data.txt"] = onet["Occupation Data.txt"].replace("51-3011.01", "513011")
    assert "'513011' is no O*NET-SOC code" in refused("onet", store, written(tmp_path / "onet2", onet))


def test_text_that_is_not_utf_8(store: Path, tmp_path: Path) -> None:
    source = written(tmp_path / "onet", onet_tables())
    (source / "Occupation Data.txt").write_bytes(
        b"O*NET-SOC Code\tTitle\tDescription\n11-1011.00\tCaf\xe9\tx\n"
    )
    assert "is not UTF-8 (byte 0xE9)" in refused("onet", store, source)


def test_wages_of_a_period_that_nothing_tells(store: Path, tmp_path: Path) -> None:
    [text] = oews_tables().values()
    source = written(tmp_path / "wages", {"wages.csv": text})
    assert "--version, as in 2024-05" in refused("oews", store, source)


def test_a_crosswalk_before_what_it_connects(store: Path, tmp_path: Path) -> None:
    source = written(tmp_path / "crosswalks", crosswalk_tables())
    assert "run 'rolegraph import onet PATH' first" in refused("crosswalks", store, source)


def test_a_spreadsheet_is_told_to_be_saved_as_csv(store: Path, tmp_path: Path) -> None:
    (tmp_path / "national_M2024_dl.xlsx").write_bytes(b"PK\x03\x04" + bytes(40))
    assert "saved as CSV" in refused("oews", store, tmp_path / "national_M2024_dl.xlsx")


def test_the_command_says_it_in_one_line(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(SystemExit) as ended:
        main(["import", "esco", str(tmp_path / "x"), "--store", str(store), "--quiet"])
    assert ended.value.code == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("rolegraph: ")
