"""A service under a supervisor that does what systemd does for the unit in ``deploy/``.

Run as ``python supervised.py STORE PORT [NAME=VALUE …]``: ``Restart=always``, and at each end of the
main process the end of all its others (``KillMode=mixed``). SIGTERM stops it in good order; it then
prints how many processes that left, and ends.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving import Server, descendants, is_running

_SERVE = (
    "import sys; from pathlib import Path; from rolegraph.service.server import serve;"
    "from rolegraph.service.settings import Settings;"
    "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]),"
    "Settings.from_text(dict(a.split('=') for a in sys.argv[3:])))"
)
_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE = 60.0
KINDS = {"master": 1, "web": 5, "reader": 5, "writing": 5, "building": 5}
"""Kinds of processes of a service, and how often each is chosen."""


class Supervisor:
    """Keeps one service running."""

    def __init__(self, arguments: list[str]) -> None:
        self._command = [sys.executable, "-c", _SERVE, *arguments]
        self._stopping = False
        # What outlives the main process becomes a child of this one, so that none can hide.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def stop(self, *_: object) -> None:
        self._stopping = True

    def run(self) -> int:
        """Restart until stopped; how many processes were left after the stop in good order."""
        signal.signal(signal.SIGTERM, self.stop)
        while True:
            main = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
            while main.poll() is None and not self._stopping:
                self._reap(main.pid)
                time.sleep(0.01)
            if self._stopping:
                return self._end(main)
            self._kill_all()

    def _end(self, main: subprocess.Popen[bytes]) -> int:
        if main.poll() is None:
            main.terminate()
            main.wait(_PATIENCE)
        time.sleep(1)
        self._reap(main.pid)
        left = sum(map(is_running, descendants(os.getpid())))
        self._kill_all()
        return left

    def _kill_all(self) -> None:
        while family := descendants(os.getpid()):
            for pid in family:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self._reap(0)

    def _reap(self, main: int) -> None:
        """Take leave of orphans that have ended; ``main`` is waited for by others."""
        for pid in descendants(os.getpid()) - {main}:
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                continue


@contextmanager
def supervised(store: Path, temporary: Path, *options: str) -> Iterator[tuple[Server, list[str]]]:
    """A supervised service, and what its supervisor says after the end of the block.

    ``temporary`` is the folder for temporary files.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, __file__, str(store), str(port), *options]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Server(process.pid, port, store), said
        finally:
            process.terminate()
            said.append(process.communicate(timeout=2 * _PATIENCE)[0])


def processes(supervisor: int) -> dict[str, list[int]]:
    """The processes of a service, by kind."""
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for pid in sorted(descendants(supervisor)):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if "writes.child" in words:
            found["writing"].append(pid)
        elif "derived.child" in words:
            found["building"].append(pid)
        elif "reader_child" in words:
            found["reader"].append(pid)
        elif words:
            found["master" if parent == supervisor else "web"].append(pid)
    return found


def victim(supervisor: int, chance: random.Random) -> tuple[str, int] | None:
    """A random process of a service, and its kind; ``None`` where no web process has started yet."""
    alive = {kind: pids for kind, pids in processes(supervisor).items() if pids}
    if "web" not in alive:
        return None
    [kind] = chance.choices(list(alive), [KINDS[kind] for kind in alive])
    return kind, chance.choice(alive[kind])


if __name__ == "__main__":
    print(Supervisor(sys.argv[1:]).run())
