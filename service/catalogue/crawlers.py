"""``/robots.txt`` and ``/sitemap.xml``: what crawlers are told."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort

from rolegraph.graph.catalogue.sitemap import INDEX
from rolegraph.service.auth import require
from rolegraph.service.catalogue import documents
from rolegraph.service.parts import parts

blueprint = Blueprint("crawlers", __name__)
_ROBOTS = """User-agent: *
Disallow: /sparql?
Disallow: /describe?
Disallow: /search?
Disallow: /suggest
Disallow: /api/
Disallow: /graphs
Disallow: /dumps/all
Disallow: /dumps/graph
Sitemap: {base}sitemap.xml
"""
"""Questions have no end of addresses, and dumps are large; everything else may be read."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """RFC 9309; the sitemap is named absolutely, from the store's base."""
    text = _ROBOTS.format(base=parts().queries.generation().base)
    return documents.send(text.encode(), "text/plain; charset=utf-8", caching=documents.LASTING)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The index of the parts. Raises :class:`NotBuilt`."""
    return _file(INDEX)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """One part, at most 50,000 addresses."""
    return _file(f"{number}.xml")


def _file(name: str) -> Response:
    require("read")
    _, folder = parts().sitemap.get()  # the one format, whatever Accept says (RFC 9110, section 12.4.1)
    try:
        return documents.send((folder / name).read_bytes(), "application/xml")
    except FileNotFoundError:
        abort(404)


def opened(folder: Path) -> Path:
    """The sitemap's folder: its files are small, and are opened when they are asked for."""
    return folder
