"""Sections of RESULTS.md that are written by a run: each between its marks, the rest of the file stays."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path


def marks(section: str) -> tuple[str, str]:
    """The lines between which a section stands."""
    return f"<!-- {section}: begin -->", f"<!-- {section}: end -->"


def write(path: Path, section: str, text: str) -> None:
    """Put ``text`` between the marks of ``section`` in a file, or at its end."""
    begin, end = marks(section)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    before, mark, rest = old.partition(begin)
    after = rest.partition(end)[2] if mark else "\n"
    path.write_text(f"{before}{begin}\n{text}{end}{after}", encoding="utf-8")


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, its first column to the left, all others to the right."""
    rule = ["---"] + ["---:"] * (len(heads) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, rule, *lines])


def machine() -> str:
    """Cores, memory, kernel."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return (
        f"{os.cpu_count()} cores ({cpu[1].strip() if cpu else platform.machine()}), "
        f"{int(memory[1]) / (1 << 20) if memory else 0:.0f} GiB of memory, Linux {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def today() -> str:
    """The day of the run, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime())
