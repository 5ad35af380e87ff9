"""How good similar roles are, measured against O*NET's related occupations, and a look at whole paths.

Run as ``python benchmarks/path_quality.py [--choose] [--paths] [--report RESULTS.md] [--check] [DATA]``.
Roles are ESCO's occupations with their skills, right are those whose O*NET occupation, by the crosswalk, is
related to that of the role asked about; and O*NET's own occupations. Methods are chosen on one half of the
O*NET occupations, by the hash of the code (``--choose`` prints what was tried); the report is of the other.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import result_sections
from path_quality_data import ALL, ESCO, NEAR, Task, tasks
from path_quality_measure import Judge, Outcome
from path_quality_methods import Method, Vectored, baselines, shuffles
from path_quality_paths import crossing, printed
from path_quality_tries import tries

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
CODE_ALONE, RANDOM = "code alone", "random"
WITHOUT, WITH = "**as shipped, without code**", "**as shipped, with code**"
TARGETS = {WITHOUT: 0.300, WITH: 0.330}
_HEADS = ("method", "P@10", "95 % interval", "R@10", "MRR", "P@10 above code alone")


def reported(vectored: Vectored) -> dict[str, Method]:
    """The methods of the report, by name."""
    shipped: dict[str, Method] = {
        WITHOUT: partial(vectored.shipped, with_code=False),
        WITH: partial(vectored.shipped, with_code=True),
    }
    return baselines() | shipped | shuffles()


def measured(task: Task, methods: Mapping[str, Method], judges: Sequence[Judge]) -> list[dict[str, Outcome]]:
    """The outcome of each method, for each judge; a matrix of scores is worked out once and let go."""
    found: list[dict[str, Outcome]] = [{} for _ in judges]
    for name, method in methods.items():
        scores = method(task)
        for judge, outcomes in zip(judges, found, strict=True):
            outcomes[name] = judge.outcome(scores)
    return found


def table(outcomes: Mapping[str, Outcome]) -> str:
    """The figures of each method, beside code alone."""
    return result_sections.table(_HEADS, [_line(name, outcomes) for name in outcomes])


def _line(name: str, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    one, code = outcomes[name], outcomes[CODE_ALONE]
    low, high = one.interval()
    precision, recall, rank = one.means
    more, less = one.interval(code)
    above = f"{precision - code.means[0]:+.3f} ({more:+.3f} to {less:+.3f})" if name != CODE_ALONE else "–"
    return name, f"{precision:.3f}", f"{low:.3f}–{high:.3f}", f"{recall:.3f}", f"{rank:.3f}", above


def missed(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The targets that were not reached."""
    wrong = []
    for name, target in TARGETS.items():
        if outcomes[name].means[0] <= target:
            wrong.append(f"{name}: P@10 {outcomes[name].means[0]:.3f}, not above {target:.3f}")
        if outcomes[name].interval(outcomes[CODE_ALONE])[0] <= 0:
            wrong.append(f"{name}: not ahead of code alone by more than the interval")
    for name in shuffles():
        if outcomes[name].interval()[0] > outcomes[RANDOM].interval()[1]:
            wrong.append(f"{name}: P@10 {outcomes[name].means[0]:.3f} is not random")
    return wrong


def chosen(every: Sequence[Task]) -> str:
    """What was tried, on the half for choosing."""
    parts, vectored = [], Vectored()
    for task in every:
        judge = Judge(task, NEAR, choosing=True)
        parts.append(f"\n**{task.name}, tried on {_size(judge)}**\n\n")
        rows = []
        for group, methods in tries(vectored).items():
            (found,) = measured(task, methods, [judge])
            rows += [(group, name, *(f"{value:.3f}" for value in one.means)) for name, one in found.items()]
        parts.append(result_sections.table(("what", "method", "P@10", "R@10", "MRR"), rows) + "\n")
    return "".join(parts)


def report(every: Sequence[Task]) -> tuple[str, list[str]]:
    """The section of RESULTS.md, and the targets that were not reached."""
    parts, wrong = [f"- {result_sections.today()}, {result_sections.machine()}\n"], []
    for task in every:
        judges = [Judge(task, relation, choosing=False) for relation in (NEAR, ALL)]
        found = measured(task, reported(Vectored()), judges)
        for relation, judge, outcomes in zip((NEAR, ALL), judges, found, strict=True):
            parts.append(f"\n**{task.name}, {relation} related occupations, {_size(judge)}**\n\n")
            parts.append(table(outcomes) + "\n")
        wrong += missed(found[0]) if task.name == ESCO else []
    return "".join(parts), wrong


def _size(judge: Judge) -> str:
    return f"{judge.queries} roles of {judge.occupations} O*NET occupations"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the report where asked for; 1 where ``--check`` finds a target missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DATA, help="the folder of the real data")
    parser.add_argument(
        "--choose", action="store_true", help="print what was tried, on the half for it, alone"
    )
    parser.add_argument("--paths", action="store_true", help="print 20 whole paths to judge, alone")
    parser.add_argument("--report", type=Path, help="write the section of this file")
    parser.add_argument("--check", action="store_true", help="fail where a target is missed")
    given = parser.parse_args(arguments)
    if not given.data.is_dir():
        parser.error(f"{given.data} is not there: name the folder of the real data")
    every = tasks(given.data)
    if given.choose or given.paths:
        print(chosen(every) if given.choose else printed(every[0]))
        return 0
    text, wrong = report(every)
    text += chosen(every) + crossing(every[0])
    print(text)
    print("\n".join(f"missed: {one}" for one in wrong) or "all targets reached", file=sys.stderr)
    if given.report is not None:
        result_sections.write(given.report, "path quality", text)
    return 1 if given.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
