"""What a validation found: results in plain values, and the standard report graph made of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, XSD
from rdflib.term import Node
from rdflib.util import from_n3

from rolegraph.graph.namespaces import PREFIXES, SH
from rolegraph.graph.validation.property_path import path_node
from rolegraph.graph.validation.shapes import SHAPES

_SH = rdflib.Namespace(SH)


class Severity(StrEnum):
    """How grave a result is (SHACL §2.1.4): a violation is refused, the others are reported."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL §3.6).

    ``focus_node`` is an IRI, ``_:label`` for a blank node, or a literal in N-Triples form.
    ``path`` is the bare IRI of a predicate, or a SPARQL property path, or ``None``.
    ``component`` is a local name in the namespace of SHACL ("MinCountConstraintComponent").
    ``value`` is the value node's text and ``value_term`` the same in N-Triples form.
    """

    focus_node: str
    path: str | None
    component: str
    severity: Severity
    message: str
    value: str | None
    shape: str
    value_term: str | None = None

    @property
    def sort_key(self) -> tuple[str, ...]:
        """Focus node first, so that what is wrong with one thing stands together."""
        rest = (self.component, self.shape, self.value_term or "", self.message, self.severity)
        return (self.focus_node, self.path or "", *rest)


@dataclass(frozen=True, slots=True)
class Report:
    """All results of a validation: sorted, without repeats."""

    results: tuple[Result, ...] = ()

    @classmethod
    def of(cls, results: Iterable[Result]) -> Report:
        """A report of results in any order."""
        return cls(tuple(sorted(set(results), key=lambda result: result.sort_key)))

    @classmethod
    def merge(cls, reports: Iterable[Report]) -> Report:
        """One report of many batches."""
        return cls.of(result for report in reports for result in report.results)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not stop data."""
        return all(result.severity is not Severity.VIOLATION for result in self.results)

    def to_graph(self) -> rdflib.Graph:
        """A ``sh:ValidationReport`` (SHACL §3.6).

        ``sh:conforms`` is :attr:`conforms`, as ``pyshacl --allow-warnings`` writes it; taken to the
        letter (§3.6.1.1) any result, a mere info too, would make it false.
        """
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, iri in {**PREFIXES, "rgsh": SHAPES}.items():
            graph.bind(prefix, iri)
        report = rdflib.BNode("report")
        graph.add((report, RDF.type, _SH.ValidationReport))
        graph.add((report, _SH.conforms, rdflib.Literal(self.conforms)))
        for number, result in enumerate(self.results, 1):
            node = rdflib.BNode(f"result{number}")
            graph.add((report, _SH.result, node))
            _describe(graph, node, result)
        return graph

    def to_turtle(self) -> str:
        """The report graph in Turtle."""
        with warnings.catch_warnings():
            # rdflib warns of each ill-formed number; to report them is what this is for
            warnings.simplefilter("ignore", UserWarning)
            return self.to_graph().serialize(format="turtle")


def _describe(graph: rdflib.Graph, node: rdflib.BNode, result: Result) -> None:
    """The triples of one ``sh:ValidationResult``."""
    graph.add((node, RDF.type, _SH.ValidationResult))
    graph.add((node, _SH.focusNode, _focus(result.focus_node)))
    graph.add((node, _SH.resultSeverity, _SH[result.severity]))
    graph.add((node, _SH.sourceConstraintComponent, _SH[result.component]))
    graph.add((node, _SH.sourceShape, _named(result.shape)))
    graph.add((node, _SH.resultMessage, rdflib.Literal(result.message, lang="en")))
    if result.path is not None:
        graph.add((node, _SH.resultPath, path_node(graph, result.path)))
    if result.value_term is not None:
        graph.add((node, _SH.value, _term(result.value_term)))


def term_text(term: Node) -> str:
    """A term in N-Triples form; unlike rdflib's ``n3`` it takes ill-formed literals as they are."""
    if not isinstance(term, rdflib.Literal):
        return f"_:{term}" if isinstance(term, rdflib.BNode) else f"<{term}>"
    if term.language is not None:
        return str(ox.Literal(str(term), language=term.language))
    return str(ox.Literal(str(term), datatype=ox.NamedNode(term.datatype or XSD.string)))


def _named(text: str) -> Node:
    return rdflib.BNode(text[2:]) if text.startswith("_:") else rdflib.URIRef(text)


def _focus(text: str) -> Node:
    return _term(text) if text.startswith('"') else _named(text)


def _term(text: str) -> Node:
    """A term from its N-Triples form; ``xsd:string`` is left implicit, as in the data."""
    term = from_n3(text)
    if isinstance(term, rdflib.Literal) and term.datatype == XSD.string:
        return rdflib.Literal(str(term))
    if not isinstance(term, Node):
        raise ValueError(f"not an RDF term: {text}")
    return term
