"""How well a path can still go on from each role: the heuristic of the search for the best paths.

Scores are products of what steps count for: 1 is best, 0 is no path. A bound is never below the true score
of any path that is left, so a best-first search with it is exact (A*, Hart, Nilsson and Raphael 1968).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rolegraph.graph.paths.holding import Holding, ranges

Array = NDArray[Any]
_LESS = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Bounds:
    """``onward[j][r]``: the most that a walk of at most j steps from role r to the target scores (R numbers).

    No walk goes by way of the role that the question starts from, as no path does. ``least`` is a score that
    k paths of one or two steps reach; 0 where there are fewer. Bounds of what can't reach it may be too low.
    """

    onward: list[Array]
    least: float


def bounds(holding: Holding, target: int, k: int, hops: int) -> Bounds:
    """The bounds for paths of at most ``hops`` steps."""
    size = holding.steps.roles
    arrived = np.zeros(size)
    arrived[target] = 1.0
    onward = [arrived]
    if hops == 1:
        return Bounds(onward, 0.0)
    begins, coverage = holding.into(target)
    step = arrived.copy()
    step[begins] = holding.counted(coverage)
    onward.append(_without_start(holding, step))
    least = _kth(np.append(holding.first[begins] * step[begins], holding.first[target]), k)
    best = holding.first.max(initial=0.0)
    for left in range(2, hops):
        final = left == hops - 1
        layer = _layer(holding, onward[-2:], least * _LESS / best if best else 2.0, final)
        onward.append(_without_start(holding, layer))
    return Bounds(onward, least)


def _without_start(holding: Holding, onward: Array) -> Array:
    """Else, where only the start leads to the target, every role that leads back to it would seem to."""
    if holding.role is not None:
        onward[holding.role] = 0.0
    return onward


def _kth(scores: Array, k: int) -> float:
    """The k-th highest of those above 0, 0 where there are fewer."""
    there = scores[scores > 0]
    return float(np.partition(there, -k)[-k]) if len(there) >= k else 0.0


def _layer(holding: Holding, before: list[Array], least: float, final: bool) -> Array:
    """One step more, by way of the roles whose bound has risen; the ``final`` one for first roles only."""
    steps, old = holding.steps, before[-1]
    by_way = np.flatnonzero((old > before[0]) & (old >= least))
    incoming = steps.last[by_way], steps.last[by_way + 1]
    if final:
        rows = np.flatnonzero(holding.first)
        outgoing = steps.first[rows], steps.first[rows + 1]
        if (outgoing[1] - outgoing[0]).sum() < (incoming[1] - incoming[0]).sum():
            where = ranges(*outgoing)
            begins = np.repeat(rows, outgoing[1] - outgoing[0])
            return _raised(holding, old, begins, steps.ends[where], steps.coverage[where], least)
    where = ranges(*incoming)
    ends = np.repeat(by_way, incoming[1] - incoming[0])
    return _raised(holding, old, steps.begins[where], ends, steps.coverage[steps.places[where]], least)


def _raised(holding: Holding, old: Array, begins: Array, ends: Array, coverage: Array, least: float) -> Array:
    """The bounds after these steps; looks closer only at those that can raise one."""
    new = old.copy()
    onward = old[ends]
    np.maximum.at(new, begins, holding.at_least(coverage, ends) * onward)
    scores = holding.at_most(coverage, ends) * onward
    there = np.flatnonzero((scores > new[begins]) & (scores >= least))
    begins, ends, onward = begins[there], ends[there], onward[there]
    np.maximum.at(new, begins, holding.closer(coverage[there], begins, ends) * onward)
    return new
