"""Running the service: gunicorn with threads, on a socket that is ours before it starts."""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from rolegraph.graph.store.generations import current_generation
from rolegraph.service.app import create_app
from rolegraph.service.errors import PortTaken
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

_BACKLOG = 2048
_LAST_PORT = 65535
_STOPPING = 5


def serve(store: Path, host: str, port: int, settings: Settings | None = None) -> None:
    """Serve a store until SIGTERM or Ctrl-C; prints one line with the address once it listens.

    Port 0 takes a free one. Raises :class:`StoreMissing`, :class:`PortTaken`; ends the process
    (``SystemExit``) when it is stopped.
    """
    settings = settings or Settings()
    current_generation(store)
    listener = _listen(host, port, settings.client_patience)
    _Server(store, listener, settings).run()


def _listen(host: str, port: int, patience: float) -> socket.socket:
    """A listening socket; connections inherit its timeouts, so that no client holds a thread for ever."""
    if not 0 <= port <= _LAST_PORT:  # the resolver would take it modulo 65536
        raise PortTaken(f"there is no port {port}: give one from 0 to {_LAST_PORT}")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise PortTaken(f"can't listen on {host!r}: {error.strerror}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        timeout = struct.pack("@ll", int(patience), int(patience % 1 * 1_000_000))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"can't listen on {host} port {port}: {error.strerror}; choose another with --port"
        ) from None
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured from our settings alone: no configuration file, no control socket."""

    def __init__(self, store: Path, listener: socket.socket, settings: Settings) -> None:
        self._store = store.absolute()
        self._greeting = f"rolegraph serves {store} at {_url(listener)}"
        self._bind = f"fd://{listener.detach()}"
        self._settings = settings
        self._app: Flask | None = None
        super().__init__()

    def load_config(self) -> None:
        """Part of gunicorn's interface: set what differs from its defaults."""
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "limit_request_line": 0,
            "graceful_timeout": int(self._settings.deadline) + _STOPPING,
            "keepalive": 5,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": lambda _: print(self._greeting, flush=True),
            "post_worker_init": _quieten,
            "worker_int": lambda _: self._end_readers(),
            "worker_exit": lambda _, __: self._end_readers(),
        }

    def load(self) -> Flask:
        """Part of gunicorn's interface: called in each web process, after the fork."""
        self._app = create_app(self._store, self._settings)
        return self._app

    def _end_readers(self) -> None:
        if self._app is not None:
            parts_of(self._app).queries.close()


class _ClientsOwnFault(logging.Filter):
    """Leaves out the traces of clients that were let go because they made no progress."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is kept."""
        return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def _quieten(worker: Any) -> None:
    worker.log.error_log.addFilter(_ClientsOwnFault())
