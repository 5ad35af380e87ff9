"""How long importing classifications takes, and how much memory: ESCO, O*NET, US wages, crosswalks.

Run as ``python benchmarks/imports.py DATA [--report RESULTS.md]``, where DATA holds the folders
``esco-1.1.1``, ``onet-29.2``, ``oews`` and ``crosswalks``. Each is imported into a store of its own
kind, in the order that crosswalks need, by the command itself; then each once more. Ends with
status 1 where ESCO or O*NET takes more than a minute or a gigabyte.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from result_sections import machine, table, today, write

FOLDERS = {"esco": "esco-1.1.1", "onet": "onet-29.2", "oews": "oews", "crosswalks": "crosswalks"}
BOUNDED = ("esco", "onet")
MOST_SECONDS = 60.0
MOST_MIB = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One import: ``mebibytes`` is the highest sum of what the command and its children had resident."""

    what: str
    is_again: bool
    seconds: float
    mebibytes: int
    statements: int

    @property
    def is_within(self) -> bool:
        """Whether it keeps its bounds, if it has any."""
        kept = self.seconds <= MOST_SECONDS and self.mebibytes <= MOST_MIB
        return self.what not in BOUNDED or kept


class Watch(threading.Thread):
    """Looks at the memory of a process and of those below it, ten times a second, until it ends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.highest = 0

    def run(self) -> None:
        """Look until the process ends."""
        while self._process.poll() is None:
            self.highest = max(self.highest, sum(map(resident, family(self._process.pid))))
            time.sleep(0.1)


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += map(int, task.read_text().split())
        except OSError:
            continue
    return [pid, *(one for child in children for one in family(child))]


def resident(pid: int) -> int:
    """Bytes that a process has in memory; 0 for one that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0")
    return int(found.split()[1]) << 10


def measure(what: str, data: Path, store: Path, *, is_again: bool) -> Measured:
    """Import once by the command; raises ``CalledProcessError`` where that fails."""
    report = store.parent / f"{what}.json"
    program = Path(sys.executable).with_name("rolegraph")
    command = [str(program), "import", what, str(data / FOLDERS[what]), "--store", str(store), "--quiet"]
    started = time.perf_counter()
    with subprocess.Popen([*command, "--report", str(report)], stdout=subprocess.DEVNULL) as process:
        watch = Watch(process)
        watch.start()
        process.wait()
    seconds = time.perf_counter() - started
    watch.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    quads = json.loads(report.read_text("utf-8"))[0]["quads"]
    return Measured(what, is_again, seconds, watch.highest >> 20, quads)


def section(found: list[Measured]) -> str:
    """The section of RESULTS.md."""
    heads = ("import", "", "seconds", "MiB", "quads in the store after it")
    lines = [
        (
            one.what,
            "again" if one.is_again else "first",
            f"{one.seconds:.1f}",
            f"{one.mebibytes}",
            f"{one.statements:,}",
        )
        for one in found
    ]
    return (
        f"Measured {today()} on {machine()}, by `python benchmarks/imports.py` on a busy machine. "
        "All into one store, in this order. Seconds are those of the whole command; MiB the highest sum "
        "of the resident memory of its processes, seen ten times a second.\n\n"
        f"{table(heads, lines)}\n"
    )


def main() -> int:
    """Print what was measured; 0 if the bounds are kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--report", type=Path, help="a Markdown file whose section 'imports' is written anew")
    arguments = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for is_again in (False, True):
            for what in FOLDERS:
                one = measure(what, arguments.data, Path(folder) / "store", is_again=is_again)
                print(f"{what}: {one.seconds:.1f} s, {one.mebibytes} MiB, {one.statements} quads", flush=True)
                found.append(one)
    if arguments.report is not None:
        write(arguments.report, "imports", section(found))
    return 0 if all(one.is_within for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
