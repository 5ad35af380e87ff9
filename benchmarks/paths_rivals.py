"""The rivals of benchmarks/paths.py, each in a process of its own: ``python paths_rivals.py NAME FOLDER``.

It runs in the environment of the peers, without rolegraph. FOLDER holds ``space.npz`` (needs and steps),
``facts.json`` and ``question-N.npz``; what comes out is one JSON object on standard output: for each task a
list of answers, one a question, with the seconds that it took, and the resident memory at its most.

The graph of a question has the role r at step j as its node (j − 1)·R + r, then the start and the target, so
libraries that know no limit on steps keep to it. Nobody's time includes the making of that graph.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from paths_rival_tables import Answer, Matrix, Sparql

_MOST_ASKED = 1280


class Layers:
    """The graph of one question about paths: edges from ``tails`` to ``heads`` with ``costs``."""

    def __init__(self, space: Any, question: Any, hops: int, cut: bool) -> None:
        self.roles, self.hops = len(space["first"]) - 1, hops
        self.start, self.target = (hops - 1) * self.roles, (hops - 1) * self.roles + 1
        target, begins, ends, costs = question["target"], space["begins"], space["ends"], question["costs"]
        first, reached = question["first"], np.flatnonzero(np.isfinite(question["first"]))
        onward = reached[reached != target]
        parts = [(np.full(len(onward), self.start), onward, first[onward])]
        if np.isfinite(first[target]):
            parts.append((np.array([self.start]), np.array([self.target]), first[[target]]))
        barred = [target, question["role"]]
        inner = ~np.isin(begins, barred) & ~np.isin(ends, barred)
        last = (ends == target) & ~np.isin(begins, barred)
        for layer in range(hops - 1):
            base = layer * self.roles
            if layer < hops - 2:
                parts.append((begins[inner] + base, ends[inner] + base + self.roles, costs[inner]))
            parts.append((begins[last] + base, np.full(last.sum(), self.target), costs[last]))
        self.tails, self.heads, self.costs = map(np.concatenate, zip(*parts, strict=True))
        self.costs = self.costs + 1e-12  # some libraries take an edge that costs nothing for none
        started = time.perf_counter()
        if cut:
            self._cut()
        self.seconds_cutting = time.perf_counter() - started

    def _cut(self) -> None:
        """Keep what lies on a way from start to target."""
        for backwards in (False, True):
            tails, heads = (self.heads, self.tails) if backwards else (self.tails, self.heads)
            reached = np.zeros(self.target + 1, dtype=bool)
            reached[self.target if backwards else self.start] = True
            for _ in range(self.hops):
                reached[heads[reached[tails]]] = True
            kept = reached[tails] & reached[heads]
            self.tails, self.heads, self.costs = self.tails[kept], self.heads[kept], self.costs[kept]

    @property
    def edges(self) -> Iterable[tuple[int, int, float]]:
        """As Python's numbers."""
        return zip(self.tails.tolist(), self.heads.tolist(), self.costs.tolist(), strict=True)

    def roles_of(self, path: Sequence[int], target: int) -> tuple[int, ...]:
        """The roles of a path of nodes from start to target."""
        return (*(node % self.roles for node in path[1:-1]), target)


Ask = Callable[[int], list[list[int]]]
"""The k best paths of the layered graph, as nodes."""


def networkx(layers: Layers) -> Ask:
    """Yen's search, a path at a time."""
    nx = import_module("networkx")
    graph = nx.DiGraph()
    graph.add_nodes_from((layers.start, layers.target))
    graph.add_weighted_edges_from(layers.edges)

    def ask(k: int) -> list[list[int]]:
        found: list[list[int]] = []
        try:
            for path in nx.shortest_simple_paths(graph, layers.start, layers.target, weight="weight"):
                found.append(path)
                if len(found) == k:
                    break
        except nx.NetworkXNoPath:
            pass
        return found

    return ask


def igraph(layers: Layers) -> Ask:
    """Yen's search in C."""
    ig = import_module("igraph")
    edges = np.column_stack((layers.tails, layers.heads))
    graph = ig.Graph(n=layers.target + 1, edges=edges, directed=True)
    graph.es["weight"] = layers.costs
    return lambda k: graph.get_k_shortest_paths(
        layers.start, layers.target, k=k, mode="out", weights="weight", output="vpath"
    )


def scipy(layers: Layers) -> Ask:
    """Yen's search of scipy.sparse.csgraph."""
    sparse, csgraph = import_module("scipy.sparse"), import_module("scipy.sparse.csgraph")
    size = layers.target + 1
    graph = sparse.csr_matrix((layers.costs, (layers.tails, layers.heads)), shape=(size, size))

    def ask(k: int) -> list[list[int]]:
        _, before = csgraph.yen(
            graph, layers.start, layers.target, k, directed=True, return_predecessors=True
        )
        return [_back(row, layers.start, layers.target) for row in before]

    return ask


def _back(before: Any, start: int, target: int) -> list[int]:
    path = [target]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _simple(paths: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [path for path in paths if len(set(path)) == len(path)]


def asked(ask: Ask, layers: Layers, target: int, k: int) -> Answer:
    """Ask for more and more walks until k of them are paths; the time is that of the last time."""
    wanted = k
    while True:
        started = time.perf_counter()
        walks = ask(wanted)
        seconds = time.perf_counter() - started
        paths = _simple(layers.roles_of(walk, target) for walk in walks)
        if len(paths) >= k or len(walks) < wanted or wanted >= _MOST_ASKED:
            unfinished = len(paths) < k and len(walks) == wanted
            return {"seconds": seconds, "paths": paths[:k], "asked": wanted, "unfinished": unfinished}
        wanted *= 4


def rustworkx(layers: Layers, k: int) -> Answer:
    """Lengths only, of walks: it has no search for the paths themselves."""
    rx = import_module("rustworkx")
    begun = time.perf_counter()
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(layers.target + 1))
    graph.add_edges_from(list(layers.edges))
    made = time.perf_counter() - begun
    started = time.perf_counter()
    lengths = [
        dict(rx.k_shortest_path_lengths(graph, layers.start, rank, float, layers.target)).get(layers.target)
        for rank in range(1, k + 1)
    ]
    return {"made": made, "seconds": time.perf_counter() - started, "lengths": lengths}


SEARCHES: dict[str, Callable[[Layers], Ask]] = {"networkx": networkx, "igraph": igraph, "scipy": scipy}


def paths(name: str, space: Any, facts: Any, question: Any) -> Answer:
    """The answer of a library of graphs to one question, and the seconds that its graph took to make."""
    layers = Layers(space, question, facts["hops"], name in facts["cut"])
    if name == "rustworkx":
        return rustworkx(layers, facts["k"])
    started = time.perf_counter()
    ask = SEARCHES[name](layers)
    made = time.perf_counter() - started
    answer = asked(ask, layers, int(question["target"]), facts["k"])
    return {**answer, "made": made, "seconds": answer["seconds"] + layers.seconds_cutting}


def peak() -> int:
    """The most resident memory of this process so far, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def run(name: str, folder: Path) -> dict[str, Any]:
    """All that a rival can do."""
    space = dict(np.load(folder / "space.npz"))
    facts = json.loads((folder / "facts.json").read_text())
    questions = [dict(np.load(folder / f"question-{number}.npz")) for number in range(facts["questions"])]
    tasks: dict[str, list[Answer]] = {"paths": [], "within": [], "similar": []}
    started = time.perf_counter()
    if name == "pyoxigraph":
        sparql = Sparql(space, facts["links"])
        made = time.perf_counter() - started
        tasks["paths"] = [sparql.is_reached(question, facts["hops"]) for question in questions]
        asker: Any = sparql if facts["links"] else None
    else:
        tasks["paths"] = [paths(name, space, facts, question) for question in questions]
        made = float(np.median([answer.get("made", 0.0) for answer in tasks["paths"]]))
        asker = Matrix(space) if name == "scipy" else None
    if asker:
        tasks["within"] = [asker.within(question["skills"].tolist(), facts["gap"]) for question in questions]
        tasks["similar"] = [asker.similar(role) for role in facts["similar"]]
    version = getattr(import_module(name), "__version__", "")
    return {"version": version, "made": made, "peak": peak(), **tasks}


if __name__ == "__main__":
    json.dump(run(sys.argv[1], Path(sys.argv[2])), sys.stdout)
