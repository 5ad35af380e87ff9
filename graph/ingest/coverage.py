"""What was read of pages, field by field: found, absent, not understood, for each reader and for all.

Bounded in memory whatever the number of pages: counts, and a few texts that were not understood for
each field and reader, with the number of those left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from rolegraph.graph.explain.values import PAGE_FIELDS, PROFILE_FIELDS, Field, stated_parts
from rolegraph.graph.model import Notice, Reading, Source

TEXTS = 20
"""Different texts that are kept for one field of one reader."""
LONGEST = 200
"""Characters that are kept of a text."""
NOT_UNDERSTOOD = "-not-understood"
"""How the code of a notice ends that speaks of words that were not understood."""
OTHER = "other"
"""Where texts are counted that stand for no known field."""

_FIELDS: MappingProxyType[str, Field] = MappingProxyType(
    {field.name: field for field in (*PROFILE_FIELDS, *PAGE_FIELDS)}
)
_NAMES = (*_FIELDS, OTHER)


@dataclass(slots=True)
class Unread:
    """A text that was not understood: how often it was met, where first."""

    words: str
    code: str
    origin: str
    place: str
    count: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        names = ("words", "code", "origin", "place", "count")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class FieldCount:
    """One field over pages.

    ``found`` and ``not_understood`` count pages and can both count one (a list of which an item was
    not understood); ``absent`` counts pages of which neither is true. ``items`` counts values,
    ``parts`` pages on which a part was found. ``texts`` are the first :data:`TEXTS` different
    texts that were not understood, ``more`` how many notices spoke of others.
    """

    found: int = 0
    absent: int = 0
    not_understood: int = 0
    items: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    texts: dict[str, Unread] = field(default_factory=dict)
    more: int = 0

    def add(self, items: int, parts: Iterable[str], notices: list[Notice], origin: str) -> None:
        """One more page: how much it says of the field, in which parts, what was not understood."""
        self.found += items > 0
        self.not_understood += bool(notices)
        self.absent += not (items or notices)
        self.items += items
        self.parts.update(parts)
        for notice in notices:
            self._keep(notice, origin)

    def plus(self, other: FieldCount) -> FieldCount:
        """The counts of both, without texts."""
        return FieldCount(
            self.found + other.found,
            self.absent + other.absent,
            self.not_understood + other.not_understood,
            self.items + other.items,
            self.parts + other.parts,
        )

    def as_dict(self, parts: Iterable[str]) -> dict[str, Any]:
        """The JSON form; ``parts`` are counted even where none was found."""
        names = ("found", "absent", "not_understood", "items")
        counted = {part: self.parts[part] for part in dict.fromkeys((*parts, *self.parts))}
        return {name: getattr(self, name) for name in names} | ({"parts": counted} if counted else {})

    def _keep(self, notice: Notice, origin: str) -> None:
        words = _cut(notice.words or notice.message)
        if words not in self.texts and len(self.texts) >= TEXTS:
            self.more += 1
            return
        text = self.texts.setdefault(words, Unread(words, notice.code, origin, notice.place))
        text.count += 1


@dataclass(slots=True)
class Coverage:
    """The fields of all pages that were read, by reader, whatever became of the pages afterwards."""

    pages: Counter[str] = field(default_factory=Counter)
    readers: dict[str, dict[str, FieldCount]] = field(default_factory=dict)

    def add(self, source: Source, reading: Reading) -> None:
        """One more page."""
        self.pages[source.format] += 1
        counts = self.readers.setdefault(source.format, {name: FieldCount() for name in _NAMES})
        unread = _not_understood(reading)
        for name, count in counts.items():
            items = _items(reading, name)
            count.add(len(items), _parts(items, _FIELDS.get(name)), unread.get(name, []), source.origin)

    def total(self) -> dict[str, FieldCount]:
        """The counts of all readers together."""
        total = {name: FieldCount() for name in _NAMES}
        for counts in self.readers.values():
            total = {name: total[name].plus(count) for name, count in counts.items()}
        return total

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, documented in ``docs/operations.md``."""
        return {
            "pages": self.pages.total(),
            "fields": _counts_as_dict(self.total()),
            "readers": {
                name: {
                    "pages": self.pages[name],
                    "fields": _counts_as_dict(counts),
                    "not_understood": _texts_as_dict(counts),
                }
                for name, counts in self.readers.items()
            },
        }


def _items(reading: Reading, name: str) -> set[Any]:
    """What a page says under the name of a field; profiles may share it."""
    found = {getattr(owner, name, None) for owner in (reading, *reading.profiles)} - {None}
    single = {value for value in found if not isinstance(value, tuple)}
    return single.union(*(value for value in found if isinstance(value, tuple)))


def _parts(items: Iterable[Any], field: Field | None) -> set[str]:
    """The parts that items state, where the field has parts."""
    return set().union(*map(stated_parts, items)) if field and field.kind else set()


def _not_understood(reading: Reading) -> dict[str, list[Notice]]:
    found: dict[str, list[Notice]] = {}
    for notice in reading.notices:
        if notice.code.endswith(NOT_UNDERSTOOD):
            found.setdefault(notice.field if notice.field in _FIELDS else OTHER, []).append(notice)
    return found


def _counts_as_dict(counts: dict[str, FieldCount]) -> dict[str, Any]:
    found = {field.name: counts[field.name].as_dict(field.parts) for field in _FIELDS.values()}
    return found | {OTHER: {"not_understood": counts[OTHER].not_understood}}


def _texts_as_dict(counts: dict[str, FieldCount]) -> dict[str, Any]:
    return {
        name: {"texts": [text.as_dict() for text in count.texts.values()], "more": count.more}
        for name, count in counts.items()
        if count.texts
    }


def _cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
