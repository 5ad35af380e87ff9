"""How much disk a store takes."""

from __future__ import annotations

import os
from pathlib import Path


def size_on_disk(folder: Path) -> int:
    """Bytes of all files below a folder; files that generations share by hard links count once.

    Files that vanish meanwhile, as old generations do, count for nothing.
    """
    sizes: dict[int, int] = {}
    waiting = [os.fspath(folder)]
    while waiting:
        for entry in _entries(waiting.pop()):
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.is_symlink():
                    stat = entry.stat(follow_symlinks=False)
                    sizes[stat.st_ino] = stat.st_size
            except FileNotFoundError:
                continue
    return sum(sizes.values())


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []
