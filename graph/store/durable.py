"""Making files and folders outlast a crash of the system; imported by readers too, so alone."""

from __future__ import annotations

import os
from pathlib import Path


def sync_tree(folder: Path) -> None:
    """Make a folder and what is in it durable.

    Files with further hard links are durable: the engine's tables, which it syncs before it uses
    them, and lists of repeats, all of which another generation or an open engine shares.
    """
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir() or path.stat().st_nlink == 1:
            sync(path)


def sync(path: Path) -> None:
    """fsync one file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
