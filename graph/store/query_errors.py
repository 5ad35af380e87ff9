"""Turning what the engine says of a query into a message with a line and a column.

The engine's parser names the furthest place at which an alternative failed. For a keyword that
is the end of as many characters as the keyword has, so ``FLITER(?o)`` is reported eight
characters late (OPTIONAL); that is put right here. ``[_]`` stands for any character: a keyword
was tried where the query ends, which says nothing of the place.
"""

from __future__ import annotations

import re

from rolegraph.graph.errors import QuerySyntax

_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORD = re.compile(r"[A-Za-z_0-9]{2,}")
_NEXT_TOKEN = re.compile(r"\s*(\w+|\S|$)")
_SAYINGS = {
    "Prefix not found": "a prefix is not declared",
    "IRI parsing failed": "what stands in <> is not an IRI",
    "language tag parsing failed": "a language tag is malformed",
}


def syntax_error(query: str, engine_message: str, prologue: str = "") -> QuerySyntax:
    """The engine's message about ``prologue + query`` as a :class:`QuerySyntax`.

    Line and column are those in ``query``, both counted from 1.
    """
    found = _POSITION.match(engine_message)
    if not found:
        return QuerySyntax(f"this is not a SPARQL 1.1 query: {engine_message.splitlines()[0]}")
    offset = _offset(prologue + query, int(found[1]), int(found[2])) - len(prologue) - _overshoot(found[3])
    before = query[: max(offset, 0)]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return QuerySyntax(
        f"this is not a SPARQL 1.1 query: line {line}, column {column}: {_reason(query, offset, found[3])}",
        line,
        column,
    )


def _offset(query: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = query.find("\n", start) + 1
    return min(start + column - 1, len(query))


def _overshoot(expected: str) -> int:
    """How far behind the fault the engine's place is: nothing unless only keywords were expected."""
    words = [item for item in expected.split(", ") if item != "[_]"]
    if not words or not all(_KEYWORD.fullmatch(word) for word in words):
        return 0
    return min(map(len, words))


def _reason(query: str, offset: int, expected: str) -> str:
    if expected == "[_]":
        return "it can't be read to its end: look for a bracket too many or a variable bound twice"
    for item in expected.split(", "):
        if item in _SAYINGS:
            return _SAYINGS[item]
        if item.startswith("The "):
            return item.lower()
    following = _NEXT_TOKEN.match(query, max(offset, 0))
    token = following[1] if following else ""
    return f"unexpected {token[:40]!r}" if token else "unexpected end of the query"
