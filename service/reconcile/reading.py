"""What is sent as JSON, checked; what is wrong is told with its place."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from rolegraph.service.errors import BadRequest

Members = Mapping[str, Any]


def parsed(text: str, name: str) -> Members:
    """The object that a parameter is. Raises :class:`BadRequest`."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise BadRequest(f"{name} nests too deeply") from None
    except ValueError as error:
        raise BadRequest(f"{name} is not JSON: {error}") from None
    return members(found, name)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def members(value: Any, place: str) -> Members:
    """An object. Raises :class:`BadRequest`."""
    if not isinstance(value, dict):
        raise BadRequest(f"{place} must be an object")
    return value


def text(value: Any, place: str) -> str:
    """A text. Lone surrogates, which no UTF-8 can hold, become question marks. Raises :class:`BadRequest`."""
    if not isinstance(value, str):
        raise BadRequest(f"{place} must be a text")
    return value.encode("utf-8", "replace").decode()


def listed(value: Any, place: str, most: int) -> list[Any]:
    """A list of at most ``most`` entries. Raises :class:`BadRequest`."""
    if not isinstance(value, list):
        raise BadRequest(f"{place} must be a list")
    if len(value) > most:
        raise BadRequest(f"{place} has {len(value)} entries: at most {most} are read")
    return value


def count(value: Any, place: str, default: int, most: int) -> int:
    """A whole number above 0, bounded by ``most``; ``default`` for ``None``. Raises :class:`BadRequest`."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 1:
        raise BadRequest(f"{place} must be a whole number above 0")
    return min(int(value), most)
