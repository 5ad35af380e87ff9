"""JSON from strangers: parsed exactly, or refused with the place.

RFC 8259 leaves open what repeated names, numbers without bounds and lone surrogates mean (clauses
4, 6 and 8.2); here they are refused, because two readers could understand them differently.
Numbers with a fraction or exponent are :class:`decimal.Decimal`, never binary floats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn, TypeAlias, Union

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.model import Notice
from rolegraph.graph.sources.decode import CONTROL, decode_text

Json: TypeAlias = Union["dict[str, Json]", "list[Json]", str, int, Decimal, bool, None]

DEEPEST = 64
_MOST_DIGITS = 30
_LONGEST_NAME = 100
_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text: its value, and what its decoding has to say."""

    value: Json
    notices: tuple[Notice, ...]


class _Object(dict[str, Json]):
    """An object that remembers a name that stood in it twice."""

    repeated: str | None = None


@dataclass(frozen=True, slots=True)
class _BadNumber:
    """A number that can't be kept; its pointer is known only after parsing."""

    text: str


def parse_json(data: bytes) -> Document:
    """The value of a JSON text, in UTF-8 (or UTF-16, UTF-32 with a byte order mark).

    Raises :class:`UnreadableSource` for bytes that are no text, and :class:`RefusedRecord` for text
    that is no JSON, is nested deeper than :data:`DEEPEST`, repeats a name within an object, or has
    a number or string that can't be kept. The place is a line or a JSON Pointer (RFC 6901).
    """
    decoded = decode_text(data)
    return Document(parse_text(decoded.text), decoded.notices)


def parse_text(text: str) -> Json:
    """The value of a JSON text that is decoded already; raises :class:`RefusedRecord` as above."""
    _refuse_depth(text)
    value = _parse(text)
    _check(value, "")
    return value


def object_text(data: bytes) -> str | None:
    """The text of bytes that seem to be a JSON object; ``None`` for all others. Nothing is raised."""
    if b"{" not in data[:200]:
        return None
    try:
        text = decode_text(data).text.lstrip()
    except UnreadableSource:
        return None
    return text if text.startswith("{") else None


def pointer(parent: str, key: str | int) -> str:
    """The JSON Pointer of a member or element of ``parent`` (RFC 6901, clause 3)."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _refuse_depth(text: str) -> None:
    """Count brackets before parsing: the parser is recursive."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > DEEPEST:
            _refuse_at(
                text, token.start(), "json-depth", f"is nested deeper than {DEEPEST} levels: flatten it"
            )


def _parse(text: str) -> Json:
    try:
        value: Json = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            _refuse_at(text, error.pos, "json-syntax", "is JSON that is cut short here: fetch it whole")
        _refuse_at(text, error.pos, "json-syntax", f"is not JSON ({_plain(error.msg)}): correct it here")
    return value


def _plain(message: str) -> str:
    """The parser's words, with the usual cause where they don't tell it."""
    if message == "Extra data":
        return "a second value follows the first; records on lines of their own need one line each, in UTF-8"
    return message[:1].lower() + message[1:]


def _refuse_at(text: str, offset: int, code: str, message: str) -> NoReturn:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    raise RefusedRecord(code, message, f"line {line}, column {column}")


def _object(pairs: list[tuple[str, Json]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        made.repeated = next(name for name in names if names.count(name) > 1)
    return made


def _integer(text: str) -> int | _BadNumber:
    return int(text) if len(text) <= _MOST_DIGITS else _BadNumber(text)


def _decimal(text: str) -> Decimal | _BadNumber:
    """Long or far from one: ``1e999`` is a slip or an attack, not a figure."""
    if len(text) > _MOST_DIGITS:
        return _BadNumber(text)
    value = Decimal(text) if abs(_exponent(text)) <= _MOST_DIGITS else None
    return _BadNumber(text) if value is None else value


def _exponent(text: str) -> int:
    return int(text.lower().partition("e")[2] or 0)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_decimal, parse_constant=_BadNumber
)


def _check(value: Json | _BadNumber, place: str) -> None:
    """Refuse what was parsed and can't be kept, with its pointer."""
    if isinstance(value, _BadNumber):
        message = f"{value.text[:_MOST_DIGITS]} is no number that can be kept: write a smaller one, in digits"
        raise RefusedRecord("json-number", message, place)
    if isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, _Object) and value.repeated is not None:
        message = f"has {shown(value.repeated)} twice, and which one counts is unknown: remove one"
        raise RefusedRecord("json-repeated-name", message, place)
    for key, member in _members(value):
        _check_name(str(key), place)
        _check(member, pointer(place, key))


def _members(value: Json) -> Iterator[tuple[str | int, Json]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _check_name(name: str, place: str) -> None:
    """Names stand in pointers and messages, so they have to fit into a line."""
    _check_text(name, place)
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise RefusedRecord("json-name", f"has the name {shown(name)}, which no page has: remove it", place)


def _check_text(text: str, place: str) -> None:
    if _SURROGATE.search(text):
        raise RefusedRecord(
            "json-surrogate", "has half a character (a lone surrogate): write it whole", place
        )
    found = CONTROL.search(text)
    if found:
        message = f"has the control character U+{ord(found[0]):04X}, which no text has: remove it"
        raise RefusedRecord("json-control", message, place)


def shown(value: object) -> str:
    """A value for a message: as JSON, on one line, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"
