"""Signals that end the service reach every process of it, also one that was forked a moment ago.

gunicorn's web processes are born with the handlers of the first process, which note a signal for a
loop that only the first process has. A signal that came before a web process set handlers of its own
was lost in that way, and the first process, which sends it once, waited in vain until it killed it.
Here such signals are held back from the fork until the web process can take them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gunicorn.arbiter import Arbiter

_ENDING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})


class FirstProcess(Arbiter):  # type: ignore[misc]
    """gunicorn's process above the web processes."""

    def spawn_worker(self) -> Any:
        """Part of gunicorn's interface: the web process never returns from it."""
        first = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            return super().spawn_worker()
        finally:
            if os.getpid() == first:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


@contextmanager
def taken_over() -> Iterator[None]:
    """In a web process: set its own handlers in here; then it gets what was held back."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def ignore() -> None:
    """The process is ending; a signal in the middle of that would find locks held."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
