"""Whole paths between random occupations of ESCO: to be read, and how many of their steps cross major groups.

Neither a step that crosses nor one that does not is good or bad: whole paths are not validated on open data.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from path_quality_data import Task

from rolegraph.graph.paths.k_best import Finder, Route, Start
from rolegraph.graph.paths.steps import Steps

K, HOPS = 5, 4
PRINTED, COUNTED = 20, 500
_SEED = 20_261_122
_Found = tuple[int, tuple[Route, ...]]


def printed(task: Task) -> str:
    """The best path between each of 20 random pairs, a line each."""
    lines = []
    for number, (start, routes) in enumerate(_found(task, PRINTED), 1):
        steps = [f"{task.labels[start]} ({task.levels[start][-1]})"]
        for hop in routes[0].hops:
            steps.append(f"[{hop.coverage:.2f}] {task.labels[hop.role]} ({task.levels[hop.role][-1]})")
        lines.append(f"{number}. " + " → ".join(steps))
    return "\n".join(lines)


def crossing(task: Task) -> str:
    """The share of steps that lead into another major group, of paths and of pairs of roles at random."""
    crossed = total = hops = paths = 0
    for start, routes in _found(task, COUNTED):
        for route in routes:
            roles = [start, *(hop.role for hop in route.hops)]
            majors = [task.levels[role][0] for role in roles]
            crossed += sum(one != other for one, other in pairwise(majors))
            total, hops, paths = total + len(route.hops), hops + len(route.hops), paths + 1
    _, majors_of_all = np.unique([row[0] for row in task.levels], return_counts=True)
    chance = 1.0 - float(((majors_of_all / majors_of_all.sum()) ** 2).sum())
    return (
        f"\n**Whole paths**: the {K} best of at most {HOPS} steps between {COUNTED} random pairs of ESCO's "
        f"occupations that have one: {paths} paths of {hops / paths:.2f} steps on average. Of their steps "
        f"{crossed / total:.3f} lead into another ISCO major group, of pairs at random {chance:.3f}. "
        "Neither is good or bad.\n"
    )


def _found(task: Task, count: int) -> Iterator[_Found]:
    """Random starts with their best paths to a random target, where there are any."""
    finder = _finder(task)
    generator = np.random.default_rng(_SEED)
    while count:
        start, target = map(int, generator.choice(len(task.labels), 2, replace=False))
        skills = task.needs.of_role(start)[0]
        routes = finder.find(Start(skills, start), target, K, HOPS).routes
        if routes:
            count -= 1
            yield start, routes


def _finder(task: Task) -> Finder:
    return Finder(task.needs, Steps.build(task.needs, np.zeros((0, 2), dtype=np.int64)))
