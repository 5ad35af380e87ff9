"""Pages of the US Occupational Outlook Handbook for tests: a small one of our own, and the shared ones.

A shared page is held out where its name hashes so: no rule was written on it, and no test but those of
counts opens it.
"""

from __future__ import annotations

import hashlib
import tarfile
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources import ooh

OWN = (Path(__file__).parent / "data" / "ooh" / "lamplighters.html").read_text("utf-8")


def held_out(name: str) -> bool:
    """Whether the page of this base name is one of the fifth that nobody opens."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 == 0


@cache
def all_pages(shared_data: Path) -> MappingProxyType[str, bytes]:
    """The bytes of every page, by its base name."""
    with tarfile.open(shared_data / "bls-ooh" / "pages.tar.xz", "r:xz") as archive:
        members = [member for member in archive if member.isfile()]
        files = {Path(member.name).name: archive.extractfile(member) for member in members}
        return MappingProxyType({name: file.read() for name, file in sorted(files.items()) if file})


def open_pages(shared_data: Path) -> dict[str, bytes]:
    """Those that are not held out."""
    return {name: data for name, data in all_pages(shared_data).items() if not held_out(name)}


def read(data: bytes | str, name: str = "page.html") -> Reading:
    """What the reader makes of a page."""
    return ooh.read(Record(name, name, data.encode() if isinstance(data, str) else data))
