"""Which hosts a request may be for. No link is ever made from the Host header, trusted or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flask import request

from rolegraph.service.errors import BadRequest

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.ASCII)


def is_trusted(header: str, names: Sequence[str]) -> bool:
    """Whether a Host header (RFC 9110, section 7.2) names one of ``names``, whatever the port.

    Names compare without case; one that starts with a dot includes every name below it.
    """
    found = _HOST.fullmatch(header.lower())
    if not found:
        return False
    host = found[1]
    return any(
        host == name.removeprefix(".") or (name.startswith(".") and host.endswith(name))
        for name in (name.lower() for name in names)
    )


def guard(names: Sequence[str]) -> Callable[[], None]:
    """A step before each request that refuses other hosts, with :class:`BadRequest`."""

    def check() -> None:
        if not is_trusted(request.headers.get("Host", ""), names):
            raise BadRequest("this service does not answer for the host that the request names")

    return check
