"""What is held open is the newest that stands; nobody waits for a build where there is one."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from derived_stores import TABLE, importable, start_building, until
from serving import fill, publish

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.held import Held
from rolegraph.graph.errors import NotBuilt

MORE = "<http://example.org/x> <http://example.org/y> 1 ."


@pytest.fixture
def derived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Derived:
    """Of a small store."""
    importable(monkeypatch)
    fill(tmp_path / "store")
    return Derived(tmp_path / "store", TABLE)


def opened(folder: Path) -> str:
    return (folder / "quads").read_text()


def test_where_none_was_ever_built_it_says_so(derived: Derived) -> None:
    with pytest.raises(NotBuilt, match="build it with 'rolegraph derive'"):
        Held(derived, "counted", opened, patience=0).get()


def test_the_first_one_is_waited_for(derived: Derived) -> None:
    building = threading.Thread(target=derived.build)
    building.start()
    made, value = Held(derived, "counted", opened, patience=30).get()
    building.join()
    assert (made.content, value) == (2, opened(made.folder))


def test_it_is_opened_once_and_anew_for_a_newer_one(derived: Derived) -> None:
    derived.build()
    folders: list[Path] = []

    def opener(folder: Path) -> int:
        folders.append(folder)
        return len(folders)

    held = Held(derived, "counted", opener)
    assert [held.get()[1] for _ in range(5)] == [1] * 5
    publish(derived.store, MORE)
    assert held.get()[1] == 1
    derived.build()
    assert [held.get()[1] for _ in range(5)] == [2] * 5
    assert [folder.parent.name for folder in folders] == ["2", "3"]


def test_an_older_one_answers_while_a_newer_one_is_built(derived: Derived) -> None:
    derived.build()
    held = Held(derived, "counted", opened)
    held.get()
    publish(derived.store, MORE)
    process = start_building(derived.store, ROLEGRAPH_TEST_PAUSE="60")
    try:
        until(lambda: list((derived.store / "derived").glob(".making-*/quads")))
        made, value = held.get()
        assert (made.content, value) == (2, opened(made.folder))
    finally:
        process.kill()
        process.wait()


def test_what_is_held_stays_when_its_folder_goes(derived: Derived) -> None:
    [made] = derived.build()
    held = Held(derived, "counted", opened)
    before = held.get()
    (made.folder / "made.json").unlink()
    assert held.get() == before


def test_many_threads_get_the_same_one(derived: Derived) -> None:
    derived.build()

    def slowly(folder: Path) -> object:
        time.sleep(0.05)
        return object()

    held = Held(derived, "counted", slowly)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(held.get()[1])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
