"""What roles ask, described for answers; what was described last is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from rolegraph.graph.paths import versions
from rolegraph.graph.paths.answers import Kind, SkillAsked
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.names import Names
from rolegraph.graph.paths.pay import Wanted
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.versions import Demands

_KEPT, _FEW = 256, 64
_DIGITS = 9
_SAID = {1: True, 0: False, -1: None}


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a role asks, the heaviest skills first, then by number: numbers and weights of skills, entries.

    ``local``: by the pages of the country and band asked for alone.
    """

    skills: Array
    weights: Array
    entries: tuple[SkillAsked, ...]
    local: bool

    def split(self, held: Array) -> tuple[Array, tuple[SkillAsked, ...], tuple[SkillAsked, ...]]:
        """For each skill whether it is among the held ones (numbers), then those held and those missing."""
        has = np.isin(self.skills, held)
        both = list(zip(self.entries, has.tolist(), strict=True))
        return has, tuple(one for one, there in both if there), tuple(one for one, there in both if not there)


class Library:
    """Describes what roles of a space ask; for all threads."""

    def __init__(self, space: SkillSpace, names: Names) -> None:
        self._by_all = lru_cache(_KEPT)(partial(_by_all, space, names))
        self._by_wanted = lru_cache(_KEPT)(partial(_by_wanted, space, names))
        self._by_place = lru_cache(_FEW)(partial(_by_place, space))

    def of(self, role: int, wanted: Wanted | None = None) -> Requirements:
        """By the pages of a country and band, where there are some and they are asked for, else by all."""
        return (self._by_wanted(role, wanted) if wanted else None) or self._by_all(role)

    def by_place(self, role: int, wanted: Wanted) -> list[tuple[versions.Pair, Demands]]:
        """Country by country and band by band, those that are asked for."""
        return [(pair, asked) for pair, asked in self._by_place(role) if wanted.fits(*pair)]


def _by_all(space: SkillSpace, names: Names, role: int) -> Requirements:
    return _requirements(space, names, versions.all_pages(space, role), local=False)


def _by_wanted(space: SkillSpace, names: Names, role: int, wanted: Wanted) -> Requirements | None:
    asked = versions.of_wanted(space, wanted, role)
    return None if asked is None else _requirements(space, names, asked, local=True)


def _by_place(space: SkillSpace, role: int) -> tuple[tuple[versions.Pair, Demands], ...]:
    return tuple(versions.by_place(space, role))


def _requirements(space: SkillSpace, names: Names, asked: Demands, *, local: bool) -> Requirements:
    order = np.argsort(-np.round(asked.weights, _DIGITS), kind="stable")
    skills, figures = asked.skills[order], asked.figures
    columns = (
        skills,
        asked.weights[order],
        figures.importance[order],
        figures.rank[order],
        figures.essential[order],
        figures.voices[order],
        space.hubs[skills],
    )
    entries = tuple(
        SkillAsked(
            names.thing(Kind.SKILL, skill), weight, importance, rank or None, _SAID[said], voices, is_hub
        )
        for skill, weight, importance, rank, said, voices, is_hub in zip(
            *(column.tolist() for column in columns), strict=True
        )
    )
    return Requirements(skills, asked.weights[order], entries, local)
