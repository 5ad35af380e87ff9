"""What happens around every request: its id, its size and time, a line in the log, the metrics."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from rolegraph.service.logs import RECORD, TOKEN, Record, RequestLog, request_id
from rolegraph.service.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ID_HEADER = "X-Request-ID"


def install(app: Flask, log: RequestLog, metrics: Metrics) -> None:
    """Record every request of an application."""
    app.before_request(_name_endpoint)
    app.wsgi_app = Recorder(app.wsgi_app, log, metrics)  # type: ignore[method-assign]


def _name_endpoint() -> None:
    record = request.environ.get(RECORD)
    if isinstance(record, Record):
        record.endpoint = request.endpoint or "none"


class Recorder:
    """A WSGI application around another."""

    def __init__(self, inner: WSGIApplication, log: RequestLog, metrics: Metrics) -> None:
        self._inner = inner
        self._log = log
        self._metrics = metrics

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request; what is recorded is complete when the answer is closed."""
        record = Record(
            id=request_id(environ.get("HTTP_X_REQUEST_ID")),
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", ""),
            counting=self._log.keeps_queries,
        )
        environ[RECORD] = record

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Callable[[bytes], object]:
            record.status = int(status[:3])
            return start_response(status, [*headers, (ID_HEADER, record.id)], *fault)

        try:
            body = self._inner(environ, start)
        except BaseException:
            record.outcome = "failed"
            self.finish(record, environ)
            raise
        return _Counted(body, record, lambda: self.finish(record, environ))

    def finish(self, record: Record, environ: WSGIEnvironment) -> None:
        """The request ended, however it did."""
        token = environ.get(TOKEN)
        record.client = f"token:{token}" if token else environ.get("REMOTE_ADDR") or "unknown"
        seconds = time.perf_counter() - record.started
        self._log.write(record, seconds)
        self._metrics.observe(record, seconds)


class _Counted:
    """The body of an answer, counted as it leaves; the server calls ``close`` whatever happened."""

    def __init__(self, body: Iterable[bytes], record: Record, finish: Callable[[], None]) -> None:
        self._body = body
        self._pieces = iter(body)
        self._record = record
        self._finish: Callable[[], None] | None = finish

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._end("complete")
            raise
        except BaseException:
            self._end("cut")
            raise
        self._record.sent(piece)
        return piece

    def _end(self, outcome: str) -> None:
        self._record.outcome = self._record.outcome or outcome

    def close(self) -> None:
        """Close the body and record the request; an answer not read to its end has a client that left."""
        close = getattr(self._body, "close", None)
        try:
            if close:
                close()
        finally:
            finish, self._finish = self._finish, None
            self._end("left")
            if finish:
                finish()
