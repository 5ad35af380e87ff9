"""Walking a folder: sorted, each real folder once, links followed but never in circles.

Real folders come before linked ones, so that a page is named by where it really stands.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rolegraph.graph.sources.opening.archives import Entry
from rolegraph.graph.sources.opening.names import clean, is_hidden, is_ours
from rolegraph.graph.sources.opening.outcomes import Ignored, Limits, Unreadable, unreadable
from rolegraph.graph.sources.opening.streams import Budget, owned

Found = Entry | Unreadable | Ignored


# What the folder of a store holds: loading "." must not read the store itself.
_A_STORE = {"store.json", "generations", "lock"}


class Folder:
    """A folder that the user named: the root that the names of its pages are relative to."""

    def __init__(self, root: str, limits: Limits) -> None:
        self._root = Path(root)
        self._limits = limits
        self._seen: set[tuple[int, int]] = set()
        self._links: list[Path] = []

    def walk(self) -> Iterator[Found]:
        """Everything in the folder, by name; then what linked folders add."""
        yield from self._folder(self._root)
        while self._links:
            yield from self._linked_folder(self._links.pop(0))

    def _folder(self, folder: Path) -> Iterator[Found]:
        """The files and folders in one real folder; links to folders are kept for later."""
        if len(folder.parts) - len(self._root.parts) > self._limits.depth:
            depth = self._limits.depth
            yield unreadable(
                self._origin(folder), "too-deep", f"is more than {depth} folders deep: load it by itself"
            )
            return
        try:
            identity = _identity(folder)
            if identity in self._seen:
                yield Ignored(self._origin(folder), "it is a folder that is read already, by another path")
                return
            self._seen.add(identity)
            names = sorted(os.listdir(folder), key=os.fsencode)
        except OSError as error:
            yield _refused(self._origin(folder), error)
            return
        if _A_STORE.issubset(names):
            yield Ignored(self._origin(folder), "it is a rolegraph store")
            return
        for name in names:
            yield from self._item(folder / name)

    def _item(self, path: Path) -> Iterator[Found]:
        if is_hidden(path.name):
            yield Ignored(self._origin(path), "it is hidden")
        elif not os.path.isdir(path):
            yield self._file(path)
        elif path.is_symlink():
            self._links.append(path)
        else:
            yield from self._folder(path)

    def _file(self, path: Path) -> Found:
        if not is_ours(path.name) and (path.exists() or not path.is_symlink()):
            return Ignored(self._origin(path), "its name is not that of a page")
        name = clean(path.relative_to(self._root).as_posix())
        return file_entry(str(path), name, self._limits)

    def _linked_folder(self, link: Path) -> Iterator[Found]:
        if _leads_back(link):
            message = (
                "is a link back to a folder that holds it: remove the link; what it leads to is read once"
            )
            yield unreadable(self._origin(link), "link-loop", message)
        else:
            yield from self._folder(link)

    def _origin(self, path: Path) -> str:
        return clean(str(path))


def file_entry(path: str, name: str, limits: Limits, *, chosen: bool = False) -> Entry | Unreadable:
    """The file at ``path`` as record ``name``; not opened yet, so that a pipe can't block."""
    origin = clean(path)
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        return _refused(origin, error, linked=os.path.islink(path))
    if not stat.S_ISREG(found.st_mode):
        message = "is a device or a pipe, not a file: send it to standard input and load -"
        return unreadable(origin, "not-a-file", message)
    if not os.access(path, os.R_OK):
        return _refused(origin, PermissionError(errno.EACCES, ""))
    budget = Budget(limits)
    return Entry(name, origin, found.st_size, lambda: owned(open(path, "rb"), budget), budget, chosen)


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _leads_back(link: Path) -> bool:
    """Whether a link leads to a folder that the link itself stands in."""
    target = _identity(link)
    return any(_identity(parent) == target for parent in link.absolute().parents)


def _refused(origin: str, error: OSError | ValueError, *, linked: bool = False) -> Unreadable:
    """A path that can't be opened, in plain words."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.ELOOP:
        return unreadable(origin, "link-loop", "is a link that leads back to itself: remove it")
    if linked and number == errno.ENOENT:
        return unreadable(
            origin, "link-dangling", "is a link to a file that does not exist: remove or mend it"
        )
    if number in (errno.EACCES, errno.EPERM):
        return unreadable(origin, "permission", "may not be read: give yourself the right to (chmod u+rX)")
    if number in (errno.ENOENT, errno.ENOTDIR):
        return unreadable(origin, "missing", "does not exist: check the path")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return unreadable(origin, "read-error", f"can't be opened ({reason}): check the path")
