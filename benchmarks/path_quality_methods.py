"""How alike roles are, as matrices of all roles × all roles: baselines, what ships, what is shuffled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from path_quality_data import Task, needs_of
from scipy.sparse import csr_array

from rolegraph.graph.paths.embedding import embedded
from rolegraph.graph.paths.features import Described
from rolegraph.graph.paths.similarity import similar_roles
from rolegraph.graph.paths.vectors import Vectors

Scores = NDArray[np.floating]
Method = Callable[[Task], Scores]
_SEED = 20_261_122


def at_random(task: Task) -> Scores:
    """Any order."""
    size = len(task.labels)
    return np.random.default_rng(_SEED).random((size, size), dtype=np.float32)


def code_alone(task: Task) -> Scores:
    """How many levels of the classification two roles share."""
    return np.asarray(sum(same_code(task, level) for level in range(len(task.levels[0]))))


def same_code(task: Task, level: int) -> Scores:
    """1 where two roles are in the same group of a level, else 0."""
    _, groups = np.unique([some[level] for some in task.levels], return_inverse=True)
    return np.asarray(groups[:, None] == groups[None, :], dtype=np.float32)


def jaccard(task: Task, weighted: bool = False) -> Scores:
    """Skills that both ask for, of those that either does; counted, or by ln(1 + N/df)."""
    has, weights = (task.importance > 0).astype(np.float32), rarity(task.importance) if weighted else None
    rare = has if weights is None else has.multiply(weights[None, :]).tocsr()
    both = (rare @ has.T).toarray()
    alone = both.diagonal()
    return np.asarray(both / np.maximum(alone[:, None] + alone[None, :] - both, 1e-12))


def f1(task: Task) -> Scores:
    """F1 of both coverages."""
    weights = matrix(task)
    return f1_of(weights, (weights > 0).astype(np.float32))


def f1_of(weights: csr_array, held: csr_array) -> Scores:
    """F1 of both coverages, with what each role counts as holding."""
    coverage = (weights @ held.T).toarray() / np.maximum(weights.sum(axis=1), 1e-12)[:, None]
    return np.asarray(2 * coverage * coverage.T / np.maximum(coverage + coverage.T, 1e-12))


def matrix(task: Task) -> csr_array:
    """The weights w(r,s)."""
    needs = task.needs
    values = (needs.weights.astype(np.float32), needs.skills, needs.starts)
    return csr_array(values, shape=task.importance.shape)


def rarity(importance: csr_array) -> NDArray[np.float32]:
    """ln(1 + N/df) of each skill."""
    having = np.bincount(importance.indices, minlength=importance.shape[1])
    return np.asarray(np.log1p(importance.shape[0] / np.maximum(having, 1)), dtype=np.float32)


class Vectored:
    """The vectors of one task, worked out once for each set of what they are made of."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, tuple[str, ...]], Vectors] = {}

    def of(self, task: Task, parts: Sequence[str] = ()) -> Vectors:
        """The vectors as shipped, or made of the skills and of some other parts alone."""
        key = (task.name, tuple(parts))
        if key not in self._kept:
            described = only(task.described, parts) if parts else task.described
            self._kept[key] = embedded(task.needs, task.importance.data, described)
        return self._kept[key]

    def shipped(self, task: Task, with_code: bool) -> Scores:
        """What :func:`similar_roles` gives, role by role."""
        vectors = self.of(task)
        scores = np.full((len(task.labels),) * 2, -2.0, dtype=np.float32)
        for role in task.pool.tolist():
            for found in similar_roles(task.needs, role, len(vectors), vectors, with_code=with_code):
                scores[role, found.role] = found.score
        return scores

    def plain(self, task: Task, parts: Sequence[str] = ()) -> Scores:
        """The cosines of the vectors without code."""
        rows = self.of(task, parts).plain
        return np.asarray(rows @ rows.T)


def only(described: Described, parts: Sequence[str]) -> Described:
    """What is said of roles, but for parts that are not named."""
    empty: Mapping[str, Described] = {
        "skill-groups": replace(described, groups=csr_array(described.groups.shape)),
        "names": replace(described, names=[()] * len(described.names)),
        "description": replace(described, texts=[""] * len(described.texts)),
        "code": replace(described, codes=[()] * len(described.codes)),
    }
    fields = {"skill-groups": "groups", "names": "names", "description": "texts", "code": "codes"}
    changed = {fields[part]: getattr(empty[part], fields[part]) for part in empty if part not in parts}
    return replace(described, **changed)


def shuffled(task: Task) -> Task:
    """Each role asks for as many skills, each skill is asked for as often, by chance (but for repeats)."""
    links = task.importance.tocoo()
    columns = np.random.default_rng(_SEED).permutation(links.col)
    importance = csr_array((links.data, (links.row, columns)), shape=links.shape)
    importance.sum_duplicates()
    importance.data = np.minimum(importance.data, 1.0)
    importance.sort_indices()
    return replace(task, importance=importance, needs=needs_of(importance))


def swapped(task: Task) -> Task:
    """All that is known of a role, but for its code, is another's."""
    order = np.random.default_rng(_SEED).permutation(len(task.labels))
    importance = csr_array(task.importance[order])
    known = task.described
    described = replace(
        known, names=[known.names[at] for at in order], texts=[known.texts[at] for at in order]
    )
    return replace(task, importance=importance, needs=needs_of(importance), described=described)


def vectors_of_skills(task: Task) -> Scores:
    """Vectors made of skills and their groups alone."""
    return Vectored().plain(task, ("skill-groups",))


def baselines() -> dict[str, Method]:
    """What every result stands beside, by name."""
    return {
        "random": at_random,
        "code alone": code_alone,
        "Jaccard": jaccard,
        "idf-Jaccard": partial(jaccard, weighted=True),
        "F1": f1,
    }


def shuffles() -> dict[str, Method]:
    """What must fall to random."""
    return {
        "F1, links shuffled": lambda task: f1(shuffled(task)),
        "vectors of skills, links shuffled": lambda task: vectors_of_skills(shuffled(task)),
        "without code, all of a role another's": lambda task: Vectored().shipped(swapped(task), False),
    }
