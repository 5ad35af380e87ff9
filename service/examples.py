"""Example queries: data in service/queries/, a file each, for the pages and for programs.

A file describes one in the terms of SHACL, schema.org and https://github.com/sib-swiss/sparql-examples:
``sh:select``, ``sh:ask`` or ``sh:construct`` without its prefixes, which are those of the project,
a title, a comment, keywords, and the endpoints that it also asks. IRIs in a query that depend on the
store are relative to its base.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from rolegraph.graph.namespaces import PREFIXES, RDFS, SCHEMA, SH

WELL_KNOWN = ".well-known/sparql-examples"
"""Where the descriptions stand below the base of a store; each example is a fragment of it."""
FEDERATES = "https://purl.expasy.org/sparql-examples/ontology#federatesWith"
FORMS = ("select", "ask", "construct")
_FIRST = (
    "roles-by-profiles",
    "skills-of-a-role",
    "most-wanted-skills",
    "salary-range-by-country-and-band",
    "roles-that-share-three-skills",
    "everything-about-one-profile",
)
_FOLDER = Path(__file__).parent / "queries"
_NO_STORE = "http://store.invalid/"
_PREFIXED = re.compile(r"(?<![\w<-])([a-z][a-z-]*):\w")
_RELATIVE = re.compile(r"<(?![a-z]+:)[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Example:
    """A query that works on any store, with what it asks in words; ``asks`` are other endpoints."""

    name: str
    title: str
    comment: str
    keywords: tuple[str, ...]
    form: str
    query: str
    asks: tuple[str, ...]

    def standing(self, base: str) -> str:
        """The query with the base of a store, so that it can be sent to any endpoint."""
        return f"BASE <{base}>\n{self.query}" if _RELATIVE.search(self.query) else self.query


def example_of(triples: list[Triple]) -> Example:
    """The example that a file describes."""
    said: dict[str, list[str]] = {}
    for triple in triples:
        assert isinstance(triple.object, Literal | NamedNode)
        said.setdefault(triple.predicate.value, []).append(triple.object.value)
    (subject,) = {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
    (form,) = (form for form in FORMS if SH + form in said)
    return Example(
        name=subject.rpartition("#")[2],
        title=said[f"{RDFS}label"][0],
        comment=said[f"{RDFS}comment"][0],
        keywords=tuple(said[f"{SCHEMA}keywords"]),
        form=form,
        query=with_prefixes(said[SH + form][0]),
        asks=tuple(said.get(FEDERATES, ())),
    )


def with_prefixes(query: str) -> str:
    """A query after the PREFIX lines that it needs."""
    used = set(_PREFIXED.findall(query))
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in used)
    return f"{declared}{query.strip()}\n"


@cache
def files(base: str = _NO_STORE) -> tuple[tuple[Triple, ...], ...]:
    """What each file says, as of a store with that base."""
    return tuple(
        tuple(quad.triple for quad in parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=base + WELL_KNOWN))
        for path in sorted(_FOLDER.glob("*.ttl"))
    )


def _all() -> tuple[Example, ...]:
    found = {example.name: example for example in map(example_of, map(list, files()))}
    return tuple(found.pop(name) for name in _FIRST) + tuple(found.values())


EXAMPLES = _all()
"""All of them: those to begin with, then the others by name."""
FIRST = EXAMPLES[: len(_FIRST)]
"""Those for the home page."""
