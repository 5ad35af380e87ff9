"""What roles ask as the pages of one country and band describe them: less, maybe, than all pages together.

Importance is then averaged over these pages alone, and ranks are theirs. How rare a skill is stays a fact
about all roles, so w(r,s) = i · ln(1 + N/df) with N and df of the whole space.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from rolegraph.graph.paths.links import Array, Figures, joined
from rolegraph.graph.paths.pay import Wanted
from rolegraph.graph.paths.space import SkillSpace

T = TypeVar("T")
Pair = tuple[int, int]
"""A country and a band, numbers of places."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What roles ask, a row for each role and skill, by role, then skill.

    ``voices`` counts the profiles and classifications that list skills, of all these roles together.
    """

    roles: Array
    skills: Array
    weights: Array
    figures: Figures
    voices: int


def all_pages(space: SkillSpace, role: int) -> Demands:
    """What a role asks by all that is known of it."""
    here = space.asked_by(role)
    figures = _rows(space.links.figures, here)
    needs = space.needs
    first, last = space.of_roles.claims[role : role + 2]
    voices = len(np.unique(space.claims.voice[first:last]))
    count = here.stop - here.start
    return Demands(np.full(count, role), needs.skills[here], needs.weights[here], figures, voices)


def of_wanted(space: SkillSpace, wanted: Wanted, role: int | None = None) -> Demands | None:
    """What one role, or every role, asks by the pages of the country and band that a question is about.

    ``None`` where the question is about none, or where no such page lists skills.
    """
    if not wanted:
        return None
    rows = claims_of(space, wanted, role)
    return _asked(space, rows) if len(rows) else None


def claims_of(space: SkillSpace, wanted: Wanted, role: int | None = None) -> Array:
    """The places of the claims of those pages."""
    first, last = (0, len(space.claims.voice)) if role is None else space.of_roles.claims[role : role + 2]
    speaking = space.claims.voice[first:last]
    voices = space.voices
    return np.flatnonzero(wanted.pages(voices.country[speaking], voices.band[speaking])) + first


def by_place(space: SkillSpace, role: int) -> Iterator[tuple[Pair, Demands]]:
    """What a role asks, country by country and band by band, in the order of their numbers."""
    voices = space.voices
    first, last = space.of_roles.claims[role : role + 2]
    speaking = space.claims.voice[first:last]
    country, band = voices.country[speaking], voices.band[speaking]
    for pair in sorted(set(zip(country.tolist(), band.tolist(), strict=True))):
        if -1 not in pair:
            yield pair, _asked(space, np.flatnonzero((country == pair[0]) & (band == pair[1])) + first)


def covered(asked: Demands, held: Array, roles: int) -> tuple[Array, Array]:
    """The roles (ascending, each once) and how much of each is held; ``held`` are numbers of skills."""
    has = np.isin(asked.skills, held)
    parts = np.bincount(asked.roles, np.where(has, asked.weights, 0.0), roles)
    totals = np.bincount(asked.roles, asked.weights, roles)
    those = np.unique(asked.roles)
    return those, np.minimum(parts[those] / totals[those], 1.0)


def _asked(space: SkillSpace, rows: Array) -> Demands:
    """From the places of claims."""
    claims = _rows(space.claims, rows)
    roles, skills, figures = joined(claims, space.voices.role[claims.voice], len(space.roles))
    weights = figures.importance * space.rarity[skills]
    return Demands(roles, skills, weights, figures, len(np.unique(claims.voice)))


def _rows(columns: T, rows: Array | slice) -> T:
    """Some rows of a dataclass of arrays."""
    named = {field.name: getattr(columns, field.name)[rows] for field in fields(columns)}  # type: ignore[arg-type]
    return replace(columns, **named)  # type: ignore[type-var]
