"""What the text of a query says before any engine sees it: SERVICE, FROM, and how deep it nests.

The engine has no switch that turns SERVICE off, and it dies of deep nesting, so both are found
here, by a scan of tokens (SPARQL 1.1, section 19.8). The engine takes keywords without a gap
(``trueSERVICE<x>``, ``SERVICEex:y``), so a keyword is looked for inside every bare word. Where a
``<`` can start an IRI or be an operator (``FILTER(?x<?y#>``), both readings are scanned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rolegraph.graph.errors import QueryError, QueryForbidden

_VARYING = ("now", "rand", "uuid")
MAX_DEPTH = 256
"""Brackets within brackets. The engine's stack overflows at about 2,200."""
_MAX_READINGS = 16

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WORD = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:[{_WORD}:\-]|{_ESCAPED})*+(?:\.++(?:[{_WORD}:\-]|{_ESCAPED})++)*+"
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<gap>[ \t\r\n]++|\#[^\r\n]*+)
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_CODEPOINT})*+>)
    | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*+\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*+'''
        | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
    | (?P<variable>[?$][{_WORD}]++)
    | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<blank>_:[{_WORD}](?:[{_WORD}\-]|\.(?=[{_WORD}.\-]))*+)
    | (?P<word>[{_BASE}](?:[{_WORD}.\-])*+)(?P<local>:(?:{_LOCAL})?+)?+
    | (?P<bare>:(?:{_LOCAL})?+)
    | (?P<number>[0-9]++)
    | (?P<open>[({{\[])
    | (?P<close>[)}}\]])
    | (?P<other>\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = frozenset({"iri", "string", "variable", "language", "blank", "name", "word", "number", "close"})


class QueryTooComplex(QueryError):
    """The query nests deeper than the engine can follow."""


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What a query's text says.

    ``names_data_set`` is whether it has FROM or FROM NAMED, ``varies`` whether asking it again may
    give something else though the data are the same (NOW, RAND, UUID, STRUUID).
    """

    names_data_set: bool
    varies: bool = False


class Token(NamedTuple):
    """A token of the text: ``position`` counts characters from 0."""

    kind: str
    text: str
    position: int


@dataclass(slots=True)
class _Reading:
    """One way to read the text, from ``position`` on.

    ``brackets`` holds the open ones; ``v`` is the brace of a VALUES block, where no ``<`` is an
    operator.
    """

    position: int = 0
    brackets: list[str] = field(default_factory=list)
    operand: bool = False
    values: bool = False


def examine(query: str, *, services: bool = False) -> QueryFacts:
    """Look through the text of a query.

    Raises :class:`QueryForbidden` where it has a SERVICE clause, also one written with codepoint
    escapes (SPARQL 1.1, section 19.2), unless ``services`` says that somebody else looks for them,
    and :class:`QueryTooComplex` where it nests too deeply.
    """
    if sum(map(query.count, "({[")) > MAX_DEPTH:
        _follow_brackets(query)
    if not services:
        refuse_keyword(query, "service")
    return QueryFacts(names_data_set=_names_data_set(query), varies=_varies(query))


def _varies(query: str) -> bool:
    """Whether it calls such a function, or can't be told."""
    return _may_have(query, _VARYING)


def may_name_graphs(query: str) -> bool:
    """Whether a query, or the pattern of an update, has the keyword GRAPH, or can't be told."""
    return _may_have(query, ("graph",))


def _may_have(text: str, keywords: tuple[str, ...]) -> bool:
    try:
        return any(has_keyword(form, word) for form in {text, unescaped(text)} for word in keywords)
    except QueryTooComplex:
        return True


def _follow_brackets(text: str) -> None:
    """Read to the end; the reading raises :class:`QueryTooComplex` where it gets too deep."""
    for _ in _tokens(text):
        pass


def refuse_keyword(text: str, keyword: str) -> None:
    """Raise :class:`QueryForbidden` if ``keyword`` ("service", "load") is used as one in ``text``."""
    for form in {text, unescaped(text)}:
        if has_keyword(form, keyword):
            raise QueryForbidden(
                f"{keyword.upper()} is not allowed: this service makes no requests to other hosts"
            )


def unescaped(text: str) -> str:
    """The text with its codepoint escapes resolved (SPARQL 1.1, section 19.2)."""
    if "\\" not in text:
        return text
    return re.sub(_CODEPOINT, lambda match: _character(int(match[0][2:], 16)), text)


def _character(codepoint: int) -> str:
    return chr(codepoint) if codepoint <= 0x10FFFF else "\ufffd"


def has_keyword(text: str, keyword: str) -> bool:
    """Whether ``keyword``, in lower case, is used as one in any way to read the text."""
    if keyword not in text.lower():
        return False
    suspect, before = False, ""
    for kind, lexeme in _tokens(text):
        if suspect and lexeme == "{":  # the glued form: SERVICEex:x {
            return True
        if kind == "word" and keyword in lexeme.lower():
            return True
        suspect = kind == "name" and keyword in _prefix(lexeme) and before != "graph"
        before = lexeme.lower()
    return False


def _names_data_set(text: str) -> bool:
    """Whether FROM stands outside all braces; a glued ``FROMex:g`` counts if it is no prefix."""
    if "from" not in text.lower():
        return False
    depth, declared, before = 0, set[str](), ""
    for kind, lexeme in _tokens(text, all_readings=False):
        if kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
        elif kind == "name" and before == "prefix":
            declared.add(_prefix(lexeme))
        elif depth == 0 and _is_from(kind, lexeme, declared):
            return True
        before = lexeme.lower()
    return False


def _is_from(kind: str, lexeme: str, declared: set[str]) -> bool:
    if kind == "word":
        return "from" in lexeme.lower()
    return kind == "name" and "from" in _prefix(lexeme) and _prefix(lexeme) not in declared


def _prefix(name: str) -> str:
    return name.partition(":")[0].lower()


def _tokens(text: str, *, all_readings: bool = True) -> Iterator[tuple[str, str]]:
    """The tokens of the text as (kind, text), one reading after the other, gaps left out."""
    for tokens in _readings(text, all_readings=all_readings):
        for kind, lexeme, _ in tokens:
            yield kind, lexeme


def readings(text: str) -> list[list[Token]]:
    """The tokens of the text in each way to read it, gaps left out.

    Raises :class:`QueryTooComplex` where there are too many ways.
    """
    return [list(tokens) for tokens in _readings(text, all_readings=True)]


def _readings(text: str, *, all_readings: bool) -> Iterator[Iterator[Token]]:
    waiting = [_Reading()]
    for count, reading in enumerate(waiting):
        if count == _MAX_READINGS:
            raise QueryTooComplex("the query can be read in too many ways: put spaces around '<'")
        yield _read(text, reading, waiting if all_readings else None)


def _read(text: str, reading: _Reading, others: list[_Reading] | None) -> Iterator[Token]:
    """One reading to its end; ``others`` gets further ways that branch off from it."""
    while reading.position < len(text):
        position = reading.position
        kind, lexeme = _token_at(text, position)
        if others is not None and _ambiguous(reading, kind, lexeme):
            others.append(_as_operator(reading))
        reading.position += len(lexeme)
        if kind != "gap":
            _note(reading, kind, lexeme)
            yield Token(kind, lexeme, position)


def _token_at(text: str, position: int) -> tuple[str, str]:
    match = _TOKEN.match(text, position)
    assert match is not None  # the last alternative takes any character
    kind = match.lastgroup or ""
    return {"local": "name", "bare": "name"}.get(kind, kind), match[0]


def _ambiguous(reading: _Reading, kind: str, lexeme: str) -> bool:
    """Whether an IRI may be an operator and what follows, hiding a comment or the start of a string."""
    in_expression = reading.brackets[-1:] == ["("]
    return kind == "iri" and reading.operand and in_expression and ("#" in lexeme or "'" in lexeme)


def _as_operator(reading: _Reading) -> _Reading:
    return _Reading(reading.position + 1, reading.brackets.copy())


def _note(reading: _Reading, kind: str, lexeme: str) -> None:
    """Follow brackets, operands and the start of a VALUES block."""
    if kind == "open":
        _open(reading, lexeme)
    elif kind == "close" and reading.brackets:
        reading.brackets.pop()
    reading.operand = kind in _OPERANDS
    if kind == "word":
        reading.values = lexeme.lower() == "values"
    elif not (kind in ("variable", "close") or lexeme == "("):
        reading.values = False


def _open(reading: _Reading, lexeme: str) -> None:
    in_values = reading.brackets[-1:] == ["v"] or (reading.values and lexeme == "{")
    reading.brackets.append("v" if in_values else lexeme)
    if len(reading.brackets) > MAX_DEPTH:
        raise QueryTooComplex(f"the query nests more than {MAX_DEPTH} brackets: write it flatter")
