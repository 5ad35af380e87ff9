"""The artefact "sitemap": every page of the service, for crawlers (sitemaps.org, protocol 0.9).

``index.xml`` lists the parts, ``1.xml`` and so on; each has at most 50,000 addresses. They are written
as the engine gives them, so none is held in memory. The time of a change is told where it is
known: of pages that were loaded, and of what they alone say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

import pyoxigraph

from rolegraph.graph.catalogue.counted import Counted
from rolegraph.graph.derived.artefact import Tell

NAME = "sitemap"
INDEX = "index.xml"
MOST_ADDRESSES = 50_000
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OWN = ("", "dataset", "dumps/", "ns", "shapes", ".well-known/sparql-examples")
"""Pages of the service itself, below the base."""
_KINDS = ("rg:Role", "rg:Skill", "schema:Country", "rg:ExperienceBand", "skos:ConceptScheme", "qb:DataSet")
"""Classes of things that many pages share."""
_SAFE = "%!$&'()*+,;=:@~/"


class Address(NamedTuple):
    """A page: its address, and when it changed, ISO 8601, "" if that is not known."""

    url: str
    changed: str


class SitemapArtefact:
    """The files of the sitemap of a content generation."""

    name = NAME
    layout = 1

    def build(self, store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
        """Write the parts and the index; the addresses are absolute, from the store's base."""
        parts = _Parts(folder)
        for done, address in enumerate(_addresses(Counted.of(store, base))):
            tell("addresses", done, None)
            parts.add(address)
        parts.close()
        (folder / INDEX).write_text(_index(base, parts.count), "utf-8")


ARTEFACT = SitemapArtefact()


class _Parts:
    """Writes addresses to files, as many to each as it may have."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[str] | None = None
        self._written = 0
        self.count = 0

    def add(self, address: Address) -> None:
        if self._file is None or self._written == MOST_ADDRESSES:
            self.close()
            self.count += 1
            self._written = 0
            self._file = (self._folder / f"{self.count}.xml").open("w", encoding="utf-8")
            self._file.write(f"{_HEAD}<urlset {_XMLNS}>\n")
        changed = f"<lastmod>{escape(address.changed)}</lastmod>" if address.changed else ""
        self._file.write(f"<url><loc>{escape(address.url)}</loc>{changed}</url>\n")
        self._written += 1

    def close(self) -> None:
        if self._file is not None:
            self._file.write("</urlset>\n")
            self._file.close()
            self._file = None


def _index(base: str, count: int) -> str:
    parts = "".join(
        f"<sitemap><loc>{escape(base)}sitemap-{number}.xml</loc></sitemap>\n"
        for number in range(1, count + 1)
    )
    return f"{_HEAD}<sitemapindex {_XMLNS}>\n{parts}</sitemapindex>\n"


def _addresses(counted: Counted) -> Iterator[Address]:
    for path in _OWN:
        yield Address(counted.base + path, "")
    for kind in _KINDS:
        rows = counted.rows(f"SELECT DISTINCT ?s {{ {counted.triple(f'?s a {kind}')} }}")
        yield from (found for row in rows if (found := _address(counted.base, row[0], "")))
    yield from _of_pages(counted)


def _of_pages(counted: Counted) -> Iterator[Address]:
    """Pages that were loaded, and their profiles, with the time of the newest revision."""
    rows = counted.rows(
        "SELECT ?page (MAX(?at) AS ?time) { GRAPH ?g { ?revision prov:specializationOf ?page ;"
        " prov:generatedAtTime ?at FILTER NOT EXISTS { ?revision prov:invalidatedAtTime ?end } } }"
        " GROUP BY ?page"
    )
    for page, time in rows:
        changed = time.value if isinstance(time, pyoxigraph.Literal) else ""
        if found := _address(counted.base, page, changed):
            yield found
            profiles = counted.store.query(
                "SELECT ?s { ?s a <https://w3id.org/rolegraph/ns#RoleProfile> }", default_graph=[page]
            )
            assert isinstance(profiles, pyoxigraph.QuerySolutions)
            yield from (one for row in profiles if (one := _address(counted.base, row[0], changed)))


def _address(base: str, node: object, changed: str) -> Address | None:
    """The document of a thing of the store's own."""
    things = f"{base}id/"
    if not isinstance(node, pyoxigraph.NamedNode) or not node.value.startswith(things):
        return None
    return Address(base + quote(node.value.removeprefix(things), safe=_SAFE), changed)
