"""What the soak watches: the processes of a service from /proc, its store's disk, and what is left of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from rolegraph.graph.store.sizes import size_on_disk

HEAD = "  minute  MiB memory  open files  processes  generations  heads  MiB disk  requests"
_MEMORY_SLACK, _MEMORY_GROWTH = 32.0, 1.2
_FILES_SLACK, _PROCESSES_SLACK = 40, 6
_MOST_GENERATIONS = 4 + 4 + 2
_MOST_HEADS = 2 * 2
"""Of each of two web processes the engine for its next writes, and the one that this replaces."""
_DISK_SLACK, _DISK_GROWTH = 32.0, 1.5


@dataclass(frozen=True, slots=True)
class Sample:
    """The service at one moment; memory and disk in MiB."""

    seconds: float
    memory: float
    files: int
    processes: int
    generations: int
    heads: int
    disk: float
    requests: int

    def row(self) -> str:
        """A row under ``HEAD``."""
        return (
            f"{self.seconds / 60:8.2f}  {self.memory:10.1f}  {self.files:10}  {self.processes:9}"
            f"  {self.generations:11}  {self.heads:5}  {self.disk:8.1f}  {self.requests:8}"
        )


class Service:
    """A running ``rolegraph serve`` whose temporary files go to a folder of its own."""

    def __init__(self, program: Path, store: Path, settings: Sequence[str], temporary: Path) -> None:
        temporary.mkdir()
        self._store = store
        words = [str(program), "serve", "--store", str(store), "--port", "0"]
        for setting in settings:
            words += ["--set", setting]
        environment = {**os.environ, "TMPDIR": str(temporary)}
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r":(\d+)/$", line.strip())
        if not found:
            self._process.kill()
            raise RuntimeError(f"the service said {line!r}")
        self.port = int(found[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        with self._process:
            self._process.wait(60)

    def family(self) -> set[int]:
        """The ids of all its processes."""
        parents = {int(p.name): _parent(p) for p in Path("/proc").iterdir() if p.name.isdigit()}
        found = {self._process.pid}
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def sample(self, seconds: float, counts: Counter[str]) -> Sample:
        """How it is now."""
        family = self.family()
        kept = sum((path / "meta.json").exists() for path in (self._store / "generations").iterdir())
        return Sample(
            seconds=seconds,
            memory=sum(map(_memory, family)) / 1024,
            files=sum(map(_open_files, family)),
            processes=len(family),
            generations=kept,
            heads=len(_heads(self._store)),
            disk=size_on_disk(self._store) / (1 << 20),
            requests=counts.total(),
        )


def _heads(store: Path) -> list[Path]:
    """The folders of engines that are kept open for the next writes."""
    folder = store / "heads"
    return list(folder.iterdir()) if folder.is_dir() else []


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _memory(pid: int) -> int:
    """KiB that a process has for itself: its share of other pages would depend on its neighbours."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(map(int, re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", text, flags=re.MULTILINE)))


def _open_files(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def verdict(samples: Sequence[Sample]) -> list[str]:
    """What grew: the last quarter against the second, the first being for warming up."""
    quarter = len(samples) // 4
    before, after = samples[quarter : 2 * quarter], samples[-quarter:]
    faults = []

    def compare(name: str, growth: float, slack: float) -> None:
        was, now = (median(getattr(one, name) for one in part) for part in (before, after))
        if now > was * growth + slack:
            faults.append(f"{name} grew from {was:.1f} to {now:.1f}")

    compare("memory", _MEMORY_GROWTH, _MEMORY_SLACK)
    compare("files", 1.0, _FILES_SLACK)
    compare("processes", 1.0, _PROCESSES_SLACK)
    compare("disk", _DISK_GROWTH, _DISK_SLACK)
    if (most := max(one.generations for one in samples)) > _MOST_GENERATIONS:
        faults.append(f"{most} generations were kept at once")
    if (most := max(one.heads for one in samples)) > _MOST_HEADS:
        faults.append(f"{most} heads were kept at once")
    return faults


def leftovers(family: set[int], temporary: Path, store: Path) -> list[str]:
    """What a service that ended should have taken with it."""
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < until:
        time.sleep(0.1)
    faults = [f"process {pid} is left" for pid in family if Path(f"/proc/{pid}").exists()]
    faults += [f"{path.name} is left in the temporary folder" for path in temporary.iterdir()]
    if (store / "candidates").exists() and any((store / "candidates").iterdir()):
        faults.append("a candidate is left in the store")
    faults += [f"the head {path.name} is left in the store" for path in _heads(store)]
    return faults
