"""RDF terms as plain tuples, so that what a service sent is compared by nothing of its engine.

A literal keeps its lexical form; its language tag is in lower case, since tags are compared
without case (RDF 1.1 Concepts, section 3.3). A literal without language has a datatype always.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import pyoxigraph

Term: TypeAlias = tuple[Any, ...]
"""("iri", value), ("blank", label), ("literal", lexical, datatype, language, direction) or
("triple", subject, predicate, object)."""
Row: TypeAlias = tuple[Term | None, ...]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def iri(value: str) -> Term:
    """An IRI."""
    return ("iri", value)


def blank(label: str) -> Term:
    """A blank node; its label means something within one document only."""
    return ("blank", label)


def literal(lexical: str, datatype: str | None = None, language: str = "", direction: str = "") -> Term:
    """A literal; a language (and a base direction) decide its datatype."""
    if language:
        datatype = _RDF + ("dirLangString" if direction else "langString")
    return ("literal", lexical, datatype or _XSD_STRING, language.lower(), direction)


def triple(subject: Term, predicate: Term, object_: Term) -> Term:
    """A triple term (RDF 1.2)."""
    return ("triple", subject, predicate, object_)


def from_engine(term: Any) -> Term:
    """The tuple for a term of pyoxigraph, which reads the files of the suites."""
    if isinstance(term, pyoxigraph.NamedNode):
        return iri(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return blank(term.value)
    if isinstance(term, pyoxigraph.Triple):
        return triple(*(from_engine(part) for part in (term.subject, term.predicate, term.object)))
    direction = str(term.direction.value) if term.direction else ""
    return literal(term.value, term.datatype.value, term.language or "", direction)
