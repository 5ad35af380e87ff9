"""The parent's side of a child that builds: progress comes line by line, and it can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.errors import WriteFailed
from rolegraph.graph.store.writing import write_failure

# One processor is for building; the others answer. A heap for each thread would only take memory.
_ENVIRONMENT = MappingProxyType(
    {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
)


class Stopped(WriteFailed):
    """Building was told to stop; what stood still stands."""


class Builder:
    """Runs one child after the other for one thread; another may stop it for good."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self.seconds = 0.0
        """Processor time that children have taken."""

    @property
    def is_stopped(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._stopped

    def stop(self) -> None:
        """Kill the child and start no other."""
        with self._guard:
            self._stopped = True
            if self._child:
                self._child.kill()

    def carry_out(self, order: dict[str, Any], tell: Tell) -> dict[str, Any]:
        """What the child answers to an order of :mod:`rolegraph.graph.derived.child`.

        Raises :class:`WriteFailed` where it is killed, crashes or reports an error, and
        :class:`Stopped`.
        """
        child = self._start()
        try:
            answer = _conversation(child, order, tell)
        except BaseException:
            child.kill()
            raise
        finally:
            self._end(child)
        if self._stopped:
            raise Stopped("the building was stopped")
        if answer is None:
            raise WriteFailed(
                f"{order['name']} can't be built: the process ended with status {child.returncode}"
            )
        self.seconds += answer["seconds"]
        if "error" in answer:
            raise write_failure(answer["error"], f"{order['name']} can't be built")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        with self._guard:
            if self._stopped:
                raise Stopped("the building was stopped")
            # A process group of its own: Ctrl-C is for us, and we end the child in our way.
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "rolegraph.graph.derived.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ENVIRONMENT},
                process_group=0,
            )
            return self._child

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        for stream in (child.stdin, child.stdout):
            if stream:
                with suppress(BrokenPipeError):  # an order that was never taken
                    stream.close()
        child.wait()
        with self._guard:
            self._child = None


def _conversation(child: subprocess.Popen[bytes], order: dict[str, Any], tell: Tell) -> dict[str, Any] | None:
    """Give the order and hear what the child tells; its answer, ``None`` where it ended without one.

    Its input stays open while it runs, so that it sees when we are gone.
    """
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
    for line in child.stdout:
        if not line.endswith(b"\n"):  # killed in the middle of it
            return None
        said: dict[str, Any] = json.loads(line)
        if "tell" not in said:
            return said
        what, done, of = said["tell"]
        tell(what, done, of)
    return None
