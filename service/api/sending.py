"""An answer in the format that was chosen for it, with its headers."""

from __future__ import annotations

from flask import Response, url_for
from pyoxigraph import RdfFormat

from rolegraph.graph.paths.answers import Answer, PathsAnswer
from rolegraph.graph.paths.formats.as_csv import as_csv
from rolegraph.graph.paths.formats.as_json import as_json
from rolegraph.graph.paths.formats.as_rdf import as_rdf
from rolegraph.graph.paths.formats.drawing import STYLE_HASH
from rolegraph.graph.paths.formats.picture import as_svg
from rolegraph.service.api.offers import CSV, SVG
from rolegraph.service.delivery import validators
from rolegraph.service.headers import GENERATION
from rolegraph.service.negotiation import GRAPH_FORMATS, JSON, Offer

_PICTURE_POLICY = f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'; sandbox"
"""A picture runs nothing and loads nothing; of style it has its own sheet alone."""


def send(answer: Answer, offer: Offer, statements: int, etag: str) -> Response:
    """The response; ``statements`` of each evidence are listed, "" is the tag of what is not to be kept."""
    response = Response(_text(answer, offer, statements), content_type=offer.sent)
    response.headers.update(validators(etag))
    response.headers[GENERATION] = str(answer.generation)
    response.headers["Link"] = f'<{url_for("api.openapi")}>; rel="service-desc"'
    if offer == SVG:
        response.headers["Content-Security-Policy"] = _PICTURE_POLICY
    return response


def _text(answer: Answer, offer: Offer, statements: int) -> str | bytes:
    if offer == JSON:
        return as_json(answer, statements)
    if offer == CSV:
        return as_csv(answer)
    if offer == SVG:
        assert isinstance(answer, PathsAnswer), "other answers are not offered as pictures"
        return as_svg(answer)
    return as_rdf(answer, getattr(RdfFormat, GRAPH_FORMATS[offer.key]), statements)
