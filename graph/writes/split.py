"""Taking the text of an update apart into operations, by tokens.

The engine judges the text; this need not. Each piece is parsed by the engine again when it is used,
so that a text that is taken apart wrongly (a ``<`` that is an operator and was read as an IRI) is
noticed, not obeyed. Nothing here protects anything: what an
operation would change is looked at quad by quad, see :mod:`rolegraph.graph.writes.change`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rolegraph.graph.errors import QueryForbidden, QuerySyntax
from rolegraph.graph.store.query_text import _ambiguous, _note, _Reading, _token_at
from rolegraph.graph.writes.operations import Data, Manage, Modify, Operation

_KEYWORD = re.compile(
    "insert|delete|data|where|with|using|named|clear|drop|create|load|add|move|copy|silent|graph"
    "|default|all|into|to|base|prefix|version",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(f"(?:{_KEYWORD.pattern})+", re.IGNORECASE)
_GLUED = "put spaces between keywords and names"


class Token(NamedTuple):
    """A token and where it starts; ``group`` is all from a brace to the one that closes it."""

    kind: str
    text: str
    start: int


def scan(text: str, *, operators: bool = False) -> Iterator[Token]:
    """The tokens of a text without gaps; ``operators``: a ``<`` that can be an operator is one.

    Raises :class:`~rolegraph.graph.store.query_text.QueryTooComplex` where brackets nest too deeply.
    """
    reading = _Reading()
    while (start := reading.position) < len(text):
        kind, lexeme = _token_at(text, start)
        if operators and _ambiguous(reading, kind, lexeme):
            kind, lexeme = "other", "<"
        reading.position += len(lexeme)
        if kind != "gap":
            _note(reading, kind, lexeme)
            yield Token(kind, lexeme, start)


class Piece(NamedTuple):
    """The prologue that holds for an operation, and where its own text starts and ends."""

    prologue: str
    start: int
    end: int


def pieces(tokens: Sequence[Token], size: int) -> list[Piece]:
    """Where the operations of a text of that size stand, well formed or not."""
    return list(_Splitter(tokens).pieces(size))


def split(tokens: Sequence[Token]) -> list[Operation]:
    """The operations of an update that the engine has found well formed.

    Raises :class:`QueryForbidden` for LOAD, :class:`QuerySyntax` where keywords and names are glued.
    """
    return _Splitter(tokens).operations()


def outline(text: str, *, operators: bool = False) -> list[Token]:
    """The tokens outside all braces, groups as one, glued keywords apart and in lower case.

    Raises as :func:`scan`.
    """
    return list(_outline(text, operators=operators))


def _outline(text: str, *, operators: bool) -> Iterator[Token]:
    depth, opened = 0, 0
    for token in scan(text, operators=operators):
        if token.text == "{":
            opened = opened if depth else token.start
            depth += 1
        elif token.text == "}" and depth:
            depth -= 1
            if depth == 0:
                yield Token("group", text[opened : token.start + 1], opened)
        elif depth == 0 and token.kind == "word" and _KEYWORDS.fullmatch(token.text):
            yield from (Token("word", word.lower(), token.start) for word in _KEYWORD.findall(token.text))
        elif depth == 0:
            yield token


class _Splitter:
    """Reads the outline of an update from the left."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._prologue: list[str] = []
        self._latest: dict[str, str] = {}

    def operations(self) -> list[Operation]:
        found: list[Operation] = []
        while True:
            self._read_prologue()
            if self._peek() is None:
                return found
            found.append(self._operation())
            if self._peek() is not None and not self._accept(";"):
                raise QuerySyntax(f"this update can't be taken apart: {_GLUED}")

    def pieces(self, size: int) -> Iterator[Piece]:
        while self._peek() is not None:
            try:
                self._read_prologue()
            except QuerySyntax:
                self._next -= 1  # to the keyword whose declaration is at fault
            first = self._peek()
            while self._peek() is not None and not self._accept(";"):
                self._next += 1
            if first is not None:
                after = self._peek()
                yield Piece("".join(self._prologue), first.start, after.start if after else size)

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, *kinds: str) -> str:
        token = self._peek()
        if token is None or token.kind not in kinds:
            raise QuerySyntax(f"this update can't be taken apart: {_GLUED}")
        self._next += 1
        return token.text

    def _accept(self, *words: str) -> bool:
        """Take these words if they come next."""
        ahead = [token.text for token in self._tokens[self._next : self._next + len(words)]]
        if ahead != list(words):
            return False
        self._next += len(words)
        return True

    def _read_prologue(self) -> None:
        while True:
            if self._accept("base"):
                self._declare("", f"BASE {self._take('iri')}\n")
                self._latest.clear()  # a relative IRI means something else from here on
            elif self._accept("prefix"):
                prefix = self._take("name")
                self._declare(prefix, f"PREFIX {prefix} {self._take('iri')}\n")
            elif self._accept("version"):
                self._declare("version", f"VERSION {self._take('string')}\n")
            else:
                return

    def _declare(self, name: str, line: str) -> None:
        """What every operation of a long update declares anew is kept once."""
        if self._latest.get(name) != line:
            self._latest[name] = line
            self._prologue.append(line)

    def _operation(self) -> Operation:
        prologue = "".join(self._prologue)
        for verb in _DATA:
            if self._accept(verb, "data"):
                return Data(prologue, verb, self._take("group"))
        if self._accept("delete", "where"):
            pattern = self._take("group")
            return Modify(prologue, pattern, None, pattern)
        token = self._peek()
        if token is not None and token.text in ("with", "insert", "delete"):
            return self._modify(prologue)
        return self._manage(prologue)

    def _modify(self, prologue: str) -> Modify:
        with_graph = self._take("iri", "name") if self._accept("with") else None
        delete = self._take("group") if self._accept("delete") else None
        insert = self._take("group") if self._accept("insert") else None
        using: dict[bool, list[str]] = {False: [], True: []}
        while self._accept("using"):
            using[self._accept("named")].append(self._take("iri", "name"))
        self._accept("where")
        where = self._take("group")
        return Modify(prologue, delete, insert, where, with_graph, tuple(using[False]), tuple(using[True]))

    def _manage(self, prologue: str) -> Manage:
        verb = self._take("word", "name")
        silent = self._accept("silent")
        if verb.lower().startswith("load"):
            return self._load(prologue, silent)
        target = self._target()
        goal = self._target() if verb in ("add", "move", "copy") and self._accept("to") else ""
        return Manage(prologue, verb, silent, target, goal)

    def _load(self, prologue: str, silent: bool) -> Manage:
        """A load always fails here; SILENT says that this is no error (SPARQL 1.1 Update, 3.1.4)."""
        if not silent:
            raise QueryForbidden("LOAD is not allowed: this service makes no requests to other hosts")
        source = self._take("iri", "name")
        return Manage(prologue, "load", silent, source, self._target() if self._accept("into") else "")

    def _target(self) -> str:
        for word in ("default", "named", "all"):
            if self._accept(word):
                return word
        self._accept("graph")
        return self._take("iri", "name")


_DATA: tuple[Literal["insert"], Literal["delete"]] = ("insert", "delete")
