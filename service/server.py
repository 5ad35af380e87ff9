"""Running the service: gunicorn with threads, on a socket that is ours before it starts."""

from __future__ import annotations

import ctypes
import logging
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from rolegraph.graph.errors import StoreError
from rolegraph.graph.store.generations import current_generation
from rolegraph.service import logs
from rolegraph.service.app import create_app
from rolegraph.service.errors import PortTaken, SettingsError
from rolegraph.service.metrics import SHARED, forget_process
from rolegraph.service.parts import Parts, parts_of
from rolegraph.service.settings import Settings
from rolegraph.service.sharing import SharedFolder
from rolegraph.service.signals import FirstProcess, ignore
from rolegraph.service.uploads import forget_uploads

_BACKLOG = 2048
_LAST_PORT = 65535
_STOPPING = 5
_M_ARENA_MAX = -8  # mallopt(3)
_ARENAS = 2


def serve(
    store: Path,
    host: str,
    port: int,
    settings: Settings | None = None,
    read: Callable[[], Settings] | None = None,
) -> None:
    """Serve a store until SIGTERM or Ctrl-C; prints one line with the address once it listens.

    Port 0 takes a free one. SIGHUP takes the settings anew from ``read`` and replaces the web
    processes. Raises :class:`StoreMissing`, :class:`PortTaken`, :class:`SettingsError`; ends the
    process (``SystemExit``) when it is stopped.
    """
    settings = settings or Settings()
    current_generation(store)
    _check_query_log(settings)
    listener = _listen(host, port, settings.client_patience)
    _Server(store, listener, settings, read or (lambda: settings)).run()


def _check_query_log(settings: Settings) -> None:
    try:
        logs.RequestLog(access=False, queries=settings.query_log)
    except OSError as error:
        raise SettingsError(
            f"setting query_log: can't write {settings.query_log!r}: {error.strerror}"
        ) from None


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

    def __init__(
        self, store: Path, listener: socket.socket, settings: Settings, read: Callable[[], Settings]
    ) -> None:
        self._store = store.absolute()
        self._greeting = f"rolegraph serves {store} at {_url(listener)}"
        self._bind = f"fd://{listener.detach()}"
        self._settings = settings
        self._read = read
        self._started = False
        self._shared = SharedFolder()
        self._app: Flask | None = None
        super().__init__()

    def load_config(self) -> None:
        """Part of gunicorn's interface: set what differs from its defaults, at first and on SIGHUP."""
        if self._started:
            self._settings = self._read_again()
        self._started = True
        for name, value in (*self._options().items(), *self._hooks().items()):
            self.cfg.set(name, value)

    def _read_again(self) -> Settings:
        """The settings as they are now; those from before where they can't be used any more."""
        try:
            settings = self._read()
            _check_query_log(settings)
        except SettingsError as error:
            logging.getLogger("gunicorn.error").error("reload: %s; the settings stay as they were", error)
            return self._settings
        return settings

    def _options(self) -> dict[str, Any]:
        return {
            "bind": self._bind,
            "worker_class": "rolegraph.service.worker.Worker",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "limit_request_line": 0,
            "graceful_timeout": int(self._settings.deadline) + _STOPPING,
            "keepalive": 5,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": _Logger,
            "raw_env": [f"{SHARED}={self._shared.path}"],
        }

    def _hooks(self) -> dict[str, Callable[..., None]]:
        return {
            "when_ready": lambda _: print(self._greeting, flush=True),
            "post_fork": lambda _, __: _prepare_worker(),
            "post_worker_init": lambda worker: self._prepare(serves=worker.alive),
            "worker_int": lambda _: self._end_children(),
            "worker_exit": lambda _, __: self._end_worker(),
            "child_exit": lambda _, worker: _forget(worker.pid),
            "on_exit": lambda _: self._shared.remove(),
        }

    def run(self) -> None:
        """Part of gunicorn's interface: serve until a signal ends it."""
        FirstProcess(self).run()

    def load(self) -> Flask:
        """Part of gunicorn's interface: called in each web process, after the fork."""
        self._app = create_app(self._store, self._settings)
        return self._app

    def _prepare(self, *, serves: bool) -> None:
        """Start what goes on beside the requests, unless the process was told to end meanwhile."""
        if self._app is not None and serves:
            parts_of(self._app).metrics.keep_publishing()
            _warm(parts_of(self._app))
            if self._settings.derive == "on":
                parts_of(self._app).keeper.start()

    def _end_worker(self) -> None:
        ignore()
        if self._app is not None:
            parts_of(self._app).metrics.publish()
        self._end_children()

    def _end_children(self) -> None:
        if self._app is not None:
            parts_of(self._app).queries.close()
            parts_of(self._app).writer.close()
            parts_of(self._app).keeper.close()


def _warm(shared: Parts) -> None:
    """Where clients may write, spare the first of them the wait for what writing needs."""
    with suppress(StoreError):
        if any(token.allows("write") for token in shared.tokens.all()):
            threading.Thread(target=shared.writer.warm, daemon=True).start()


def _forget(process: int) -> None:
    """What a web process that has ended may have left."""
    forget_process(process)
    forget_uploads(process)


def _prepare_worker() -> None:
    logs.configure()
    # With glibc each thread would keep a heap of its own, sized by the largest answers it ever sent.
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_ARENA_MAX, _ARENAS)


class _ClientsOwnFault(logging.Filter):
    """Leaves out the traces of clients that were let go because they made no progress."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is kept."""
        return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


class _Logger(Logger):  # type: ignore[misc]
    """gunicorn's own messages as lines of JSON, like all others."""

    def setup(self, cfg: Any) -> None:
        """Part of gunicorn's interface."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.JsonLines())
        if not self.error_log.filters:
            self.error_log.addFilter(_ClientsOwnFault())
