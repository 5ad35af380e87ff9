"""The k best paths from skills, a role or both to a role, within a number of steps.

A path is a row of roles that differ, the last the target. Its first step begins at the start, a set of skills
H (with those of the start's role, where there is one), and is there where cov(H→r) reaches the floor; the
other steps are those of ``Steps``. A step costs −ln of its coverage, an asserted one −ln of at least the
floor; the best paths are those of the smallest sum. Ties: cost rounded to 1e-9, then fewer steps, then roles
by their numbers, so roles are to be numbered in the order of their IRIs.

::

    Finder(needs, steps).find(Start(skills, role), target, k=5, hops=4) -> Found

The search is best-first over simple paths (A*, Hart, Nilsson and Raphael 1968), with the bounds of
``bounds``; what it looks at is bounded (``MOST_WORK``).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rolegraph.graph.errors import BadValue
from rolegraph.graph.paths.bounds import bounds
from rolegraph.graph.paths.holding import Aim, Holding
from rolegraph.graph.paths.similarity import Needs
from rolegraph.graph.paths.steps import Steps

MOST_HOPS = 6
MOST_PATHS = 100
MOST_WORK = 100_000_000
"""In steps looked at; going on from one path counts as 10,000 more."""
_EACH = 10_000
_DIGITS = 9
_TIE = 2e-9
_NOISE = 1e-12
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Start:
    """Where paths begin: numbers of skills (any order, repeats do no harm), the number of a role, or both."""

    skills: Array
    role: int | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a path: to which role, its coverage (the true one), its cost, whether a page asserts it."""

    role: int
    coverage: float
    cost: float
    asserted: bool


@dataclass(frozen=True, slots=True)
class Route:
    """One path: its steps, none where the start's role is the target, and the sum of their costs."""

    hops: tuple[Hop, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best paths, in order.

    ``complete`` is false where the bound on work ended the search, or the space keeps not all steps: the
    routes are then paths and in order, but others may be missing.
    """

    routes: tuple[Route, ...]
    complete: bool


@dataclass(frozen=True)
class Finder:
    """Finds paths in the needs and steps of one space; safe for several threads.

    ``with_start``: whether the skills of the start count at every step, together with those of the role
    before (the first reading of coverage), or at the first step only.
    """

    needs: Needs
    steps: Steps
    with_start: bool = True

    def find(
        self,
        start: Start,
        target: int,
        k: int = 5,
        hops: int = 4,
        most: int = MOST_WORK,
        aim: Aim | None = None,
    ) -> Found:
        """The ``k`` best paths of at most ``hops`` steps; fewer where there are no more.

        ``aim`` is what the target asks, where that is not as ``needs`` has it: steps to the target are there,
        and cost, by that alone. They are the last of each path, so no other step is touched.
        Raises ``BadValue`` where ``k`` is not in 1..``MOST_PATHS`` or ``hops`` not in 1..``MOST_HOPS``.
        """
        _check("k", k, MOST_PATHS)
        _check("hops", hops, MOST_HOPS)
        if start.role == target:
            return Found((Route((), 0.0),), True)
        skills = np.asarray(start.skills, dtype=np.int64)
        holding = Holding.of(self.needs, self.steps, skills, start.role, self.with_start, aim)
        search = _Search(holding, target, k, hops)
        ended = search.run(most)
        routes = tuple(search.route(roles) for roles in search.found)
        return Found(routes, ended and not self.steps.left_out)


def _check(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise BadValue(f"paths-{name}", f"{name} is {value}: give a whole number from 1 to {most}")


Key = tuple[float, int, tuple[int, ...]]
"""Cost rounded, number of steps, roles: of a path, or the least of any path that goes on from one."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """The ways on from a path, best first: rounded least costs, numbers of steps, roles, costs up to these.

    ``tail`` is what follows the new role: the target, where one step is left, else nothing.
    """

    before: tuple[int, ...]
    least: Array
    hops: Array
    ends: Array
    costs: Array
    tail: tuple[int, ...]

    def key(self, place: int) -> Key:
        end = int(self.ends[place])
        tail = () if self.tail == (end,) else self.tail
        return float(self.least[place]), int(self.hops[place]), (*self.before, end, *tail)


class _Search:
    """One search; ``found`` grows in the order of the answer."""

    def __init__(self, holding: Holding, target: int, k: int, hops: int) -> None:
        self._holding, self._target, self._k, self._hops = holding, target, k, hops
        self._bounds = bounds(holding, target, k, hops)
        self._known: list[float] = []
        self._limit = -log(self._bounds.least) + _TIE if self._bounds.least else np.inf
        self._waiting: list[tuple[Key, int, int]] = []
        self._branches: list[_Branch] = []
        self.found: list[tuple[int, ...]] = []
        self._steps: dict[int, tuple[Array, Array]] = {}

    def run(self, most: int) -> bool:
        """Find up to k paths; false where the work came to more than ``most``."""
        first = np.flatnonzero(self._holding.first)
        self._add((), 0.0, first, self._holding.first[first])
        work = 0
        while self._waiting and len(self.found) < self._k:
            (_, _, roles), number, place = heappop(self._waiting)
            self._wait(number, place + 1)
            if roles[-1] == self._target:
                self.found.append(roles)
                continue
            ends, coverage = self._onward(roles[-1])
            work += _EACH + len(ends)
            if work > most:
                return False
            self._add(
                roles, float(self._branches[number].costs[place]), ends, self._holding.counted(coverage)
            )
        return True

    def _onward(self, role: int) -> tuple[Array, Array]:
        if role not in self._steps:
            self._steps[role] = self._holding.onward(role)
        return self._steps[role]

    def _add(self, roles: tuple[int, ...], cost: float, ends: Array, counted: Array) -> None:
        """Put the ways on from a path into the queue, as far as they can be among the k best."""
        onward = self._bounds.onward[self._hops - len(roles) - 1][ends]
        there = onward > 0
        for role in (*roles, self._holding.role):
            if role is not None:
                there &= ends != role
        ends, counted, onward = ends[there], counted[there], onward[there]
        costs = cost - np.log(counted)
        least = costs - np.log(onward)
        there = least <= self._limit
        if there.any():
            self._queue(roles, ends[there], costs[there], least[there])

    def _queue(self, roles: tuple[int, ...], ends: Array, costs: Array, least: Array) -> None:
        """Sort the ways on and let the first wait. Where one step is left, each is a path already."""
        last = self._hops - len(roles) == 2
        arrives = ends == self._target
        full = arrives | last
        hops = len(roles) + 2 - arrives
        keys = np.round(least - np.where(full, 0.0, _NOISE), _DIGITS)
        if len(roles) + last > 1:
            self._learn(least[full])
        order = np.lexsort((ends, hops, keys))
        tail = (self._target,) if last else ()
        branch = _Branch(roles, keys[order], hops[order], ends[order], costs[order], tail)
        self._branches.append(branch)
        self._wait(len(self._branches) - 1, 0)

    def _wait(self, number: int, place: int) -> None:
        branch = self._branches[number]
        if place < len(branch.ends):
            heappush(self._waiting, (branch.key(place), number, place))

    def _learn(self, costs: Array) -> None:
        """Paths of three or more steps are known: what costs more than the k-th best is of no interest."""
        if len(costs) > self._k:
            costs = np.partition(costs, self._k - 1)[: self._k]
        self._known = sorted(self._known + costs.tolist())[: self._k]
        if len(self._known) == self._k:
            self._limit = min(self._limit, self._known[-1] + _TIE)

    def route(self, roles: tuple[int, ...]) -> Route:
        """The steps of a path."""
        hops = []
        cost = 0.0
        for before, role in zip((None, *roles), roles, strict=False):
            hop = self._first(role) if before is None else self._next(before, role)
            hops.append(hop)
            cost += hop.cost
        return Route(tuple(hops), cost)

    def _first(self, role: int) -> Hop:
        holding = self._holding
        asserted = holding.role is not None and self._is_asserted(holding.role, role)
        return Hop(role, float(holding.direct[role]), -log(holding.first[role]), asserted)

    def _next(self, before: int, role: int) -> Hop:
        ends, coverage = self._onward(before)
        covered = float(coverage[np.searchsorted(ends, role)])
        counted = max(covered, self._holding.steps.floor)
        return Hop(role, covered, -log(counted), self._is_asserted(before, role))

    def _is_asserted(self, before: int, role: int) -> bool:
        steps = self._holding.steps
        place = steps.first[before] + np.searchsorted(
            steps.ends[steps.first[before] : steps.first[before + 1]], role
        )
        return bool(place < steps.first[before + 1] and steps.ends[place] == role and steps.asserted[place])
