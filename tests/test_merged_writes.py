"""The list of triples in several graphs is kept by every write, and updates match the merge of all graphs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from merged_graphs import check_list, listed, node, random_quads, recount, store_of
from writing_clients import BASE, PREFIXES, empty_store, rows, writer_of

from rolegraph.graph.errors import RolegraphError
from rolegraph.graph.store import current_generation, writing
from rolegraph.graph.writes import Writer
from rolegraph.graph.writes.affected import union_difference
from rolegraph.graph.writes.change import Changes
from rolegraph.graph.writes.contract import GraphProtected
from rolegraph.graph.writes.repeats import Ledger, find_repeats

GRAPHS = ("DEFAULT", "GRAPH <a>", "GRAPH <b>", "GRAPH <c>")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return empty_store(tmp_path)


@pytest.fixture
def writer(store: Path) -> Iterator[Writer]:
    """A writer whose updates see all graphs as one."""
    with writer_of(store, union=True) as writer:
        yield writer


def some_update(chance: random.Random) -> str:
    """An update that may bring repeats about, or end them; one in five is refused as a whole."""
    quads = [q for q in random_quads(chance, 12) if "vocabulary" not in str(q.graph_name)]
    ground = [q for q in quads if "_:" not in str(q.triple)]
    data = " ".join(
        f"{q.triple} ."
        if isinstance(q.graph_name, ox.DefaultGraph)
        else f"GRAPH {q.graph_name} {{ {q.triple} }}"
        for q in ground
    )
    one, other = chance.sample(GRAPHS, 2)
    refused = "; INSERT DATA { GRAPH <graph/vocabulary> { <x> <y> <z> } }" if chance.random() < 0.2 else ""
    return f"BASE <{BASE}> " + chance.choice(
        (
            f"INSERT DATA {{ {data} }}",
            f"DELETE DATA {{ {data} }} ; INSERT DATA {{ {data[: len(data)]} }}",
            f"DELETE DATA {{ {data} }}",
            f"{chance.choice(('COPY', 'MOVE', 'ADD'))} SILENT {one} TO {other}",
            f"CLEAR SILENT {one} ; INSERT DATA {{ {data} }}",
            "DELETE { GRAPH <a> { ?s ?p ?o } } INSERT { GRAPH <b> { ?s ?p ?o } } WHERE { GRAPH <a> { ?s ?p ?o } }",
            "INSERT { GRAPH <c> { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(isLiteral(?o)) }",
        )
    ) + refused  # fmt: skip


def test_the_list_is_what_a_recount_finds(store: Path, writer: Writer) -> None:
    chance, counts = random.Random(3), set[int]()
    for _ in range(60):
        with suppress(GraphProtected):
            writer.update(some_update(chance))
        counts.add(check_list(store).meta.repeats)
    assert 0 in counts
    assert len(counts) > 5


def test_a_writer_takes_up_the_list_of_others(store: Path, writer: Writer) -> None:
    triple = "<s> <p> 'o', 1, 2"
    writer.update(f"BASE <{BASE}> INSERT DATA {{ GRAPH <a> {{ {triple} }} GRAPH <b> {{ {triple} }} }}")
    first = check_list(store)
    with writer_of(store) as other:
        other.update(f"BASE <{BASE}> INSERT DATA {{ GRAPH <b> {{ <s> <p> 3 }} }}")
        assert check_list(store).meta.repeats == 3
        other.update(f"BASE <{BASE}> INSERT DATA {{ GRAPH <b> {{ <s> <p> 4 }} }}")
        shared = check_list(store)
    assert (shared.path / "repeats.nt").stat().st_nlink > 1  # it did not change
    writer.update(f"BASE <{BASE}> DELETE DATA {{ GRAPH <a> {{ <s> <p> 1, 2 }} }}")
    assert {str(each.object) for each in listed(check_list(store))} == {'"o"'}
    writer.update(f"BASE <{BASE}> DROP GRAPH <b>")
    assert check_list(store).meta.repeats == 0
    assert first.number < current_generation(store).number


def test_a_generation_of_before_there_were_lists_is_recounted(store: Path, writer: Writer) -> None:
    writer.update(f"BASE <{BASE}> INSERT DATA {{ GRAPH <a> {{ <s> <p> 1 }} GRAPH <b> {{ <s> <p> 1 }} }}")
    (current_generation(store).path / "repeats.nt").unlink()
    assert not current_generation(store).merges
    with writer_of(store) as other:
        other.update(f"BASE <{BASE}> INSERT DATA {{ <s> <p> 2 }}")
    assert check_list(store).meta.repeats == 1


def test_terms_of_every_kind_are_listed(store: Path, writer: Writer) -> None:
    odd = "<s> <p> 'a\\n\"b\\\\', 'x'@en-GB, 01.50, 'y'^^<urn:t>, [ <q> 'ü' ], <<( <s> <p> 1 )>>"
    writer.update(f"BASE <{BASE}> INSERT DATA {{ GRAPH <a> {{ {odd} }} }} ; COPY <a> TO <b>")
    assert check_list(store).meta.repeats == 7


class TestPatterns:
    """What WHERE is matched against where all graphs are seen as one."""

    TWICE = "GRAPH <a> { <s> <p> 1, 2 } GRAPH <b> { <s> <p> 1, 2 } GRAPH <c> { <s> <p> 1, 3 }"

    def test_counts_and_blank_nodes(self, store: Path, writer: Writer) -> None:
        writer.update(f"{PREFIXES} INSERT DATA {{ {self.TWICE} }}")
        writer.update(
            f"{PREFIXES} INSERT {{ <all> <n> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ <s> <p> ?o }} }}"
        )
        assert rows(store, "SELECT ?n { <all> <n> ?n }") == [["3"]]
        writer.update(f"{PREFIXES} INSERT {{ GRAPH <d> {{ [] <of> ?o }} }} WHERE {{ <s> <p> ?o }}")
        assert len(rows(store, "SELECT ?o { ?b <of> ?o }")) == 3
        assert check_list(store).meta.repeats == 3
        assert len(rows(store, "SELECT ?g { GRAPH ?g { <s> <p> 1 } }")) == 3

    def test_an_operation_sees_what_those_before_it_did(self, store: Path, writer: Writer) -> None:
        count = "INSERT { <all> <n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { <s> <p> ?o } }"
        writer.update(f"{PREFIXES} INSERT DATA {{ {self.TWICE} }} ; {count} ; DROP GRAPH <c> ; {count}")
        assert sorted(rows(store, "SELECT ?n { <all> <n> ?n }")) == [["2"], ["3"]]
        assert check_list(store).meta.repeats == 2

    def test_graphs_that_are_named_are_whole(self, store: Path, writer: Writer) -> None:
        writer.update(f"{PREFIXES} INSERT DATA {{ {self.TWICE} }}")
        writer.update(f"{PREFIXES} INSERT {{ ?g <n> ?n }} WHERE {{ SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g }}")  # fmt: skip
        assert {row[0] for row in rows(store, "SELECT ?n { ?g <n> ?n }")} == {"2"}

    def test_a_refused_update_leaves_all_as_it_was(self, store: Path, writer: Writer) -> None:
        writer.update(f"{PREFIXES} INSERT DATA {{ {self.TWICE} }}")
        with pytest.raises(RolegraphError):
            writer.update(f"{PREFIXES} INSERT {{ GRAPH ?g {{ <s> <p> ?o }} }} WHERE {{ <s> <p> ?o BIND(<graph/vocabulary> AS ?g) }}")  # fmt: skip
        writer.update(f"{PREFIXES} INSERT DATA {{ <t> <p> 1 }}")
        assert check_list(store).quads == 7


def test_the_bound(tmp_path: Path) -> None:
    """Past it there is no list; with half as many there is one again."""
    store = ox.Store()
    ledger = Ledger(store, BASE, tmp_path, 0, most=4)

    def write(numbers: range, *, inserts: bool = True) -> set[ox.Triple] | None:
        changes = Changes(store, BASE, ledger.triples)
        quads = [ox.Quad(node("s"), node("p"), ox.Literal(n), node(g)) for n in numbers for g in ("a", "b")]
        changes.apply(*(((), quads) if inserts else (quads, ())))
        ledger.note(union_difference(changes))
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}-{numbers}"
        folder.mkdir()
        ledger.list_in(folder, store, tmp_path)
        assert (folder / "repeats.nt").exists() == bool(ledger.triples)
        return ledger.triples

    assert len(write(range(4)) or ()) == 4
    assert write(range(4, 5)) is None
    assert write(range(1), inserts=False) is None
    assert find_repeats(store, BASE, 4).count == 4
    assert len(write(range(1, 3), inserts=False) or ()) == 2
    assert write(range(3, 5), inserts=False) == set()


def test_the_loader_and_the_compaction_keep_it(tmp_path: Path) -> None:
    store = store_of(tmp_path / "store", random_quads(random.Random(9), 50))
    before = recount(store)
    with writing(store) as candidate:
        candidate.publish()
    assert check_list(store).meta.repeats == before[0] > 0
