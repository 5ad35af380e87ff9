"""A disk that is full: every write fails with a clear error, the store is as it was, and goes on when there is space.

The disk is a small tmpfs. Where only a user namespace of one's own may mount, the test runs in one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bad_inputs import PAGE
from serving import ask, fill, serving
from writing_clients import BASE, held

from rolegraph.graph.errors import StoreFull
from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.store import create_store, current_generation
from rolegraph.graph.store.backup import backup
from rolegraph.graph.store.compaction import compact
from rolegraph.graph.store.tokens import Tokens

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"
SIZE = 24 << 20
LEVELS = (0, 8 << 10, 64 << 10, 200 << 10, 500 << 10, 1 << 20)
"""Bytes that are left: each level ends a write at another place."""
Test = Callable[[Path], None]


@contextmanager
def mounted(folder: Path) -> Iterator[Path | None]:
    """A small disk in a folder; ``None`` where this process may mount nothing."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def on_a_small_disk(test: Test) -> Callable[[Path, pytest.FixtureRequest], None]:
    """The test with a small disk, here or in a namespace of its own."""

    def run(tmp_path: Path, request: pytest.FixtureRequest) -> None:
        with mounted(tmp_path / "small") as disk:
            if disk:
                test(disk)
                return
        namespace = ["unshare", "--user", "--map-root-user", "--mount"]
        if (
            shutil.which("unshare") is None
            or subprocess.run([*namespace, "true"], capture_output=True).returncode
        ):
            pytest.skip("neither this user nor a user namespace may mount a tmpfs here: run it as root")
        command = [*namespace, sys.executable, "-m", "pytest", "-q", request.node.nodeid]
        assert subprocess.run(command, cwd=request.config.rootpath).returncode == 0

    run.__name__ = test.__name__
    return run


@contextmanager
def only(disk: Path, left: int) -> Iterator[None]:
    """Nothing but so many bytes are left on the disk."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        size = shutil.disk_usage(disk).free - left
        file.write(b"x" * max(0, size))
    try:
        yield
    finally:
        filler.unlink()


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ROLEGRAPH), *map(str, words)], capture_output=True, text=True, check=False)


def told(done: subprocess.CompletedProcess[str]) -> None:
    """It failed, and said why on one line."""
    assert done.returncode == 1, done
    lines = [line for line in done.stderr.splitlines() if line.startswith("rolegraph: ")]
    assert len(lines) == 1, done.stderr
    assert "the disk is full" in lines[0], done.stderr
    assert "Traceback" not in done.stderr


def nothing_is_left(store: Path) -> None:
    assert not (store / "candidates").exists()
    assert not list((store / "heads").glob("*"))
    assert not list(store.glob("*.new"))


@on_a_small_disk
def test_a_load(disk: Path) -> None:
    (disk / "page.txt").write_text(PAGE, "utf-8")
    more = disk / "more.txt"
    more.write_text(PAGE.replace("Retail Sales", "Wholesale"), "utf-8")
    store = disk / "store"
    failures = 0
    for left in LEVELS:
        with only(disk, left):
            done = command("load", disk / "page.txt", "--store", store, "--quiet")
        if done.returncode:
            told(done)
            failures += 1
    assert failures >= 2
    assert command("load", disk / "page.txt", "--store", store).returncode == 0
    before, number = held(store), current_generation(store).number
    for left in LEVELS[:3]:
        with only(disk, left):
            told(command("load", more, "--store", store, "--quiet"))
            assert (held(store), current_generation(store).number) == (before, number)
            nothing_is_left(store)
    assert command("load", more, "--store", store).returncode == 0
    assert current_generation(store).number == number + 1
    assert held(store) > before


@on_a_small_disk
def test_an_update(disk: Path) -> None:
    store = disk / "store"
    fill(store, bulk=500)
    token = Tokens(store).create("write")[1]
    text = 'INSERT DATA { GRAPH <urn:x:big> { <urn:x:s> <urn:x:p> "%s" } }'
    acknowledged = 0
    with serving(store, "access_log=0", "query_size=2048") as server:
        headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}

        def update(name: str) -> int:
            body = (text % (name + "y" * 300_000)).encode()
            response, answer = server.request("POST", "/update", body, headers)
            if response.status == 200:
                return 200
            problem = json.loads(answer)
            assert response.headers["Content-Type"] == "application/problem+json"
            assert problem["type"].endswith("/store-full"), problem
            assert "the disk is full" in problem["detail"]
            assert len(problem["detail"].splitlines()) == 1
            return response.status

        def count() -> int:
            found = ask(server, "SELECT (COUNT(*) AS ?n) { GRAPH <urn:x:big> { ?s ?p ?o } }", "text/csv")[1]
            return int(found.split()[1])

        statuses = []
        for number, left in enumerate((*LEVELS, *LEVELS)):
            before = current_generation(store).number
            with only(disk, left):
                statuses.append(update(str(number)))
                acknowledged += statuses[-1] == 200
                assert current_generation(store).number == before + (statuses[-1] == 200)
                assert count() == acknowledged
        assert set(statuses) <= {200, 507}
        assert statuses.count(507) >= 4
        assert update("at last") == 200
        assert count() == acknowledged + 1
    assert len(held(store)) == current_generation(store).quads
    nothing_is_left(store)


@on_a_small_disk
def test_other_writes(disk: Path) -> None:
    with only(disk, 0), pytest.raises(StoreFull):
        create_store(disk / "new", BASE)
    create_store(disk / "new", BASE)
    (disk / "page.txt").write_text(PAGE, "utf-8")
    load(disk / "store", [str(disk / "page.txt")], LoadOptions(base=BASE))
    before = held(disk / "store")
    for left in LEVELS[:2]:
        with only(disk, left):
            with pytest.raises(StoreFull):
                backup(disk / "store", disk / "copy")
            with pytest.raises(StoreFull):
                compact(disk / "store")
        assert held(disk / "store") == before
        assert not (disk / "copy").exists()
        nothing_is_left(disk / "store")
    assert backup(disk / "store", disk / "copy").quads == compact(disk / "store").generation.quads
