"""The graph of role–skill edges: what the roles of pages ask for, counted over their profiles.

Roles that only classifications describe are left out: those ask for each skill once, as the
classification's own graph says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyoxigraph import Quad

from rolegraph.graph.derived import terms
from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.nodes import Nodes, share
from rolegraph.graph.paths.similarity import Ints
from rolegraph.graph.paths.space import SkillSpace


def role_skills(space: SkillSpace, nodes: Nodes, tell: Tell) -> Iterator[Quad]:
    """The quads of the graph, role by role."""
    essential = _Essential(space)
    roles = np.unique(space.voices.role[space.voices.country >= 0]).tolist()
    for done, role in enumerate(roles, 1):
        for place in range(*space.asked_by(role).indices(len(space.needs.skills))):
            yield from _edge(space, nodes, role, place, essential.count(role, place))
        tell("role–skill edges", done, len(roles))


class _Essential:
    """How many voices of a role call a skill essential."""

    def __init__(self, space: SkillSpace) -> None:
        self._skills = space.needs.skills
        calling = np.flatnonzero(space.claims.essential > 0)
        roles, skills = space.voices.role[space.claims.voice[calling]], space.claims.skill[calling]
        heard = np.unique(np.stack([roles, skills, space.claims.voice[calling]], axis=1), axis=0)
        pairs, counts = np.unique(heard[:, :2], axis=0, return_counts=True)
        self._counts: dict[tuple[int, int], int] = {
            (role, skill): count for (role, skill), count in zip(pairs.tolist(), counts.tolist(), strict=True)
        }

    def count(self, role: int, place: int) -> int:
        return self._counts.get((role, int(self._skills[place])), 0)


def _edge(space: SkillSpace, nodes: Nodes, role: int, place: int, essential: int) -> Iterator[Quad]:
    of_role = _iri(space, space.roles.iri, role)
    of_skill = _iri(space, space.skills.iri, int(space.needs.skills[place]))
    figures = space.links.figures
    node = nodes.node(of_role, of_skill)
    node.iri(terms.OF_ROLE, of_role)
    node.iri(terms.OF_SKILL, of_skill)
    node.count(terms.PROFILE_COUNT, int(figures.voices[place]))
    node.number(terms.NORMAL_IMPORTANCE, share(float(figures.importance[place])))
    if rank := int(figures.rank[place]):
        node.count(terms.BEST_RANK, rank)
    if essential:
        node.count(terms.ESSENTIAL_COUNT, essential)
    yield from node.quads
    yield nodes.link(of_role, terms.ASKS_FOR, of_skill)


def _iri(space: SkillSpace, iris: Ints, number: int) -> str:
    return space.strings[int(iris[number])]
