"""How well a ranking finds related occupations: P@10, R@10, MRR, with intervals by bootstrap.

P@10 is the share of the first ten that are right, R@10 that of all right ones, at most ten of them, MRR the
mean of 1 / place of the first right one. Ties are broken by chance, the same for each method. The bootstrap
draws O*NET occupations, not roles: several roles share one occupation, and so what is right.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from path_quality_data import Task

Floats = NDArray[np.float64]
Scores = NDArray[np.floating]
FIRST = 10
_SEED, _DRAWS = 20_261_122, 2_000
_WITHIN = 0.95


def is_for_choosing(key: str) -> bool:
    """Whether an occupation is of the half on which methods are chosen: by the hash of its code."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 == 0


@dataclass(frozen=True)
class Outcome:
    """P@10, R@10 and MRR of each query, a column each, and the number of each query's occupation."""

    values: Floats
    occupation: NDArray[np.int64]

    @property
    def means(self) -> Floats:
        """The means of the three figures."""
        return np.asarray(self.values.mean(axis=0))

    @property
    def precision(self) -> Floats:
        """P@10 of each query."""
        return np.asarray(self.values[:, 0])

    def interval(self, than: Outcome | None = None) -> tuple[float, float]:
        """Between which the mean P@10 lies, or how much more it is than another's, of the same queries."""
        values = self.precision - (than.precision if than else 0.0)
        sums, counts = np.bincount(self.occupation, values), np.bincount(self.occupation)
        draws = np.random.default_rng(_SEED).multinomial(len(counts), [1 / len(counts)] * len(counts), _DRAWS)
        low, high = np.quantile((draws @ sums) / (draws @ counts), [(1 - _WITHIN) / 2, (1 + _WITHIN) / 2])
        return float(low), float(high)


class Judge:
    """Measures rankings of one task on one half of the occupations."""

    def __init__(self, task: Task, relation: str, *, choosing: bool) -> None:
        keys = np.array(task.keys)
        related = task.related[relation]
        self._pool = task.pool
        asked = [
            at for at, key in enumerate(task.keys) if key in related and is_for_choosing(key) == choosing
        ]
        self._right = np.array([np.isin(keys, sorted(related[keys[at]])) for at in asked])
        self._right &= keys[asked][:, None] != keys[None, :]
        some = self._right.any(axis=1)
        self._asked, self._right = np.array(asked)[some], self._right[some]
        self._own = keys[self._asked][:, None] == keys[None, :]
        self._chance = np.random.default_rng(_SEED).permutation(len(keys))
        self.occupation = np.unique(keys[self._asked], return_inverse=True)[1]

    @property
    def queries(self) -> int:
        """How many roles are asked about."""
        return len(self._asked)

    @property
    def occupations(self) -> int:
        """How many occupations they belong to."""
        return int(self.occupation.max()) + 1

    def outcome(self, scores: Scores) -> Outcome:
        """What a matrix of scores gives, all roles × all roles, the higher the more alike."""
        found = np.where(self._own, -np.inf, scores[np.ix_(self._pool[self._asked], self._pool)])
        order = self._chance[np.argsort(-found[:, self._chance], axis=1, kind="stable")]
        right = np.take_along_axis(self._right, order, axis=1)
        hits = right[:, :FIRST].sum(axis=1)
        wanted = np.minimum(self._right.sum(axis=1), FIRST)
        first = right.argmax(axis=1) + 1
        return Outcome(np.stack([hits / FIRST, hits / wanted, 1 / first], axis=1), self.occupation)
