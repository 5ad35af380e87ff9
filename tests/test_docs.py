"""The documents match the code: commands, settings, terms, folders, links and the README's examples."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import rdflib

from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.sources.readers import READERS
from rolegraph.service.cli import cli
from rolegraph.service.commands.settings import markdown
from rolegraph.service.settings import SETTINGS

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"


@pytest.fixture(scope="module")
def readme(project_root: Path) -> str:
    """The README."""
    return (project_root / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def checkout(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout after ``make serve``: the samples, and a store made from them."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "samples").symlink_to(project_root / "samples")
    (folder / "more-pages").symlink_to(project_root / "samples" / "us")
    run(folder, "rolegraph load samples")
    return folder


def run(folder: Path, command: str) -> str:
    """Run a line of the README in the folder; give what it prints."""
    words = shlex.split(command, comments=True)
    assert words[0] == "rolegraph"
    done = subprocess.run(
        [str(ROLEGRAPH), *words[1:]], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    return [body for named, body in fenced if named == language]


def commands_in(text: str) -> list[str]:
    """Every ``rolegraph`` command of the shell blocks, but those that serve."""
    found = []
    for block in blocks(text, "sh"):
        joined = re.sub(r"'([^']*)'", lambda quoted: quoted[0].replace("\n", " "), block)
        found += [line for line in joined.splitlines() if line.startswith("rolegraph ")]
    return [command for command in found if not command.startswith("rolegraph serve")]


def test_the_commands_of_the_readme_work(readme: str, checkout: Path) -> None:
    commands = commands_in(readme)
    assert len(commands) >= 8
    (checkout / "data.ttl").write_text("<http://x/a> <http://x/b> <http://x/c> .")
    (checkout / "page.txt").write_text((checkout / "samples/gb/bookkeeper-starter.txt").read_text("utf-8"))
    for command in sorted(commands, key=lambda command: "withdraw" in command):
        run(checkout, command)


def test_the_query_of_the_readme_gives_what_it_shows(readme: str, checkout: Path) -> None:
    [query] = [command for command in commands_in(readme) if command.startswith("rolegraph query")]
    [shown] = [block for block in blocks(readme, "") if block.startswith("country")]
    assert run(checkout, query) == shown


@pytest.fixture(scope="module")
def guide(project_root: Path) -> str:
    """The guide to ways between roles."""
    return (project_root / "docs" / "paths.md").read_text("utf-8")


@pytest.fixture(scope="module")
def samples(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of the samples in which nothing is withdrawn."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "samples").symlink_to(project_root / "samples")
    run(folder, "rolegraph load samples")
    return folder


def test_the_commands_of_the_guide_to_paths_work(guide: str, samples: Path) -> None:
    commands = commands_in(guide)
    assert {command.split()[1] for command in commands} >= {"paths", "reachable", "gap", "similar"}
    [shown] = blocks(guide, "")
    told = [run(samples, command) for command in commands]
    assert told[0].startswith(shown)


def test_the_python_of_the_guide_to_paths_works(guide: str, samples: Path) -> None:
    [code] = blocks(guide, "python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=samples, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout == "Collections Officer [('AU', '3-6 years'), ('GB', '0-3 years')]\n"


def test_the_python_of_the_readme_works(readme: str, checkout: Path) -> None:
    [code] = blocks(readme, "python")
    code = textwrap.dedent(code) + "\nprint(frame.shape, len(described) > 0)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines() == [
        "1 Retail Sales",
        "2 Microsoft Excel",
        "3 Problem Solving",
        "(3, 2) True",
    ]


def test_make_targets_of_the_readme_exist(readme: str, project_root: Path) -> None:
    makefile = (project_root / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", readme)) <= targets


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_is_documented(command: str, project_root: Path) -> None:
    operations = (project_root / "docs" / "operations.md").read_text("utf-8")
    assert re.search(rf"^\| `rolegraph {command}\b", operations, flags=re.MULTILINE)
    assert cli.commands[command].help


def test_the_table_of_settings_is_what_the_command_prints(project_root: Path) -> None:
    """``rolegraph settings --format markdown`` makes it."""
    assert len(SETTINGS) > 20
    assert f"\n{markdown()}" in (project_root / "docs" / "http.md").read_text("utf-8")


def test_every_reader_and_every_member_of_the_report_is_documented(project_root: Path) -> None:
    operations = (project_root / "docs" / "operations.md").read_text("utf-8")
    for name in [*(reader.name for reader in READERS), *LoadReport().as_dict()]:
        assert f"`{name}`" in operations, name


def test_the_model_names_only_terms_that_exist_and_every_own_property(project_root: Path) -> None:
    model = (project_root / "docs" / "model.md").read_text("utf-8")
    ontology = rdflib.Graph()
    for path in (project_root / "ontology").glob("*.ttl"):
        ontology.parse(path)
    named = set(re.findall(r"\brg:([A-Za-z]+)\b", model))
    terms = {
        str(s).removeprefix(PREFIXES["rg"]) for s in ontology.subjects() if str(s).startswith(PREFIXES["rg"])
    }
    assert named <= terms
    core = {
        t for t in terms if (rdflib.URIRef(PREFIXES["rg"] + t), rdflib.RDF.type, rdflib.OWL.Class) in ontology
    }
    assert core - named <= {"OutlookTrend", "Role", "Skill", "ExperienceBand"}


def test_the_picture_of_the_folders_is_true(project_root: Path) -> None:
    [picture] = [
        b for b in blocks((project_root / "docs/architecture.md").read_text("utf-8"), "") if "ontology/" in b
    ]
    drawn, parent = set(), ""
    for line in picture.splitlines():
        for name in re.findall(r"^( *)([a-z_]+/)", line):
            parent = parent if name[0] else name[1]
            drawn.add(parent + name[1] if name[0] else name[1])
    ignored = {"__pycache__", "build", "dist", "rolegraph-store", "rolegraph.egg-info", "templates", "static"}
    real = {f"{p.name}/" for p in project_root.iterdir() if p.is_dir() and p.name[0] != "."}
    for room in ("graph", "service"):
        real |= {
            f"{room}/{p.name}/"
            for p in (project_root / room).iterdir()
            if p.is_dir() and p.name not in ignored
        }
    real |= {
        f"graph/{p.name}/"
        for p in (project_root / "graph" / "sources").iterdir()
        if p.is_dir() and p.name not in ignored
    }
    assert drawn == {folder for folder in real if folder.rstrip("/") not in ignored}


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "docs", "samples/README.md", "benchmarks/README.md"]
)
def test_links_between_documents_lead_somewhere(name: str, project_root: Path) -> None:
    path = project_root / name
    for document in [path] if path.is_file() else sorted(path.glob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name} links to {target}"
