"""The wheel, installed into an environment of its own and used away from the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

# Building and installing into a fresh environment fetches some 40 MB on a first run.
pytestmark = pytest.mark.timeout(900)

NOT_SOURCES = shutil.ignore_patterns(
    ".*", "build", "dist", "*.egg-info", "__pycache__", "rolegraph-store", "tests", "docs", "benchmarks"
)
PROFILES = """
SELECT (COUNT(DISTINCT ?profile) AS ?profiles) WHERE { ?profile a <https://w3id.org/rolegraph/ns#RoleProfile> }
"""


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and an empty folder to work in."""

    programs: Path
    folder: Path

    def command(self, *words: str | Path) -> list[str]:
        """A command line of a program of the environment."""
        return [str(self.programs / str(words[0])), *map(str, words[1:])]

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end, away from the checkout."""
        return subprocess.run(
            self.command(*words), cwd=self.folder, env=clean_environment(), capture_output=True, text=True
        )


def clean_environment() -> dict[str, str]:
    """Nothing that would lead Python back to the checkout or its environment."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "ROLEGRAPH")) and name != "VIRTUAL_ENV"
    }


def succeed(command: list[str]) -> None:
    """Runs a command that must succeed; its output is the message where it does not."""
    done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips what follows where the package registry can't be reached: pip can fetch one small wheel."""
    folder = tmp_path_factory.mktemp("registry")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
    fetch = [*pip, "download", "--no-deps", "--no-cache-dir", "--dest", str(folder), "iniconfig"]
    done = subprocess.run(fetch, env=clean_environment(), capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        pytest.skip(f"pip can't fetch from the package registry: {reason}")


@pytest.fixture(scope="module")
def wheel(registry: None, project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build folder in the checkout could hold files long deleted."""
    sources = tmp_path_factory.mktemp("sources") / "project"
    shutil.copytree(project_root, sources, ignore=NOT_SOURCES)
    out = sources.parent / "out"
    succeed([sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(sources)])
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A new environment with the wheel and the pinned versions of what it needs."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(home, with_pip=True)
    programs = home / "bin"
    constraints = project_root / "constraints.txt"
    pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check"]
    succeed([*pip, "install", "--quiet", "--constraint", str(constraints), str(wheel)])
    return Installed(programs, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="module")
def loaded(installed: Installed, project_root: Path) -> Path:
    """A store with the samples, loaded by the installed program from a copy."""
    samples = installed.folder / "pages"
    shutil.copytree(project_root / "samples", samples)
    done = installed.run("rolegraph", "load", samples, "--store", "store")
    assert done.returncode == 0, done.stderr
    return installed.folder / "store"


def test_the_wheel_holds_code_and_data_and_nothing_else(wheel: Path, project_root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    rooms = ("ontology", "shapes", "graph", "service")
    kinds = ("*.py", "*.ttl", "*.json", "*.jsonld", "*.html", "py.typed")
    expected = {
        f"rolegraph/{path.relative_to(project_root).as_posix()}"
        for room in rooms
        for kind in kinds
        for path in (project_root / room).rglob(kind)
    }
    assert expected <= names
    for room, suffix in (("ontology", ".ttl"), ("shapes", ".ttl"), ("service/templates", ".html")):
        assert any(n.startswith(f"rolegraph/{room}/") and n.endswith(suffix) for n in names), room
    assert {name.split("/")[0] for name in names} == {"rolegraph"}
    assert {name.split("/")[1] for name in names} == set(rooms)


def test_the_wheel_holds_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(name.endswith(".dist-info/licenses/LICENSE") for name in archive.namelist())


def test_it_says_its_version(installed: Installed, project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    done = installed.run("rolegraph", "--version")
    assert done.returncode == 0, done.stderr
    assert project["version"] in done.stdout


@pytest.mark.parametrize("room", ["graph", "service", "ontology", "shapes"])
def test_the_folders_are_no_packages_of_their_own(installed: Installed, room: str) -> None:
    done = installed.run("python", "-c", f"import {room}")
    assert f"No module named '{room}'" in done.stderr
    assert installed.run("python", "-c", f"import rolegraph.{room}").returncode == 0


def test_what_is_imported_is_the_installed_copy(installed: Installed) -> None:
    done = installed.run("python", "-c", "import rolegraph.graph.model as m; print(m.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(installed.programs.parent)


def test_the_installed_versions_agree(installed: Installed) -> None:
    done = installed.run("python", "-m", "pip", "check")
    assert done.returncode == 0, done.stdout


def test_load_and_query(installed: Installed, loaded: Path) -> None:
    done = installed.run("rolegraph", "query", PROFILES, "--store", loaded, "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["results"]["bindings"]
    assert int(row["profiles"]["value"]) >= 1


def test_serve(installed: Installed, loaded: Path) -> None:
    with serving(installed, loaded) as address:
        url = f"{address}sparql?query={quote(PROFILES)}"
        accept = {"Accept": "application/sparql-results+json"}
        with urlopen(Request(url, headers=accept), timeout=60) as answer:
            assert answer.headers.get_content_type() == accept["Accept"]
            (row,) = json.load(answer)["results"]["bindings"]
        assert int(row["profiles"]["value"]) >= 1
        page = Request(address, headers={"Accept": "text/html"})
        with urlopen(page, timeout=60) as answer:
            assert answer.headers.get_content_type() == "text/html"


@contextmanager
def serving(installed: Installed, store: Path) -> Iterator[str]:
    """The address of a service on a free port; stopped at the end, with all its processes."""
    command = installed.command("rolegraph", "serve", "--store", store, "--port", "0")
    service = subprocess.Popen(
        command,
        cwd=installed.folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with service:
        try:
            yield address_of(service)
            service.terminate()
            service.wait(60)
        finally:
            if service.poll() is None:
                os.killpg(service.pid, signal.SIGKILL)
            if service.stdout:
                print(service.stdout.read())  # pytest shows it where the test fails


def address_of(service: subprocess.Popen[str]) -> str:
    """The address that the service prints when it can be asked."""
    assert service.stdout
    said = []
    for line in service.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:[1-9]\d*/", line):
            return found[0]
    raise AssertionError(f"it ended without an address: {''.join(said)}")
