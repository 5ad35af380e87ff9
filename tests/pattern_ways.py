"""In how many ways a pattern can match from one start: a bound on what backtracking can cost.

Counted on the parsed pattern: the ways of parts in a row multiply, a repeat has one way for each number
of times and as many again as its inside has, a possessive repeat or atomic group has one, for it is
never entered again. Alternatives count as the best of them, because rules part them by their words.
An unbounded repeat counts as often as a sentence is long.
"""

from __future__ import annotations

import importlib
from typing import Any

from rolegraph.graph.sources.prose.passages import LONGEST_SENTENCE

_parser: Any = importlib.import_module("re._parser")
_ONE_WAY = {"ATOMIC_GROUP", "POSSESSIVE_REPEAT"}


def ways(pattern: str) -> int:
    """The ways of a whole pattern."""
    return _of_parts(_parser.parse(pattern))


def _of_parts(parts: Any) -> int:
    product = 1
    for operation, argument in parts:
        product *= _of_part(str(operation), argument)
    return product


def _of_part(operation: str, argument: Any) -> int:
    if operation == "BRANCH":
        return max(map(_of_parts, argument[1]))
    if operation == "SUBPATTERN":
        return _of_parts(argument[3])
    if operation in ("ASSERT", "ASSERT_NOT"):
        return _of_parts(argument[1])
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        return _of_repeat(*argument)
    if operation == "GROUPREF":
        raise AssertionError("a pattern that refers back can't be bounded")
    if operation in _ONE_WAY:
        return 1
    return 1


def _of_repeat(least: int, most: int, inside: Any) -> int:
    within = _of_parts(inside)
    times = min(int(most), LONGEST_SENTENCE)
    if times == 1:
        return max(1, within)
    return int((times - least + 1) * min(within**times, 10**12))
