"""Asking the current generation of a store: text scan, data set, cache, look-up or reader."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from rolegraph.graph.errors import StoreMissing
from rolegraph.graph.store.answer import Answer, GenerationPruned, Order, Question
from rolegraph.graph.store.cache import AnswerCache, KeepingPieces, Kept, Key
from rolegraph.graph.store.descriptions import Describer, Description, Wanted
from rolegraph.graph.store.generations import Generation, current_generation
from rolegraph.graph.store.lookups import Lookups
from rolegraph.graph.store.query_text import examine, may_name_graphs
from rolegraph.graph.store.reader_pool import PoolLimits, ReaderPool
from rolegraph.graph.store.service_clauses import Rewritten, rewrite_services

_ATTEMPTS = 5
T = TypeVar("T")


class _Asked(NamedTuple):
    """A question that was looked through; ``steady`` is whether its answer can be asked for again."""

    question: Question
    union: bool
    rewritten: Rewritten
    steady: bool


class Queries:
    """Answers questions from the generation that is current when each is asked; thread-safe.

    ``store`` is the store's folder, see :mod:`rolegraph.graph.store.generations`; ``union`` is
    whether the default graph is that of all graphs where nobody names a data set.
    """

    def __init__(self, store: Path, limits: PoolLimits | None = None, *, union: bool = True) -> None:
        self.store = store.absolute()
        self.limits = limits or PoolLimits()
        self.pool = ReaderPool(self.limits)
        self.cache = AnswerCache(self.limits.cache)
        self._union = union
        self._lookups = Lookups()
        self._link = str(self.store / "current")
        self._current: tuple[tuple[str, int, int], Generation] | None = None

    def generation(self) -> Generation:
        """The current generation. Raises :class:`StoreMissing`."""
        try:
            found = os.stat(self._link + "/meta.json")
            seen = (os.readlink(self._link), found.st_ino, found.st_mtime_ns)
        except OSError:
            return current_generation(self.store)
        if self._current is None or self._current[0] != seen:
            self._current = seen, current_generation(self.store)
        return self._current[1]

    def describe(self, wanted: Wanted) -> tuple[Generation, Description, str]:
        """A description from the current generation, with that and the entity tag of what is sent.

        Raises what :meth:`look` and :meth:`Describer.describe` raise.
        """
        generation, found = self.look(lambda describer: describer.describe(wanted))
        return generation, found, Key.of(generation, True, wanted).etag()

    def look(self, work: Callable[[Describer], T]) -> tuple[Generation, T]:
        """What ``work`` finds in the current generation, in this process, and that generation.

        ``work`` must be bounded, and may be called again. Raises :class:`StoreMissing`, and what
        ``work`` raises.
        """
        for _ in range(_ATTEMPTS):
            generation = self.generation()
            try:
                return generation, self._lookups.look(generation, work)
            except StoreMissing:  # published and pruned since we looked: look again
                continue
        raise self._restless()

    def etag(self, question: Question) -> str:
        """The entity tag that an answer would have now, found without asking; "" where it has none.

        Raises what :func:`examine` and :func:`rewrite_services` raise, and :class:`StoreMissing`.
        """
        asked = self._looked_through(question)
        return Key.of(self.generation(), asked.union, asked.question).etag() if asked.steady else ""

    def ask(
        self,
        question: Question,
        is_gone: Callable[[], bool] | None = None,
        *,
        client: str = "",
        timeout: float | None = None,
        fresh: bool = False,
    ) -> tuple[Generation, Answer]:
        """The answer, and the generation that it was made from; the answer must be closed.

        ``client`` says who asks, for fairness; ``timeout`` in seconds can shorten the deadline;
        ``fresh`` has a reader answer, whatever is kept.
        The default graph is as this object was made, unless the query (FROM) or the question names
        a data set. Raises what :func:`examine`, :func:`rewrite_services` and
        :meth:`ReaderPool.run` raise, and :class:`StoreMissing`.
        """
        asked = self._looked_through(question)
        for _ in range(_ATTEMPTS):
            generation = self.generation()

            def evaluate(generation: Generation = generation) -> Answer:
                merged = _merges(generation, asked)
                order = Order(generation, asked.union, asked.question, *asked.rewritten, merged=merged)
                return self.pool.run(order, is_gone, client=client, timeout=timeout)

            try:
                return generation, evaluate() if fresh else self._answer(generation, asked, evaluate)
            except GenerationPruned:  # published and pruned since we looked: look again
                continue
        raise self._restless()

    def _restless(self) -> StoreMissing:
        return StoreMissing(f"the store in {self.store} changes faster than it can be read: try again")

    def _looked_through(self, question: Question) -> _Asked:
        facts = examine(question.query, services=True)
        rewritten = rewrite_services(question.prologue + question.query, self.limits.services)
        question = _with_data_set(question)
        names_data_set = facts.names_data_set or question.default_graphs is not None
        union = self._union and not names_data_set and not question.stored_default
        return _Asked(question, union, rewritten, not facts.varies and not rewritten.services)

    def _answer(self, generation: Generation, asked: _Asked, evaluate: Callable[[], Answer]) -> Answer:
        """From the cache, from a look-up, or from a reader."""
        if not asked.steady:
            return evaluate()
        key = Key.of(generation, asked.union, asked.question)
        if kept := self.cache.find(key):
            return kept.answer()
        with self.cache.flight(key) as landed:
            if landed and (kept := self.cache.find(key)):
                return kept.answer()
            answer = self._looked_up(generation, asked) or evaluate()
            return self._kept(key, answer)

    def _looked_up(self, generation: Generation, asked: _Asked) -> Answer | None:
        if asked.question.default_graphs is not None:
            return None
        return self._lookups.describe(generation, asked.union, asked.question)

    def _kept(self, key: Key, answer: Answer) -> Answer:
        """The answer, kept now where it is complete, else when it is."""
        form, name, etag, size = answer.form, answer.format, key.etag(), answer.size
        if size is not None:
            kept = Kept(form, name, answer.read(), etag)
            self.cache.keep(key, kept)
            return kept.answer()
        pieces = KeepingPieces(answer, lambda body: self.cache.keep(key, Kept(form, name, body, etag)))
        return Answer(form, name, pieces, None, etag)

    def statistics(self) -> dict[str, float]:
        """Counts since the start, and how things stand now, of readers, queue and cache."""
        return {
            "cache_hits": self.cache.hits,
            "cache_misses": self.cache.misses,
            "cache_bytes": self.cache.bytes,
            "cache_answers": len(self.cache),
            **self.pool.statistics(),
        }

    def close(self) -> None:
        """End the readers."""
        self.pool.close()
        self._lookups.close()


def _merges(generation: Generation, asked: _Asked) -> bool:
    """Whether to ask the copy that has each triple once: not where graphs are named, it misses some there."""
    return asked.union and generation.lists_repeats and not may_name_graphs(asked.rewritten.text)


def _with_data_set(question: Question) -> Question:
    """A request that names only one half of a data set has none of the other.

    The engine would leave every named graph visible beside a given default graph.
    """
    if question.default_graphs is None and question.named_graphs is None:
        return question
    return replace(
        question,
        default_graphs=question.default_graphs or (),
        named_graphs=question.named_graphs or (),
    )
