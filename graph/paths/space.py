"""The skill space: what every role asks for, as arrays, and what is needed to name, pay and prove it.

Roles and skills are numbered in the order of the IRIs that they are shown under, so the order of numbers is
the order in which ties are broken. Arrays may be memory-mapped and are never written to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rolegraph.graph.paths.columns import load_columns, save_columns
from rolegraph.graph.paths.links import Array, Claims, Figures, Links, Voices, links, rarity
from rolegraph.graph.paths.parts import Alternatives, Called, Nodes, OfRoles, PayCells, Place
from rolegraph.graph.paths.similarity import Needs
from rolegraph.graph.paths.strings import Strings, strings
from rolegraph.graph.paths.vectors import Vectors, no_vectors

T = TypeVar("T")

HUB_SHARE = 0.05
"""A skill that more than this share of the roles asks for is a hub."""


@dataclass(frozen=True)
class SkillSpace:
    """Everything that the questions are answered from; see the classes of its parts."""

    base: str
    strings: Strings
    roles: Nodes
    skills: Nodes
    links: Links
    voices: Voices
    claims: Claims
    alternatives: Alternatives
    called: Called
    pay: PayCells
    vectors: Vectors
    places: tuple[Place, ...] = ()

    @property
    def needs(self) -> Needs:
        """The weights w(r,s), roles × skills, by role and by skill."""
        return self.links.needs

    @cached_property
    def having(self) -> Array:
        """df(s): how many roles ask for each skill."""
        return np.diff(self.needs.skill_starts)

    @cached_property
    def scorable(self) -> int:
        """N: how many roles ask for any skill."""
        return int(np.count_nonzero(np.diff(self.needs.starts)))

    @cached_property
    def hubs(self) -> Array:
        """For each skill whether more than 5 % of the roles that ask for anything ask for it."""
        return np.asarray(self.having > HUB_SHARE * self.scorable)

    @cached_property
    def rarity(self) -> Array:
        """ln(1 + N/df) of each skill."""
        return rarity(self.scorable, self.having)

    @cached_property
    def of_roles(self) -> OfRoles:
        """Where the rows of each role are in the parts that are sorted by role."""
        claiming = self.voices.role[self.claims.voice]
        columns = self.voices.role, claiming, self.alternatives.role, self.pay.role
        bounds = np.arange(len(self.roles) + 1)
        return OfRoles(*(np.searchsorted(column, bounds) for column in columns))

    def asked_by(self, role: int) -> slice:
        """The places of a role's links in ``links``."""
        return slice(int(self.needs.starts[role]), int(self.needs.starts[role + 1]))

    def save(self, folder: Path) -> None:
        """Write the space into a folder that is there: ``space.json`` and an ``.npy`` file an array."""
        for name, form in _PARTS.items():
            save_columns(_part(self, name), folder, f"space.{name}")
            assert isinstance(_part(self, name), form)
        facts = {"base": self.base, "places": [asdict(place) for place in self.places]}
        (folder / "space.json").write_text(json.dumps(facts), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> SkillSpace:
        """Open what :meth:`save` wrote, memory-mapped. Raises ``OSError`` where it is not there."""
        facts = json.loads((folder / "space.json").read_text("utf-8"))
        parts: dict[str, Any] = {
            name: load_columns(form, folder, f"space.{name}") for name, form in _PARTS.items()
        }
        joined = Links(parts.pop("needs"), parts.pop("figures"))
        places = tuple(Place(**place) for place in facts["places"])
        return cls(base=facts["base"], places=places, links=joined, **parts)

    @classmethod
    def from_links(
        cls,
        role: Sequence[int] | Array,
        skill: Sequence[int] | Array,
        importance: Sequence[float] | Array | None = None,
        *,
        roles: int | None = None,
        skills: int | None = None,
        alternatives: Sequence[tuple[int, int]] = (),
    ) -> SkillSpace:
        """A space from plain arrays, one entry a link; each pair of role and skill at most once.

        ``importance`` is i(r,s) in (0, 1], 1 where it is left out. ``roles`` and ``skills`` say how many
        there are where the last have no link. Roles and skills have made-up IRIs and labels; there is no
        evidence and no pay. Raises :class:`ValueError` where a pair comes twice.
        """
        return _made(
            np.asarray(role, dtype=np.int64),
            np.asarray(skill, dtype=np.int64),
            importance,
            (roles, skills),
            np.asarray(alternatives, dtype=np.int64).reshape(-1, 2),
        )


_PARTS: dict[str, type] = {
    "strings": Strings,
    "roles": Nodes,
    "skills": Nodes,
    "needs": Needs,
    "figures": Figures,
    "voices": Voices,
    "claims": Claims,
    "alternatives": Alternatives,
    "called": Called,
    "pay": PayCells,
    "vectors": Vectors,
}


def _part(space: SkillSpace, name: str) -> object:
    return getattr(space.links if name in ("needs", "figures") else space, name)


_MADE_BASE = "http://127.0.0.1:8000/"


def _made(
    role: Array,
    skill: Array,
    importance: Sequence[float] | Array | None,
    sizes: tuple[int | None, int | None],
    alternatives: Array,
) -> SkillSpace:
    """See :meth:`SkillSpace.from_links`."""
    n_roles = sizes[0] if sizes[0] is not None else int(max(role, default=-1)) + 1
    n_skills = sizes[1] if sizes[1] is not None else int(max(skill, default=-1)) + 1
    order = np.lexsort((skill, role))
    if np.any((np.diff(role[order]) == 0) & (np.diff(skill[order]) == 0)):
        raise ValueError("a pair of role and skill comes twice")
    values = np.ones(len(role)) if importance is None else np.asarray(importance, dtype=np.float64)
    figures = Figures(values[order], *(np.full(len(role), value, dtype=np.int32) for value in (0, -1, 1)))
    texts = [f"{_MADE_BASE}id/role/{i:07}" for i in range(n_roles)]
    texts += [f"{_MADE_BASE}id/skill/{i:07}" for i in range(n_skills)]
    joined = links(role[order], skill[order], figures, n_roles, n_skills)
    stated = np.unique(alternatives, axis=0)
    return SkillSpace(
        base=_MADE_BASE,
        strings=strings(texts),
        roles=_numbered(0, n_roles),
        skills=_numbered(n_roles, n_skills),
        links=joined,
        voices=_nothing(Voices),
        claims=_nothing(Claims),
        alternatives=Alternatives(
            stated[:, 0], stated[:, 1], np.full(len(stated), -1), np.full(len(stated), -1)
        ),
        called=_nothing(Called),
        pay=replace(_nothing(PayCells), starts=np.zeros(1, dtype=np.int64)),
        vectors=no_vectors(),
    )


def _nothing(form: type[T]) -> T:
    """A part of which there is nothing."""
    return form(**{one.name: np.zeros(0, dtype=np.int64) for one in fields(form)})  # type: ignore[arg-type]


def _numbered(first: int, count: int) -> Nodes:
    """Nodes whose only IRI and whose label is the string of their number."""
    own = np.arange(first, first + count)
    return Nodes(own, own, np.full(count, first), np.arange(count + 1), own)
