"""What the tests of role pages share: our own tiny pages, one phenomenon each, and views of a reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from rolegraph.graph.model import Place, Reading, Record, RoleProfile
from rolegraph.graph.sources.role_page import read

PAGES = Path(__file__).resolve().parent / "data" / "pages"
FULL = (PAGES / "full.txt").read_bytes()


def reading(name: str) -> Reading:
    """What one of our tiny pages says."""
    return read(Record(f"{name}.txt", name, (PAGES / f"{name}.txt").read_bytes()))


def profile(name: str) -> RoleProfile:
    """The one profile of a tiny page."""
    (only,) = reading(name).profiles
    return only


def of_text(data: bytes) -> Reading:
    """What a page made by a test says."""
    return read(Record("page.txt", "page.txt", data))


def places(value: object) -> Iterator[Place]:
    """Every place in a reading."""
    if isinstance(value, Place):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from places(member)
    elif is_dataclass(value):
        for each in fields(value):
            yield from places(getattr(value, each.name))


def without_places(value: object) -> object:
    """A reading's values, without where and in which figures' words they stand."""
    if isinstance(value, tuple):
        return tuple(without_places(member) for member in value if not isinstance(member, Place))
    if is_dataclass(value):
        kept = (each.name for each in fields(value) if each.name not in ("source_text", "place"))
        pairs = ((name, getattr(value, name)) for name in kept)
        return {name: without_places(member) for name, member in pairs if not isinstance(member, Place)}
    return value
