"""An answer as JSON: the members are the fields of the dataclasses in ``answers``, under their names.

Added are ``question`` on the answer, ``hops`` on a path, ``met`` on a step and ``count`` on pay. Figures are
rounded to ``DIGITS`` digits; a cost without bound (nothing held) is null. The members stand in the order of
the fields, so the same answer is always the same text.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from rolegraph.graph.paths.answers import (
    MOST_STATEMENTS,
    Answer,
    Evidence,
    GapAnswer,
    Path,
    PathsAnswer,
    Pay,
    ReachableAnswer,
    SimilarAnswer,
    Step,
)

DIGITS = 6
"""Digits after the point of every figure, in every format."""
QUESTIONS: Mapping[type, str] = {
    PathsAnswer: "paths",
    ReachableAnswer: "reachable",
    GapAnswer: "gap",
    SimilarAnswer: "similar",
}
"""The name of the question that each kind of answer is for."""
ADDED: Mapping[type, tuple[str, ...]] = {Path: ("hops",), Step: ("met",), Pay: ("count",)}
"""Properties that are members, too."""


def question_of(answer: Answer) -> str:
    """Which question an answer is for: paths, reachable, gap or similar."""
    return QUESTIONS[type(answer)]


def figure(value: float) -> float | None:
    """A figure as every format gives it; ``None`` for one without bound."""
    return round(value, DIGITS) + 0.0 if math.isfinite(value) else None


def amount(value: Decimal) -> int | float:
    """An amount of money as a number of JSON."""
    return int(value) if value == value.to_integral_value() else float(value)


def as_data(answer: Answer, statements: int = MOST_STATEMENTS) -> dict[str, Any]:
    """An answer as dictionaries, lists, texts and numbers, with ``statements`` of each evidence."""
    return {"question": question_of(answer), **_members(answer, statements)}


def as_json(answer: Answer, statements: int = MOST_STATEMENTS, indent: int | None = None) -> str:
    """The text of :func:`as_data`, with an end of line; ``indent`` as :func:`json.dumps` has it."""
    return json.dumps(as_data(answer, statements), indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def as_members(part: Any) -> dict[str, Any]:
    """A part of an answer, as it stands in one."""
    return _members(part, MOST_STATEMENTS)


def _members(value: Any, statements: int) -> dict[str, Any]:
    if isinstance(value, Evidence) and len(value.statements) > statements:
        value = dataclasses.replace(value, statements=value.statements[:statements])
    return {name: _plain(getattr(value, name), statements) for name in _names(type(value))}  # type: ignore[arg-type]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The members of a dataclass, in their order."""
    return (*(field.name for field in dataclasses.fields(kind)), *ADDED.get(kind, ()))


def _plain(value: Any, statements: int) -> Any:
    kind = type(value)
    # What is most frequent comes first: an answer has some ten thousand of these.
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is float:
        return figure(value)
    if kind is tuple:
        return [_plain(one, statements) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    return amount(value) if kind is Decimal else _members(value, statements)
