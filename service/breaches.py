"""Requests that break HTTP itself, or came too slowly: answered as every other error is.

Such a request never became one for the application: gunicorn could not read it, or it did not arrive.
It is given to the application all the same, with the error to raise in place of what was asked.
So its problem, its headers, its line in the log and its place in the metrics are made where all are.
"""

from __future__ import annotations

import io
import sys
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from gunicorn.http import errors
from werkzeug.exceptions import ClientDisconnected, HTTPException, default_exceptions

from rolegraph.service.heads import Head

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

REFUSED = "rolegraph.refused"
"""Where the application finds the error of a request that is only there to be refused."""
_STATUS: dict[type[Exception], int] = {
    errors.InvalidHTTPVersion: 505,
    errors.UnsupportedTransferCoding: 501,
    errors.LimitRequestHeaders: 431,
    errors.ExpectationFailed: 417,
    errors.LimitRequestLine: 414,
    errors.ForbiddenProxyRequest: 403,
}
"""Where it is not 400, as RFC 9110, section 15, and RFC 6585, section 5, have it."""
_OUR_FAULTS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName, errors.ConfigurationProblem)
_LONGEST_DETAIL = 200
INCOMPLETE = "the connection ended before the whole body had come"
TOO_SLOW = "the body came too slowly, or stopped coming"


def register(app: Flask) -> None:
    """Have an application raise the errors of such requests, before it looks at anything else."""
    app.before_request(_refuse)


def _refuse() -> None:
    error = request.environ.get(REFUSED)
    if isinstance(error, Exception):
        raise error


def http_error(error: Exception) -> Exception:
    """The error of HTTP that one of gunicorn's is; another stays what it is, a fault of our own."""
    if isinstance(error, ClientDisconnected):
        # The socket's time was over, or nothing more can come.
        late = isinstance(error.__context__, BlockingIOError)
        return status_error(408 if late else 400, TOO_SLOW if late else INCOMPLETE)
    if not isinstance(error, errors.ParseException) or isinstance(error, _OUR_FAULTS):
        return error
    code = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 400)
    return status_error(code, str(error)[:_LONGEST_DETAIL])


def status_error(code: int, detail: str) -> HTTPException:
    """The exception that stands for a status of HTTP."""
    return default_exceptions[code](detail)


def answer_to(application: WSGIApplication, error: Exception, head: Head, client: str) -> bytes:
    """All bytes of the answer to a request that is refused with an error; the connection is to close.

    ``client`` is its address, of which the log tells.
    """
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        told.append((status, headers))

    pieces = application(_environ(error, head, client), start)
    try:
        body = b"".join(pieces)
    finally:
        if close := getattr(pieces, "close", None):
            close()
    status, headers = told[-1]
    lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def _environ(error: Exception, head: Head, client: str) -> WSGIEnvironment:
    environ: WSGIEnvironment = {
        REFUSED: error,
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    fields = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in head.fields.items()}
    return environ | fields
