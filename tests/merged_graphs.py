"""A small store whose graphs share triples, its merge by brute force, and random queries, for tests."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from writing_clients import BASE

from rolegraph.graph.store import Generation, create_store, current_generation, read_current, writing
from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.repeats import read_list
from rolegraph.graph.writes.repeats import count_repeats


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name)


def random_quads(chance: random.Random, number: int) -> list[ox.Quad]:
    """Quads of few terms, so that joins find partners, and of few graphs, so that triples repeat."""
    graphs: list[Any] = [ox.DefaultGraph(), node("a"), node("b"), node("c"), node("graph/vocabulary")]
    things: list[Any] = [node(f"n{i}") for i in range(4)] + [ox.BlankNode("x"), ox.BlankNode("y")]
    values = [*things, ox.Literal(1), ox.Literal("one"), ox.Literal("eins", language="de")]
    return [
        ox.Quad(
            chance.choice(things),
            node(f"p{chance.randrange(3)}"),
            chance.choice(values),
            chance.choice(graphs),
        )
        for _ in range(number)
    ]


def store_of(folder: Path, quads: list[ox.Quad]) -> Path:
    """A store that holds them, its repeats counted as the loader counts them."""
    create_store(folder, BASE)
    with writing(folder) as candidate:
        engine = ox.Store(str(candidate.path))
        engine.extend(quads)
        engine.flush()
        del engine
        candidate.publish(repeats=count_repeats(candidate.path, BASE))
    return folder


def merge(store: Path) -> ox.Store:
    """The merge of all graphs of the current generation, as a default graph."""
    merged = ox.Store()
    with read_current(store) as current:
        merged.extend(ox.Quad(*quad.triple) for quad in current.store)
    return merged


def recount(store: Path) -> tuple[int, set[ox.Triple]]:
    """How often triples repeat in the current generation, and which, found by looking at all of it."""
    times: dict[ox.Triple, int] = {}
    with read_current(store) as current:
        for quad in current.store:
            times[quad.triple] = times.get(quad.triple, 0) + 1
    return sum(times.values()) - len(times), {triple for triple, count in times.items() if count > 1}


def listed(generation: Generation) -> set[ox.Triple]:
    """The list of repeats, which holds each once; none where there is no list."""
    if not generation.lists_repeats:
        return set()
    found = list(read_list(generation.path))
    assert len(found) == len(set(found)) > 0
    return set(found)


def check_list(store: Path) -> Generation:
    """Compare what the current generation says of its repeats with what it holds."""
    generation = current_generation(store)
    assert (generation.meta.repeats, listed(generation)) == recount(store)
    assert generation.lists_repeats == bool(generation.meta.repeats)
    return generation


def rows_of(queries: Queries, query: str) -> list[str]:
    """The lines of an answer, sorted; blank nodes have the names that the engine keeps for them."""
    _, answer = queries.ask(Question(query, solutions_format="TSV", graph_format="N_TRIPLES"))
    return sorted(answer.read().decode().splitlines())


def rows_by_hand(merged: ox.Store, query: str, *, union: bool = False) -> list[str]:
    """The same from the merge; with ``union`` from the engine's own union of another store."""
    found = merged.query(query, base_iri=BASE, use_default_graph_as_union=union)
    form = ox.RdfFormat.N_TRIPLES if isinstance(found, ox.QueryTriples) else ox.QueryResultsFormat.TSV
    text = found.serialize(format=form)  # type: ignore[arg-type]
    assert text is not None
    return sorted(text.decode().splitlines())


class Grammar:
    """Random queries; the variables in a pattern are few, so that patterns join."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def query(self) -> str:
        where = self._group(2)
        form = self._chance.choice(
            ("SELECT *", "SELECT ?x ?y", "SELECT DISTINCT ?x", "count", "group", "values")
        )
        if form == "count":
            return f"SELECT (COUNT(*) AS ?n) {where}"
        if form == "group":
            return (
                f"SELECT ?x (COUNT(?y) AS ?n) (MIN(STR(?y)) AS ?m) {where} GROUP BY ?x HAVING (COUNT(*) > 0)"
            )
        if form == "values":
            return f"SELECT * {{ {where} {{ SELECT ?x (COUNT(*) AS ?k) {self._group(1)} GROUP BY ?x }} }}"
        return f"{form} {where}"

    def _group(self, depth: int) -> str:
        parts = [self._triple() for _ in range(self._chance.randint(1, 2))]
        if depth:
            kind = self._chance.choice(("OPTIONAL", "UNION", "MINUS", "EXISTS", "BIND", "nothing"))
            parts.append(self._nested(kind, depth - 1))
        return "{ " + " ".join(parts) + " }"

    def _nested(self, kind: str, depth: int) -> str:
        if kind == "UNION":
            return f"{self._group(depth)} UNION {self._group(depth)}"
        if kind == "EXISTS":
            return f"FILTER {self._chance.choice(('', 'NOT '))}EXISTS {self._group(depth)}"
        if kind == "BIND":
            return "BIND (ISIRI(?y) AS ?isIri)"
        return f"{kind} {self._group(depth)}" if kind != "nothing" else ""

    def _triple(self) -> str:
        return f"{self._term()} {self._path(2)} {self._term()} ."

    def _term(self) -> str:
        return self._chance.choice(("?x", "?y", "?z", "?x", "?y", f"<{BASE}n{self._chance.randrange(4)}>"))

    def _path(self, depth: int) -> str:
        step = f"<{BASE}p{self._chance.randrange(3)}>"
        kind = self._chance.choice(("", "", "", "?v", "^", "/", "|", "+", "*", "?", "!"))
        if not depth or not kind:
            return step
        if kind == "?v":
            return "?v" if depth == 2 else step
        inner = self._path(depth - 1)
        if kind in "/|":
            return f"({step}{kind}{inner})"
        return f"^({inner})" if kind == "^" else f"!{step}" if kind == "!" else f"({inner}){kind}"
