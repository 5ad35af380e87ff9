"""Where the things of a store have their documents; every link to one is made here.

Links are relative to the document that has them, so they hold whatever the host and the path that the
service is reached by. The rules: a thing ``{base}id/KIND/KEY`` has its page at ``KIND/KEY`` below the
service's root, and there with a suffix for each other format; a graph ``{base}graph/NAME`` is at
``graph/NAME``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from rolegraph.graph.identity import KINDS
from rolegraph.service.negotiation import DOCUMENTS, PAGE, Offer

FORMATS = tuple(
    next(offer for offer in DOCUMENTS if offer.key == key)
    for key in dict.fromkeys(offer.key for offer in DOCUMENTS)
    if key != PAGE.key
)
"""The formats of a document but for the page, each by the media type that it is sent as."""
SUFFIXES: dict[str, Offer] = {offer.key: offer for offer in FORMATS}
"""The formats that a document has an address of its own for."""
_NOT_IN_A_SEGMENT = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`%?#/]")
_SAFE = "%!$&'()*+,;=:@~/"
_ROOM = re.compile(r"[/?#]")
_ANSWERING = ("graph", "graphs", "dataset", "dumps")
"""Where below the base IRI there are other things that answer."""
_LINKED = re.compile(r"https?://", re.IGNORECASE)


def segment(text: str) -> str:
    """A decoded part of a path as it stands in an IRI (RFC 3987, section 3.2)."""
    return _NOT_IN_A_SEGMENT.sub(lambda found: quote(found[0], safe=""), text)


def as_uri(iri: str) -> str:
    """An IRI, or a part of one, as a URI: in ASCII, with no character that ends a link in a header."""
    return quote(iri, safe=f"{_SAFE}?#[]")


def split(name: str) -> tuple[str, Offer | None]:
    """The key in the last part of a document's path, and the format that its suffix names."""
    key, _, suffix = name.rpartition(".")
    return (key, SUFFIXES[suffix]) if key and suffix in SUFFIXES else (name, None)


def outside(iri: str) -> str:
    """The link to an IRI of another host; "" where its scheme is not one that a page may link to."""
    return as_uri(iri) if _LINKED.match(iri) else ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Links from one document; ``up`` leads from it to the service's root ("", "../", "../../")."""

    base: str
    up: str

    def root(self) -> str:
        """The home page."""
        return self.up or "./"

    def document(self, kind: str, key: str, suffix: str = "") -> str:
        """The document of a thing by the key of its IRI; the page where there is no suffix."""
        return f"{self.up}{kind}/{quote(key, safe=_SAFE)}{suffix and '.'}{suffix}"

    def description(self, iri: str, **more: str) -> str:
        """What the graph says of any IRI."""
        return f"{self.up}describe?{urlencode({'iri': iri, **more})}"

    def graph_store(self, graph: str) -> str:
        """A graph, as the graph store gives it."""
        return f"{self.up}graphs?{urlencode({'graph': graph})}"

    def service(self) -> str:
        """The SPARQL endpoint, which describes itself."""
        return f"{self.up}sparql"

    def within(self, iri: str) -> str:
        """The link to an IRI of the store's own, "" for any other."""
        if not iri.startswith(self.base):
            return ""
        rest = iri.removeprefix(self.base)
        room, _, name = rest.partition("/")
        if room == "id":
            kind, _, key = name.partition("/")
            return self.document(kind, key) if kind in KINDS and key else self.description(iri)
        answers = _ROOM.split(rest)[0] in _ANSWERING
        return f"{self.up}{quote(rest, safe=_SAFE + '?#')}" if answers else self.description(iri)

    def place(self, iri: str) -> tuple[str, str] | None:
        """The kind and the key of a thing of the store's own; ``None`` for any other IRI."""
        kind, _, key = iri.removeprefix(f"{self.base}id/").partition("/")
        own = iri.startswith(f"{self.base}id/") and kind in KINDS and key and "/" not in key
        return (kind, key) if own else None
