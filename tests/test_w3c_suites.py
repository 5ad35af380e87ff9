"""The W3C test suites of SPARQL 1.0, 1.1 and 1.2, each test sent to a running server over HTTP.

Entailment regimes, federation and the protocols themselves are not among these; the protocols
have tests of their own. ``w3c/known_failures.toml`` lists what does not pass.
"""

from __future__ import annotations

import re
import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from w3c.evaluation import Runner
from w3c.http_service import http_service
from w3c.manifest import Kind, W3cTest, read_tests

VERSIONS = {"sparql10": "1.0", "sparql11": "1.1", "sparql12": "1.2"}
SUBJECTS: dict[str, tuple[Kind, ...]] = {
    "query evaluation and result formats": ("query",),
    "query syntax": ("query-good", "query-bad"),
    "update evaluation": ("update",),
    "update syntax": ("update-good", "update-bad"),
}
PARTS = [
    (version, subject)
    for version in VERSIONS
    for subject in SUBJECTS
    if version != "sparql10" or subject.startswith("query")
]
KNOWN_FAILURES: list[dict[str, object]] = tomllib.loads(
    (Path(__file__).parent / "w3c" / "known_failures.toml").read_text("utf-8")
)["cause"]


def known() -> list[str]:
    """The names of the tests that are known to fail."""
    return [str(name) for cause in KNOWN_FAILURES for name in _tests_of(cause)]


def _tests_of(cause: dict[str, object]) -> list[str]:
    tests = cause["tests"]
    assert isinstance(tests, list)
    return tests


def version_of(name: str) -> str:
    return name.partition("/")[0]


@pytest.fixture(scope="module")
def suites(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the suites, unpacked."""
    folder = tmp_path_factory.mktemp("w3c")
    with tarfile.open(shared_data / "w3c" / "sparql-suites.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "sparql"


@pytest.fixture(scope="module")
def tests(suites: Path) -> list[W3cTest]:
    """All tests that are run here."""
    return read_tests(suites)


@pytest.fixture(scope="module")
def runner(suites: Path) -> Iterator[Runner]:
    """What runs them, against one server."""
    with http_service() as service:
        yield Runner(suites, service)


def part_of(tests: list[W3cTest], version: str, subject: str) -> list[W3cTest]:
    return [test for test in tests if version_of(test.name) == version and test.kind in SUBJECTS[subject]]


class TestSuites:
    @pytest.mark.parametrize(("version", "subject"), PARTS)
    def test_all_pass_but_those_known(
        self, tests: list[W3cTest], runner: Runner, version: str, subject: str
    ) -> None:
        part = part_of(tests, version, subject)
        faults = {test.name: fault for test in part if (fault := runner.fault(test))}
        expected = {test.name for test in part} & set(known())
        assert {name: fault for name, fault in faults.items() if name not in expected} == {}
        assert expected - faults.keys() == set(), "these pass: take them off the list"

    def test_every_test_is_in_one_part(self, tests: list[W3cTest]) -> None:
        names = [test.name for part in PARTS for test in part_of(tests, *part)]
        assert sorted(names) == sorted({test.name for test in tests})

    def test_the_known_ones_exist(self, tests: list[W3cTest]) -> None:
        assert len(known()) == len(set(known()))
        assert set(known()) <= {test.name for test in tests}

    def test_as_many_pass_as_the_engine_can(self, tests: list[W3cTest]) -> None:
        """With the above: 953 of the 980 of SPARQL 1.0 and 1.1, 264 of the 269 of SPARQL 1.2."""
        passing = Counter(version_of(test.name) for test in tests if test.name not in known())
        total = Counter(version_of(test.name) for test in tests)
        assert (total["sparql10"] + total["sparql11"], total["sparql12"]) == (980, 269)
        assert (passing["sparql10"] + passing["sparql11"], passing["sparql12"]) == (953, 264)


class TestDocument:
    """docs/conformance.md says what is so."""

    @pytest.fixture
    def text(self, project_root: Path) -> str:
        return (project_root / "docs" / "conformance.md").read_text("utf-8")

    def test_the_counts(self, text: str, tests: list[W3cTest]) -> None:
        rows = {}
        for version, subject in PARTS:
            part = part_of(tests, version, subject)
            passing = [test for test in part if test.name not in known()]
            rows[VERSIONS[version], subject] = (len(part), len(passing))
        written = re.findall(r"^\| SPARQL (1\.\d) (.+?) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
        assert {(version, subject): (int(a), int(b)) for version, subject, a, b in written} == rows

    def test_the_causes(self, text: str) -> None:
        written = {
            section.partition("\n")[0]: re.findall(r"`(sparql1\d/[^`]+#[^`]+)`", section)
            for section in text.partition("## What does not pass")[2].split("\n### ")[1:]
        }
        assert written == {cause["name"]: cause["tests"] for cause in KNOWN_FAILURES}
