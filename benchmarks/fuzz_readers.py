"""Random bytes and damaged pages against every reader: does one crash, take too long or too much memory?

::

    python benchmarks/fuzz_readers.py                       # ten minutes, another seed each time
    python benchmarks/fuzz_readers.py --seed 5 --pages 100  # the same pages as any run with this seed

Pages are read and mapped in a child whose memory is limited; one that gives no answer in time is killed.
A page that fails is written to the folder ``--out`` with what was seen, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fuzz_child import Told
from fuzz_damage import damaged
from result_sections import machine, table, today, write

from rolegraph.graph.sources.readers import READERS

_CHILD = Path(__file__).with_name("fuzz_child.py")
_START_SECONDS = 60.0  # until a child has read its first page, on a busy machine


@dataclass(frozen=True, slots=True)
class Plan:
    """How long (the first of both that is reached), and what a page may take."""

    seed: int
    seconds: float = 600.0
    pages: int | None = None
    page_seconds: float = 30.0
    mebibytes: int = 1024


@dataclass
class Found:
    """What a run saw. ``faults`` are (reader, kind, page's number, what was seen), one a kind and place."""

    pages: int = 0
    size: int = 0
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    recognised: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, int] = (0.0, 0, 0)
    peak: int = 0
    faults: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)
    failed: int = 0

    def add(self, told: Told) -> None:
        """A page that was answered for."""
        self.pages += 1
        self.size += told.size
        self.read.update(told.read)
        self.refused.update(told.refused)
        self.recognised.update(told.own)
        self.slowest = max(self.slowest, (told.seconds, told.number, told.size))
        self.peak = max(self.peak, told.peak)
        for reader, kind, seen in told.faults:
            self.fail(reader, kind, told.number, seen)

    def fail(self, reader: str, kind: str, number: int, seen: str) -> None:
        """A fault; of those at one place the first is kept."""
        self.failed += 1
        where = seen.rstrip().rpartition("\n  File ")[2].partition(",")[2][:60]
        self.faults.setdefault((reader, kind, where), (number, seen))


class _Child:
    """A process that answers for one page after the other, from a number on."""

    def __init__(self, plan: Plan, start: int) -> None:
        command = [sys.executable, str(_CHILD), str(plan.seed), str(start), str(plan.mebibytes)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._rest = b""
        self._ended = False

    def answer(self, seconds: float) -> Told | None:
        """The next; ``None`` where none came in time or the process ended."""
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
            more = os.read(self._process.stdout.fileno(), 1 << 16) if ready else b""
            if not more:
                self._ended = bool(ready)
                return None
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return Told(**json.loads(line))

    def stop(self) -> tuple[str, str]:
        """How it ended (``too slow``: it had to be killed), and the end of what it said of that."""
        if not self._ended:
            self._process.kill()
        said = self._process.communicate()[1].decode("utf-8", "replace")[-2_000:]
        return f"ended with {self._process.returncode}" if self._ended else "too slow", said


def fuzz(plan: Plan) -> Found:
    """Read pages until the time or their number is over; no child is left."""
    found, number = Found(), 0
    end = time.monotonic() + plan.seconds
    while not _over(plan, number, end):
        child, first = _Child(plan, number), True
        try:
            while not _over(plan, number, end):
                told = child.answer(plan.page_seconds + (_START_SECONDS if first else 0.0))
                if told is None:
                    break
                found.add(told)
                number, first = number + 1, False
        finally:
            how, said = child.stop()
        if not _over(plan, number, end):
            found.pages += 1
            found.fail("any", how, number, said)
            number += 1
    return found


def _over(plan: Plan, number: int, end: float) -> bool:
    return time.monotonic() >= end or (plan.pages is not None and number >= plan.pages)


def summary(plan: Plan, found: Found) -> str:
    """One line: counts, the slowest page, the most memory."""
    seconds, number, size = found.slowest
    return (
        f"seed {plan.seed}: {found.pages:,} pages, {found.size / 1e6:,.1f} MB; "
        f"{found.read.total():,} readings, {found.refused.total():,} refusals, {found.failed:,} faults; "
        f"slowest page {seconds:.2f} s of processor time for all readers (number {number}, {size:,} bytes); "
        f"peak memory {found.peak / 1024:,.0f} MiB"
    )


def report(plan: Plan, found: Found) -> str:
    """The run in Markdown."""
    lines = [
        [reader.name, *(f"{each[reader.name]:,}" for each in (found.recognised, found.read, found.refused))]
        for reader in READERS
    ]
    told = [f"- {reader}: {kind}, page {number}" for (reader, kind, _), (number, _) in found.faults.items()]
    sections = [
        f"- {today()}, {machine()}\n- {plan.seconds / 60:g} minutes, "
        f"{plan.mebibytes:,} MiB of address space, {plan.page_seconds:g} s a page\n- {summary(plan, found)}",
        table(["reader", "pages that it recognises", "read", "refused"], lines),
        "\n".join(told) or "No page made a reader fail.",
    ]
    return "\n\n".join(sections) + "\n"


def keep(plan: Plan, found: Found, folder: Path) -> None:
    """Write each page that failed, and beside it what was seen."""
    for (reader, kind, _), (number, seen) in found.faults.items():
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{plan.seed}-{number}-{reader}"
        (folder / f"{stem}.page").write_bytes(damaged(plan.seed, number))
        (folder / f"{stem}.txt").write_text(f"{kind}\n{seen}\n", encoding="utf-8")
        print(f"FAULT: {reader}: {kind}: {folder / stem}.page")


def main(given: Sequence[str] | None = None) -> int:
    """The command; gives its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pages", type=int, help="end after so many")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--page-seconds", type=float, default=30.0, help="what a page may take")
    parser.add_argument("--mebibytes", type=int, default=1024, help="the child's address space")
    parser.add_argument(
        "--out", type=Path, default=Path("fuzz-found"), help="where pages that fail are written"
    )
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    options = parser.parse_args(given)
    plan = Plan(options.seed, options.minutes * 60, options.pages, options.page_seconds, options.mebibytes)
    print(f"seed {plan.seed}", flush=True)
    found = fuzz(plan)
    keep(plan, found, options.out)
    print(summary(plan, found))
    if options.report:
        write(options.report, "fuzz", report(plan, found))
    return 1 if found.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
