"""The thread of a web process that has built what is missing, when the content of the store changes."""

from __future__ import annotations

import logging
import threading

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.process import Builder, Stopped
from rolegraph.graph.errors import RolegraphError

_LOOK = 0.5
_PATIENCE = 5.0
_log = logging.getLogger(__name__)


class Keeper:
    """Looks twice a second; of all processes that do, one builds at a time."""

    def __init__(self, derived: Derived) -> None:
        self._derived = derived
        self._builder = Builder()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._said = ""

    def start(self) -> None:
        """Begin, in the process that is to build: threads are not forked with it."""
        self._thread = threading.Thread(target=self._run, name="derived", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop for good: kill the child, and wait for the thread, which is soon done."""
        self._stop.set()
        self._builder.stop()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK):
            self._tend()

    def _tend(self) -> None:
        try:
            for failure in self._derived.tend(self._builder).values():
                again = "given up until the content changes" if failure.is_given_up else "to be tried again"
                _log.error("%s (try %d, %s)", failure.error, failure.tries, again)
        except Stopped:
            return
        except (RolegraphError, OSError) as error:  # the store is being replaced, the disk is full …
            self._warn(f"nothing can be derived now: {error}")
        except Exception as error:  # a fault of our own; the service goes on without
            self._warn(f"what keeps the derived up to date failed: {error!r}")

    def _warn(self, what: str) -> None:
        """Say it once: it may last."""
        if what != self._said and not self._stop.is_set():
            self._said = what
            _log.warning(what)
