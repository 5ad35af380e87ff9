"""Descriptions made in this process are those that the engine makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from serving import fill, publish

from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.descriptions import MOST_TRIPLES
from rolegraph.graph.store.lookups import described
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.reader_pool import PoolLimits

BAKER = "http://example.org/id/role/baker"
TREE = """
@prefix : <http://example.org/tree/> .
<http://example.org/graph/own> {
  :a :p [ :q "one"@en, 2 ; :r [ :s [ :t :a ] ] ] ; :p :b .
  :b :p "not described" .
  _:loop :to _:loop . :c :starts _:loop .
  :d :p "in a graph" .
}
<http://example.org/graph/other> { :a :p :b , :e . }
:a :p "in the default graph" .
"""
MANY = " ".join(f"<http://example.org/many> <http://example.org/n> {n} ." for n in range(MOST_TRIPLES + 1))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lookups") / "store"
    fill(folder)
    publish(folder, TREE + f"<http://example.org/graph/many> {{ {MANY} }}")
    return folder


@pytest.fixture
def no_reader(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queries]:
    """Queries that fail where they would need a reader."""
    queries = Queries(store)
    monkeypatch.setattr(queries.pool, "run", None)
    yield queries
    queries.close()


def triples(body: bytes) -> list[pyoxigraph.Triple]:
    return [quad.triple for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES)]


def same(one: bytes, other: bytes) -> bool:
    """Whether two documents hold the same graph, whatever blank nodes are called."""
    graphs = [
        pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples(body)) for body in (one, other)
    ]
    for graph in graphs:
        graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return graphs[0] == graphs[1]


@pytest.mark.parametrize("union", [True, False])
@pytest.mark.parametrize(
    "name", [BAKER, *(f"http://example.org/tree/{letter}" for letter in "abcdex"), "http://example.org/none"]
)
def test_they_equal_the_engines_own(store: Path, union: bool, name: str) -> None:
    queries = Queries(store, PoolLimits(size=1), union=union)
    try:
        ours = queries.ask(Question(f"DESCRIBE <{name}>", graph_format="N_TRIPLES"))[1].read()
        assert queries.pool.statistics()["readers_started"] == 0
        engines = queries.ask(Question(f"DESCRIBE <{name}> {{}}", graph_format="N_TRIPLES"))[1].read()
        assert queries.pool.statistics()["readers_started"] == 1
    finally:
        queries.close()
    assert same(ours, engines)
    assert len(set(triples(ours))) == len(triples(ours))


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        (f"DESCRIBE <{BAKER}>", BAKER),
        (f"describe<{BAKER}>", BAKER),
        (f" PREFIX ex: <http://x/>\nPREFIX : <http://y/>\r\nDESCRIBE\t<{BAKER}> \n", BAKER),
        ("PREFIX ex: <http://x/> DESCRIBE ex:a-1", "http://x/a-1"),
        ("PREFIX ex: <http://x/> PREFIX ex: <http://y/> DESCRIBE ex:a", "http://y/a"),
        ("PREFIX : <http://x/> DESCRIBE :a", "http://x/a"),
        ("DESCRIBE <id/role/baker>", None),
        ("DESCRIBE <http://x/a/../b>", None),
        ("DESCRIBE <http://x/\\u0041>", None),
        (f"BASE <http://x/> DESCRIBE <{BAKER}>", None),
        (f"DESCRIBE <{BAKER}> <{BAKER}>", None),
        (f"DESCRIBE <{BAKER}> FROM <http://g>", None),
        (f"DESCRIBE <{BAKER}> {{}}", None),
        (f"DESCRIBE <{BAKER}> # so", None),
        ("DESCRIBE ?x", None),
        ("DESCRIBE *", None),
        ("DESCRIBE ex:a", None),
        ("PREFIX ex: <http://x/> DESCRIBE ex:a.b", None),
        ("PREFIX ex: <http://x/> DESCRIBEex:a", None),
        ("PREFIX ex: <x/> DESCRIBE ex:a", None),
        (f"ASK {{<{BAKER}> ?p ?o}}", None),
    ],
)
def test_only_the_plain_form_is_looked_up(query: str, iri: str | None) -> None:
    assert described(query) == iri


@pytest.mark.parametrize("graph_format", ["TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD"])
def test_no_reader_is_needed(no_reader: Queries, graph_format: str) -> None:
    question = Question(f"DESCRIBE <{BAKER}>", graph_format=graph_format)  # type: ignore[arg-type]
    generation, answer = no_reader.ask(question)
    assert (generation.number, answer.form, answer.format) == (3, "graph", graph_format)
    body = answer.read()
    assert b"Baker" in body
    assert answer.size == len(body)
    if graph_format == "TURTLE":
        assert b'skos:prefLabel "Baker"@en' in body


def test_what_is_large_is_left_to_a_reader(store: Path) -> None:
    queries = Queries(store, PoolLimits(size=1))
    try:
        body = queries.ask(Question("DESCRIBE <http://example.org/many>", graph_format="N_TRIPLES"))[1].read()
        assert len(body.splitlines()) == MOST_TRIPLES + 1
        assert queries.pool.statistics()["readers_started"] == 1
    finally:
        queries.close()


def test_a_data_set_is_left_to_a_reader(no_reader: Queries) -> None:
    for graphs in ({"default_graphs": ("http://g",)}, {"named_graphs": ("http://g",)}):
        with pytest.raises(TypeError):
            no_reader.ask(Question(f"DESCRIBE <{BAKER}>", **graphs))  # type: ignore[arg-type]


def test_a_new_generation_is_looked_up_at_once_and_old_ones_are_let_go(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    queries = Queries(tmp_path / "store")
    try:
        for number in range(7):
            publish(tmp_path / "store", f"<http://g> {{ <http://s> <http://p> {number} }}")
            body = queries.ask(Question("DESCRIBE <http://s>", graph_format="N_TRIPLES"))[1].read()
            assert len(body.splitlines()) == number + 1
    finally:
        queries.close()
    kept = [path.name for path in (tmp_path / "store" / "generations").iterdir()]
    assert len(kept) <= 5
