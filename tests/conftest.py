"""Fixtures that every room of tests shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from rolegraph.graph.ingest.load import load
from rolegraph.graph.ingest.report import LoadReport

ROOT = Path(__file__).resolve().parent.parent
# CI tries the same examples each time, so that what it says of a change is about the change; elsewhere
# each run tries others.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout: tests read its samples, shapes and documents."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data beside the checkout; it is never copied into the project."""
    path = ROOT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("needs the real data in ../shared/data, which is not here")
    return path


@pytest.fixture(scope="session")
def ncs_load(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LoadReport]:
    """A store of all profiles of the National Careers Service, for reading only, and the report of its load."""
    store = tmp_path_factory.mktemp("ncs") / "store"
    return store, load(store, [str(shared_data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz")])


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--regenerate-golden``: tests/golden becomes what the mapping writes now."""
    parser.addoption(
        "--regenerate-golden", action="store_true", help="write the golden files of the mapping anew"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI (``CI=true``) a skipped test is a failure: what nobody ran, nobody knows to work."""
    if (
        os.environ.get("CI") == "true"
        and session.exitstatus == pytest.ExitCode.OK
        and _skipped(session.config)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Names the tests that were skipped in CI, and why."""
    skipped = _skipped(config) if os.environ.get("CI") == "true" else []
    if skipped:
        terminalreporter.section("CI=true: skipped tests are failures", red=True)
    for report in skipped:
        # A skipped report's long representation is (file, line, reason).
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason}")


def _skipped(config: pytest.Config) -> list[pytest.TestReport | pytest.CollectReport]:
    """The reports of skipped tests and modules; an expected failure is not one."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", ())) if reporter else []
