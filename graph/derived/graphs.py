"""The derived graphs: worked out from the skill space, and what of them differs from what stands.

In the child: :func:`work_out` writes the quads that are to go and to come, to files, which
:mod:`rolegraph.graph.derived.applying` carries out on a candidate generation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.derived import terms
from rolegraph.graph.derived.applying import ADD, REMOVE
from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.nodes import Nodes
from rolegraph.graph.derived.role_skills import role_skills
from rolegraph.graph.derived.salary_cells import salary_cells
from rolegraph.graph.derived.transitions import transitions
from rolegraph.graph.identity import Iris, Kind
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.steps import Steps
from rolegraph.graph.store.replacing import differing

Made = Callable[[SkillSpace, Path, Nodes, Tell], Iterable[ox.Quad]]


def _transitions(space: SkillSpace, folder: Path, nodes: Nodes, tell: Tell) -> Iterable[ox.Quad]:
    return transitions(space, Steps.load(folder), nodes, tell)


def _role_skills(space: SkillSpace, _: Path, nodes: Nodes, tell: Tell) -> Iterable[ox.Quad]:
    return role_skills(space, nodes, tell)


def _salary_cells(space: SkillSpace, _: Path, nodes: Nodes, tell: Tell) -> Iterable[ox.Quad]:
    return salary_cells(space, nodes, tell)


GRAPHS: MappingProxyType[str, tuple[Kind, ox.NamedNode, Made]] = MappingProxyType(
    {
        "transitions": ("transition", terms.TRANSITION_CLASS, _transitions),
        "role-skills": ("roleskill", terms.ROLE_SKILL_CLASS, _role_skills),
        "salary-cells": ("salarycell", terms.SALARY_CELL_CLASS, _salary_cells),
    }
)
"""By the last part of the graph's IRI: the kind and the class of its nodes, and what makes them."""


def work_out(order: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Write the graphs and what differs into ``folder``.

    ``data``: the engine's folder of the generation to compare with; ``base``; ``space``: the folder
    of the skill space; ``content``: the number of the generation that this was made from. Gives the
    ``bytes`` of all graphs, and how many quads are to be ``removed`` and ``added``.
    """
    store = ox.Store.read_only(order["data"])
    iris = Iris(order["base"])
    folder, space_folder = Path(order["folder"]), Path(order["space"])
    space = SkillSpace.load(space_folder)
    removed: list[ox.Quad] = []
    added: list[Iterator[ox.Quad]] = []
    size = 0
    for name, (kind, class_, made) in GRAPHS.items():
        graph = ox.NamedNode(iris.derived_prefix + name)
        file = folder / f"{name}.nq"
        _write(made(space, space_folder, Nodes(iris, graph, kind, class_), tell), file)
        size += file.stat().st_size
        stale, fresh = _difference(store, graph, file, order["content"])
        removed += stale
        added.append(fresh)
    gone = _write(removed, folder / REMOVE)
    come = _write(chain.from_iterable(added), folder / ADD)
    for name in GRAPHS:
        (folder / f"{name}.nq").unlink()
    return {"bytes": size, "removed": gone, "added": come}


def _write(quads: Iterable[ox.Quad], file: Path) -> int:
    """Write quads to a file of N-Quads; how many."""
    count = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal count
        for quad in quads:
            count += 1
            yield quad

    ox.serialize(counted(), output=str(file), format=ox.RdfFormat.N_QUADS)
    return count


def _difference(
    store: ox.Store, graph: ox.NamedNode, file: Path, content: int
) -> tuple[list[ox.Quad], Iterator[ox.Quad]]:
    """What differs; where anything does, the graph says that it was made from this content generation."""
    stale, fresh = differing(store, graph, [str(file)])
    stated = set(store.quads_for_pattern(graph, terms.CONTENT_GENERATION, None, graph))
    stale = [quad for quad in stale if quad not in stated]
    first = next(fresh, None)
    if first is None and not stale:
        return [], iter(())
    if first is None and not file.stat().st_size:
        return [*stale, *stated], iter(())
    number = ox.Literal(str(content), datatype=terms.XSD_INTEGER)
    says = ox.Quad(graph, terms.CONTENT_GENERATION, number, graph)
    come = chain([says], [] if first is None else [first], fresh)
    return [*stale, *stated], come
