"""Content negotiation (RFC 9110, section 12.5.1) over our own small tables of formats.

Media types compare without case and with their parameters left aside; the more specific range
decides an offer's quality, the highest quality wins, among equals the more specifically asked,
and then our own order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rolegraph.graph.store.answer import GraphFormat, SolutionsFormat
from rolegraph.service.errors import BadRequest

LONGEST_ACCEPT = 4096
"""Characters; a longer Accept header is refused rather than read."""
_RANGE = re.compile(r"\s*([\w!#$&^.+\-*]+/[\w!#$&^.+\-*]+)\s*(?:;(.*))?\Z", re.ASCII | re.DOTALL)
_QUALITY = re.compile(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.ASCII | re.IGNORECASE)


class Offer(NamedTuple):
    """Something we can send: ``key`` names the format, ``media_type`` is matched, ``sent`` the header."""

    key: str
    media_type: str
    sent: str


def _offer(key: str, media_type: str) -> Offer:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Offer(key, media_type, media_type + charset)


SOLUTIONS = (
    _offer("json", "application/sparql-results+json"),
    _offer("xml", "application/sparql-results+xml"),
    _offer("csv", "text/csv"),
    _offer("tsv", "text/tab-separated-values"),
    _offer("json", "application/json"),
    _offer("xml", "application/xml"),
    _offer("html", "text/html"),
)
GRAPHS = (
    _offer("ttl", "text/turtle"),
    _offer("nt", "application/n-triples"),
    _offer("rdf", "application/rdf+xml"),
    _offer("jsonld", "application/ld+json"),
    _offer("trig", "application/trig"),
    _offer("nq", "application/n-quads"),
    _offer("nt", "text/plain"),
    _offer("rdf", "application/xml"),
    _offer("jsonld", "application/json"),
    _offer("html", "text/html"),
)
PAGE = _offer("html", "text/html")
DATA = tuple(offer for offer in GRAPHS if offer.key != PAGE.key)
"""Graphs without the page for people."""
JSON = _offer("json", "application/json")
PAGES = (PAGE, JSON)
_DESCRIBED = (*DATA[:4], JSON, _offer("csv", "text/csv"))
_ALSO = tuple(offer for offer in DATA if offer.media_type in ("text/plain", "application/xml"))
DOCUMENTS = (PAGE, *_DESCRIBED, *_ALSO)
"""How the document of a thing can be had; the keys are its suffixes, that of the page aside."""
DESCRIPTIONS = (*_DESCRIBED, *DATA[4:6], *_ALSO, PAGE)
"""How the description of any IRI can be had."""
PROBLEMS = (_offer("json", "application/problem+json"), JSON, PAGE)
REPORTS = (
    *(offer for offer in GRAPHS if offer.media_type not in ("application/json", "text/html")),
    *(offer._replace(key="problem") for offer in PROBLEMS if offer.key == "json"),
    PAGE,
)
"""How a ``sh:ValidationReport`` that stopped a write is sent: as RDF, a problem, or a page."""

SOLUTIONS_FORMATS: dict[str, SolutionsFormat] = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "html": "TABLE",
}
GRAPH_FORMATS: dict[str, GraphFormat] = {
    "ttl": "TURTLE",
    "nt": "N_TRIPLES",
    "rdf": "RDF_XML",
    "jsonld": "JSON_LD",
    "trig": "TRIG",
    "nq": "N_QUADS",
    "html": "TABLE",
}
FORMAT_NAMES = tuple(dict.fromkeys(offer.key for offer in (*SOLUTIONS, *GRAPHS)))
"""What ``?format=`` may say."""
_OTHER_NAMES = {
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdf"),
    "turtle": ("ttl",),
    "n3": ("ttl",),
    "rdf+xml": ("rdf",),
    "json-ld": ("jsonld",),
    "n-triples": ("nt",),
    "n-quads": ("nq",),
}
"""What clients such as SPARQLWrapper say, and names that mean one format for each form of result."""


class _Range(NamedTuple):
    """One entry of Accept: ``specific`` is 0 for ``*/*``, 1 for ``text/*``, 2 for a media type."""

    pattern: str
    specific: int
    quality: float


@lru_cache(maxsize=512)
def choose(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that ``accept`` prefers, the first where it says nothing, ``None`` where it takes none.

    Raises :class:`BadRequest` for a header longer than ``LONGEST_ACCEPT``.
    """
    if accept is not None and len(accept) > LONGEST_ACCEPT:
        raise BadRequest(f"the Accept header has more than {LONGEST_ACCEPT} characters")
    ranges = [found for entry in (accept or "").split(",") if (found := _range(entry))]
    if not ranges:
        return offers[0]
    ranked = [(*_rank(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, _, best = max(ranked)
    return best if quality > 0 else None


def _range(entry: str) -> _Range | None:
    found = _RANGE.match(entry)
    if not found:
        return None
    pattern = found[1].lower()
    quality = _QUALITY.search(found[2] or "")
    specific = 0 if pattern == "*/*" else 1 if pattern.endswith("/*") else 2
    return _Range(pattern, specific, float(quality[1]) if quality else 1.0)


def _rank(offer: Offer, ranges: list[_Range]) -> tuple[float, int]:
    """The quality that the most specific matching range gives an offer, and how specific it is."""
    kind = offer.media_type.partition("/")[0]
    names = (offer.media_type, f"{kind}/*", "*/*")
    matching = [(entry.specific, entry.quality) for entry in ranges if entry.pattern in names]
    specific, quality = max(matching, default=(0, 0.0))
    return quality, specific


def is_format(name: str) -> bool:
    """Whether ``?format=`` may say this."""
    return name in FORMAT_NAMES or name in _OTHER_NAMES


def named(name: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer that a name of :func:`is_format` means, or ``None``."""
    keys = _OTHER_NAMES.get(name, (name,))
    return next((offer for key in keys for offer in offers if offer.key == key), None)


def media_type(content_type: str) -> tuple[str, dict[str, str]]:
    """The media type of a Content-Type in lower case, and its parameters."""
    name, *rest = content_type.split(";")
    parameters = (part.partition("=") for part in rest)
    return name.strip().lower(), {
        key.strip().lower(): value.strip().strip('"').lower() for key, _, value in parameters
    }
