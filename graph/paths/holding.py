"""What is held at the start of a question about paths, and what that makes of the steps.

Coverages are fractions of 1. A step that is asserted counts for at least the floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rolegraph.graph.paths.similarity import Needs
from rolegraph.graph.paths.steps import SLACK, Steps

Array = NDArray[Any]
_MOST_CELLS = 8_000_000
"""The most numbers in a table that a question makes."""


def ranges(starts: Array, stops: Array) -> Array:
    """The numbers of several ranges, one range after the other."""
    lengths = stops - starts
    ends = np.cumsum(lengths)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)


def tally(places: Array, values: Array, size: int) -> Array:
    """The sum of the values at each place; numbers of float64 also where there is nothing to sum."""
    return np.bincount(places, values, size).astype(np.float64, copy=False)


def shares(parts: Array, totals: Array) -> Array:
    """Parts of totals, 0 of a total of 0."""
    return np.divide(parts, totals, out=np.zeros(len(parts)), where=totals > 0)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target that asks other than ``Needs`` has it: as the pages of one country and band describe it.

    Skills by number, ascending, each once, with weights above 0. Every step to the target is then there, and
    covers, by these; all other steps are as they are.
    """

    role: int
    skills: Array
    weights: Array


@dataclass(frozen=True)
class Holding:
    """The skills held at the start (numbers, ascending, each once), and the role that they come with, if any.

    ``with_start``: whether they count at every step, together with the skills of the role before, or at the
    first step only. ``aim``: what the target asks, where that is not as ``needs`` has it.
    """

    needs: Needs
    steps: Steps
    skills: Array
    role: int | None
    with_start: bool
    aim: Aim | None = None

    @classmethod
    def of(
        cls,
        needs: Needs,
        steps: Steps,
        skills: Array,
        role: int | None,
        with_start: bool,
        aim: Aim | None = None,
    ) -> Holding:
        """Skills and those of the role, where there is one, together."""
        own = needs.of_role(role)[0] if role is not None else skills[:0]
        return cls(needs, steps, np.union1d(skills, own).astype(np.int64), role, with_start, aim)

    @cached_property
    def direct(self) -> Array:
        """The coverage of every role by what is held at the start (R numbers)."""
        needs = self.needs
        places = ranges(needs.skill_starts[self.skills], needs.skill_starts[self.skills + 1])
        roles = needs.roles[places]
        covered = tally(roles, needs.role_shares[places], self.steps.roles)
        # Sums may be above 1 by rounding; the others are 0.
        covered[roles] = np.minimum(covered[roles], 1.0)
        if self.aim is not None:
            held = np.where(self._is_held[self.aim.skills], self.aim.weights, 0.0)
            covered[self.aim.role] = min(held.sum() / self.aim.weights.sum(), 1.0)
        return covered

    @cached_property
    def first(self) -> Array:
        """What the first step to each role counts for (R numbers); 0 where there is none."""
        counted = np.where(self.direct >= self.steps.floor - SLACK, self.direct, 0.0)
        if self.role is not None:
            stated = self._stated()
            counted[stated] = np.maximum(counted[stated], self.steps.floor)
            counted[self.role] = 0.0
        return counted

    def _stated(self) -> Array:
        """The roles that the start's role has as alternatives."""
        here = slice(self.steps.first[self.role], self.steps.first[self.role + 1])  # type: ignore[operator]
        return np.asarray(self.steps.ends[here][self.steps.asserted[here]])

    @cached_property
    def _is_held(self) -> Array:
        held = np.zeros(len(self.needs.skill_starts) - 1, dtype=bool)
        held[self.skills] = True
        return held

    def onward(self, role: int) -> tuple[Array, Array]:
        """The ends of the steps of a role, ascending, and the coverage of each."""
        ends, coverage = self._onward(role)
        if self.aim is None:
            return ends, coverage
        others = ends != self.aim.role
        ends, coverage = ends[others], coverage[others]
        begins, arriving = self._aimed
        place = int(np.searchsorted(begins, role))
        if place == len(begins) or begins[place] != role:
            return ends, coverage
        between = int(np.searchsorted(ends, self.aim.role))
        return np.insert(ends, between, self.aim.role), np.insert(coverage, between, arriving[place])

    def _onward(self, role: int) -> tuple[Array, Array]:
        """The same by what all roles need."""
        here = slice(self.steps.first[role], self.steps.first[role + 1])
        ends, coverage = self.steps.ends[here], self.steps.coverage[here]
        if not self.with_start or not len(ends):
            return ends, coverage
        if self._lists is not None:
            starts, columns, asked = self._lists
            own = columns[starts[role] : starts[role + 1]]
            more = self.direct[ends] - asked[ends[:, None], own].sum(axis=1)
        else:
            extra = self._is_held.copy()
            extra[self.needs.of_role(role)[0]] = False
            more = self._row_sums(ends, extra)
        return ends, np.minimum(coverage + more, 1.0)

    def into(self, target: int) -> tuple[Array, Array]:
        """Where the steps to a role begin, ascending, and the coverage of each."""
        if self.aim is not None and self.aim.role == target:
            return self._aimed
        here = slice(self.steps.last[target], self.steps.last[target + 1])
        begins, coverage = self.steps.begins[here], self.steps.coverage[self.steps.places[here]]
        return begins, self._into(begins, coverage, *self.needs.of_role(target))

    @cached_property
    def _aimed(self) -> tuple[Array, Array]:
        """Where the steps to the aim begin, and the coverage of each."""
        assert self.aim is not None
        aim, needs, steps = self.aim, self.needs, self.steps
        starts, stops = needs.skill_starts[aim.skills], needs.skill_starts[aim.skills + 1]
        weights = np.repeat(aim.weights / aim.weights.sum(), stops - starts)
        covered = np.minimum(tally(needs.roles[ranges(starts, stops)], weights, steps.roles), 1.0)
        there = covered >= steps.floor - SLACK
        here = slice(steps.last[aim.role], steps.last[aim.role + 1])
        there[steps.begins[here][steps.asserted[steps.places[here]]]] = True
        there[aim.role] = False
        begins = np.flatnonzero(there)
        return begins, self._into(begins, covered[begins], aim.skills, aim.weights)

    def _into(self, begins: Array, coverage: Array, skills: Array, weights: Array) -> Array:
        """The coverage of steps to a role that asks for these skills, with what is held at the start."""
        total = weights.sum()
        if not self.with_start or not len(begins) or not total:
            return coverage
        asked = np.zeros(len(self._is_held))
        asked[skills] = np.where(self._is_held[skills], weights, 0.0)
        lacking = asked.sum() - self._row_sums(begins, asked, weighted=False)
        return np.asarray(np.minimum(coverage + lacking / total, 1.0))

    def _row_sums(self, roles: Array, values: Array, weighted: bool = True) -> Array:
        """For each role the sum of the values of its skills, as shares of its total where ``weighted``."""
        starts, stops = self.needs.starts[roles], self.needs.starts[roles + 1]
        places = ranges(starts, stops)
        picked = values[self.needs.skills[places]]
        if weighted:
            picked = picked * self.needs.weights[places]
        sums = tally(np.repeat(np.arange(len(roles)), stops - starts), picked, len(roles))
        return shares(sums, self.needs.totals[roles]) if weighted else sums

    def counted(self, coverage: Array) -> Array:
        """What steps of ``Steps`` count for: what is below the floor is there because it is asserted."""
        return np.maximum(coverage, self.steps.floor)

    def at_least(self, coverage: Array, ends: Array) -> Array:
        """What steps count for at least, without a look at which skills overlap."""
        counted = self.counted(coverage)
        return np.maximum(counted, self.direct[ends]) if self.with_start else counted

    def at_most(self, coverage: Array, ends: Array) -> Array:
        """What steps can count for at most, without a look at which skills overlap."""
        counted = self.counted(coverage)
        return np.minimum(counted + self.direct[ends], 1.0) if self.with_start else counted

    def closer(self, coverage: Array, begins: Array, ends: Array) -> Array:
        """What steps count for: exact, but where that would be too much work; then ``at_most``."""
        if not self.with_start or self._lists is None:
            return self.at_most(coverage, ends)
        more = self.direct[ends] - self._overlap(begins, ends, *self._lists)
        return np.minimum(self.counted(coverage + more), 1.0)

    def _overlap(self, begins: Array, ends: Array, starts: Array, columns: Array, asked: Array) -> Array:
        """For each step, the share of what its end asks that both the start and the role before have."""
        counts = np.where(self.direct[ends] > 0, starts[begins + 1] - starts[begins], 0)
        if counts.sum() > _MOST_CELLS:
            return np.zeros(len(ends))
        each = np.repeat(np.arange(len(ends)), counts)
        places = ranges(starts[begins], starts[begins] + counts)
        return tally(each, asked[ends[each], columns[places]], len(ends))

    @cached_property
    def _lists(self) -> tuple[Array, Array, Array] | None:
        """What each role asks of the skills held at the start, if that is not too large.

        Where the list of each role starts (R + 1); the lists, of places among the skills held; how much of
        what a role asks each of those is (R × skills held).
        """
        size, width = self.steps.roles, self.skills.size
        if size * width > _MOST_CELLS:
            return None
        needs = self.needs
        starts, stops = needs.skill_starts[self.skills], needs.skill_starts[self.skills + 1]
        places = ranges(starts, stops)
        roles, columns = needs.roles[places], np.repeat(np.arange(width), stops - starts)
        asked = np.zeros((size, width))
        asked[roles, columns] = needs.role_shares[places]
        counts = np.bincount(roles, minlength=size)
        return np.concatenate(([0], np.cumsum(counts))), columns[np.argsort(roles, kind="stable")], asked
