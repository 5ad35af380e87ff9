"""The union of all graphs is asked as a set: each triple once, in however many graphs it stands."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from merged_graphs import Grammar, check_list, merge, node, random_quads, rows_by_hand, rows_of, store_of
from writing_clients import BASE

from rolegraph.graph.errors import QueryFailed, QueryTimeout
from rolegraph.graph.store import current_generation, generations, read_current, writing
from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.backup import backup, restore
from rolegraph.graph.store.compaction import compact
from rolegraph.graph.store.generations import KEPT_GENERATIONS
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.query_text import may_name_graphs
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.graph.writes.repeats import count_repeats

ALL = "SELECT * { ?x ?v ?y }"
HANGING = """
import sys, time
from pathlib import Path
from rolegraph.graph.store import merged
def hang(folder):
    print("about to be renamed", flush=True)
    time.sleep(600)
merged.sync_tree = hang
merged.merged_data(Path(sys.argv[1]))
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of 60 random quads, some triples in several graphs."""
    store = store_of(tmp_path / "store", random_quads(random.Random(5), 60))
    assert check_list(store).meta.repeats > 2
    return store


@pytest.fixture
def asking(store: Path) -> Iterator[Callable[..., Queries]]:
    """What makes the readers of a store, and ends them."""
    made: list[Queries] = []

    def of(folder: Path = store, *, union: bool = True) -> Queries:
        made.append(Queries(folder, union=union))
        return made[-1]

    yield of
    for queries in made:
        queries.close()


@pytest.mark.parametrize("seed", range(3))
def test_answers_are_those_of_the_merge(tmp_path: Path, asking: Callable[..., Queries], seed: int) -> None:
    chance = random.Random(seed)
    store = store_of(tmp_path / str(seed), random_quads(chance, 60))
    merged, grammar, queries, told = merge(store), Grammar(chance), asking(store), 0
    assert check_list(store).meta.repeats > 2
    with read_current(store) as current:
        for _ in range(120):
            query = grammar.query()
            expected = rows_by_hand(merged, query)
            assert rows_of(queries, query) == expected, query
            told += rows_by_hand(current.store, query, union=True) != expected
    assert told > 10  # the engine's own union is no merge


def test_forms(store: Path, asking: Callable[..., Queries]) -> None:
    merged, queries = merge(store), asking()
    for query in (
        "ASK { { SELECT (COUNT(*) AS ?n) { ?x ?v ?y } } FILTER(?n > 0) }",
        f"CONSTRUCT {{ <{BASE}all> <{BASE}number> ?n }} {{ {{ SELECT (COUNT(*) AS ?n) {{ ?x ?v ?y }} }} }}",
    ):
        assert rows_of(queries, query)[-1] in "\n".join(rows_by_hand(merged, query))
    assert rows_of(queries, f"DESCRIBE <{BASE}n1>") == rows_by_hand(merged, f"DESCRIBE <{BASE}n1>")


def test_other_data_sets_are_what_they_were(store: Path, asking: Callable[..., Queries]) -> None:
    """No query that names graphs is asked of the copy, which has not all of them whole."""
    quads = random_quads(random.Random(5), 60)
    standing = set(quads)
    named = sum(quad.graph_name.value != "" for quad in standing if hasattr(quad.graph_name, "value"))
    queries, separate = asking(), asking(union=False)
    assert len(rows_of(queries, "SELECT * { GRAPH ?g { ?x ?v ?y } }")) - 1 == named
    for graph in ("a", "b", "c"):
        size = sum(str(quad.graph_name) == f"<{BASE}{graph}>" for quad in standing)
        assert len(rows_of(queries, f"SELECT * FROM <{BASE}{graph}> {{ ?x ?v ?y }}")) - 1 == size
        assert len(rows_of(queries, f"SELECT * {{ GRAPH <{BASE}{graph}> {{ ?x ?v ?y }} }}")) - 1 == size
    assert len(rows_of(separate, ALL)) - 1 == len(standing) - named
    assert not (current_generation(store).path / "merged").exists()


@pytest.mark.parametrize(
    "text", ["GRAPH ?g { }", "graph<x>{}", "trueGRAPHex:g {}", "\\u0047RAPH ?g {}", "GRAPHex:g{}"]
)
def test_the_keyword_is_seen_in_every_disguise(text: str) -> None:
    assert may_name_graphs(f"SELECT * {{ {text} }}")


@pytest.mark.parametrize("text", ["?graph ?s 'GRAPH'", "<http://x/graph> ?p ?o # GRAPH", "?s graph:p ?o"])
def test_what_only_looks_like_the_keyword(text: str) -> None:
    assert not may_name_graphs(f"PREFIX graph: <urn:graph:> SELECT * {{ {text} \n }}")


def test_the_copy_is_made_once_and_shares_the_tables(tmp_path: Path, asking: Callable[..., Queries]) -> None:
    large = [ox.Quad(node(str(i)), node("p0"), ox.Literal(i * "x"), node("graph/bulk")) for i in range(1000)]
    store = store_of(tmp_path / "large", [*large, *random_quads(random.Random(5), 60)])
    folder = current_generation(store).path
    expected = rows_by_hand(merge(store), ALL)
    assert rows_of(asking(store), ALL) == expected
    made = (folder / "merged").stat().st_ino
    assert rows_of(asking(store), ALL) == expected
    assert (folder / "merged").stat().st_ino == made
    assert size_on_disk(folder) < 1.5 * size_on_disk(folder / "data")
    assert not (folder / "merged.new").exists()


def test_a_generation_without_repeats_has_no_copy(tmp_path: Path, asking: Callable[..., Queries]) -> None:
    quads = list({quad.triple: quad for quad in random_quads(random.Random(1), 40)}.values())
    store = store_of(tmp_path / "plain", quads)
    assert rows_of(asking(store), ALL) == rows_by_hand(merge(store), ALL)
    assert {path.name for path in current_generation(store).path.iterdir()} == {"data", "in-use", "meta.json"}


def test_whoever_makes_it_may_be_killed(store: Path, asking: Callable[..., Queries]) -> None:
    folder = current_generation(store).path
    with subprocess.Popen([sys.executable, "-c", HANGING, str(folder)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"about to be renamed\n"
        with pytest.raises(QueryTimeout):  # nobody takes what is not complete
            asking().ask(Question(ALL), timeout=0.3)
        process.kill()
    assert (folder / "merged.new").exists()
    assert rows_of(asking(), ALL) == rows_by_hand(merge(store), ALL)
    assert not (folder / "merged.new").exists()


def test_where_it_cannot_be_made_no_answer_is_given(store: Path, asking: Callable[..., Queries]) -> None:
    queries, obstacle = asking(), current_generation(store).path / "merged.new"
    obstacle.write_text("not a folder")
    with pytest.raises(QueryFailed, match="can't be merged"):
        queries.ask(Question(ALL))
    assert len(rows_of(queries, "SELECT * { GRAPH ?g { ?x ?v ?y } }")) > 1
    obstacle.unlink()
    assert rows_of(queries, ALL) == rows_by_hand(merge(store), ALL)


def test_it_goes_with_its_generation(store: Path, asking: Callable[..., Queries]) -> None:
    queries, before = asking(), current_generation(store)
    rows_of(queries, ALL)
    tag = queries.etag(Question(ALL))
    for _ in range(KEPT_GENERATIONS):
        with writing(store) as candidate:
            candidate.publish()
        assert check_list(store).meta.repeats == before.meta.repeats
        assert rows_of(queries, ALL) == rows_by_hand(merge(store), ALL)
    assert not before.path.exists()
    assert len(generations(store)) == KEPT_GENERATIONS
    assert queries.etag(Question(ALL)) != tag


def test_backup_restore_and_compaction_carry_the_list(
    store: Path, tmp_path: Path, asking: Callable[..., Queries]
) -> None:
    expected = rows_of(asking(), ALL)
    backup(store, tmp_path / "kept")
    assert not list((tmp_path / "kept").rglob("merged*"))
    restore(tmp_path / "kept", tmp_path / "again")
    restore(tmp_path / "kept", store)
    for each in (tmp_path / "kept", tmp_path / "again", store):
        check_list(each)
        assert rows_of(asking(each), ALL) == expected
    compact(store)
    assert check_list(store).number == current_generation(store).number
    assert rows_of(asking(), ALL) == expected


def test_past_the_bound_a_generation_says_that_its_union_is_not_merged(
    store: Path, asking: Callable[..., Queries]
) -> None:
    with writing(store) as candidate:
        candidate.publish(repeats=count_repeats(candidate.path, BASE, most=1))
    generation = current_generation(store)
    assert generation.meta.repeats > 2
    assert not generation.merges
    assert len(rows_of(asking(), ALL)) == 1 + generation.quads
