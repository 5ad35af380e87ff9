"""One record explained: the reader that knew it, its values and their places, its notices.

``explanation.schema.json`` beside this module is the JSON Schema of :meth:`Explanation.as_dict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rolegraph.graph.errors import InputError, UnreadableSource
from rolegraph.graph.explain.values import (
    PAGE_FIELDS,
    PROFILE_FIELDS,
    Field,
    Value,
    not_stated,
    page_values,
    profile_values,
)
from rolegraph.graph.model import Notice, Place, Record, Source
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.readers import Reader, read_record, reader_named, recognise


@dataclass(frozen=True, slots=True)
class Statements:
    """The values of a page or of one of its profiles, and the names of what it does not state."""

    values: tuple[Value, ...]
    not_stated: tuple[str, ...]

    @classmethod
    def of(cls, values: tuple[Value, ...], table: Sequence[Field]) -> Statements:
        """The values, and what of the table they lack."""
        return cls(values, not_stated(values, table))


@dataclass(frozen=True, slots=True)
class Explanation:
    """A record that was read; ``text`` is its decoded text, in which places have their offsets."""

    record: Record
    source: Source
    reader: Reader
    page: Statements
    profiles: tuple[Statements, ...]
    notices: tuple[Notice, ...]
    text: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, documented in ``docs/explain.md``."""
        return {
            "record": self.record.name,
            "origin": self.record.origin,
            "source": self.source.name,
            "checksum": self.source.checksum,
            "media_type": self.source.media_type,
            "reader": self.reader.name,
            "page": self._statements(self.page),
            "profiles": [self._statements(profile) for profile in self.profiles],
            "notices": [asdict(notice) for notice in self.notices],
        }

    def character(self, place: Place) -> int:
        """The character of its line (from 1) at which a place in text starts; 0 for other places."""
        if place.pointer or place.column or not place.line:
            return 0
        before = max(self.text.rfind(end, 0, place.start) for end in "\r\n")
        return place.start - before

    def _statements(self, statements: Statements) -> dict[str, Any]:
        return {
            "values": [self._value(value) for value in statements.values],
            "not_stated": list(statements.not_stated),
        }

    def _value(self, value: Value) -> dict[str, Any]:
        found: dict[str, Any] = {"field": value.field, "item": value.item or None, "part": value.part or None}
        found |= {"value": value.text, "inferred_from": value.inferred_from or None, "place": None}
        if value.place is not None and value.text is not None:
            found["place"] = {**asdict(value.place), "character": self.character(value.place)}
        return found


def explain(record: Record, format: str | None = None) -> Explanation:
    """What a record says and where; ``format`` names the reader, else the record is recognised.

    Raises :class:`InputError` and its kind, as reading does.
    """
    reader = reader_named(format) if format else recognise(record)
    source, reading = read_record(record, reader.name)
    return Explanation(
        record,
        source,
        reader,
        Statements.of(page_values(reading), PAGE_FIELDS),
        tuple(Statements.of(profile_values(one), PROFILE_FIELDS) for one in reading.profiles),
        reading.notices,
        _decoded(record),
    )


def _decoded(record: Record) -> str:
    try:
        return decode_text(record.data).text
    except UnreadableSource:
        # A reader of bytes that are no text has no places in text.
        return ""


def refused(name: str, origin: str, error: InputError) -> dict[str, Any]:
    """The JSON form of a record that was not read: why, and where."""
    fault = {"code": error.code, "message": error.message, "place": error.place}
    return {"record": name, "origin": origin, "refused": fault}
