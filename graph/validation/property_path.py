"""Property paths as text and as the blank nodes of a report (SHACL §2.3.1)."""

from __future__ import annotations

import re

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF
from rdflib.term import Node

from rolegraph.graph.namespaces import SH

_SH = rdflib.Namespace(SH)
_SUFFIXES = {"*": _SH.zeroOrMorePath, "+": _SH.oneOrMorePath, "?": _SH.zeroOrOnePath}
_TOKEN = re.compile(r"<[^>]*>|[/|^()*+?]")


def path_text(graph: rdflib.Graph, path: Node) -> str:
    """A path as text: a predicate is its bare IRI, any other path a SPARQL 1.1 property path.

    ``graph`` holds the path's blank nodes. Raises ``ValueError`` for a node that is no path.
    """
    return str(path) if isinstance(path, rdflib.URIRef) else _text(graph, path)


def path_node(graph: rdflib.Graph, text: str) -> Node:
    """The inverse of :func:`path_text`: writes the blank nodes of a path into ``graph``."""
    if not re.search(r"[<(^]", text):
        return rdflib.URIRef(text)
    tokens = _TOKEN.findall(text)
    node = _read_alternatives(graph, tokens)
    if tokens:
        raise ValueError(f"not a property path: {text}")
    return node


def _text(graph: rdflib.Graph, node: Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if (node, RDF.first, None) in graph:
        return "/".join(_text(graph, step) for step in graph.items(node))
    inverse = graph.value(node, _SH.inversePath)
    if inverse is not None:
        return f"^{_grouped(graph, inverse)}"
    alternatives = graph.value(node, _SH.alternativePath)
    if alternatives is not None:
        return "(" + "|".join(_text(graph, step) for step in graph.items(alternatives)) + ")"
    for suffix, predicate in _SUFFIXES.items():
        repeated = graph.value(node, predicate)
        if repeated is not None:
            return _grouped(graph, repeated) + suffix
    raise ValueError(f"not a SHACL property path: {node}")


def _grouped(graph: rdflib.Graph, node: Node) -> str:
    """A path that a sign applies to as a whole: anything but a predicate stands in brackets."""
    text = _text(graph, node)
    return text if isinstance(node, rdflib.URIRef) or text.startswith("(") else f"({text})"


def _read_alternatives(graph: rdflib.Graph, tokens: list[str]) -> Node:
    options = _read_many(graph, tokens, "|")
    if len(options) == 1:
        return options[0]
    return _described(graph, _SH.alternativePath, _list(graph, options))


def _read_many(graph: rdflib.Graph, tokens: list[str], sign: str) -> list[Node]:
    """Parts that ``sign`` joins: sequences for ``|``, single steps for ``/``."""
    parts = [_read_part(graph, tokens, sign)]
    while tokens and tokens[0] == sign:
        tokens.pop(0)
        parts.append(_read_part(graph, tokens, sign))
    return parts


def _read_part(graph: rdflib.Graph, tokens: list[str], sign: str) -> Node:
    if sign == "/":
        return _read_step(graph, tokens)
    steps = _read_many(graph, tokens, "/")
    return steps[0] if len(steps) == 1 else _list(graph, steps)


def _read_step(graph: rdflib.Graph, tokens: list[str]) -> Node:
    if not tokens:
        raise ValueError("a property path ends too early")
    sign = tokens.pop(0)
    if sign == "^":
        return _described(graph, _SH.inversePath, _read_step(graph, tokens))
    if sign == "(":
        node = _read_alternatives(graph, tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("a bracket of a property path is not closed")
    else:
        node = rdflib.URIRef(sign[1:-1])
    if tokens and tokens[0] in _SUFFIXES:
        return _described(graph, _SUFFIXES[tokens.pop(0)], node)
    return node


def _described(graph: rdflib.Graph, predicate: Node, value: Node) -> Node:
    node = rdflib.BNode()
    graph.add((node, predicate, value))
    return node


def _list(graph: rdflib.Graph, members: list[Node]) -> Node:
    return Collection(graph, rdflib.BNode(), members).uri
