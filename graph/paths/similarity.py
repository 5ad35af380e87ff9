"""Roles most like one role, and why.

Where roles have vectors (:mod:`rolegraph.graph.paths.embedding`), two are as alike as the cosine of these:
with code, which draws roles of one group of a classification together, or without. Measured against O*NET's
related occupations (``benchmarks/path_quality.py``), both are ahead of F1 and of the code alone; ESCO's
occupations are ranked better with code, O*NET's own, whose texts say more, without.

Where they have none, the score is the harmonic mean (F1) of how far each covers the other: with w(r,s) the
weight of skill s for role r, cov(a→b) = Σ w(b,s) over the skills that both ask for / Σ w(b,s) over all that b
asks for. Directed coverage alone would put roles that ask for little first.

Roles and skills are row and column numbers of one sparse matrix. Nothing here reads the graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rolegraph.graph.paths.vectors import Vectors

Ints = NDArray[np.integer]
Floats = NDArray[np.floating]

SKILLS = "skills"
"""The one signal of a score that is F1."""
MOST_COMPARED = 20_000
"""In a larger space only the ``FIRST`` roles by F1 are compared by their vectors."""
FIRST = 1_000
_DIGITS = 9
_VECTOR_DIGITS = 6
"""Scores that are the same when rounded are equal: vectors are float32."""


@dataclass(frozen=True)
class Needs:
    """What roles ask for: the matrix of weights w(r,s), above 0, of R roles × S skills, in both orders.

    By role (CSR): the skills of role r are ``skills[starts[r]:starts[r + 1]]``, ascending, their weights
    stand at the same places of ``weights``. By skill (CSC): ``skill_starts``, ``roles``, ``role_weights``.
    All of these may be memory-mapped. ``starts`` has R + 1 entries, ``skill_starts`` S + 1.
    """

    starts: Ints
    skills: Ints
    weights: Floats
    skill_starts: Ints
    roles: Ints
    role_weights: Floats

    @cached_property
    def totals(self) -> Floats:
        """The sum of the weights of each role; 0 of one without skills."""
        sums = np.concatenate(([0.0], np.cumsum(self.weights, dtype=np.float64)))
        return np.asarray(sums[self.starts[1:]] - sums[self.starts[:-1]])

    @cached_property
    def role_shares(self) -> Floats:
        """By skill, as ``role_weights``: each weight as a share of the total of its role."""
        return np.asarray(self.role_weights / self.totals[self.roles])

    def of_role(self, role: int) -> tuple[Ints, Floats]:
        """The skills of a role and their weights."""
        place = slice(self.starts[role], self.starts[role + 1])
        return self.skills[place], self.weights[place]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two roles both ask for.

    ``skills`` are in the order of ``shares``, the largest first, then by number. ``shares`` are what each
    adds to ``score``, the F1 of both coverages: the half by its part of each. ``forth`` is the coverage of
    the other role by the first, ``back`` the reverse.
    """

    skills: Ints
    shares: Floats
    forth: float
    back: float
    score: float


def overlap(needs: Needs, role: int, other: int) -> Overlap:
    """What two roles both ask for; nothing, with zeros, where they share no skill."""
    own, own_weights = needs.of_role(role)
    asked, asked_weights = needs.of_role(other)
    shared, here, there = np.intersect1d(own, asked, assume_unique=True, return_indices=True)
    if not len(shared):
        return Overlap(shared, np.zeros(0), 0.0, 0.0, 0.0)
    ours, theirs = own_weights[here], asked_weights[there]
    forth, back = theirs.sum() / needs.totals[other], ours.sum() / needs.totals[role]
    score = 2.0 * forth * back / (forth + back)
    shares = score * (ours / ours.sum() + theirs / theirs.sum()) / 2.0
    order = np.lexsort((shared, -np.round(shares, _DIGITS)))
    return Overlap(shared[order], shares[order], float(forth), float(back), float(score))


@dataclass(frozen=True)
class Similar:
    """A role like the one asked about, with a score in (0, 1]; why is worked out when it is asked for."""

    role: int
    score: float
    _of: int = field(repr=False)
    _needs: Needs = field(repr=False, compare=False)
    _vectors: Vectors | None = field(repr=False, compare=False)
    _with_code: bool = field(repr=False)

    @cached_property
    def overlap(self) -> Overlap:
        """The skills that both roles ask for."""
        return overlap(self._needs, self._of, self.role)

    @property
    def forth(self) -> float:
        """The coverage of this role by the one asked about."""
        return self.overlap.forth

    @property
    def back(self) -> float:
        """The coverage of the role asked about by this one."""
        return self.overlap.back

    @property
    def shared(self) -> Ints:
        """The skills that both roles ask for."""
        return self.overlap.skills

    @cached_property
    def signals(self) -> tuple[tuple[str, float], ...]:
        """The parts of the score, by name; they add up to it: ``vectors.PARTS`` and ``CODE``, or ``SKILLS``.

        A part below 0 keeps the roles apart.
        """
        if self._vectors is None:
            return ((SKILLS, self.score),)
        return tuple(self._vectors.signals(self._of, self.role, self._with_code))


def similar_roles(
    needs: Needs, role: int, limit: int = 20, vectors: Vectors | None = None, *, with_code: bool = True
) -> list[Similar]:
    """The ``limit`` roles most like a role, best first, ties by role number; without the role itself.

    ``vectors`` are those of all roles of ``needs``; ``None``, or none at all (a space without them), for F1.
    ``with_code``: whether what the vectors know of classifications of occupations counts. A role without
    skills is like none. By F1 neither are roles that share no skill; by vectors they may be.
    """
    if needs.totals[role] <= 0.0 or limit < 1:
        return []
    if vectors is None or not len(vectors):
        vectors, digits = None, _DIGITS
        others, scores = _by_overlap(needs, role)
    else:
        digits = _VECTOR_DIGITS
        others, scores = _by_vectors(needs, role, vectors, with_code)
    best = _best(np.round(scores, digits), others, limit)
    found = zip(others[best].tolist(), scores[best].tolist(), strict=True)
    return [Similar(other, score, role, needs, vectors, with_code) for other, score in found]


def _by_overlap(needs: Needs, role: int) -> tuple[Ints, Floats]:
    """The roles that share a skill with a role, and F1."""
    skills, weights = needs.of_role(role)
    lists = [slice(needs.skill_starts[skill], needs.skill_starts[skill + 1]) for skill in skills.tolist()]
    found = np.concatenate([needs.roles[one] for one in lists])
    theirs = np.concatenate([needs.role_shares[one] for one in lists])
    own = np.repeat(weights, [one.stop - one.start for one in lists])
    size = len(needs.starts) - 1
    covered = np.bincount(found, theirs, size)
    # Of truth values: to look for numbers that are not 0 takes several times as long.
    others = np.flatnonzero(covered > 0.0)
    others = others[others != role]
    forth = covered[others]
    back = np.bincount(found, own, size)[others] / needs.totals[role]
    return others, 2.0 * forth * back / (forth + back)


def _by_vectors(needs: Needs, role: int, vectors: Vectors, with_code: bool) -> tuple[Ints, Floats]:
    """The roles whose vectors lie on the same side as a role's, and how close they lie."""
    if len(vectors) > MOST_COMPARED:
        others, first = _by_overlap(needs, role)
        others = np.sort(others[_best(np.round(first, _DIGITS), others, FIRST)])
        scores = vectors.scores(role, others, with_code)
    else:
        others, scores = np.arange(len(vectors)), vectors.scores(role, slice(None), with_code)
    there = np.flatnonzero((scores > 0.0) & (needs.totals[others] > 0.0) & (others != role))
    return others[there], scores[there]


def _best(scores: Floats, others: Ints, limit: int) -> Ints:
    """Places of the highest scores, then of the lowest numbers. Only what reaches the limit is sorted."""
    places = np.arange(len(scores))
    if len(scores) > limit:
        places = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    order = np.lexsort((others[places], -scores[places]))
    return np.asarray(places[order[:limit]])
