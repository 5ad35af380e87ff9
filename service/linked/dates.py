"""When what is described was published: Last-Modified, If-Modified-Since (RFC 9110, 8.8.2 and 13.1.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from werkzeug.http import http_date, parse_date

from rolegraph.graph.store.generations import Generation


def last_modified(generation: Generation) -> dict[str, str]:
    """The header with the time at which the generation was published.

    It counts in seconds; so within the second in which that was there is none, as another generation
    may come that would have the same.
    """
    published = _second(generation)
    return {"Last-Modified": http_date(published)} if published < _now() else {}


def is_unmodified(generation: Generation, environ: dict[str, Any]) -> bool:
    """Whether a request has a date, and no entity tag, that nothing was published after."""
    asked = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not asked or "HTTP_IF_NONE_MATCH" in environ or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    since = parse_date(asked)
    return since is not None and since >= _second(generation) and bool(last_modified(generation))


def _second(generation: Generation) -> datetime:
    return datetime.fromisoformat(generation.created).astimezone(UTC).replace(microsecond=0)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
