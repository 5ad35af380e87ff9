"""From a generation to a skill space, in one pass."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import pyoxigraph

from rolegraph.graph.paths.embedding import embedded
from rolegraph.graph.paths.links import links_of_claims
from rolegraph.graph.paths.names import called
from rolegraph.graph.paths.reading.claims import Reader
from rolegraph.graph.paths.reading.described import read_described
from rolegraph.graph.paths.reading.nodes import read_nodes
from rolegraph.graph.paths.reading.places import Places, read_pay
from rolegraph.graph.paths.reading.source import Source
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.strings import Numbering
from rolegraph.graph.paths.vectors import no_vectors

Tell = Callable[[str, int, int | None], None]

_PARTS = 5


def _silent(what: str, done: int, of: int | None) -> None:
    pass


def read_space(store: pyoxigraph.Store, base: str, tell: Tell = _silent) -> SkillSpace:
    """The space of a generation whose base IRI is ``base``; graphs ``{base}graph/derived/…`` are left out.

    Skills that pages only mention in prose are known by name, and no role asks for them. ``tell`` is told
    of each part that was read. What the store holds beside the model (a rating of an unknown skill, say)
    is passed over.
    """
    source, text = Source(store, base), Numbering()
    roles, skills = read_nodes(source)
    tell("roles and skills", 1, _PARTS)
    places = Places(source)
    reader = Reader(source, roles, skills, places, text)
    voices, claims, alternatives = reader.read()
    tell("what roles ask", 2, _PARTS)
    described = read_described(source, roles, skills, reader.roles_of_voices())
    tell("descriptions", 3, _PARTS)
    links = links_of_claims(claims, voices, len(roles.nodes), len(skills.nodes))
    vectors = embedded(links.needs, links.figures.importance, described) if roles.nodes else no_vectors()
    tell("likeness", 4, _PARTS)
    pay = read_pay(source, roles, places, text)
    names = called((name, text(name.text)) for name in chain(roles.names(), skills.names()))
    columns = roles.columns(text), skills.columns(text)
    tell("pay and names", _PARTS, _PARTS)
    return SkillSpace(
        base, text.strings(), *columns, links, voices, claims, alternatives, names, pay, vectors, places.all()
    )
