"""The addresses of one document in its formats and pages, and what its headers say of it (RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from rolegraph.graph.store import descriptions
from rolegraph.graph.store.generations import Generation
from rolegraph.service.delivery import validators
from rolegraph.service.headers import POINTING
from rolegraph.service.linked.addresses import FORMATS, SUFFIXES, Addresses, as_uri
from rolegraph.service.linked.dates import last_modified
from rolegraph.service.negotiation import PAGE, Offer

_RDF = "ttl"
"""The format that a page is said to be described by."""


class Links(Protocol):
    """Where the formats and pages of what is described are."""

    @property
    def addresses(self) -> Addresses:
        """Links from the document."""

    @property
    def iri(self) -> str:
        """The IRI of what is described."""

    def form(self, offer: Offer, page: int = 1) -> str:
        """The link to it in a format, with the page of what points at it."""

    def turn(self, page: int) -> str:
        """The link from any of its formats to another page of the same."""

    def canonical(self, page: int) -> str:
        """The absolute address, below the store's base IRI, by which search engines should know it."""


@dataclass(frozen=True, slots=True)
class DocumentLinks:
    """The documents of a thing of the store's own."""

    addresses: Addresses
    kind: str
    key: str

    @property
    def iri(self) -> str:
        """The IRI of the thing."""
        return f"{self.addresses.base}id/{self.kind}/{self.key}"

    def form(self, offer: Offer, page: int = 1) -> str:
        """``../role/baker.ttl``; the page for people has no suffix."""
        suffix = "" if offer == PAGE else offer.key
        return self.addresses.document(self.kind, self.key, suffix) + _query(page)

    def turn(self, page: int) -> str:
        """``?page=2``."""
        return f"?page={page}"

    def canonical(self, page: int) -> str:
        """The page for people."""
        return as_uri(f"{self.addresses.base}{self.kind}/{self.key}") + _query(page)


@dataclass(frozen=True, slots=True)
class DescriptionLinks:
    """The description of any IRI; ``format`` is what the request's parameter says."""

    addresses: Addresses
    iri: str
    format: str | None = None

    @classmethod
    def of(cls, base: str, iri: str, name: str | None = None) -> DescriptionLinks:
        """Those from ``/describe`` in a store with that base; ``name`` is what ``format`` says."""
        return cls(Addresses(base, ""), iri, name)

    def form(self, offer: Offer, page: int = 1) -> str:
        """``describe?iri=…&format=ttl``."""
        more = {"page": str(page)} if page > 1 else {}
        return self.addresses.description(self.iri, format=offer.key, **more)

    def turn(self, page: int) -> str:
        """``?iri=…&page=2``, with the format that the request names."""
        said = {"iri": self.iri, "format": self.format, "page": page}
        return f"?{urlencode({name: value for name, value in said.items() if value is not None})}"

    def canonical(self, page: int) -> str:
        """The document of a thing of the store's own; of any other IRI its description here."""
        place = self.addresses.place(self.iri)
        if place:
            return DocumentLinks(self.addresses, *place).canonical(page)
        more = {"page": page} if page > 1 else {}
        return f"{self.addresses.base}describe?{urlencode({'iri': self.iri, **more})}"


def _query(page: int) -> str:
    return f"?page={page}" if page > 1 else ""


def headers(
    links: Links, generation: Generation, etag: str, page: int, pointed: int, licenses: Iterable[str]
) -> list[tuple[str, str]]:
    """What goes with a description in any format."""
    told = str(pointed) if pointed < descriptions.MOST_POINTING else f"{pointed}+"
    values = ", ".join(_values(links, page, pages_of(pointed), licenses))
    return [
        *validators(etag).items(),
        *last_modified(generation).items(),
        (POINTING, told),
        ("Link", values),
    ]


def pages_of(pointed: int) -> int:
    """How many pages there are of what points at a thing."""
    return max(1, -(-pointed // descriptions.PAGE))


def around(page: int, pages: int) -> dict[str, int]:
    """The pages before and after one, by what they are to it."""
    return {rel: one for rel, one in (("prev", page - 1), ("next", page + 1)) if 1 <= one <= pages}


def _values(links: Links, page: int, pages: int, licenses: Iterable[str]) -> Iterator[str]:
    for rel, other in around(page, pages).items():
        yield f'<{links.turn(other)}>; rel="{rel}"'
    yield f'<{as_uri(links.iri)}>; rel="cite-as"'
    yield f'<{links.canonical(page)}>; rel="canonical"'
    for offer in (PAGE, *FORMATS):
        yield f'<{links.form(offer, page)}>; rel="alternate"; type="{offer.media_type}"'
    described = SUFFIXES[_RDF]
    yield f'<{links.form(described, page)}>; rel="describedby"; type="{described.media_type}"'
    for license in licenses:
        yield f'<{as_uri(license)}>; rel="license"'
    yield f'<{links.addresses.service()}>; rel="service-desc"; type="{described.media_type}"'
