"""The graph of transitions: from each role the 20 steps of most coverage, and those that pages assert."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyoxigraph import Literal, Quad

from rolegraph.graph.derived import terms
from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.nodes import Nodes, share
from rolegraph.graph.paths.answers import Method
from rolegraph.graph.paths.similarity import Ints
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.steps import Steps

MOST = 20
"""Steps of similarity that are kept of a role; those that pages assert are kept whatever their number."""


def transitions(space: SkillSpace, steps: Steps, nodes: Nodes, tell: Tell) -> Iterator[Quad]:
    """The quads of the graph, role by role."""
    for role in range(len(space.roles)):
        for place in _kept(steps, role).tolist():
            other = int(steps.ends[place])
            yield from _transition(
                nodes,
                _iri(space, role),
                _iri(space, other),
                float(steps.coverage[place]),
                bool(steps.asserted[place]),
            )
        tell("transitions", role + 1, len(space.roles))


def _kept(steps: Steps, role: int) -> Ints:
    """The places of a role's steps, of equal coverage the lowest role numbers first."""
    places = np.arange(steps.first[role], steps.first[role + 1])
    asserted = steps.asserted[places]
    alike = places[~asserted]
    order = np.lexsort((steps.ends[alike], -np.round(steps.coverage[alike], 9)))
    return np.sort(np.concatenate([alike[order[:MOST]], places[asserted]]))


def _transition(nodes: Nodes, role: str, other: str, coverage: float, asserted: bool) -> list[Quad]:
    node = nodes.node(role, other)
    node.iri(terms.FROM_ROLE, role)
    node.iri(terms.TO_ROLE, other)
    node.number(terms.COVERAGE, share(coverage))
    node.number(terms.GAP, 1 - share(coverage))
    node.add(terms.STEP_METHOD, Literal(Method.ALTERNATIVE_ROLE if asserted else Method.SIMILARITY))
    return node.quads


def _iri(space: SkillSpace, role: int) -> str:
    return space.strings[int(space.roles.iri[role])]
