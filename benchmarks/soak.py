"""A mixed load for minutes: does anything grow that should not?

``python benchmarks/soak.py --minutes 10`` makes a store of its own in a temporary folder, serves it, and has
clients ask, ask badly, leave early, update and replace graphs, while pages are loaded, the store is compacted
and backed up. It prints memory (what each process has for itself), open files, processes and
the disk of generations over time, and ends with 1 where one of them grew, an answer was wrong, an
acknowledged update is missing, or something is left over.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from soak_clients import Clients
from soak_watch import HEAD, Sample, Service, leftovers, verdict

ROOT = Path(__file__).resolve().parent.parent
ROLEGRAPH = Path(sys.executable).parent / "rolegraph"
SETTINGS = ("workers=2", "readers=2", "deadline=2", "queue_wait=2", "cache=16", "access_log=0")
_ROWS = 24
_SAMPLES_A_ROW = 25
_LEAST_PAUSE = 0.5


def main() -> int:
    """The command; gives its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the load lasts (default 10)")
    parser.add_argument("--pages", type=int, default=200, help="made pages to begin with (default 200)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        faults = soak(Path(folder), arguments.minutes * 60, arguments.pages)
    for fault in faults:
        print(f"FAULT: {fault}")
    print("something grew or failed" if faults else "nothing grew, nothing failed, nothing is left over")
    return 1 if faults else 0


def soak(folder: Path, seconds: float, pages: int) -> list[str]:
    """Serve a store in ``folder`` under load for so long; gives what was wrong."""
    store = folder / "store"
    _load(folder, store, pages, seed=1)
    token = _run("token", "create", "--store", store, "--scope", "write").splitlines()[-1]
    with Service(ROLEGRAPH, store, SETTINGS, folder / "tmp") as service:
        clients = Clients(service.port, token)
        beside = _Beside(folder, store, pages)
        samples = _watched(service, clients, beside, seconds)
        faults = verdict(samples) + clients.faults + beside.faults + clients.missing_updates()
        family = service.family()
    return faults + leftovers(family, folder / "tmp", store)


def _watched(service: Service, clients: Clients, beside: _Beside, seconds: float) -> list[Sample]:
    """Let the load run, with a sample now and then."""
    samples = []
    print(HEAD, flush=True)
    clients.start()
    beside.start()
    began = time.monotonic()
    try:
        pause = max(_LEAST_PAUSE, seconds / _ROWS / _SAMPLES_A_ROW)
        for number in range(1, round(seconds / pause) + 1):
            time.sleep(max(0.0, began + pause * number - time.monotonic()))
            samples.append(service.sample(time.monotonic() - began, clients.counts()))
            if number % max(1, round(seconds / pause / _ROWS)) == 0:
                print(samples[-1].row(), flush=True)
    finally:
        beside.stop()
        clients.stop()
    print(f"in all: {dict(sorted(clients.counts().items()))}; {beside.turns} loads")
    return samples


class _Beside:
    """Loads that replace pages, compactions and backups, one after the other."""

    def __init__(self, folder: Path, store: Path, pages: int) -> None:
        self.faults: list[str] = []
        self.turns = 0
        self._folder, self._store, self._pages = folder, store, pages
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, when the command under way has ended."""
        self._ended.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._ended.wait(1.0):
            try:
                self._turn()
            except (RuntimeError, OSError) as error:
                self.faults.append(str(error))

    def _turn(self) -> None:
        self.turns += 1
        _load(self._folder, self._store, self._pages // 10 + 1, seed=self.turns % 2 + 1)
        if self.turns % 5 == 0:
            kept, restored = self._folder / "kept", self._folder / "restored"
            _run("compact", "--store", self._store)
            _run("backup", kept, "--store", self._store)
            _run("restore", kept, "--store", restored)
            shutil.rmtree(kept)
            shutil.rmtree(restored)


def _load(folder: Path, store: Path, pages: int, seed: int) -> None:
    """Made pages; those of two seeds have the same names, so that they replace each other."""
    made = folder / "pages"
    generate = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(pages)]
    subprocess.run([*generate, "--out", str(made), "--seed", str(seed)], check=True, capture_output=True)
    _run("load", made, "--store", store, "--quiet")
    shutil.rmtree(made)


def _run(*words: str | Path) -> str:
    """A command of ours that must succeed; gives what it prints."""
    command = [str(ROLEGRAPH), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
