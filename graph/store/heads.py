"""Folders of engines that processes keep open for their next writes.

::

    STORE/heads/NAME/lock    locked as long as the process that made the folder lives
    STORE/heads/NAME/data/   the engine's folder

A head is a copy of a generation by hard links, so it costs no disk but for what is written in it.
What a killed process leaves is removed by the next write.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from pathlib import Path

_HEADS = "heads"
_LOCK = "lock"


class HeadFolder:
    """A folder for one engine, until :meth:`remove`."""

    def __init__(self, store: Path) -> None:
        """Call with the writing lock held: a folder whose lock is not held yet would look dead."""
        self._folder = store / _HEADS / secrets.token_hex(8)
        self._folder.mkdir(parents=True)
        self._lock = (self._folder / _LOCK).open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.data = self._folder / "data"
        """Where the engine's folder belongs; it is not there at first."""

    def remove(self) -> None:
        """Give its disk back; no process may have the engine open."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.close()


def clear_dead_heads(store: Path) -> None:
    """Remove the folders that dead processes left; call with the writing lock held."""
    heads = store / _HEADS
    for folder in heads.iterdir() if heads.is_dir() else ():
        try:
            with (folder / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        except FileNotFoundError:
            pass
        shutil.rmtree(folder, ignore_errors=True)
