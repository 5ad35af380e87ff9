"""gunicorn's threads, where a connection that is busy stays with its thread.

gunicorn hands a connection back to the process's one polling thread after each request, and to a
thread again for the next: four switches between threads, which cost more than most answers. Here
the thread looks for a moment whether the next request comes at once, as it does from a program
that asks one thing after the other, and answers it. It looks only while no other connection waits
for a thread, so nobody waits longer than before.

A signal that ends the process at once is carried out by the polling thread in its turn: gunicorn does
so in the middle of whatever the signal interrupts, which may hold locks that ending needs, too.
"""

from __future__ import annotations

import select
import sys
from typing import Any

from gunicorn.workers.gthread import TConn

from rolegraph.service.arrivals import PatientWorker
from rolegraph.service.signals import taken_over

_GLANCE = 5
"""How long a thread looks for the next request, in milliseconds."""
_SWITCH = 0.001
"""How long a thread may keep the interpreter from others, in seconds: an answer takes less."""


class Worker(PatientWorker):
    """A web process; part of gunicorn's interface (``worker_class``)."""

    def run(self) -> None:
        """Part of gunicorn's interface: called in the process, when the application is loaded."""
        sys.setswitchinterval(_SWITCH)
        self._polling = True
        try:
            super().run()
        finally:
            self._polling = False

    def init_signals(self) -> None:
        """Part of gunicorn's interface, called in the process: what was held back comes now."""
        self._polling = False
        with taken_over():
            super().init_signals()

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Part of gunicorn's interface: end at once, as soon as the polling thread is free to.

        Where it does not poll yet, or any more, the process ends by itself.
        """
        self.alive = False
        if self._polling:
            self.method_queue.defer(self._quit)

    def _quit(self) -> None:
        for conn in list(self._held):
            self.cut(conn)
        self.tpool.shutdown(wait=False, cancel_futures=True)
        self.cfg.worker_int(self)
        sys.exit(0)

    def handle(self, conn: TConn) -> Any:
        """Answer the requests of a connection until none comes at once; what gunicorn's own gives."""
        goes_on = super().handle(conn)
        while goes_on is True and self._comes_more(conn):
            goes_on = super().handle(conn)
        return goes_on

    def _comes_more(self, conn: TConn) -> bool:
        others_wait = self.tpool._work_queue.qsize() > 0
        if others_wait or not self.alive or conn.is_http2 or conn in self._uploading:
            return False
        if not conn.parser.unreader.buf.getvalue():
            watch = select.poll()
            watch.register(conn.sock, select.POLLIN)
            if not watch.poll(_GLANCE):
                return False
        return self.has_next(conn)
