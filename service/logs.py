"""Logs as lines of JSON on standard error: one for each request, and whatever else is said.

A line of a request has its id, so that what a client reports can be found; what answers a query
or an update adds to it with :func:`query`. The text of queries goes to the query log alone.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from flask import has_request_context, request

from rolegraph.graph.store.reader_output import RowCounter, counter_of
from rolegraph.graph.store.writing import now

RECORD = "rolegraph.record"
"""Where the record stands in the WSGI environment."""
TOKEN = "rolegraph.token"  # noqa: S105
"""Where the id of the request's token stands there, once it was looked up."""
LONGEST_TEXT = 8192
"""Characters of a query that the query log keeps."""
_LONGEST_PATH = 512
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_STANDARD_ERROR = 2


@dataclass(slots=True)
class Record:
    """What is known of one request; ``outcome`` is complete, cut, left, or the name of a problem."""

    id: str = ""
    method: str = ""
    path: str = ""
    endpoint: str = "none"
    client: str = ""
    status: int = 0
    size: int = 0
    outcome: str = ""
    text: str | None = None
    counting: bool = False
    counter: RowCounter | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    def follow(self, generation: int, form: str, format_name: str) -> None:
        """An answer comes; its rows are counted as they leave where the query log wants them."""
        self.facts["generation"] = generation
        if self.counting and form == "solutions":
            self.counter = counter_of(format_name)

    def sent(self, piece: bytes) -> None:
        """A piece of the answer left."""
        self.size += len(piece)
        if self.counter and self.status == 200:
            self.facts["rows"] = self.counter.count(piece)

    def as_dict(self, seconds: float) -> dict[str, Any]:
        """The line of the log; ``seconds`` is how long the request took."""
        return {
            "time": now(),
            "level": "info",
            "event": "request",
            "id": self.id,
            "client": self.client,
            "method": self.method,
            "path": self.path[:_LONGEST_PATH],
            "status": self.status,
            "seconds": round(seconds, 6),
            "bytes": self.size,
            "outcome": self.outcome,
            **self.facts,
        }


def current() -> Record:
    """The record of the request being served; one that nobody keeps where there is none."""
    found = request.environ.get(RECORD) if has_request_context() else None
    return found if isinstance(found, Record) else Record()


def query(operation: str, text: str, **facts: Any) -> Record:
    """Note that this request is a ``query`` or an ``update``; gives its record.

    ``facts`` are further members of its lines.
    """
    record = current()
    record.text = text
    record.facts.update(operation=operation, **facts)
    return record


def request_id(proposed: str | None) -> str:
    """The id that a client gave, if it is short and plain; else a new one."""
    return proposed if proposed and _SANE_ID.fullmatch(proposed) else secrets.token_hex(8)


class RequestLog:
    """Writes the lines of requests, and those of queries once more to a file of their own."""

    def __init__(self, *, access: bool, queries: str) -> None:
        """``queries`` is the path of the query log, empty for none. Raises ``OSError``."""
        self._access = access
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        self._queries = os.open(queries, flags, 0o640) if queries else None

    @property
    def keeps_queries(self) -> bool:
        """Whether there is a query log."""
        return self._queries is not None

    def write(self, record: Record, seconds: float) -> None:
        """Write the lines of a request that ended."""
        line = record.as_dict(seconds)
        if self._access:
            _put(_STANDARD_ERROR, line)
        if self._queries is not None and record.text is not None:
            text = record.text[:LONGEST_TEXT]
            _put(self._queries, {**line, "event": "query", "length": len(record.text), "text": text})

    def __del__(self) -> None:
        if getattr(self, "_queries", None) is not None:
            os.close(self._queries)  # type: ignore[arg-type]


def _put(handle: int, line: dict[str, Any]) -> None:
    """One write, so that lines of several processes do not mix; a full disk must not fail the request."""
    try:
        os.write(handle, json.dumps(line).encode() + b"\n")
    except OSError:
        return


class JsonLines(logging.Formatter):
    """Records of :mod:`logging` as the same lines of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": now(),
            "level": record.levelname.lower(),
            "event": "message",
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["id"] = current().id
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


def configure() -> None:
    """Send what this process logs to standard error as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
