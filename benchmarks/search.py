"""Searching 100,000 labels: the index that is shipped beside two others, measured.

Run as ``python benchmarks/search.py [--report RESULTS.md] [--check] [--labels N] [DATA]``. Each engine has a
process of its own. ``--check`` ends with status 1 where a suggestion of the index that is shipped takes 5 ms
or more in the median of any sort, or its recall at ten is below .95 for labels with one typo.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import result_sections
from search_data import Question, labels, questions
from search_engines import ENGINES, Engine

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
LABELS = 100_000
MOST_MILLISECONDS, LEAST_RECALL = 5.0, 0.95
_WARMING = 20
"""Questions that are asked before any is measured."""
_SHIPPED = next(iter(ENGINES))


def measured(name: str, data: Path, number: int) -> dict[str, Any]:
    """Build, size, memory and answers of one engine; in this process."""
    engine: Engine = ENGINES[name]()
    known = labels(data, number)
    asked = questions(known)
    before = _resident()
    with TemporaryDirectory() as folder:
        path = Path(folder)
        started = time.perf_counter()
        engine.build(known, path)
        seconds = time.perf_counter() - started
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        engine.open(path)
        sorts = {sort: _answered(engine, sort, some) for sort, some in asked.items()}
    return {
        "labels": len(known),
        "seconds": seconds,
        "mebibytes": size / (1 << 20),
        "memory": (_resident() - before) / 1024,
        "sorts": sorts,
    }


def _resident() -> int:
    """The highest resident memory so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _answered(engine: Engine, sort: str, asked: Sequence[Question]) -> dict[str, float]:
    """Milliseconds of the processor and of the clock, and the share found among the first ten."""
    answer = engine.suggest if sort.startswith("suggest") else engine.search
    for question in asked[:_WARMING]:
        answer(question.text)
    spent, elapsed, right = [], [], 0
    for question in asked:
        began, started = time.thread_time(), time.perf_counter()
        found = answer(question.text)
        elapsed.append(1000 * (time.perf_counter() - started))
        spent.append(1000 * (time.thread_time() - began))
        right += question.thing in found
    elapsed.sort()
    return {
        "processor": sorted(spent)[len(spent) // 2],
        "p50": elapsed[len(elapsed) // 2],
        "p99": elapsed[len(elapsed) * 99 // 100],
        "recall": right / len(asked),
    }


def in_a_process(name: str, data: Path, number: int) -> dict[str, Any]:
    """The same, in a process of its own."""
    command = [sys.executable, __file__, "--engine", name, "--labels", str(number), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def report(found: dict[str, dict[str, Any]]) -> str:
    """The section of RESULTS.md."""
    lines = [f"- {result_sections.today()}, {result_sections.machine()}\n"]
    number = next(iter(found.values()))["labels"]
    heads = (f"{number:,} labels", "build, s", "size, MiB", "memory, MiB")
    rows = [
        (name, *(f"{one[key]:.1f}" for key in ("seconds", "mebibytes", "memory")))
        for name, one in found.items()
    ]
    lines += [result_sections.table(heads, rows), ""]
    sorts = next(iter(found.values()))["sorts"]
    cells = [[sort, *(_cell(sort, one["sorts"][sort]) for one in found.values())] for sort in sorts]
    lines.append(
        result_sections.table(["ms of the processor (p50); elapsed p50 / p99; recall at ten", *found], cells)
    )
    return "\n".join(lines) + "\n"


def _cell(sort: str, one: dict[str, float]) -> str:
    recall = "" if "letters" in sort else f"; {one['recall']:.3f}"
    return f"{one['processor']:.1f}; {one['p50']:.1f} / {one['p99']:.1f}{recall}"


def keeps(found: dict[str, Any]) -> bool:
    """Whether the index that is shipped is as fast and as sure as it is to be."""
    slow = [
        sort for sort, one in found["sorts"].items() if "suggest" in sort and one["p50"] >= MOST_MILLISECONDS
    ]
    return not slow and found["sorts"]["one typo"]["recall"] >= LEAST_RECALL


def main(given: Sequence[str] | None = None) -> int:
    """Run it; prints the report. Gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--labels", type=int, default=LABELS)
    parser.add_argument("--engine", choices=list(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--check", action="store_true", help="end with status 1 where a bound is not kept")
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    options = parser.parse_args(given)
    if options.engine:
        print(json.dumps(measured(options.engine, options.data, options.labels)))
        return 0
    found = {name: in_a_process(name, options.data, options.labels) for name in ENGINES}
    text = report(found)
    print(text)
    if options.report:
        result_sections.write(options.report, "search", text)
    return int(options.check and not keeps(found[_SHIPPED]))


if __name__ == "__main__":
    sys.exit(main())
