"""What was tried beside what ships, measured on the half for choosing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from path_quality_data import Task, needs_of
from path_quality_methods import (
    Method,
    Scores,
    Vectored,
    code_alone,
    f1,
    f1_of,
    matrix,
    rarity,
)
from scipy.sparse import csr_array, diags_array, hstack
from scipy.sparse.linalg import svds

from rolegraph.graph.paths.embedding import DIMENSIONS, SAY, singular
from rolegraph.graph.paths.features import blocks, normalised

_NEIGHBOURS = 10
_SIZE = 100


def tries(vectored: Vectored) -> dict[str, dict[str, Method]]:
    """The methods by name, in groups."""
    return {
        "skills": _of_skills(vectored),
        "one signal": {name: partial(_block, place=place) for place, name in _BLOCKS.items()},
        "without code": _without_code(vectored),
        "with code": _with_code(vectored),
    }


_BLOCKS = {1: "groups of skills alone", 2: "names alone", 3: "descriptions alone"}


def _of_skills(vectored: Vectored) -> dict[str, Method]:
    return {
        "cosine": lambda task: _cosine(matrix(task)),
        "F1, optional skills count 0.25": partial(_f1_optional, share=0.25),
        "F1, optional skills count as essential": partial(_f1_optional, share=1.0),
        "F1, ln(1 + N/df) squared": _f1_squared,
        "F1 + 0.25 credit for siblings": _siblings,
        "PPMI cosine": lambda task: _cosine(_ppmi(task)),
        f"PPMI, {_SIZE} singular vectors": lambda task: _truncated(_ppmi(task)),
        f"weights, {_SIZE} singular vectors": lambda task: _truncated(normalised(matrix(task))),
        "second order: shared nearest roles": _second_order,
        "vectors of skills": lambda task: vectored.plain(task, ("code",)),
        "vectors of skills and groups": lambda task: vectored.plain(task, ("skill-groups",)),
    }


def _without_code(vectored: Vectored) -> dict[str, Method]:
    return {
        "cosine of all four joined": lambda task: _cosine(_joined(task)),
        f"all four, {_SIZE} singular vectors, values as they are": lambda task: _truncated(_joined(task)),
        "vectors without names": lambda task: vectored.plain(task, ("skill-groups", "description")),
        "vectors without descriptions": lambda task: vectored.plain(task, ("skill-groups", "names")),
        "vectors without groups": lambda task: vectored.plain(task, ("names", "description")),
        "vectors of features of length 1, times 0.7, 0.7, 1, 1": partial(
            _of_length_1, say=(0.7, 0.7, 1.0, 1.0)
        ),
        "vectors of features of length 1, times 0.5, 1, 1, 1": partial(
            _of_length_1, say=(0.5, 1.0, 1.0, 1.0)
        ),
        "**vectors: as shipped, without code**": vectored.plain,
        "vectors + 0.5 F1": lambda task: vectored.plain(task) + 0.5 * f1(task),
        "vectors, hubness corrected (CSLS, 10)": lambda task: _csls(vectored.plain(task)),
        "vectors, ranks fused with F1 (RRF)": lambda task: _fused_ranks(vectored.plain(task), f1(task)),
        "vectors + those of the 10 nearest": lambda task: _with_neighbours(vectored.of(task).plain),
    }


def _with_code(vectored: Vectored) -> dict[str, Method]:
    return {
        "cosine + 0.1 share of code": lambda task: _cosine(matrix(task)) + 0.025 * code_alone(task),
        "F1 + 0.1 share of code": lambda task: f1(task) + 0.025 * code_alone(task),
        "vectors + 0.05 a level": lambda task: vectored.plain(task) + 0.05 * code_alone(task),
        "vectors + 0.1 a level": lambda task: vectored.plain(task) + 0.1 * code_alone(task),
        "vectors with code as features": _code_as_features,
        "**vectors moved to middles: as shipped, with code**": lambda task: _coded(vectored, task),
    }


def _coded(vectored: Vectored, task: Task) -> Scores:
    rows = vectored.of(task).coded
    return np.asarray(rows @ rows.T)


def _cosine(features: csr_array) -> Scores:
    rows = normalised(features)
    return np.asarray((rows @ rows.T).toarray(), dtype=np.float32)


def _block(task: Task, place: int) -> Scores:
    return _cosine(blocks(task.needs, task.importance.data, task.described)[place])


def _joined(task: Task, say: Sequence[float] = SAY) -> csr_array:
    found = blocks(task.needs, task.importance.data, task.described)
    return csr_array(hstack([one * factor for one, factor in zip(found, say, strict=True)]))


def _of_length_1(task: Task, say: Sequence[float]) -> Scores:
    """Vectors as shipped, but of rows that all have the same length."""
    found = blocks(task.needs, task.importance.data, task.described)
    joined = csr_array(hstack([normalised(one) * factor for one, factor in zip(found, say, strict=True)]))
    left, values = singular(joined, DIMENSIONS + 1)
    kept = np.sqrt(np.maximum(values[:-1] ** 2 - values[-1] ** 2, 0.0))
    return _cosine(csr_array(left[:, :-1] * kept))


def _f1_optional(task: Task, share: float) -> Scores:
    """Importance below 1 is that of optional skills in ESCO."""
    changed = task.importance.copy()
    changed.data = np.where(changed.data < 1.0, share, 1.0)
    weights = csr_array((needs_of(changed).weights, changed.indices, changed.indptr), shape=changed.shape)
    return f1_of(weights, (weights > 0).astype(np.float32))


def _f1_squared(task: Task) -> Scores:
    weights = csr_array(matrix(task) @ diags_array(rarity(task.importance)))
    return f1_of(weights, (weights > 0).astype(np.float32))


def _siblings(task: Task) -> Scores:
    """A skill counts as held by a quarter where one is that stands below the same group."""
    has = (task.importance > 0).astype(np.float32)
    groups = task.described.groups.astype(np.float32)
    near = ((has @ groups) @ groups.T > 0).astype(np.float32)
    return f1_of(matrix(task), csr_array(has.maximum(0.25 * near)))


def _ppmi(task: Task) -> csr_array:
    """Positive pointwise mutual information of roles and skills."""
    has = (task.importance > 0).astype(np.float64).tocoo()
    roles, skills = has.sum(axis=1), has.sum(axis=0)
    told = np.log(has.nnz / (roles[has.row] * skills[has.col]))
    return csr_array((np.maximum(told, 0.0), (has.row, has.col)), shape=has.shape)


def _truncated(features: csr_array) -> Scores:
    first = np.random.default_rng(1).standard_normal(min(features.shape))
    left, values, _ = svds(features.astype(np.float64), k=_SIZE, v0=first, return_singular_vectors="u")
    return _cosine(csr_array(left * values))


def _nearest(scores: Scores, count: int) -> csr_array:
    """Each role's ``count`` most alike, itself not among them."""
    others = scores - 9.0 * np.eye(len(scores), dtype=scores.dtype)
    limit = np.partition(others, -count, axis=1)[:, -count]
    return csr_array(np.where(others >= limit[:, None], np.maximum(others, 0.0), 0.0))


def _second_order(task: Task) -> Scores:
    near = _nearest(f1(task), 2 * _NEIGHBOURS)
    return _cosine(csr_array(normalised(near) + 0.5 * diags_array(np.ones(near.shape[0]))))


def _with_neighbours(rows: NDArray[np.float32]) -> Scores:
    near = normalised(csr_array(_nearest(rows @ rows.T, _NEIGHBOURS) @ csr_array(rows)))
    moved = rows + near.toarray()
    return np.asarray(moved @ moved.T)


def _csls(scores: Scores) -> Scores:
    """Cross-domain similarity local scaling: less of what is near to everything."""
    others = scores - 9.0 * np.eye(len(scores), dtype=scores.dtype)
    near = np.sort(others, axis=1)[:, -_NEIGHBOURS:].mean(axis=1)
    return np.asarray(2 * scores - near[:, None] - near[None, :])


def _fused_ranks(*some: Scores) -> Scores:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): the sum of 1 / (60 + rank)."""
    ranks = (np.argsort(np.argsort(-one, axis=1), axis=1) for one in some)
    return np.asarray(sum(1.0 / (60.0 + rank) for rank in ranks))


def _code_as_features(task: Task) -> Scores:
    grouped = [_membership(task, level) for level in range(3)]
    return _truncated(csr_array(hstack([_joined(task), 0.7 * normalised(csr_array(hstack(grouped)))])))


def _membership(task: Task, level: int) -> csr_array:
    names, columns = np.unique([row[level] for row in task.levels], return_inverse=True)
    rows = np.arange(len(columns))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(rows), len(names)))
