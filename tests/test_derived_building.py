"""Artefacts are built once for each content generation, stand whole or not at all, and failures are bounded."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path

import pytest
from derived_stores import TABLE, importable, start_building, until
from serving import descendants, fill, gone, kill, publish

from rolegraph.graph.derived import notes
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.process import Builder, Stopped
from rolegraph.graph.errors import StoreError, StoreMissing, WriteFailed
from rolegraph.graph.store import current_generation, writing
from rolegraph.graph.store.backup import backup, restore
from rolegraph.graph.store.compaction import compact

MORE = "<http://example.org/x> <http://example.org/y> {} ."


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small store, and artefacts of tests in reach."""
    importable(monkeypatch)
    fill(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def derived(store: Path) -> Derived:
    """What is derived from it."""
    return Derived(store, TABLE)


def publish_derived_graphs(store: Path) -> None:
    with writing(store) as candidate:
        candidate.publish(same_content=True, derived="x")


def leftovers(store: Path) -> list[str]:
    return [path.name for path in (store / "derived").iterdir() if path.name.startswith(".")]


class TestBuilding:
    def test_it_stands_and_names_its_content_generation(self, derived: Derived) -> None:
        assert derived.latest("counted") is None
        told: list[tuple[str, int, int | None]] = []
        [made] = derived.build(tell=lambda *step: told.append(step))
        assert made == derived.latest("counted")
        assert (made.name, made.content, made.layout) == ("counted", 2, 1)
        assert made.bytes == len((made.folder / "quads").read_text())
        assert (made.folder / "whole").exists()
        assert told == [("quads", int((made.folder / "quads").read_text()), told[0][2])]

    def test_what_stands_is_not_built_again(self, derived: Derived) -> None:
        assert derived.build() == derived.build()

    def test_new_content_is_built_anew(self, store: Path, derived: Derived) -> None:
        [before] = derived.build()
        publish(store, MORE.format(1))
        [status] = derived.state()
        assert status.behind
        assert status.made == before
        [after] = derived.build()
        assert (after.content, derived.state()[0].behind) == (3, False)
        assert int((after.folder / "quads").read_text()) == int((before.folder / "quads").read_text()) + 1

    def test_derived_graphs_are_no_new_content(self, store: Path, derived: Derived) -> None:
        built = derived.build()
        publish_derived_graphs(store)
        assert (current_generation(store).number, current_generation(store).content) == (3, 2)
        assert derived.build() == built

    def test_another_layout_counts_as_not_built(
        self, derived: Derived, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [made] = derived.build()
        monkeypatch.setattr("counted.ARTEFACT.layout", 2)
        assert derived.latest("counted") is None
        monkeypatch.undo()
        assert derived.latest("counted") == made

    def test_two_that_build_at_once_share_the_work(self, store: Path, derived: Derived) -> None:
        process = start_building(store, ROLEGRAPH_TEST_PAUSE="0.5")
        until(lambda: (store / "derived").exists() and leftovers(store))
        [made] = derived.build()
        assert process.wait(30) == 0
        assert derived.state()[0].made == made
        assert (made.seconds > 0.5, leftovers(store)) == (True, [])

    def test_old_ones_go(self, store: Path, derived: Derived) -> None:
        for number in range(4):
            publish(store, MORE.format(number))
            derived.build()
        assert sorted(int(p.name) for p in (store / "derived").iterdir() if p.is_dir()) == [5, 6]

    def test_the_newest_stays_although_its_generation_went(self, store: Path, derived: Derived) -> None:
        [made] = derived.build()
        for number in range(6):
            publish(store, MORE.format(number))
        assert derived.latest("counted") == made
        derived.build()
        assert [p.name for p in (store / "derived").iterdir() if p.is_dir()] == ["8"]

    def test_unknown_names_and_missing_stores_are_told(self, derived: Derived, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="nothing is called 'x': name some of counted"):
            derived.build(["x"])
        with pytest.raises(StoreMissing):
            Derived(tmp_path / "none", TABLE).build()
        assert not (tmp_path / "none").exists()


class TestKilled:
    @pytest.mark.parametrize("whom", ["builder", "child"])
    def test_nothing_half_is_left(self, store: Path, derived: Derived, whom: str) -> None:
        process = start_building(store, ROLEGRAPH_TEST_PAUSE="60")
        until(lambda: list((store / "derived").glob(".making-*/quads")))
        children = descendants(process.pid)
        kill(process.pid if whom == "builder" else children.pop())
        assert process.wait(30) == (-signal.SIGKILL if whom == "builder" else 1)
        assert gone(children)
        assert derived.latest("counted") is None
        [made] = derived.build()
        assert (made.folder / "whole").exists()
        assert leftovers(store) == []

    @pytest.mark.parametrize("moment", [0.0, 0.1, 0.2, 0.3, 0.4])
    def test_at_any_moment(self, store: Path, derived: Derived, moment: float) -> None:
        process = start_building(store)
        threading.Timer(moment, process.kill).start()
        process.wait(30)
        made = derived.latest("counted")
        assert made is None or (made.folder / "whole").exists()
        derived.build()
        assert leftovers(store) == []

    def test_ctrl_c_ends_the_child_too(self, store: Path, derived: Derived) -> None:
        process = start_building(store, ROLEGRAPH_TEST_PAUSE="60")
        until(lambda: list((store / "derived").glob(".making-*/quads")))
        children = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) != 0
        assert gone(children)
        assert (leftovers(store), derived.latest("counted")) == ([], None)


class TestFailures:
    @pytest.fixture
    def fault(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """As long as this file is there, building fails."""
        fault = tmp_path / "fault"
        fault.touch()
        monkeypatch.setenv("ROLEGRAPH_TEST_FAULT", str(fault))
        return fault

    @staticmethod
    def wait_over(store: Path) -> None:
        """Let the pauses of the background be over."""
        (store / "derived" / "rest.json").unlink(missing_ok=True)
        file = store / "derived" / "failed.json"
        failed = json.loads(file.read_text())
        failed["counted"]["at"] -= 10_000
        file.write_text(json.dumps(failed))

    def test_the_fault_is_told(self, store: Path, derived: Derived, fault: Path) -> None:
        with pytest.raises(
            WriteFailed, match=r"counted can't be built .*ValueError: the fault that the test wants"
        ):
            derived.build()
        [status] = derived.state()
        assert status.failure is not None
        assert (status.made, status.failure.tries, leftovers(store)) == (None, 1, [])

    def test_what_is_mended_is_built(self, derived: Derived, fault: Path) -> None:
        with pytest.raises(WriteFailed):
            derived.build()
        fault.unlink()
        derived.build()
        assert derived.state()[0].failure is None

    def test_the_background_gives_up_after_a_while(self, store: Path, derived: Derived, fault: Path) -> None:
        tries = []
        for _ in range(notes.MOST_TRIES + 2):
            failed = derived.tend(Builder())
            tries += [one.tries for one in failed.values()]
            assert derived.tend(Builder()) == {}, "it waits before it tries again"
            self.wait_over(store)
        assert tries == list(range(1, notes.MOST_TRIES + 1))
        publish(store, MORE.format(1))
        assert derived.tend(Builder())["counted"].tries == 1, "new content is tried again"

    def test_the_background_rests(self, store: Path, derived: Derived) -> None:
        assert derived.tend(Builder()) == {}
        [made] = [derived.latest("counted")]
        publish(store, MORE.format(1))
        derived.tend(Builder())
        assert derived.latest("counted") == made
        (store / "derived" / "rest.json").unlink()
        derived.tend(Builder())
        assert derived.latest("counted") != made

    def test_what_is_stopped_builds_nothing(self, derived: Derived) -> None:
        builder = Builder()
        builder.stop()
        with pytest.raises(Stopped):
            derived.tend(builder)
        assert derived.latest("counted") is None


class TestUpkeep:
    def test_a_backup_leaves_it_out(self, store: Path, derived: Derived, tmp_path: Path) -> None:
        derived.build()
        backup(store, tmp_path / "backup")
        assert not (tmp_path / "backup" / "derived").exists()
        restore(tmp_path / "backup", tmp_path / "other")
        assert Derived(tmp_path / "other", TABLE).build()[0].content == 2

    def test_what_is_restored_is_new_content(self, store: Path, derived: Derived, tmp_path: Path) -> None:
        derived.build()
        backup(store, tmp_path / "backup")
        publish_derived_graphs(store)
        restore(tmp_path / "backup", store)
        assert current_generation(store).content == current_generation(store).number == 4
        assert derived.build()[0].content == 4

    def test_compaction_keeps_the_content(self, store: Path, derived: Derived) -> None:
        built = derived.build()
        assert compact(store).generation.number == 3
        assert derived.build() == built

    def test_stores_of_earlier_versions_are_read(self, store: Path, derived: Derived) -> None:
        path = current_generation(store).path / "meta.json"
        meta = json.loads(path.read_text())
        del meta["content"], meta["derived"]
        path.write_text(json.dumps(meta))
        assert current_generation(store).content == 2
        assert derived.build()[0].content == 2
