"""A table of one small artefact, importable by this process and by the children that build."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ARTEFACTS = Path(__file__).parent / "artefacts"
TABLE = {"counted": "counted"}
"""See tests/artefacts/counted.py."""
_BUILD = """
import sys
from pathlib import Path
from rolegraph.graph.derived.derived import Derived
Derived(Path(sys.argv[1]), {"counted": "counted"}).build()
"""


def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let artefacts of tests be imported, here and in children."""
    monkeypatch.syspath_prepend(str(ARTEFACTS))
    monkeypatch.setenv("PYTHONPATH", str(ARTEFACTS))


def start_building(store: Path, **environment: str) -> subprocess.Popen[bytes]:
    """A process that builds in the foreground."""
    return subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(store)],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
    )


def until(condition: Callable[[], object], patience: float = 30, pause: float = 0.01) -> None:
    """Wait until something holds, looking every ``pause`` seconds."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(pause)
