"""Our own side of benchmarks/paths.py: the space, the questions, what rolegraph answers and how fast."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from paths_data import Size, made

from rolegraph.graph.paths.holding import Holding
from rolegraph.graph.paths.k_best import Finder, Found, Start
from rolegraph.graph.paths.similarity import Needs, similar_roles
from rolegraph.graph.paths.steps import Steps

Array = NDArray[Any]
K, HOPS, GAP, SIMILAR = 5, 4, 0.7, 20


@dataclass(frozen=True)
class Made:
    """A space as a server has it: from files, memory-mapped."""

    size: Size
    needs: Needs
    steps: Steps
    seconds_space: float
    seconds_steps: float
    bytes_steps: int


@dataclass(frozen=True, slots=True)
class Question:
    """From the half of a role's skills to a role, to which there is a path."""

    skills: Array
    target: int
    role: int


@dataclass
class Times:
    """Seconds of each task, an entry a question: on the clock, and of the processor.

    Tasks are "paths", "paths alone" (the other reading of coverage), "within" and "similar".
    """

    clock: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    processor: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def taken(self, task: str, ask: Callable[[], Any]) -> Any:
        """The answer; the time that it takes is added."""
        processor, clock = time.thread_time(), time.perf_counter()
        answer = ask()
        self.clock[task].append(time.perf_counter() - clock)
        self.processor[task].append(time.thread_time() - processor)
        return answer


@dataclass
class Readings:
    """How the two readings of coverage differ, counted over questions."""

    asked: int = 0
    same_best: int = 0
    same_all: int = 0
    costs: list[tuple[float, float]] = field(default_factory=list)
    cheaper_steps: int = 0
    steps: int = 0


def prepare(size: Size, seed: int, folder: Path) -> Made:
    """Make the space and its steps, save these and open them from their files."""
    started = time.perf_counter()
    needs = made(size, seed).needs
    between = time.perf_counter()
    built = Steps.build(needs, np.zeros((0, 2), dtype=np.int64))
    done = time.perf_counter()
    with TemporaryDirectory(dir=folder) as place:
        built.save(Path(place))
        written = sum(path.stat().st_size for path in Path(place).iterdir())
        steps = Steps.load(Path(place))
    return Made(size, needs, steps, between - started, done - between, written)


def questions(space: Made, count: int, seed: int) -> Iterator[Question]:
    """Random ones that have an answer."""
    generator = np.random.default_rng(seed)
    finder = Finder(space.needs, space.steps)
    while count:
        role, target = map(int, generator.integers(space.size.roles, size=2))
        own = space.needs.of_role(role)[0]
        skills = np.sort(generator.choice(own, max(1, len(own) // 2), replace=False))
        if finder.find(Start(skills), target, 1, HOPS).routes:
            count -= 1
            yield Question(skills, target, role)


def within(space: Made, skills: Array, gap: float) -> Array:
    """The roles within a gap of a set of skills, smallest gap first."""
    covered = Holding.of(space.needs, space.steps, skills, None, True).direct
    found = np.flatnonzero(covered >= 1 - gap - 1e-9)
    return np.asarray(found[np.lexsort((found, -covered[found]))])


def measure(space: Made, asked: Sequence[Question]) -> tuple[Times, Readings]:
    """Ask everything once."""
    times, readings = Times(), Readings()
    for question in asked:
        with_start, without = ask(space, question, times)
        compare(readings, with_start, without, space)
    return times, readings


def ask(space: Made, question: Question, times: Times) -> tuple[Found, Found]:
    """Ask one question in all ways; the paths by both readings."""
    needs, start = space.needs, Start(question.skills)
    both, alone = Finder(needs, space.steps), Finder(needs, space.steps, with_start=False)
    with_start = times.taken("paths", lambda: both.find(start, question.target, K, HOPS))
    without = times.taken("paths alone", lambda: alone.find(start, question.target, K, HOPS))
    times.taken("within", lambda: within(space, question.skills, GAP))
    times.taken("similar", lambda: similar_roles(needs, question.role, SIMILAR))
    return with_start, without


def compare(readings: Readings, with_start: Found, without: Found, space: Made) -> None:
    """Count how two answers to one question differ."""
    ours, theirs = (
        [tuple(hop.role for hop in route.hops) for route in found.routes] for found in (with_start, without)
    )
    readings.asked += 1
    readings.same_best += ours[0] == theirs[0]
    readings.same_all += ours == theirs
    readings.costs.append((with_start.routes[0].cost, without.routes[0].cost))
    for before, hop in zip(with_start.routes[0].hops, with_start.routes[0].hops[1:], strict=False):
        here = slice(space.steps.first[before.role], space.steps.first[before.role + 1])
        alone = space.steps.coverage[here][np.searchsorted(space.steps.ends[here], hop.role)]
        readings.steps += 1
        readings.cheaper_steps += hop.coverage > alone + 1e-9


def costs(space: Made, question: Question) -> tuple[Array, Array]:
    """What rivals are given: the cost of the first step to each role (inf: none), and of every other step."""
    holding = Holding.of(space.needs, space.steps, question.skills, None, True)
    begins = np.repeat(np.arange(space.size.roles), np.diff(space.steps.first))
    counted = holding.closer(space.steps.coverage, begins, space.steps.ends)
    with np.errstate(divide="ignore"):
        return -np.log(holding.first), -np.log(counted)
