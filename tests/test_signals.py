"""A signal ends the service whenever it comes, also while its processes are being made."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from serving import descendants, fill, gone, is_running

SLOW_BIRTHS = """
import os, sys, time
from pathlib import Path
from rolegraph.service.server import serve
from rolegraph.service.settings import Settings
first = os.getpid()
born = lambda: time.sleep(0.7) if os.getppid() == first else None
os.register_at_fork(after_in_child=born)
serve(Path(sys.argv[1]), "127.0.0.1", 0, Settings(deadline=600, workers=int(sys.argv[2]), access_log=0))
"""
"""Web processes that take a while from their fork to handlers of their own; the end is awaited for 605 s."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signals") / "store"
    fill(folder)
    return folder


@pytest.mark.timeout(60)
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_it_ends_while_its_processes_are_born(store: Path, stop: signal.Signals, workers: int) -> None:
    command = [sys.executable, "-c", SLOW_BIRTHS, str(store), str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("rolegraph serves")
            while len(family := descendants(process.pid)) < workers and is_running(process.pid):
                pass
            process.send_signal(stop)
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert gone(family)


@pytest.mark.timeout(60)
def test_two_signals_at_once(store: Path) -> None:
    """Ctrl-C reaches every process of a terminal, and the first process ends the others, too."""
    command = [sys.executable, "-c", SLOW_BIRTHS, str(store), "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("rolegraph serves")
            while not (family := descendants(process.pid)):
                pass
            for pid in (*family, process.pid, *family):
                if is_running(pid):
                    subprocess.run(["kill", "-INT", str(pid)], check=False)
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert gone(family)
