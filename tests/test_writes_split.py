"""Taking an update apart: pure, so many texts; what the engine makes of them is the measure."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from rolegraph.graph.errors import QueryForbidden, QuerySyntax
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.writes.change import Changes
from rolegraph.graph.writes.operations import Data, Manage, Modify
from rolegraph.graph.writes.split import outline, pieces, split
from rolegraph.graph.writes.update import Request, operations_of, run_update

BASE = "http://b/"
AGREEING = [
    "INSERT DATA { <a> <p> 1 }",
    "insert data{<a><p>1}",
    "INSERTDATA{<a><p>1}",
    "DELETEWHERE{?s<n>?o}",
    "DELETE { ?s <n> ?o } INSERT { ?s <m> ?o } WHERE { ?s <n> ?o }",
    "WITH<g>DELETE{?s<n>?o}INSERT{?s<m>?o}USING<g>USING NAMED<h>WHERE{?s<n>?o}",
    "INSERT { <a> <p> '};DROP ALL' } WHERE {}",
    'INSERT { <a> <p> """}\n# " { """ } WHERE {}',
    "INSERT { <a> <p> 1 # } ; DROP ALL\n } WHERE {}",
    "INSERT { <a;{> <p> 1 } WHERE {}".replace(";{", ";b"),
    "INSERT { ?x <p> 1 } WHERE { ?x <n> ?n FILTER(?n<?n#>\n+1) } ; CLEAR GRAPH <g>",
    "INSERT { ?x <p> 1 } WHERE { ?x <n> ?n FILTER(?n<'}'||?n>'{') }",
    "INSERT { ?x <p> ?l } WHERE { VALUES (?x ?l) { (<a#x> <b#y>) (<c> '}') } }",
    "INSERT { ?x <p> (<a#1> <b#2>) } WHERE { ?x <n> ?n }",
    "INSERT { ?x <p> ?y } WHERE { { SELECT ?x (COUNT(*) AS ?y) { ?x <n> ?n } GROUP BY ?x } }",
    "INSERT { GRAPH <k> { $s ?p 'ü' } } WHERE { ?s ?p ?o }",
    "INSERT { <a> <p> ?o {| <q> ?o |} } WHERE { ?s <n> ?o }",
    "PREFIX : <http://b/> INSERT DATA { :a\\,b :p :c%20d . GRAPH :g { :x :y :z } } ; DELETE DATA { GRAPH :g { :x :y :z } }",
    "COPY<g>TO<k>",
    "MOVEDEFAULT TO <k>",
    "ADD SILENT <none> TO DEFAULT;",
    "DROPSILENTGRAPH<none>;CLEARALL",
    "CREATE GRAPH <k>; DROP GRAPH <g>",
    "",
    "PREFIX x: <http://x/>",
]


def data() -> ox.Store:
    """A small store in memory."""
    store = ox.Store()
    store.update(
        "INSERT DATA { <a> <n> 1 . <c> <n> 2 . GRAPH <g> { <a> <n> 3 ; <o> 4 } GRAPH <h> { <b> <n> 5 } }",
        base_iri=BASE,
    )
    return store


def canonical(store: ox.Store) -> set[ox.Quad]:
    quads = ox.Dataset(list(store))
    quads.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(quads)


@pytest.mark.parametrize("text", AGREEING)
def test_an_update_does_what_the_engine_would(text: str) -> None:
    ours, theirs = data(), data()
    before = set(ours)
    changes = Changes(ours, BASE)
    run_update(Request(text, BASE), changes)
    theirs.update(text, base_iri=BASE)
    assert canonical(ours) == canonical(theirs)
    assert set(ours) == (before - changes.deleted.keys()) | changes.inserted.keys()
    assert not changes.deleted.keys() & changes.inserted.keys()


def test_the_kinds_of_operations() -> None:
    text = "PREFIX x: <http://x/> WITH x:g DELETE { ?s ?p ?o } USING x:h USING NAMED <i> WHERE { ?s ?p ?o } ; PREFIX y: <http://y/> INSERT DATA { y:a y:b 1 } ; DROP SILENT NAMED ; MOVE DEFAULT TO GRAPH y:g"
    first = "PREFIX x: <http://x/>\n"
    both = f"{first}PREFIX y: <http://y/>\n"
    assert split(outline(text)) == [
        Modify(first, "{ ?s ?p ?o }", None, "{ ?s ?p ?o }", "x:g", ("x:h",), ("<i>",)),
        Data(both, "insert", "{ y:a y:b 1 }"),
        Manage(both, "drop", True, "named"),
        Manage(both, "move", False, "default", "y:g"),
    ]
    assert [text[start:end][:4] for _, start, end in pieces(outline(text), len(text))] == [
        "WITH",
        "INSE",
        "DROP",
        "MOVE",
    ]


def test_what_is_declared_again_and_again_is_kept_once() -> None:
    text = "PREFIX x: <http://x/> DROP SILENT GRAPH x:g ;" * 50
    assert {operation.prologue for operation in split(outline(text))} == {"PREFIX x: <http://x/>\n"}
    again = "PREFIX x: <a/> DROP DEFAULT ; BASE <http://c/> PREFIX x: <a/> DROP SILENT GRAPH x:g"
    assert split(outline(again))[1].prologue == "PREFIX x: <a/>\nBASE <http://c/>\nPREFIX x: <a/>\n"


@pytest.mark.parametrize(
    "text", ["LOAD <x>", "load<x>into graph<g>", "DROP ALL ; LOADx:y", "# no\nLOAD # SILENT\n<x>"]
)
def test_loads(text: str) -> None:
    with pytest.raises((QueryForbidden, QuerySyntax)):
        operations_of(Request(f"PREFIX x: <http://x/> {text}", BASE))


@pytest.mark.parametrize("text", ["}", "INSERT DATA {", "{}", "INSERT DATA { } }", "; ;", "INSERT DATA { <a> <b> ?c }", "DELETE DATA { _:b <p> 1 }", "INSERT DATA { _:b <p> 1 } ; INSERT DATA { _:b <p> 1 }"])  # fmt: skip
def test_what_is_no_update(text: str) -> None:
    with pytest.raises(QuerySyntax):
        operations_of(Request(text, BASE))


def test_nesting_is_bounded_before_the_engine_sees_it() -> None:
    with pytest.raises(QueryTooComplex):
        operations_of(Request("INSERT DATA " + "{" * 300, BASE))
