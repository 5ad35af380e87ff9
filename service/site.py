"""The Flask application class: links are relative to the address that was asked for.

A proxy may show the service below a path that the service itself is not told of, as where the store's
base is ``https://example.org/data/``; links that begin with ``/`` would lead past it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Flask, has_request_context, request

_OF_THE_SAME = ("", "?", "#")
"""How a reference begins that would be resolved to the document itself (RFC 3986, section 5.2.2)."""


class Site(Flask):
    """Flask, but that ``url_for`` gives relative references while a request is answered."""

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As :meth:`flask.Flask.url_for`, and relative unless ``_external`` is asked for."""
        found = super().url_for(endpoint, **values)
        if found.startswith("/") and has_request_context():
            return relative(found, _asked(request.environ))
        return found


def relative(path: str, asked: str) -> str:
    """The reference that leads from one path to another; both begin with ``/`` and are percent-encoded."""
    up = "../" * (asked.count("/") - 1)
    rest = path[1:]
    return f"{up}{rest}" if up or rest[:1] not in _OF_THE_SAME else f"./{rest}"


def _asked(environ: dict[str, Any]) -> str:
    """The path as it was sent: a ``%2F`` in it is no slash to whoever resolves a link."""
    sent = str(environ.get("RAW_URI") or "").partition("?")[0]
    return sent if sent.startswith("/") else quote(environ.get("PATH_INFO") or "/")
