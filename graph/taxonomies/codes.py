"""Codes of classifications, and what has no IRI of its own, under the IRIs that pages lead to."""

from __future__ import annotations

from pyoxigraph import NamedNode

from rolegraph.graph.identity import Iris, code_key, slug
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter

ONET_SOC = "O*NET-SOC"
US_SOC = "US SOC"
"""The names of the classifications, as the readers of pages have them."""
ISCO_ROOT = "http://data.europa.eu/esco/isco/C"


def code_node(iris: Iris, scheme: str, value: str) -> NamedNode:
    """The concept that a code stands for, for pages and classifications alike."""
    return NamedNode(iris.thing("code", code_key(scheme, value)))


def scheme_node(iris: Iris, scheme: str) -> NamedNode:
    """The classification itself."""
    return NamedNode(iris.thing("scheme", slug(scheme)))


def onet_node(iris: Iris, kind: str, value: str) -> NamedNode:
    """A thing of O*NET by its identifier there: letters, digits, dots and hyphens."""
    return NamedNode(iris.thing("onet", f"{kind}-{dotless(value)}"))


def dotless(value: str) -> str:
    """``2.A.1.a`` → ``2-a-1-a``: keys have no dot."""
    return value.replace(".", "-").lower()


def write_code(write: GraphWriter, iris: Iris, scheme: str, value: str, title: str) -> NamedNode:
    """Describe a code as the vocabulary does; gives its concept."""
    node, within = code_node(iris, scheme, value), scheme_node(iris, scheme)
    write.types(node, terms.CONCEPT, terms.CATEGORY_CODE)
    write.add(node, terms.IN_SCHEME, within)
    write.add(node, terms.IN_CODE_SET, within)
    write.plain(node, terms.CODE_VALUE, value)
    write.plain(node, terms.NOTATION, value)
    write.text(node, terms.PREF_LABEL, title.strip())
    return node
