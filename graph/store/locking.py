"""The writing lock of a store, which processes get in turn."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rolegraph.graph.errors import StoreBusy

_LOCK, _TURN = LOCK_FILES = ("lock", "lock.next")
_FIRST_LOOK, _LOOK = 0.001, 0.02


@contextmanager
def locked(store: Path, patience: float) -> Iterator[None]:
    """Hold the writing lock; it falls with the process, however that ends.

    One process at a time waits for it, the others wait for their turn to do so: whoever lets go
    of it and wants it back at once can't keep it from those who wait.
    """
    until = time.monotonic() + patience
    with (store / _TURN).open("ab") as turn, (store / _LOCK).open("ab") as file:
        _take(turn, store, until)
        _take(file, store, until)
        fcntl.flock(turn, fcntl.LOCK_UN)
        yield


def _take(file: IO[bytes], store: Path, until: float) -> None:
    pause = _FIRST_LOOK
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise StoreBusy(f"{store} is being written by another process; try again later") from None
            time.sleep(pause)
            pause = min(2 * pause, _LOOK)
        else:
            return
