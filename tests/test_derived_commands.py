"""``rolegraph derive`` and what ``rolegraph info`` tells; killed at any moment, nothing half is left."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import derived_expected
import pytest
from derived_stores import until
from serving import descendants, gone

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.table import NAMES
from rolegraph.graph.ingest.load import load
from rolegraph.graph.store import read_current

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"


@pytest.fixture(scope="module")
def loaded(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some samples, for reading only."""
    store = tmp_path_factory.mktemp("loaded") / "store"
    load(store, [str(project_root / "samples" / "us")])
    return store


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(loaded, tmp_path / "store", symlinks=True))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ROLEGRAPH), *words], capture_output=True, text=True, timeout=120, check=False)


def start(store: Path, *names: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(ROLEGRAPH), "derive", *names, "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class TestDerive:
    def test_everything_is_built_and_told(self, store: Path) -> None:
        done = run("derive", "--store", str(store))
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert [line.partition(":")[0] for line in lines] == list(NAMES)
        assert all(": content generation 2, " in line and line.endswith(" s") for line in lines)
        again = run("derive", "--store", str(store))
        assert all(line.endswith("; stood already") for line in again.stdout.splitlines())
        with read_current(store) as current:
            derived_expected.same(current)

    def test_one_thing_and_what_it_needs(self, store: Path) -> None:
        done = run("derive", "graphs", "--store", str(store))
        assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["skill-space", "graphs"]

    def test_what_can_not_be_is_refused(self, store: Path, tmp_path: Path) -> None:
        done = run("derive", "everything", "--store", str(store))
        assert done.returncode == 2
        assert "'everything' is not one of 'skill-space'" in done.stderr
        done = run("derive", "--store", str(tmp_path / "none"))
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
        assert "no rolegraph store in" in done.stderr
        assert not (tmp_path / "none").exists()

    def test_a_folder_that_can_not_be_written_is_told(self, store: Path) -> None:
        (store / "derived").write_text("in the way")
        done = run("derive", "--store", str(store))
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)

    def test_ctrl_c(self, store: Path) -> None:
        process = start(store)
        until(lambda: list((store / "derived").glob(".making-*")))
        children = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 130
        assert [line.partition(";")[0] for line in errors.split("\n") if line] == ["rolegraph: stopped"]
        assert gone(children)
        assert list((store / "derived").glob(".making-*")) == []


class TestKilled:
    @pytest.mark.parametrize("moment", [0.5, 1.0, 1.5])
    def test_the_builder_at_any_moment(self, store: Path, moment: float) -> None:
        process = start(store, "graphs")
        threading.Timer(moment, process.kill).start()
        process.communicate(timeout=60)
        self._whole(store)

    @staticmethod
    def _whole(store: Path) -> None:
        """The derived graphs are all there or not at all; another run makes what is missing."""
        with read_current(store) as current:
            if current.generation.meta.derived:
                derived_expected.same(current)
            else:
                prefix = f"{current.generation.base}graph/derived/"
                assert not [one for one in current.store.named_graphs() if str(one.value).startswith(prefix)]
        Derived(store).build(["graphs"])
        with read_current(store) as current:
            derived_expected.same(current)
            assert current.generation.content == 2
        assert list((store / "derived").glob(".making-*")) == []


class TestInfo:
    def test_what_is_not_built_is_told(self, loaded: Path) -> None:
        told = run("info", "--store", str(loaded)).stdout
        assert [f"derived: {name}: not built" in told for name in NAMES] == [True] * len(NAMES)

    def test_what_is_built_is_told_and_whether_it_is_behind(self, store: Path, tmp_path: Path) -> None:
        run("derive", "--store", str(store), "--quiet")
        facts = json.loads(run("info", "--store", str(store), "--json").stdout)
        assert facts["content generation"] == 2
        assert [one["name"] for one in facts["derived"]] == list(NAMES)
        for one in facts["derived"]:
            assert (one["content generation"], one["behind"], one["failed"], one["error"]) == (
                2,
                False,
                0,
                None,
            )
            assert one["bytes"] > 0
            assert one["seconds"] > 0
        page = tmp_path / "page.txt"
        page.write_text(
            "Knitter\n£30K\n/ year\n0-3 years experience\nA Knitter is a person with a job in Ireland.\n"
        )
        load(store, [str(page)])
        told = run("info", "--store", str(store)).stdout
        assert told.count(", behind\n") == len(NAMES)
        assert "derived: skill-space: content generation 2, " in told
