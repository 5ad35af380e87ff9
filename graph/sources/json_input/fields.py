"""Typed access to the fields of a JSON object, each fault with its JSON Pointer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Place
from rolegraph.graph.sources.json_input.parsing import Json, pointer, shown
from rolegraph.graph.sources.values.countries import country_code, is_country, why_unknown

# An IRI that Turtle can hold without escapes (RDF 1.1 Turtle, IRIREF).
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the record, and where it stands."""

    text: str
    pointer: str

    @property
    def place(self) -> Place:
        """The text itself, at its pointer."""
        return Place(self.text, pointer=self.pointer)


def words_of(found: Text | None) -> str | None:
    """The words of a text that may be absent."""
    return None if found is None else found.text


def place_of(found: Text | None) -> Place | None:
    """The place of a text that may be absent."""
    return None if found is None else found.place


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object at ``place``. An absent field, ``null`` and blank text are the same: ``None``."""

    value: dict[str, Json]
    place: str = ""

    def text(self, key: str) -> Text | None:
        """The text at ``key``, without blanks around it."""
        return _text(self.value.get(key), pointer(self.place, key))

    def required(self, key: str) -> Text:
        """The text at ``key``; raises :class:`RefusedRecord` where there is none."""
        found = self.text(key)
        if found is None:
            raise RefusedRecord("field-missing", "is missing or empty: give it", pointer(self.place, key))
        return found

    def texts(self, key: str) -> list[Text]:
        """The texts of the list at ``key``, blank ones left out."""
        at = pointer(self.place, key)
        found = (_text(item, pointer(at, number)) for number, item in enumerate(self._list(key)))
        return [text for text in found if text is not None]

    def objects(self, key: str) -> list[Fields]:
        """The objects of the list at ``key``."""
        at = pointer(self.place, key)
        return [fields_of(item, pointer(at, number)) for number, item in enumerate(self._list(key))]

    def number(self, key: str) -> Decimal | None:
        """The number at ``key``."""
        found = self.value.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            raise _wrong_type(found, "a number", pointer(self.place, key))
        return Decimal(found)

    def whole(self, key: str) -> int | None:
        """The whole number at ``key``."""
        found = self.number(key)
        if found is not None and found != found.to_integral_value():
            raise _wrong_type(found, "a whole number", pointer(self.place, key))
        return None if found is None else int(found)

    def address(self, key: str) -> str | None:
        """The web address at ``key``."""
        found = self.text(key)
        return None if found is None else checked_address(found)

    def _list(self, key: str) -> list[Json]:
        found = self.value.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise _wrong_type(found, "a list", pointer(self.place, key))
        return found


def fields_of(value: Json, place: str = "") -> Fields:
    """``value`` as :class:`Fields`; raises :class:`RefusedRecord` where it is no object."""
    if not isinstance(value, dict):
        raise _wrong_type(value, "an object", place)
    return Fields(value, place)


def checked_address(found: Text) -> str:
    """An absolute http or https address; raises :class:`RefusedRecord`."""
    if not _ADDRESS.fullmatch(found.text):
        message = f"{shown(found.text)} is no web address: write it in full, from https:// on, without spaces"
        raise RefusedRecord("address-invalid", message, found.pointer)
    return found.text


def country_of(found: Text | None) -> str | None:
    """The code of a country that is named or coded; raises :class:`RefusedRecord` if unknown."""
    if found is None or is_country(found.text):
        return words_of(found)
    code = country_code(found.text)
    if code is None:
        raise RefusedRecord("country-unknown", why_unknown(found.text), found.pointer)
    return code


def is_date(text: str) -> bool:
    """Whether ``text`` is a calendar date of ISO 8601, ``2020-11-16``."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_period(text: str) -> bool:
    """Whether ``text`` is a year, month, day or interval of ISO 8601: ``2024``, ``2023-04/2024-03``."""
    return re.fullmatch(r"\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?", text, re.ASCII) is not None


def _text(value: Json, place: str) -> Text | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong_type(value, "text", place)
    return Text(value.strip(), place) if value.strip() else None


def _wrong_type(value: object, wanted: str, place: str) -> RefusedRecord:
    return RefusedRecord("field-type", f"is {shown(value)}, not {wanted}: correct it", place)
