"""The store on disk: generations, the lock, publishing, pruning, crashes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad

from rolegraph.graph.errors import BaseMismatch, StoreBusy, StoreError, StoreMissing, WriteFailed
from rolegraph.graph.store import create_store, current_generation, generations, read_current, writing
from rolegraph.graph.store.children import run_child

BASE = "http://127.0.0.1:8000/"
QUAD = Quad(
    NamedNode("http://x/s"), NamedNode("http://x/p"), NamedNode("http://x/o"), NamedNode("http://x/g")
)


def add(store: Path, number: int) -> int:
    """Publish one more generation that holds one more quad."""
    with writing(store) as candidate:
        handle = pyoxigraph.Store(str(candidate.path))
        handle.add(Quad(NamedNode(f"http://x/{number}"), QUAD.predicate, QUAD.object, QUAD.graph_name))
        handle.flush()
        del handle
        return candidate.publish().number


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store."""
    create_store(tmp_path / "store", BASE)
    return tmp_path / "store"


def test_a_new_store_has_an_empty_first_generation(store: Path) -> None:
    generation = current_generation(store)
    assert (generation.number, generation.quads, generation.base) == (1, 0, BASE)


def test_creating_again_keeps_what_is_there(store: Path) -> None:
    add(store, 1)
    assert create_store(store, BASE).number == 2


def test_another_base_is_refused(store: Path) -> None:
    with pytest.raises(BaseMismatch, match="was made with base"):
        create_store(store, "https://example.org/")


@pytest.mark.parametrize("base", ["example.org/", "ftp://x/", "https://x", "https://x/?q=/", "https://x y/"])
def test_a_base_that_can_be_none_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(StoreError, match="base IRI"):
        create_store(tmp_path / "s", base)
    assert not (tmp_path / "s").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="not a rolegraph store"):
        create_store(tmp_path, BASE)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_no_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="rolegraph load"):
        current_generation(tmp_path / "none")


def test_publishing_switches_and_counts(store: Path) -> None:
    assert add(store, 1) == 2
    with read_current(store) as current:
        assert len(current.store) == current.generation.quads == 1


def test_what_is_not_published_is_discarded(store: Path) -> None:
    with writing(store) as candidate:
        pyoxigraph.Store(str(candidate.path)).add(QUAD)
    assert current_generation(store).number == 1
    assert not (store / "candidates").exists()


def test_an_open_generation_does_not_change(store: Path) -> None:
    with read_current(store) as before:
        add(store, 1)
        assert len(before.store) == 0
        with read_current(store) as after:
            assert len(after.store) == 1


def test_the_last_four_generations_are_kept(store: Path) -> None:
    for number in range(6):
        add(store, number)
    assert [g.number for g in generations(store)] == [4, 5, 6, 7]


def test_pinned_and_leased_generations_are_kept(store: Path) -> None:
    add(store, 1)
    (current_generation(store).path / "pinned").touch()
    add(store, 2)
    with read_current(store) as leased:
        for number in range(3, 9):
            add(store, number)
        assert [g.number for g in generations(store)] == [2, 3, 6, 7, 8, 9]
        assert len(leased.store) == 2
    add(store, 9)
    assert 3 not in [g.number for g in generations(store)]


def test_a_half_removed_generation_is_cleared_away(store: Path) -> None:
    add(store, 1)
    (store / "generations" / "1" / "meta.json").unlink()
    add(store, 2)
    assert not (store / "generations" / "1").exists()


def test_a_second_writer_waits_then_gives_up(store: Path) -> None:
    with writing(store), pytest.raises(StoreBusy, match="another process"), writing(store, patience=0.1):
        pass


def test_a_writer_killed_after_its_rename_leaves_no_trouble(store: Path) -> None:
    add(store, 1)
    (store / "generations" / "3").mkdir()
    (store / "generations" / "3" / "meta.json").write_text("half")
    assert add(store, 2) == 3


def test_two_processes_that_write_at_once_lose_nothing(store: Path) -> None:
    script = (
        "import sys; from pathlib import Path; import pyoxigraph as ox\n"
        "from rolegraph.graph.store import writing\n"
        "for i in range(15):\n"
        "    with writing(Path(sys.argv[1])) as c:\n"
        "        s = ox.Store(str(c.path))\n"
        "        s.add(ox.Quad(ox.NamedNode(f'http://x/{sys.argv[2]}/{i}'), *map(ox.NamedNode,"
        " ('http://x/p', 'http://x/o', 'http://x/g'))))\n"
        "        s.flush(); del s; c.publish()\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, str(store), str(n)]) for n in (1, 2)]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    with read_current(store) as current:
        assert len(current.store) == 30
        assert current.generation.number == 31


def test_kill_at_any_moment_keeps_every_published_generation(store: Path) -> None:
    script = (
        "import sys; from pathlib import Path; import pyoxigraph as ox\n"
        "from rolegraph.graph.store import writing\n"
        "n = int(sys.argv[2])\n"
        "while True:\n"
        "    with writing(Path(sys.argv[1])) as c:\n"
        "        s = ox.Store(str(c.path)); n += 1\n"
        "        s.add(ox.Quad(ox.NamedNode(f'http://x/{n}'), *map(ox.NamedNode,"
        " ('http://x/p', 'http://x/o', 'http://x/g'))))\n"
        "        s.flush(); del s; c.publish(); print(n, flush=True)\n"
    )
    acknowledged: set[str] = set()
    for attempt in range(8):
        command = [sys.executable, "-c", script, str(store), str(attempt * 1000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            acknowledged.add(writer.stdout.readline())
            time.sleep(0.013 * attempt)
            os.kill(writer.pid, signal.SIGKILL)
            output, _ = writer.communicate()
        acknowledged |= {line for line in output.splitlines(keepends=True) if line.endswith("\n")}
    with read_current(store) as current:
        held = {quad.subject.value.rpartition("/")[2] for quad in current.store}
    assert {line.strip() for line in acknowledged} <= held
    assert len(acknowledged) >= 8


def test_a_child_that_dies_is_a_failed_write() -> None:
    with pytest.raises(WriteFailed, match="nothing was changed"):
        run_child("this_module_is_not", {})


def test_a_child_past_its_deadline_is_killed(tmp_path: Path) -> None:
    order = json.loads('{"data": "x"}')
    (tmp_path / "sleeper.py").write_text("import time; time.sleep(60)")
    began = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        with pytest.raises(WriteFailed):
            run_child("sleeper", order, deadline=0.3)
    assert time.monotonic() - began < 30
