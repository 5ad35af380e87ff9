"""The folders of artefacts beside the generations.

::

    STORE/derived/lock                 held by the one process that builds
    STORE/derived/rest.json            when the last round of building ended, and its processor time
    STORE/derived/failed.json          which builds fail, how often, and why
    STORE/derived/.making-0f3a…/       files in the making; left over only after a crash
    STORE/derived/12/skill-space/      files made from content generation 12, with made.json

A folder appears by one rename when it is complete and durable. Nothing here is worth a backup: all
of it is made anew from the generation.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rolegraph.graph.store.durable import sync, sync_tree

FOLDER = "derived"
_FACTS = "made.json"
_MAKING = ".making-"
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Made:
    """An artefact that stands: made from a content generation, in a folder that never changes.

    ``seconds`` its build took, ``bytes`` are those of its files, ``made`` is ISO 8601 in UTC.
    """

    name: str
    content: int
    folder: Path
    seconds: float
    bytes: int
    layout: int
    made: str


class Shelf:
    """The artefacts of one store, by name and content generation."""

    def __init__(self, store: Path) -> None:
        self.folder = store / FOLDER

    def all(self, name: str) -> list[Made]:
        """Every folder of that name that stands, the newest content generation first."""
        found = (_read(self.folder / str(content) / name) for content in self.contents())
        return [made for made in found if made]

    def made(self, name: str, layout: int, content: int | None = None) -> Made | None:
        """The newest of that name and layout that stands, or that of a content generation."""
        found = (one for one in self.all(name) if one.layout == layout)
        return next((one for one in found if content in (None, one.content)), None)

    def contents(self) -> list[int]:
        """The content generations of which there is anything, the newest first."""
        try:
            names = [path.name for path in self.folder.iterdir()]
        except FileNotFoundError:
            return []
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)

    def stamp(self) -> int:
        """When the folder changed last, as what is made is renamed out of it; 0 where it is not there."""
        try:
            return self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def fresh(self) -> Path:
        """An empty folder to make something in, on the same file system."""
        folder = self.folder / f"{_MAKING}{secrets.token_hex(8)}"
        folder.mkdir(parents=True)
        return folder

    def place(self, folder: Path, made: Made) -> None:
        """Let what :meth:`fresh` gave stand as ``made``, durably; what stood there goes."""
        facts = {key: value for key, value in asdict(made).items() if key != "folder"}
        (folder / _FACTS).write_text(json.dumps(facts), "utf-8")
        sync_tree(folder)
        if made.folder.exists():
            discard(made.folder)
        made.folder.parent.mkdir(exist_ok=True)
        folder.rename(made.folder)
        sync(made.folder.parent)
        sync(self.folder)

    def clear(self) -> None:
        """Remove what dead builders left; call with the lock held."""
        for path in self.folder.glob(f"{_MAKING}*"):
            # Its builder may live on for a moment, and write.
            shutil.rmtree(path, ignore_errors=True)

    def prune(self, kept: Collection[int], names: Collection[str]) -> None:
        """Remove what nobody needs; call with the lock held.

        The newest of each name stays, and the one before it where a kept generation has that
        content: whoever is about to open it finds it.
        """
        for name in names:
            for age, made in enumerate(self.all(name)):
                if age >= _KEPT or (age and made.content not in kept):
                    discard(made.folder)
        for content in self.contents():
            self._prune_content(content, names)

    def _prune_content(self, content: int, names: Collection[str]) -> None:
        folder = self.folder / str(content)
        for path in folder.iterdir():
            if path.name not in names:
                discard(path)
        if not any(folder.iterdir()):
            folder.rmdir()


def discard(folder: Path) -> None:
    """Remove what stands in a folder; cut short, it stands no more."""
    (folder / _FACTS).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _read(folder: Path) -> Made | None:
    try:
        facts: dict[str, Any] = json.loads((folder / _FACTS).read_text("utf-8"))
        return Made(folder=folder, **facts)
    except (OSError, ValueError, TypeError):  # not there, being removed, or of another version
        return None
