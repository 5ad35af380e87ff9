"""The formats that answers can be had in."""

from __future__ import annotations

from rolegraph.service.answers import listed, offer_for
from rolegraph.service.errors import BadRequest, NotAcceptable
from rolegraph.service.negotiation import GRAPHS, JSON, Offer, is_format, named

SVG = Offer("svg", "image/svg+xml", "image/svg+xml")
CSV = Offer("csv", "text/csv", "text/csv; charset=utf-8")
_RDF = tuple(
    offer
    for offer in GRAPHS
    if offer.media_type in ("text/turtle", "application/ld+json", "application/n-triples")
)
OFFERS = (JSON, CSV, *_RDF)
"""Of every question."""
_PICTURED = ("paths",)


def offers_of(question: str) -> tuple[Offer, ...]:
    """How the answer to a question can be had, the default first."""
    return (*OFFERS, SVG) if question in _PICTURED else OFFERS


def chosen(question: str, format_name: str | None) -> Offer:
    """The format that ``?format=`` names, else the one that the Accept header prefers.

    Raises :class:`NotAcceptable`, and :class:`BadRequest` for a name that means no format anywhere.
    """
    offers = offers_of(question)
    found = named(format_name, offers) if format_name else offer_for(None, offers)
    if found:
        return found
    if format_name and not (is_format(format_name) or format_name == SVG.key):
        names = ", ".join(dict.fromkeys(offer.key for offer in offers))
        raise BadRequest(f"there is no format {format_name[:40]!r}: the formats are {names}")
    raise NotAcceptable(f"this answer can be had as {listed(offers)}")
