"""Keeps the architecture: who imports whom, sizes, docstrings, what is packaged."""

from __future__ import annotations

import ast
import graphlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ontology", "shapes", "graph", "service")
GROUND = {f"rolegraph.graph.{name}" for name in ("model", "identity", "errors", "namespaces")}
SIBLINGS = ("sources", "mapping", "validation", "store")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax; parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def python_files(*folders: str) -> list[Path]:
    """The Python files below folders of the checkout."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def short(path: Path) -> str:
    """A file's name below the checkout."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """The name that a file is installed under."""
    parts = ["rolegraph", *path.relative_to(ROOT).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in python_files(*ROOMS)}


def imported_names(path: Path) -> Iterator[str]:
    """Every absolute import of a file, wherever it stands; ``from a import b`` is ``a.b``."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def our_module(name: str) -> str | None:
    """The module of ours that an imported name is, or is in; ``None`` for other packages."""
    while name.startswith("rolegraph."):
        if name in MODULES:
            return name
        name = name.rpartition(".")[0]
    return None


@cache
def imports() -> dict[str, set[str]]:
    """Which modules of ours each module of ours imports."""
    return {
        module: {found for name in imported_names(path) if (found := our_module(name))} - {module}
        for module, path in MODULES.items()
    }


def reached(module: str) -> set[str]:
    """What a module imports, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        new = imports()[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


class TestImports:
    def test_there_is_something_to_look_at(self) -> None:
        assert set(MODULES) >= GROUND
        assert any(imports().values())

    def test_graph_never_imports_service(self) -> None:
        wrong = {m: imports()[m] for m in MODULES if is_in(m, "rolegraph.graph")}
        assert {
            m: found for m in wrong if (found := {x for x in wrong[m] if is_in(x, "rolegraph.service")})
        } == {}

    def test_the_ground_imports_nothing_above(self) -> None:
        ground = {module for module in MODULES if any(is_in(module, name) for name in GROUND)}
        assert {module: found for module in ground if (found := reached(module) - ground)} == {}

    @pytest.mark.parametrize("sibling", SIBLINGS)
    def test_siblings_do_not_reach_each_other_nor_what_stands_above(self, sibling: str) -> None:
        package = f"rolegraph.graph.{sibling}"
        barred = [f"rolegraph.graph.{other}" for other in (*SIBLINGS, "ingest", "writes") if other != sibling]
        wrong = {
            f"{module} -> {found}"
            for module in MODULES
            if is_in(module, package)
            for found in reached(module)
            if any(is_in(found, other) for other in barred)
        }
        assert wrong == set()

    def test_there_are_no_cycles(self) -> None:
        try:
            graphlib.TopologicalSorter(imports()).prepare()
        except graphlib.CycleError as error:
            pytest.fail(" -> ".join(error.args[1]))

    def test_ontology_and_shapes_hold_data_only(self) -> None:
        assert [m for m in MODULES if m.startswith(("rolegraph.ontology.", "rolegraph.shapes."))] == []

    @pytest.mark.parametrize("path", python_files(*ROOMS, "tests"), ids=short)
    def test_imports_are_absolute_and_by_the_installed_name(self, path: Path) -> None:
        """From the root of the checkout `import graph` works and makes a second copy of each module."""
        relative = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.ImportFrom) and n.level]
        assert not relative
        assert [name for name in imported_names(path) if name.split(".")[0] in ROOMS] == []

    def test_what_is_imported_is_declared(self) -> None:
        project = pyproject()["project"]
        extras = project["optional-dependencies"]
        lines = [*project["dependencies"], *extras["mcp"], *extras["pandas"]]
        declared = {plain(re.split(r"[^\w.-]", line)[0]) for line in lines}
        tops = {name.split(".")[0] for path in MODULES.values() for name in imported_names(path)}
        others = tops - sys.stdlib_module_names - {"rolegraph", "_typeshed"}  # the last is for mypy only
        distributions = packages_distributions()
        unknown = {top for top in others if not {plain(d) for d in distributions.get(top, [])} & declared}
        assert unknown == set()


def plain(name: str) -> str:
    """The normal form of a distribution's name (PyPA, name normalisation)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class TestPackaging:
    def test_every_package_is_named(self) -> None:
        named = set(pyproject()["tool"]["setuptools"]["packages"])
        here = {module_name(path.parent / "__init__.py") for path in MODULES.values()}
        assert here <= named

    def test_every_named_package_is_here(self) -> None:
        for name in pyproject()["tool"]["setuptools"]["packages"]:
            assert (ROOT / Path(*name.split(".")[1:])).is_dir(), name

    def test_every_data_file_is_covered(self) -> None:
        settings = pyproject()["tool"]["setuptools"]
        covered = {
            path
            for package, patterns in settings["package-data"].items()
            for pattern in patterns
            for path in (ROOT / Path(*package.split(".")[1:])).glob(pattern)
        }
        data = {path for room in ROOMS for path in (ROOT / room).rglob("*") if is_data(path)}
        assert data
        assert {short(path) for path in data - covered} == set()


def is_data(path: Path) -> bool:
    """Whether a file is neither code, nor a folder's README, nor made by Python."""
    return path.is_file() and path.suffix not in {".py", ".pyc", ".md"} and not path.name.startswith(".")


def functions_of(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, Function)]


def public(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Public classes and functions, and the public methods of public classes, with dotted names."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield f"{inside}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{inside}{node.name}.")


class TestForm:
    @pytest.mark.parametrize("path", python_files(*ROOMS, "benchmarks"), ids=short)
    def test_a_module_has_at_most_300_lines(self, path: Path) -> None:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300

    @pytest.mark.parametrize("path", python_files(*ROOMS, "benchmarks", "tests"), ids=short)
    def test_a_function_has_at_most_50_lines(self, path: Path) -> None:
        lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions_of(path)}
        assert {name: length for name, length in lengths.items() if length > 50} == {}

    @pytest.mark.parametrize("path", python_files("graph", "service", "benchmarks"), ids=short)
    def test_what_is_public_has_a_docstring(self, path: Path) -> None:
        tree = tree_of(path)
        assert ast.get_docstring(tree), "the module has none"
        assert [name for name, node in public(tree.body) if not ast.get_docstring(node)] == []


def project_files() -> list[Path]:
    """What is, or would be, in the repository: everything that git does not ignore."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


class TestRepository:
    def test_no_file_names_a_place_of_one_machine(self) -> None:
        """In parts, so that this file does not hold them."""
        places = re.compile(rb"(?<![\w.])/(?:wor" rb"k/|tmp/bri" rb"ef|tmp/bash_jo" rb"bs|ro" rb"ot/)")
        files = project_files()
        assert Path(__file__).resolve() in files
        assert [short(path) for path in files if places.search(path.read_bytes())] == []

    def test_what_ci_runs_is_a_program(self) -> None:
        assert os.access(ROOT / ".ci" / "run", os.X_OK)
        subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


class TestSkipsInCi:
    """The hooks of conftest.py, in a run of their own."""

    SKIPPING = (
        "import pytest\n\ndef test_a():\n    pytest.skip('no such thing here')\n\ndef test_b():\n    pass\n"
    )
    FAILING_AS_EXPECTED = "import pytest\n\n@pytest.mark.xfail\ndef test_a():\n    assert 0\n"

    def outcome(self, folder: Path, ci: str, text: str) -> subprocess.CompletedProcess[str]:
        (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
        (folder / "test_it.py").write_text(text)
        (folder / "pytest.ini").write_text("[pytest]\n")
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, env={**os.environ, "CI": ci}
        )

    def test_a_skip_fails_and_is_named(self, tmp_path: Path) -> None:
        done = self.outcome(tmp_path, "true", self.SKIPPING)
        assert done.returncode == 1
        assert "test_it.py::test_a: Skipped: no such thing here" in done.stdout
        assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]

    def test_elsewhere_it_does_not(self, tmp_path: Path) -> None:
        done = self.outcome(tmp_path, "", self.SKIPPING)
        assert done.returncode == 0
        assert "failures" not in done.stdout

    @pytest.mark.parametrize("text", ["def test_a():\n    pass\n", FAILING_AS_EXPECTED])
    def test_without_a_skip_all_is_well(self, tmp_path: Path, text: str) -> None:
        assert self.outcome(tmp_path, "true", text).returncode == 0

    def test_a_module_that_skips_itself_fails(self, tmp_path: Path) -> None:
        text = "import pytest\npytest.skip('all of it', allow_module_level=True)\n"
        assert self.outcome(tmp_path, "true", text).returncode != 0

    def test_a_failure_stays_one(self, tmp_path: Path) -> None:
        text = self.SKIPPING + "\ndef test_c():\n    assert 0\n"
        assert self.outcome(tmp_path, "true", text).returncode == 1
