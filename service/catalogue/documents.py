"""One document in several formats: which one is asked for, its entity tag, and its links (RFC 8288)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from flask import Response, request, url_for
from pyoxigraph import RdfFormat, Triple

from rolegraph.graph.catalogue.sheet import serialised
from rolegraph.service.answers import listed, offer_for
from rolegraph.service.delivery import unchanged, validators
from rolegraph.service.errors import BadRequest, NotAcceptable
from rolegraph.service.negotiation import GRAPH_FORMATS, GRAPHS, PAGE, Offer
from rolegraph.service.parameters import decoded, format_name

SUFFIXES = ("ttl", "nt", "rdf", "jsonld", "html")
"""The formats that have addresses of their own, by suffix."""
OFFERS: tuple[Offer, ...] = tuple(offer for offer in GRAPHS if offer.key in SUFFIXES)
LASTING = "public, max-age=3600"
"""For what changes with the software only."""


def chosen(extension: str | None, offers: Sequence[Offer] = OFFERS) -> Offer:
    """The offer that the address, ``?format=`` or the Accept header names.

    Raises :class:`NotAcceptable`, and :class:`BadRequest` for another parameter.
    """
    parameters = decoded(request.query_string)
    if unknown := {name for name, _ in parameters} - {"format"}:
        raise BadRequest(f"there is no parameter {min(unknown)[:40]!r} here")
    if extension is not None:
        return next(offer for offer in offers if offer.key == extension)
    offer = offer_for(format_name(parameters), offers)
    if offer is None:
        raise NotAcceptable(f"this can be had as {listed(offers)}")
    return offer


def as_rdf(triples: Iterable[Triple], offer: Offer) -> bytes:
    """Triples in a format of ``OFFERS`` that is no page."""
    rdf_format: RdfFormat = getattr(RdfFormat, GRAPH_FORMATS[offer.key])
    return serialised(triples, rdf_format)


def send(body: bytes, content_type: str, links: Iterable[str] = (), caching: str = "no-cache") -> Response:
    """A document that is known by its bytes, or 304 where the client has these."""
    etag = _etag(body)
    response = unchanged(etag, request.environ) or Response(body, content_type=content_type)
    response.headers.update({**validators(etag), "Cache-Control": caching})
    response.headers.extend([("Link", link) for link in links])
    return response


def alternates(endpoint: str, offers: Sequence[Offer] = OFFERS) -> list[str]:
    """Links to the same document in each format."""
    kinds = {offer.key: offer.media_type for offer in reversed(offers)}
    return [
        f'<{url_for(endpoint, extension=key)}>; rel="alternate"; type="{kinds[key]}"'
        for key in SUFFIXES
        if key in kinds
    ]


def is_page(offer: Offer) -> bool:
    """Whether it is the page for people."""
    return offer.key == PAGE.key


@lru_cache(maxsize=64)
def _etag(body: bytes) -> str:
    """A strong tag: the same for the same bytes, whatever generation they are of."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
