"""Backup, restore and compaction, beside a running service and killed at any moment."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from serving import Server, fill, publish, serving

from rolegraph.graph.errors import BaseMismatch, StoreBusy, StoreError, StoreFull, StoreMissing
from rolegraph.graph.store import create_store, current_generation, generations, read_current
from rolegraph.graph.store.backup import backup, restore
from rolegraph.graph.store.compaction import compact
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.graph.store.tokens import Tokens

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"


def quads(store: Path) -> set[pyoxigraph.Quad]:
    with read_current(store) as current:
        return set(current.store)


def mark(store: Path, number: int) -> int:
    return publish(store, f"<http://g> {{ <http://s> <http://p> {number} }}")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A small store with a token."""
    fill(tmp_path / "store", bulk=200)
    Tokens(tmp_path / "store").create("write", "mine")
    return tmp_path / "store"


@pytest.fixture
def kept(store: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    backup(store, tmp_path / "kept")
    return tmp_path / "kept"


class TestBackup:
    def test_it_is_a_store_itself_with_the_same_quads_and_tokens(self, store: Path, kept: Path) -> None:
        assert quads(kept) == quads(store)
        assert current_generation(kept).meta == current_generation(store).meta
        assert Tokens(kept).all() == Tokens(store).all()
        assert (kept / "tokens.json").stat().st_mode & 0o777 == 0o600
        assert [p.name for p in kept.parent.iterdir() if "partial" in p.name] == []

    def test_nothing_of_it_is_shared_with_the_store(self, store: Path, kept: Path) -> None:
        inodes = {path.stat().st_ino for path in store.rglob("*") if path.is_file()}
        assert not inodes & {path.stat().st_ino for path in kept.rglob("*") if path.is_file()}

    def test_it_may_be_on_another_file_system(self, store: Path, tmp_path: Path) -> None:
        memory = Path("/dev/shm")
        other = memory if memory.is_dir() and os.access(memory, os.W_OK) else tmp_path
        with tempfile.TemporaryDirectory(dir=other) as folder:
            backup(store, Path(folder) / "kept")
            restore(Path(folder) / "kept", tmp_path / "back")
        assert quads(tmp_path / "back") == quads(store)

    def test_an_existing_folder_must_be_empty(self, store: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        backup(store, tmp_path / "empty")
        before = size_on_disk(tmp_path / "empty")
        for name in ("empty", "file", "link"):
            (tmp_path / "file").touch()
            if name == "link":
                (tmp_path / "link").symlink_to(tmp_path / "nowhere")
            with pytest.raises(StoreError, match="not an empty folder"):
                backup(store, tmp_path / name)
        assert size_on_disk(tmp_path / "empty") == before

    def test_not_into_the_store_itself(self, store: Path) -> None:
        with pytest.raises(StoreError, match="outside"):
            backup(store, store / "backups" / "one")
        assert not (store / "backups").exists()

    def test_there_must_be_a_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreMissing):
            backup(tmp_path / "none", tmp_path / "kept")
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_one_left_is_cleared_and_a_running_one_is_respected(
        self, store: Path, tmp_path: Path
    ) -> None:
        left = tmp_path / ".kept.partial"
        (left / "generations" / "1").mkdir(parents=True)
        (left / "store.json").write_text("half")
        code = "import fcntl, sys; f = open(sys.argv[1], 'wb'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
        command = [sys.executable, "-c", code, str(left / "lock")]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as other:
            assert other.stdout
            other.stdout.readline()
            with pytest.raises(StoreBusy):
                backup(store, tmp_path / "kept")
            other.kill()
        backup(store, tmp_path / "kept")
        assert quads(tmp_path / "kept") == quads(store)
        assert not left.exists()

    def test_a_full_disk_leaves_nothing(
        self, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(StoreFull, match="the disk is full"):
            backup(store, tmp_path / "kept")
        assert [path.name for path in tmp_path.iterdir()] == ["store"]

    def test_killed_at_any_moment_there_is_a_whole_backup_or_none(self, store: Path, tmp_path: Path) -> None:
        expected, whole = quads(store), 0
        for number in range(6):
            target = tmp_path / f"kept{number}"
            command = [str(ROLEGRAPH), "backup", str(target), "--store", str(store)]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                until = time.monotonic() + 30
                partial = tmp_path / f".{target.name}.partial"
                while process.poll() is None and not partial.exists() and time.monotonic() < until:
                    time.sleep(0.001)
                time.sleep(number * 0.004)
                process.send_signal(signal.SIGKILL)
            if target.exists():
                whole += 1
                assert quads(target) == expected
            backup(store, tmp_path / f"after{number}")
        assert whole < 6


class TestRestore:
    def test_into_a_new_folder(self, store: Path, kept: Path, tmp_path: Path) -> None:
        restore(kept, tmp_path / "new" / "deep")
        assert quads(tmp_path / "new" / "deep") == quads(store)
        assert Tokens(tmp_path / "new" / "deep").all() == Tokens(store).all()
        assert not (tmp_path / "new" / "deep" / "backup.json").exists()
        assert mark(tmp_path / "new" / "deep", 1) == current_generation(kept).number + 1

    def test_over_an_existing_store_as_its_next_generation(self, store: Path, kept: Path) -> None:
        before = quads(store)
        token, _ = Tokens(store).create("admin", "made after the backup")
        last = mark(store, 7)
        assert quads(store) != before
        assert restore(kept, store).number == last + 1
        assert quads(store) == before
        assert token in Tokens(store).all()
        assert [g.number for g in generations(store)][-2:] == [last, last + 1]

    def test_over_a_store_whose_current_generation_is_damaged(self, store: Path, kept: Path) -> None:
        before = quads(store)
        shutil.rmtree(current_generation(store).data)
        restore(kept, store)
        assert quads(store) == before

    @pytest.mark.parametrize("into", ["store", "new"])
    @pytest.mark.parametrize("damage", ["changed", "missing", "more"])
    def test_a_damaged_backup_changes_nothing(
        self, store: Path, kept: Path, tmp_path: Path, damage: str, into: str
    ) -> None:
        [file] = sorted((current_generation(kept).data).glob("MANIFEST-*"))
        if damage == "changed":
            content = bytearray(file.read_bytes())
            content[len(content) // 2] ^= 1
            file.write_bytes(content)
        elif damage == "missing":
            file.unlink()
        else:
            (file.parent / "MANIFEST-999999").write_bytes(b"")
        before = current_generation(store).number
        with pytest.raises(StoreError, match=r"damaged.*MANIFEST"):
            restore(kept, tmp_path / into)
        assert current_generation(store).number == before
        assert not (tmp_path / "new").exists()
        assert not (store / "candidates").exists()

    def test_what_is_no_backup_is_refused(self, store: Path, kept: Path, tmp_path: Path) -> None:
        with pytest.raises(StoreMissing, match="no backup"):
            restore(store, tmp_path / "new")
        for text in ("{", "[]", '{"generation": 2}', '{"generation": 2, "files": {}, "format": 9}'):
            (kept / "backup.json").write_text(text)
            with pytest.raises(StoreError):
                restore(kept, tmp_path / "new")
        assert not (tmp_path / "new").exists()

    def test_a_backup_that_was_written_to_is_refused(self, kept: Path, tmp_path: Path) -> None:
        mark(kept, 1)
        with pytest.raises(StoreError, match="written to since"):
            restore(kept, tmp_path / "new")

    def test_another_base_or_a_foreign_folder_is_refused(self, kept: Path, tmp_path: Path) -> None:
        create_store(tmp_path / "other", "https://example.com/")
        with pytest.raises(BaseMismatch):
            restore(kept, tmp_path / "other")
        (tmp_path / "foreign").mkdir()
        (tmp_path / "foreign" / "file").touch()
        with pytest.raises(StoreError, match="not an empty folder"):
            restore(kept, tmp_path / "foreign")


class TestCompaction:
    def test_it_takes_less_and_says_the_same(self, store: Path) -> None:
        for number in range(8):
            mark(store, number)
        before, parent = quads(store), current_generation(store)
        done = compact(store)
        assert done.generation.number == parent.number + 1
        assert quads(store) == before
        assert done.after < done.before
        assert done.generation.quads == len(before)

    def test_killed_it_changes_nothing(self, store: Path) -> None:
        before = current_generation(store).number
        with pytest.raises(StoreError, match="nothing was changed"):
            compact(store, deadline=0.0)
        assert current_generation(store).number == before
        assert not (store / "candidates").exists()


def number_of(server: Server) -> int:
    query = "SELECT (COUNT(*) AS ?n) {<http://s> ?p ?o}"
    answer, body = server.request("GET", f"/sparql?query={quote(query)}")
    assert answer.status == 200
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def test_all_of_it_beside_a_running_service(store: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> None:
        command = [str(ROLEGRAPH), *map(str, arguments), "--store", str(store)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr

    with serving(store, "access_log=0") as server:
        mark(store, 1)
        run("backup", tmp_path / "kept")
        mark(store, 2)
        assert number_of(server) == 2
        run("restore", tmp_path / "kept")
        assert number_of(server) == 1
        run("compact")
        assert number_of(server) == 1
        mark(store, 3)
        assert number_of(server) == 2
