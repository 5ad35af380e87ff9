"""Reading the manifests of the W3C SPARQL suites into tests.

The suites are read as if they lay at their address on the web, which their relative IRIs need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.term import Node, URIRef

ADDRESS = "https://w3c.github.io/rdf-tests/sparql/"
_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

Kind = Literal["query", "query-good", "query-bad", "update", "update-good", "update-bad"]
_KINDS: dict[str, Kind] = {
    "QueryEvaluationTest": "query",
    "CSVResultFormatTest": "query",
    "PositiveSyntaxTest": "query-good",
    "PositiveSyntaxTest11": "query-good",
    "NegativeSyntaxTest": "query-bad",
    "NegativeSyntaxTest11": "query-bad",
    "UpdateEvaluationTest": "update",
    "PositiveUpdateSyntaxTest": "update-good",
    "PositiveUpdateSyntaxTest11": "update-good",
    "NegativeUpdateSyntaxTest": "update-bad",
    "NegativeUpdateSyntaxTest11": "update-bad",
}
"""The types of test that are run here; those of the protocols are tested elsewhere."""
TOPS = ("sparql10/manifest.ttl", "sparql11/manifest-all.ttl", "sparql12/manifest.ttl")
LEFT_OUT = ("sparql11/entailment", "sparql11/service")
"""Entailment regimes, which the service does not claim, and federation, which needs other endpoints."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Files by the graph that they are loaded into: pairs of a graph's IRI ("" is the default) and a file."""

    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class W3cTest:
    """One test. ``name`` is folder#fragment, files are paths below the folder of the suites.

    ``result`` is a file for a query and a data set for an update.
    """

    name: str
    kind: Kind
    request: str
    data: DataSet
    result: str | DataSet | None
    lax: bool = False

    @property
    def suite(self) -> str:
        """The folder of its manifest, such as ``sparql11/bind``."""
        return self.name.partition("#")[0]


def address(file: str) -> str:
    """Where a file of the suites lies on the web."""
    return ADDRESS + file


def read_tests(root: Path) -> list[W3cTest]:
    """All tests below ``root`` of the kinds that are run here, in the order of the manifests."""
    return [test for top in TOPS for test in _tests(root, top)]


def _tests(root: Path, file: str) -> Iterator[W3cTest]:
    folder = file.rpartition("/")[0]
    if folder in LEFT_OUT:
        return
    graph = Graph()
    graph.parse(root / file, format="turtle", publicID=address(file))
    for included in _listed(graph, _MF.include):
        yield from _tests(root, _file(included))
    for entry in dict.fromkeys(_listed(graph, _MF.entries)):
        types = {str(kind).removeprefix(str(_MF)) for kind in graph.objects(entry, RDF.type)}
        for name in types & _KINDS.keys():
            yield _test(graph, entry, folder, _KINDS[name])


def _listed(graph: Graph, name: URIRef) -> Iterator[Node]:
    for head in graph.objects(None, name):
        yield from graph.items(head)


def _file(node: Node | None) -> str:
    assert str(node).startswith(ADDRESS), node
    return str(node).removeprefix(ADDRESS)


def _test(graph: Graph, entry: Node, folder: str, kind: Kind) -> W3cTest:
    action, result = graph.value(entry, _MF.action), graph.value(entry, _MF.result)
    request = graph.value(action, _UT.request if kind == "update" else _QT.query) or action
    return W3cTest(
        name=f"{folder}#{str(entry).rpartition('#')[2]}",
        kind=kind,
        request=_file(request),
        data=_data_set(graph, action),
        result=_data_set(graph, result) if kind == "update" else _file(result) if result else None,
        lax=(entry, _MF.resultCardinality, _MF.LaxCardinality) in graph,
    )


def _data_set(graph: Graph, node: Node | None) -> DataSet:
    default = [("", _file(file)) for name in (_QT.data, _UT.data) for file in graph.objects(node, name)]
    named = [(str(file), _file(file)) for file in graph.objects(node, _QT.graphData)]
    labelled = [
        (str(graph.value(one, RDFS.label)), _file(graph.value(one, _UT.graph)))
        for one in graph.objects(node, _UT.graphData)
    ]
    return DataSet(tuple(sorted((*default, *named, *labelled))))
