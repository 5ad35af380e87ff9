"""Small spaces of roles and skills, and a search that tries every path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import scipy.sparse as sp

from rolegraph.graph.paths.similarity import Needs

Weights = Sequence[Sequence[float]]
Key = tuple[float, int, tuple[int, ...]]


def needs_of(weights: Weights) -> Needs:
    """The arrays of a matrix of weights, roles × skills, 0 where a role does not ask for a skill."""
    by_role = sp.csr_array(np.array(weights, dtype=float).reshape(len(weights), -1 if len(weights) else 1))
    by_skill = sp.csc_array(by_role)
    return Needs(
        by_role.indptr, by_role.indices, by_role.data, by_skill.indptr, by_skill.indices, by_skill.data
    )


@dataclass(frozen=True)
class Small:
    """A space and a question of it; ``start_role`` is -1 for none."""

    weights: Weights
    asserted: frozenset[tuple[int, int]]
    floor: float
    skills: frozenset[int]
    start_role: int
    target: int
    with_start: bool

    def skills_of(self, role: int) -> frozenset[int]:
        return frozenset(skill for skill, weight in enumerate(self.weights[role]) if weight)

    @property
    def held(self) -> frozenset[int]:
        return self.skills | (self.skills_of(self.start_role) if self.start_role >= 0 else frozenset())

    def coverage(self, held: frozenset[int], role: int) -> float:
        total = sum(self.weights[role])
        return sum(w for skill, w in enumerate(self.weights[role]) if skill in held) / total if total else 0.0

    def step(self, before: int, role: int) -> float | None:
        """The coverage of a step, from -1 for the start; ``None`` where there is none."""
        first = before < 0
        own = self.held if first else self.skills_of(before)
        asserted = ((self.start_role if first else before), role) in self.asserted
        if self.coverage(own, role) < self.floor - 1e-9 and not asserted:
            return None
        return self.coverage(own | self.held if self.with_start else own, role)

    def ways(self, roles: tuple[int, ...], hops: int) -> Iterator[tuple[int, ...]]:
        """All simple paths to the target that begin with these roles."""
        if roles and roles[-1] == self.target:
            yield roles
        elif len(roles) < hops:
            for role in range(len(self.weights)):
                if role in roles or role == self.start_role:
                    continue
                if self.step(roles[-1] if roles else -1, role) is not None:
                    yield from self.ways((*roles, role), hops)

    def cost(self, roles: tuple[int, ...]) -> float:
        total = 0.0
        for before, role in zip((-1, *roles), roles, strict=False):
            total += -log(max(self.step(before, role) or 0.0, self.floor))
        return total

    def best(self, k: int, hops: int) -> list[Key]:
        """The k best paths: cost rounded, number of steps, roles."""
        if self.start_role == self.target:
            return [(0.0, 0, ())]
        return sorted((round(self.cost(way), 9), len(way), way) for way in self.ways((), hops))[:k]
