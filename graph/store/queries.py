"""Asking the current generation of a store: text scan, data set, reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rolegraph.graph.errors import StoreMissing
from rolegraph.graph.store.answer import Answer, GenerationPruned, Order, Question
from rolegraph.graph.store.generations import Generation, current_generation
from rolegraph.graph.store.query_text import examine
from rolegraph.graph.store.reader_pool import PoolLimits, ReaderPool

_ATTEMPTS = 5


class Queries:
    """Answers questions from the generation that is current when each is asked; thread-safe.

    ``store`` is the store's folder, see :mod:`rolegraph.graph.store.generations`.
    """

    def __init__(self, store: Path, limits: PoolLimits | None = None) -> None:
        self.store = store.absolute()
        self.pool = ReaderPool(limits)

    def ask(self, question: Question, is_gone: Callable[[], bool] | None = None) -> tuple[Generation, Answer]:
        """The answer, and the generation that it was made from; the answer must be closed.

        The default graph is the union of all graphs, unless the query (FROM) or the question names
        a data set. Raises what :func:`examine` and :meth:`ReaderPool.run` raise, and
        :class:`StoreMissing`.
        """
        union = not examine(question.query).names_data_set
        question = _with_data_set(question)
        union = union and question.default_graphs is None
        for _ in range(_ATTEMPTS):
            generation = current_generation(self.store)
            order = Order(generation.path, generation.base, union, question)
            try:
                return generation, self.pool.run(order, is_gone)
            except GenerationPruned:  # published and pruned since we looked: look again
                continue
        raise StoreMissing(f"the store in {self.store} changes faster than it can be read: try again")

    def close(self) -> None:
        """End the readers."""
        self.pool.close()


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
