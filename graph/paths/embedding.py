"""From what is known of roles to a vector each.

The matrices of :mod:`rolegraph.graph.paths.features` stand side by side, times ``SAY``. Of their singular
vectors the first ``DIMENSIONS`` are kept, and what is left is taken for noise: with singular values s, the
vector of a role is its row of U·√(s² − s′²), s′ the first value that is not kept, brought to length 1 (as in
probabilistic principal component analysis, Tipping and Bishop 1999, but not centred). So roles are alike that
ask for skills which go together, although they share few.

With code, a role moves towards the middle of each group of its classification (ISCO unit and minor group):
the mean of the directions of these middles is added to its vector. A code says so who its neighbours are,
and where groups themselves are alike, roles in different groups come near each other, too.

What was tried beside, and lost, is in ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from scipy.sparse.linalg import svds

from rolegraph.graph.paths.features import Described, blocks
from rolegraph.graph.paths.similarity import Needs
from rolegraph.graph.paths.vectors import Vectors

Array = NDArray[Any]

DIMENSIONS = 120
SAY = (0.5, 1.0, 1.0, 1.0)
"""What skills, groups of skills, names and descriptions are multiplied by."""
_DENSE = 500
"""Up to so many roles all singular vectors are worked out."""
_NOTHING = 1e-9
_SEED = 1


def embedded(needs: Needs, importance: Array, described: Described, dimensions: int = DIMENSIONS) -> Vectors:
    """The vectors of all roles; ``importance`` is i(r,s) of each link in the order of ``needs.weights``.

    With fewer roles than ``dimensions`` there are as many numbers to a vector as roles, and the plain cosine
    of two is that of all features. The same input gives the same vectors, but for the last digits.
    """
    found = blocks(needs, importance, described)
    features = [csr_array(one * say) for one, say in zip(found, SAY, strict=True)]
    parts = _parts(features, dimensions)
    lengths = np.linalg.norm(parts.sum(axis=1), axis=1)
    parts *= _inverse(lengths)[:, None, None]
    plain = parts.sum(axis=1)
    coded, scale = _coded(plain, membership(described.codes))
    return Vectors(*(one.astype(np.float32) for one in (plain, parts, coded, scale)))


def _parts(features: Sequence[csr_array], dimensions: int) -> Array:
    """What each matrix adds to the vector of each role: roles × matrices × dimensions."""
    joined = csr_array(hstack(features))
    left, values = singular(joined, dimensions + 1)
    noise = values[dimensions] if len(values) > dimensions else 0.0
    left, values = left[:, :dimensions], values[:dimensions]
    kept = np.sqrt(np.maximum(values**2 - noise**2, 0.0))
    right = (joined.T @ left) * (_inverse(values) ** 2 * kept)
    stops = np.cumsum([one.shape[1] for one in features])
    some = [
        one @ right[stop - one.shape[1] : stop] for one, stop in zip(features, stops.tolist(), strict=True)
    ]
    return np.stack(some, axis=1)


def singular(matrix: csr_array, count: int) -> tuple[Array, Array]:
    """Left singular vectors and values, the largest first: ``count`` of them, at most one for each row."""
    if matrix.shape[0] <= max(_DENSE, count):
        squares, left = np.linalg.eigh((matrix @ matrix.T).toarray())
        values = np.sqrt(np.maximum(squares, 0.0))
    else:
        first = np.random.default_rng(_SEED).standard_normal(min(matrix.shape))
        left, values, _ = svds(matrix, k=count, v0=first, return_singular_vectors="u")
    order = np.argsort(-values)[:count]
    values = values[order]
    return left[:, order], np.where(values > _NOTHING, values, 0.0)


def membership(codes: Sequence[Sequence[str]]) -> csr_array:
    """Which groups each role belongs to: roles × groups, rows that add up to 1, or 0 of a role in none."""
    numbers: dict[str, int] = {}
    rows = [sorted({numbers.setdefault(code, len(numbers)) for code in some}) for some in codes]
    sizes = [len(row) for row in rows]
    shares = np.repeat([1.0 / max(size, 1) for size in sizes], sizes)
    starts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    return csr_array((shares, columns, starts), shape=(len(rows), max(len(numbers), 1)))


def _coded(plain: Array, groups: csr_array) -> tuple[Array, Array]:
    """The vectors moved towards the middles of their groups, and how much of the plain one is left."""
    belongs = csr_array((np.ones(groups.nnz), groups.indices, groups.indptr), shape=groups.shape)
    middles = belongs.T @ plain
    middles *= _inverse(np.linalg.norm(middles, axis=1))[:, None]
    moved = plain + groups @ middles
    scale = _inverse(np.linalg.norm(moved, axis=1))
    return moved * scale[:, None], scale


def _inverse(values: Array) -> Array:
    """1 / value, 0 of those that are 0 but for rounding."""
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > _NOTHING)
