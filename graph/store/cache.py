"""Finished answers, kept by generation and question: a generation never changes, so they stay true."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from rolegraph.graph.store.answer import Answer, Form, Pieces, WholePieces
from rolegraph.graph.store.generations import Generation

LARGEST_KEPT = 1 << 20
_OVERHEAD = 1024
_FLIGHT_PATIENCE = 0.1


class Key(NamedTuple):
    """What an answer is made from; ``created`` tells apart generations of one number after a restore.

    ``question`` is whatever the rest of it follows from, with a ``repr`` that tells all of it: a
    :class:`~rolegraph.graph.store.answer.Question`, a description that is wanted.
    """

    generation: int
    created: str
    union: bool
    question: Hashable

    @classmethod
    def of(cls, generation: Generation, union: bool, question: Hashable) -> Key:
        """The key of a question to a generation."""
        return cls(generation.number, generation.created, union, question)

    def etag(self) -> str:
        """The entity tag of this: weak, as the names of blank nodes differ between evaluations."""
        told = repr((self.created, self.union, self.question))
        return f'W/"{self.generation}-{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 2 * len(repr(self.question)) + _OVERHEAD


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer."""

    form: Form
    format: str
    body: bytes
    etag: str

    def answer(self) -> Answer:
        """It, as the reader's answer was."""
        return Answer(self.form, self.format, WholePieces([self.body]), len(self.body), self.etag)


class AnswerCache:
    """At most ``most`` bytes of answers, the least recently used go first; thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._flights: dict[Hashable, threading.Event] = {}
        self.bytes = self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Key) -> Kept | None:
        """What is kept under a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._kept.move_to_end(key)
            return found

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep an answer, unless it is too large."""
        size = key.size + len(kept.body)
        if len(kept.body) > LARGEST_KEPT or size > self._most:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = kept
            self.bytes += size
            while self.bytes > self._most:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        key, kept = self._kept.popitem(last=False)
        assert isinstance(key, Key)
        self.bytes -= key.size + len(kept.body)

    @contextmanager
    def flight(self, key: Key) -> Iterator[bool]:
        """Let one of those that ask the same at once go first; the others wait a moment for its answer.

        Gives whether somebody else went first, so that it is worth to look again.
        """
        with self._lock:
            earlier = self._flights.get(key)
            own = None if earlier else self._flights.setdefault(key, threading.Event())
        if earlier:
            yield earlier.wait(_FLIGHT_PATIENCE)
            return
        try:
            yield False
        finally:
            assert own is not None
            own.set()
            with self._lock:
                del self._flights[key]


class KeepingPieces:
    """The pieces of an answer that is still coming; ``keep`` gets all of it if it ends and is small."""

    def __init__(self, pieces: Pieces, keep: Callable[[bytes], None]) -> None:
        self._pieces, self._keep = pieces, keep
        self._seen: list[bytes] | None = []
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            if self._seen is not None:
                self._keep(b"".join(self._seen))
                self._seen = None
            raise
        except BaseException:
            self._seen = None
            raise
        if self._seen is not None:
            self._size += len(piece)
            self._seen.append(piece)
            if self._size > LARGEST_KEPT:
                self._seen = None
        return piece

    def close(self) -> None:
        """Stop the evaluation, if it is still going on; what came of it is no answer."""
        self._seen = None
        self._pieces.close()
