"""docs/adding-a-source.md is followed to the letter, in a copy of the package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

ROOMS = ("graph", "service", "ontology", "shapes")


@pytest.fixture(scope="module")
def document(project_root: Path) -> str:
    """The document."""
    return (project_root / "docs" / "adding-a-source.md").read_text("utf-8")


def blocks(document: str, language: str) -> list[str]:
    """Its fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", document, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(document: str, project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with what the document adds, importable as ``rolegraph``; its page and its test beside."""
    folder = tmp_path_factory.mktemp("adding")
    package = folder / "rolegraph"
    for room in ROOMS:
        shutil.copytree(
            project_root / room, package / room, ignore=shutil.ignore_patterns("__pycache__", "*.new")
        )
    (package / "__init__.py").write_text("")
    [reader, to_import, entry, tests] = blocks(document, "python")
    sources = package / "graph" / "sources"
    (sources / "job_card.py").write_text(reader, "utf-8")
    add_entry(sources / "readers.py", to_import, entry)
    [page] = blocks(document, "text")
    (folder / "lamplighter.txt").write_text(page, "utf-8")
    (folder / "test_job_card.py").write_text(tests, "utf-8")
    return folder


def add_entry(table: Path, to_import: str, entry: str) -> None:
    """The import among the others, the entry first in the table."""
    text = table.read_text("utf-8")
    first_import, start = "from rolegraph.graph.sources import ", "READERS: tuple[Reader, ...] = (\n"
    assert text.count(first_import) == text.count(start) == 1
    row = indent(entry.rstrip(), "    ")
    text = text.replace(first_import, f"{to_import}{first_import}").replace(start, f"{start}{row},\n")
    table.write_text(text, "utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the copy as ``rolegraph``."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def rolegraph(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the document with the copy."""
    program, *arguments = command.split()
    assert program == "rolegraph"
    return run(folder, "-c", "from rolegraph.service.cli import main; main()", *arguments)


def test_the_copy_is_what_runs(copy: Path) -> None:
    done = run(
        copy, "-c", "import rolegraph.graph.sources.readers as r; print(r.__file__, r.READERS[0].name)"
    )
    assert done.stdout.split() == [str(copy / "rolegraph" / "graph" / "sources" / "readers.py"), "job-card"]


def test_its_own_tests_pass(copy: Path) -> None:
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "test_job_card.py")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^9 passed", done.stdout, flags=re.MULTILINE)


def test_its_own_code_is_in_form(copy: Path, project_root: Path) -> None:
    written = [str(copy / "rolegraph/graph/sources/job_card.py"), str(copy / "test_job_card.py")]
    settings = ["--config", str(project_root / "pyproject.toml"), "--no-cache"]
    for command in (["check", "--ignore", "S101,I001"], ["format", "--check"]):
        done = run(copy, "-m", "ruff", *command, *settings, *written)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_commands_do_what_it_says(copy: Path, document: str) -> None:
    [shell] = blocks(document, "sh")
    explained, loaded = (rolegraph(copy, command) for command in shell.splitlines())
    assert explained.returncode == 0, explained.stderr
    assert "read as job-card" in explained.stdout
    assert re.search(r"^title +Lamplighter +Lamplighter +line 2:6$", explained.stdout, flags=re.MULTILINE)
    assert loaded.returncode == 0, loaded.stderr
    report = json.loads((copy / "report.json").read_text("utf-8"))
    assert (report["accepted"], report["refused"]) == (1, [])
    counted = report["coverage"]["readers"]["job-card"]
    assert counted["fields"]["duties"] == {
        "found": 1,
        "absent": 0,
        "not_understood": 0,
        "items": 2,
        "parts": {"text": 1},
    }
    [text] = counted["not_understood"]["other"]["texts"]
    assert (text["words"], text["place"]) == ("Bus: line 7", "line 7")
