"""The report of benchmarks/paths.py, beside what had to be reached."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from paths_compare import NAMES, Rival
from paths_data import ESCO
from paths_ours import GAP, HOPS, SIMILAR, K, Made, Readings, Times
from result_sections import machine, table, today

_TASKS = {
    "within": f"roles within a gap of {GAP}",
    "similar": f"{SIMILAR} similar roles",
    "paths": f"{K} best paths, {HOPS} steps",
}
AT_MOST = {
    (True, "within", 50): 0.1,
    (True, "similar", 50): 0.2,
    (True, "paths", 50): 2.5,
    (True, "paths", 99): 7.5,
    (False, "within", 50): 0.3,
    (False, "similar", 50): 0.8,
    (False, "paths", 50): 400.0,
}
"""The most milliseconds, by whether it is at ESCO size, task and percentile."""


@dataclass(frozen=True)
class Part:
    """What was found at one size; ``peak`` is the memory of our process, the making of the data included."""

    space: Made
    times: Times
    readings: Readings
    peak: int
    rivals: list[Rival]


def _ms(seconds: Sequence[float], percentile: int) -> float:
    return float(np.percentile(seconds, percentile)) * 1_000


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 1 else f"{value:.1f}"


def _reached(part: Part) -> list[tuple[str, int, float, float]]:
    """Task, percentile, milliseconds on the clock, and the most that it may take."""
    is_esco = part.space.size is ESCO
    return [
        (task, percentile, _ms(part.times.clock[task], percentile), most)
        for (esco, task, percentile), most in AT_MOST.items()
        if esco == is_esco
    ]


def missed(parts: Sequence[Part]) -> list[str]:
    """What took longer than it may, in words."""
    return [
        f"{part.space.size.name}: {_TASKS[task]}, p{percentile}: {_figure(took)} ms, to reach {most:g} ms"
        for part in parts
        for task, percentile, took, most in _reached(part)
        if took > most
    ]


def _targets(part: Part) -> str:
    rows = [
        (
            _TASKS[task],
            f"p{percentile}",
            _figure(took),
            _figure(_ms(part.times.processor[task], percentile)),
            f"{most:g}",
            f"{took / most:.2f}",
        )
        for task, percentile, took, most in _reached(part)
    ]
    return table(("task", "", "ms", "of the processor", "at most ms", "ratio"), rows)


def _beside(part: Part) -> str:
    heads = ("median ms (how many times ours)", "rolegraph", *NAMES)
    rows = []
    for task, words in _TASKS.items():
        ours = _ms(part.times.clock[task], 50)
        cells = [_cell(rival, task, ours) for rival in part.rivals]
        rows.append((words, _figure(ours), *cells))
    same = [
        f"{sum(rival.compared.values()) - len(rival.wrong)} of {sum(rival.compared.values())}"
        for rival in part.rivals
    ]
    rows.append(("answers like ours", "", *same))
    rows.append(("not finished", "", *(str(rival.unfinished) for rival in part.rivals)))
    build = part.space.seconds_space + part.space.seconds_steps
    rows.append(("seconds to build", f"{build:.1f}", *(f"{rival.made:.1f}" for rival in part.rivals)))
    memory = [part.peak, *(rival.peak for rival in part.rivals)]
    rows.append(("peak memory, MiB", *(f"{one / (1 << 20):,.0f}" for one in memory)))
    note = (
        "rustworkx: lengths of walks only; pyoxigraph: a property path says only whether there is any path."
    )
    return f"{table(heads, rows)}\n\n{note}"


def _cell(rival: Rival, task: str, ours: float) -> str:
    if not rival.seconds[task]:
        return "–"
    took = _ms(rival.seconds[task], 50)
    return f"{_figure(took)} ({took / ours:,.1f})"


def _readings(part: Part) -> str:
    found, times = part.readings, part.times
    costs = [float(np.median([pair[way] for pair in found.costs])) for way in (0, 1)]
    rows = [
        (words, _figure(_ms(took, 50)), _figure(_ms(took, 99)), f"{cost:.2f}")
        for words, took, cost in zip(
            ("of the start and the role before (kept)", "of the role before"),
            (times.clock["paths"], times.clock["paths alone"]),
            costs,
            strict=True,
        )
    ]
    shares = [one / max(1, of) for one, of in _shares_of(found)]
    return (
        table(("skills that count at a later step", "p50 ms", "p99 ms", "median cost of the best"), rows)
        + f"\n\nThe best path is the same for {shares[0]:.0%} of the questions, all {K} for {shares[1]:.0%}; "
        f"what the start holds makes {shares[2]:.0%} of the later steps of best paths cheaper."
    )


def _shares_of(found: Readings) -> list[tuple[int, int]]:
    return [(found.same_best, found.asked), (found.same_all, found.asked), (found.cheaper_steps, found.steps)]


def _part(part: Part) -> str:
    space, size = part.space, part.space.size
    count, few = len(part.times.clock["paths"]), part.rivals[0].compared["paths"]
    about = (
        f"**{size.name}**: {size.roles:,} roles, {size.skills:,} skills, {len(space.needs.skills):,} links, "
        f"{len(space.steps.ends):,} steps ({space.steps.left_out:,} left out); the space made in "
        f"{space.seconds_space:.1f} s, its steps in {space.seconds_steps:.1f} s, "
        f"{space.bytes_steps / (1 << 20):.0f} MiB of files of steps; "
        f"{count} questions, {few} of them asked of rivals"
    )
    return "\n\n".join((about, _targets(part), _beside(part), _readings(part)))


def report(parts: Sequence[Part]) -> str:
    """The section of RESULTS.md."""
    versions = ", ".join(f"{rival.name} {rival.version}" for rival in parts[0].rivals)
    load = f"load average of the last 15 minutes at the end: {os.getloadavg()[2]:.1f}"
    head = f"- {today()}, {machine()}\n- {versions}\n- {load}"
    return "\n\n".join((head, *map(_part, parts))) + "\n"
