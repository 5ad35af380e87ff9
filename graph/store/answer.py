"""What is asked of a reader, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from rolegraph.graph.errors import QueryError, QueryFailed
from rolegraph.graph.store.generations import Generation

Form = Literal["solutions", "boolean", "graph"]
SolutionsFormat = Literal["JSON", "XML", "CSV", "TSV", "TABLE"]
GraphFormat = Literal["TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD", "TRIG", "N_QUADS", "TABLE"]


class Unacceptable(QueryError):
    """The query gives what none of the formats asked for can hold; ``form`` says what it gives."""

    def __init__(self, form: str) -> None:
        super().__init__(
            f"the query gives {'a graph' if form == 'graph' else form}, which none of these can hold"
        )
        self.form = form


class AnswerTooLarge(QueryFailed):
    """The answer has more rows or bytes than this service gives."""


class GenerationPruned(QueryError):
    """The generation was removed before a reader could open it: ask the current one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how to answer it.

    The form of a query is known once the engine has parsed it, so one format for each form is
    given; ``None`` refuses that form. ``default_graphs`` and ``named_graphs`` are the request's
    data set (SPARQL 1.1 Protocol, section 2.1.4): absolute IRIs, ``None`` where it names none.
    ``prologue`` are declarations put in front of the query, which errors do not count.
    ``TABLE`` is for people: JSON with at most ``rows`` rows. ``stored_default`` asks the default
    graph that the store holds, never the union of all graphs.
    """

    query: str
    solutions_format: SolutionsFormat | None = "JSON"
    graph_format: GraphFormat | None = "TURTLE"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    rows: int = 1000
    prologue: str = ""
    stored_default: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A question to one generation, within limits.

    ``union`` makes the default graph that of all graphs, ``merged`` has it answered from the copy in
    which each triple stands once, see :mod:`rolegraph.graph.store.merged`. ``services`` are the
    remote endpoints that the query may ask; the text that the engine gets names them as our relay does.
    """

    generation: Generation
    union: bool
    question: Question
    text: str
    services: tuple[str, ...] = ()
    merged: bool = False

    def as_json(self, *, deadline: float, limit: int, rows: int) -> bytes:
        """The form in which a reader takes it: ``deadline`` in seconds from now, ``limit`` in bytes."""
        question, generation = self.question, self.generation
        return json.dumps(
            {
                "query": self.text,
                "solutions_format": question.solutions_format,
                "graph_format": question.graph_format,
                "default_graphs": question.default_graphs,
                "named_graphs": question.named_graphs,
                "table": question.rows,
                "generation": str(generation.path),
                "created": generation.created,
                "base": generation.base,
                "union": self.union,
                "merged": self.merged,
                "deadline": deadline,
                "limit": limit,
                "rows": rows,
            }
        ).encode()


class Pieces(Protocol):
    """An iterator over bytes that must be closed when it is left early."""

    def __iter__(self) -> Iterator[bytes]: ...

    def __next__(self) -> bytes: ...

    def close(self) -> None:
        """Stop the evaluation, if it is still going on."""


class Answer:
    """An answer: its pieces are iterated once, and closed.

    ``size`` is its length in bytes where it is complete already; else iterating can raise
    :class:`QueryTimeout` or :class:`QueryFailed`, and what came until then must not pass for all.
    ``etag`` is the weak entity tag (RFC 9110, section 8.8.3) that names generation and question;
    "" where asking again may give something else (NOW, RAND, UUID, SERVICE).
    """

    def __init__(
        self, form: Form, format_name: str, pieces: Pieces, size: int | None, etag: str = ""
    ) -> None:
        self.form = form
        self.format = format_name
        self.size = size
        self.etag = etag
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Stop the evaluation, if it is still going on; closing twice does no harm."""
        self._pieces.close()

    def read(self) -> bytes:
        """All of it."""
        try:
            return b"".join(self)
        finally:
            self.close()


class WholePieces:
    """The pieces of an answer that has come completely."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Nothing is going on any more."""
