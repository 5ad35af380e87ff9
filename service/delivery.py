"""Sending an answer of the readers: whole where it is small, streamed where it is not.

No cut answer may look whole. With HTTP/1.1 a fault in the middle ends the connection before the
last chunk; HTTP/1.0 can't show that, so there the answer is collected and its length is sent.
"""

from __future__ import annotations

import errno
import logging
import select
import socket
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from flask import Response
from werkzeug.http import parse_etags

from rolegraph.graph.errors import QueryError
from rolegraph.graph.store.answer import Answer

_IN_MEMORY = 4 << 20
_PIECE = 1 << 16
_log = logging.getLogger(__name__)


class AnswerCut(ConnectionResetError):
    """An answer ended too early; the server closes the connection without ending the response."""


class Stream:
    """An answer as a WSGI iterable: it has ``close``, which the server calls whatever happened."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._answer)
        except QueryError as error:
            _log.warning("an answer was cut off: %s", error)
            raise AnswerCut(errno.ECONNRESET, "the answer was cut off") from None

    def close(self) -> None:
        """Stop the evaluation if it is still going on."""
        self._answer.close()


class FileStream:
    """A collected answer as a WSGI iterable."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self._file.read(_PIECE), b"")

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


def deliver(answer: Answer, content_type: str, environ: dict[str, Any]) -> Response:
    """The response that sends an answer; for HEAD its headers alone.

    Raises :class:`QueryError` where the answer had to be collected and failed.
    """
    response = _with_body(answer, content_type, environ)
    response.headers.update(validators(answer.etag))
    return response


def validators(etag: str) -> dict[str, str]:
    """The headers by which an answer is kept and asked for again; "" names one that must not be kept.

    ``no-cache`` lets every cache keep it and has it ask each time whether it still stands, which
    needs no evaluation: see :func:`unchanged`.
    """
    return {"ETag": etag, "Cache-Control": "no-cache"} if etag else {"Cache-Control": "no-store"}


def unchanged(etag: str, environ: dict[str, Any]) -> Response | None:
    """304 if the client holds what has this entity tag (RFC 9110, section 13.1.2), else ``None``."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if not asked or not etag or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    if asked.strip() == "*" or not parse_etags(asked).contains_raw(etag):  # "*" asks whether there is any
        return None
    return Response(status=304, headers=validators(etag))


def _with_body(answer: Answer, content_type: str, environ: dict[str, Any]) -> Response:
    if environ["REQUEST_METHOD"] == "HEAD":
        answer.close()
        return _bodiless(answer, content_type)
    if answer.size is not None:
        return Response(answer.read(), content_type=content_type)
    if environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _collected(answer, content_type)
    return Response(Stream(answer), content_type=content_type, direct_passthrough=True)


def _bodiless(answer: Answer, content_type: str) -> Response:
    response = Response(content_type=content_type)
    response.automatically_set_content_length = False
    if answer.size is not None:
        response.content_length = answer.size
    return response


def _collected(answer: Answer, content_type: str) -> Response:
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    try:
        for piece in answer:
            file.write(piece)
    except BaseException:
        file.close()
        raise
    finally:
        answer.close()
    size = file.tell()
    file.seek(0)
    response = Response(FileStream(file), content_type=content_type, direct_passthrough=True)
    response.content_length = size
    return response


def departure(environ: dict[str, Any]) -> Callable[[], bool] | None:
    """A question whether the client has closed its connection; ``None`` where that can't be seen."""
    client = environ.get("gunicorn.socket")
    return (lambda: _has_left(client)) if isinstance(client, socket.socket) else None


def _has_left(client: socket.socket) -> bool:
    try:
        watch = select.poll()
        watch.register(client, select.POLLIN)
        return bool(watch.poll(0)) and not client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except (OSError, ValueError):
        return True
