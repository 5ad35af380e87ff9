"""What the rivals of benchmarks/paths.py are handed, and whether they answer the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from paths_ours import GAP, HOPS, SIMILAR, Array, K, Made, Question, costs, within

from rolegraph.graph.paths.k_best import Finder, Start
from rolegraph.graph.paths.similarity import similar_roles

NAMES = ("networkx", "igraph", "rustworkx", "scipy", "pyoxigraph")
_CHILD = Path(__file__).with_name("paths_rivals.py")
_CLOSE = 1e-6


@dataclass
class Rival:
    """What one rival did: seconds by task, how many answers were compared, and which were not ours."""

    name: str
    version: str
    made: float
    peak: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    compared: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    unfinished: int = 0


def missing(tools: Path) -> list[str]:
    """The rivals that are not installed."""
    python = tools / "bin" / "python"
    if not python.exists():
        return list(NAMES)
    code = (
        "import importlib.util, sys; print(*[n for n in sys.argv[1:] if importlib.util.find_spec(n) is None])"
    )
    done = subprocess.run([python, "-c", code, *NAMES], capture_output=True, text=True, check=True)
    return done.stdout.split()


def hand_over(space: Made, asked: Sequence[Question], folder: Path, cut: Sequence[str], links: bool) -> None:
    """Write what the rivals read."""
    needs, steps = space.needs, space.steps
    begins = np.repeat(np.arange(space.size.roles), np.diff(steps.first))
    np.savez(
        folder / "space",
        starts=needs.starts,
        skills=needs.skills,
        weights=needs.weights,
        totals=needs.totals,
        skill_count=len(needs.skill_starts) - 1,
        begins=begins,
        ends=steps.ends,
        first=steps.first,
    )
    for number, question in enumerate(asked):
        first, onward = costs(space, question)
        np.savez(
            folder / f"question-{number}",
            first=first,
            costs=onward,
            target=question.target,
            role=-1,
            skills=question.skills,
        )
    facts = {"k": K, "hops": HOPS, "gap": GAP, "questions": len(asked), "cut": list(cut), "links": links}
    facts["similar"] = [question.role for question in asked]
    (folder / "facts.json").write_text(json.dumps(facts))


def run(name: str, tools: Path, folder: Path, space: Made, asked: Sequence[Question]) -> Rival:
    """Ask one rival everything that it can do, and compare."""
    command = [str(tools / "bin" / "python"), str(_CHILD), name, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    told = json.loads(done.stdout)
    rival = Rival(name, told["version"], told["made"], told["peak"])
    for task in ("paths", "within", "similar"):
        rival.seconds[task] = [answer["seconds"] for answer in told[task]]
        rival.compared[task] = len(told[task])
        for number, (answer, question) in enumerate(zip(told[task], asked, strict=False)):
            fault = _FAULTS[task](space, question, answer, rival)
            if fault:
                rival.wrong.append(f"{name}, {task}, question {number}: {fault}")
    return rival


def _paths_fault(space: Made, question: Question, answer: dict[str, Any], rival: Rival) -> str:
    routes = Finder(space.needs, space.steps).find(Start(question.skills), question.target, K, HOPS).routes
    ours = [route.cost for route in routes]
    if "reached" in answer:
        return "" if answer["reached"] == bool(ours) else f"reached {answer['reached']}, ours {ours}"
    if "lengths" in answer:
        shortest, *_, last = answer["lengths"]
        fits = abs(shortest - ours[0]) < _CLOSE and (len(ours) < K or last <= ours[-1] + _CLOSE)
        return "" if fits else f"lengths {answer['lengths']}, ours {ours}"
    first, onward = costs(space, question)
    theirs = [_cost(space, path, first, onward) for path in answer["paths"]]
    if answer["unfinished"]:
        rival.unfinished += 1
        ours = ours[: len(theirs)]
    same = len(ours) == len(theirs) and np.allclose(ours, theirs, atol=_CLOSE)
    return "" if same else f"costs {theirs}, ours {ours}"


def _cost(space: Made, path: Sequence[int], first: Array, onward: Array) -> float:
    """What a path costs that a rival gave."""
    total = float(first[path[0]])
    for before, role in pairwise(path):
        begin, end = space.steps.first[before], space.steps.first[before + 1]
        total += float(onward[begin + np.searchsorted(space.steps.ends[begin:end], role)])
    return total


def _within_fault(space: Made, question: Question, answer: dict[str, Any], _: Rival) -> str:
    ours = np.sort(within(space, question.skills, GAP)).tolist()
    return "" if ours == answer["roles"] else f"{len(answer['roles'])} roles, ours {len(ours)}"


def _similar_fault(space: Made, question: Question, answer: dict[str, Any], _: Rival) -> str:
    ours = [one.score for one in similar_roles(space.needs, question.role, SIMILAR)]
    same = len(ours) == len(answer["scores"]) and np.allclose(ours, answer["scores"], atol=_CLOSE)
    return "" if same else f"scores {answer['scores'][:3]}…, ours {ours[:3]}…"


_FAULTS = {"paths": _paths_fault, "within": _within_fault, "similar": _similar_fault}
