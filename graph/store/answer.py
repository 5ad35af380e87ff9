"""What is asked of a reader, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from rolegraph.graph.errors import QueryError
from rolegraph.graph.namespaces import PREFIXES

Form = Literal["solutions", "boolean", "graph"]
SolutionsFormat = Literal["JSON", "XML", "CSV", "TSV", "TABLE"]
GraphFormat = Literal["TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD", "TABLE"]


class Unacceptable(QueryError):
    """The query gives what none of the formats asked for can hold; ``form`` says what it gives."""

    def __init__(self, form: str) -> None:
        super().__init__(
            f"the query gives {'a graph' if form == 'graph' else form}, which none of these can hold"
        )
        self.form = form


class GenerationPruned(QueryError):
    """The generation was removed before a reader could open it: ask the current one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how to answer it.

    The form of a query is known once the engine has parsed it, so one format for each form is
    given; ``None`` refuses that form. ``default_graphs`` and ``named_graphs`` are the request's
    data set (SPARQL 1.1 Protocol, section 2.1.4): absolute IRIs, ``None`` where it names none.
    ``prologue`` are declarations put in front of the query, which errors do not count.
    ``TABLE`` is for people: JSON with at most ``rows`` rows.
    """

    query: str
    solutions_format: SolutionsFormat | None = "JSON"
    graph_format: GraphFormat | None = "TURTLE"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    rows: int = 1000
    prologue: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A question to one generation: ``generation`` is its folder, ``limit`` in bytes."""

    generation: Path
    base: str
    union: bool
    question: Question

    def as_json(self, *, deadline: float, limit: int) -> dict[str, Any]:
        """The form in which a reader takes it; ``deadline`` is in seconds from now."""
        return {
            **asdict(self.question),
            "query": self.question.prologue + self.question.query,
            "generation": str(self.generation),
            "base": self.base,
            "union": self.union,
            "prefixes": dict(PREFIXES),
            "deadline": deadline,
            "limit": limit,
        }


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
    """

    def __init__(self, form: Form, format_name: str, pieces: Pieces, size: int | None) -> None:
        self.form = form
        self.format = format_name
        self.size = size
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
