"""Every error that rolegraph raises on purpose, in one tree.

::

    RolegraphError
    ├── InputError            what a user handed in can't be read
    │   ├── UnreadableSource  a file, archive or stream: missing, binary, truncated, too large …
    │   ├── RefusedRecord     a page was read, and what it says can't stand (with its place)
    │   └── BadValue          one value can't stand: a salary, a band, a country
    ├── StoreError            the store can't do what was asked
    │   ├── StoreMissing      there is no store in that folder
    │   ├── BaseMismatch      the store was made with another base IRI
    │   ├── StoreBusy         another writer held the lock for too long
    │   ├── NotBuilt          what is asked is answered from files that are still to be built
    │   └── WriteFailed       the writing child failed or was stopped; nothing was published
    │       └── StoreFull     the disk is full; nothing was published
    └── QueryError            a query can't be answered
        ├── QuerySyntax       not SPARQL 1.1, with line and column where known
        ├── QueryForbidden    SERVICE or LOAD, which make requests to other hosts
        ├── QueryTimeout      the deadline passed
        └── QueryFailed       the engine gave up: memory, nesting, a fault of its own

Kinds of QueryError that only the serving of queries knows stand beside their code in ``store``:
PoolFull, ClientBusy, QueryTooComplex, AnswerTooLarge, Unacceptable, GenerationPruned, AskerGone; those
of HTTP in ``service.errors``.

Each message is one line that says what is wrong, where, and what to do.
"""

from __future__ import annotations


class RolegraphError(Exception):
    """The root of the tree; its text is one line for the person who sees it."""


class InputError(RolegraphError):
    """What a user handed in can't be read.

    ``code`` is a stable name of the fault ("salary-reversed"), ``place`` says where it stands, ""
    where that is not known; ``message`` is the text without the place.
    """

    def __init__(self, message: str, code: str = "unreadable", place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.code = code
        self.place = place
        self.message = message


class UnreadableSource(InputError):
    """A file, archive or stream can't be read at all."""


class RefusedRecord(InputError):
    """A page was recognised, but something that it says can't stand."""

    def __init__(self, code: str, message: str, place: str = "") -> None:
        super().__init__(message, code, place)


class BadValue(InputError):
    """One value can't stand; the reader that met it adds the place."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, code)


class StoreError(RolegraphError):
    """The store can't do what was asked."""


class StoreMissing(StoreError):
    """There is no store in that folder."""


class BaseMismatch(StoreError):
    """The store was made with another base IRI."""


class StoreBusy(StoreError):
    """Another writer held the lock for too long."""


class NotBuilt(StoreError):
    """What is asked is answered from files that are made from the store, and they are not made yet."""


class WriteFailed(StoreError):
    """The writing child failed or was stopped; nothing was published."""


class StoreFull(WriteFailed):
    """The disk is full; nothing was published."""


class QueryError(RolegraphError):
    """A query can't be answered."""


class QuerySyntax(QueryError):
    """The text is not SPARQL 1.1; ``line`` and ``column`` count from 1, 0 where unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryForbidden(QueryError):
    """The query would make requests to other hosts."""


class QueryTimeout(QueryError):
    """The deadline passed before the answer was complete."""


class QueryFailed(QueryError):
    """The engine gave up on the query: memory, nesting, or a fault of its own."""
