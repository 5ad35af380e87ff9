"""What goes with every answer: it may be read from pages of any origin, and varies with Accept.

What depends on a token varies with it, too, and is for no shared cache.

A token is never sent by a browser of itself (no cookie is used), so that any origin may be let in.
"""

from __future__ import annotations

from flask import Flask, Response, request

from rolegraph.service.auth import is_private

ASKED = (
    *("Accept", "Accept-Language", "Authorization", "Content-Encoding", "Content-Type"),
    *("If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Range"),
)
"""Request headers that scripts on other origins may send."""
EXPOSED = (
    "Accept-Post",
    "Accept-Ranges",
    "Allow",
    "Content-Disposition",
    "Content-Length",
    "Content-Range",
    "Content-Location",
    "ETag",
    "Last-Modified",
    "Link",
    "Location",
    "Retry-After",
    "Rolegraph-Generation",
    "Rolegraph-Pointing",
    "WWW-Authenticate",
    "X-Request-Id",
)
"""Headers of answers that scripts on other origins may read."""
GENERATION = "Rolegraph-Generation"
"""The header that tells which generation a write made, or which content an answer was made from."""
POINTING = "Rolegraph-Pointing"
"""The header that tells how many triples point at what is described."""


def register(app: Flask) -> None:
    """Add them to every answer of an application, errors included."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.vary.add("Accept")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
    response.headers.setdefault("Cache-Control", "no-cache")
    if is_private():
        _keep_private(response)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = ", ".join(ASKED)
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _keep_private(response: Response) -> None:
    """No cache that others share may keep it (RFC 9111, section 5.2.2.7)."""
    response.vary.add("Authorization")
    if response.headers["Cache-Control"] != "no-store":
        response.headers["Cache-Control"] = f"private, {response.headers['Cache-Control']}"
