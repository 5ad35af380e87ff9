"""Made spaces of roles and skills for benchmarks/paths.py: the same arrays for the same seed.

Roles stand in families, families in fields, as occupations do in classifications. A role draws its skills
from a pool of its family, pools of two fields and all skills, the early ones of a pool far more often (Zipf),
so that few skills are asked for by many roles and most by a few. At ESCO size the most common skill, the
number of steps and how they spread over the roles are near to those of ESCO 1.1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rolegraph.graph.paths.space import SkillSpace

Array = NDArray[Any]
_FAMILY = 10
_FIELD = 200
_POOL_OF_FAMILY = 55
_POOL_OF_FIELD = 115
_SHARES = (0.19, 0.45, 0.21, 0.15)
"""Of the family, of its field, of another field that the family is near to, of all."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many roles, skills and links; the links come out within a hundredth."""

    name: str
    roles: int
    skills: int
    links: int


ESCO = Size("ESCO size", 3_000, 14_000, 126_000)
LARGE = Size("100,000 roles", 100_000, 30_000, 3_800_000)


def _zipf(generator: np.random.Generator, count: int, size: int) -> Array:
    """Numbers below ``size``, the low ones more often."""
    weights = 1.0 / np.arange(10, size + 10)
    bounds = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(bounds, generator.random(count)), size - 1)


def links(size: Size, seed: int) -> tuple[Array, Array, Array]:
    """Role, skill and importance of each link; no pair comes twice."""
    generator = np.random.default_rng(seed)
    wanted = generator.lognormal(0.0, 0.45, size.roles)
    drawn = np.maximum(3, wanted * 1.18 * size.links / wanted.sum()).astype(np.int64)
    role = np.repeat(np.arange(size.roles), drawn)
    place = generator.permutation(size.roles)[role]
    family = place // _FAMILY
    fields = size.roles // _FIELD + 1
    near = generator.integers(0, fields, size.roles // _FAMILY + 1)[family]
    of_families = generator.integers(0, size.skills, (size.roles // _FAMILY + 1, _POOL_OF_FAMILY))
    of_fields = generator.integers(0, size.skills, (fields, _POOL_OF_FIELD))
    count = len(role)
    which = np.searchsorted(np.cumsum(_SHARES[:-1]), generator.random(count), side="right")
    sources = [
        of_families[family, _zipf(generator, count, _POOL_OF_FAMILY)],
        of_fields[place // _FIELD, _zipf(generator, count, _POOL_OF_FIELD)],
        of_fields[near, _zipf(generator, count, _POOL_OF_FIELD)],
        _zipf(generator, count, size.skills),
    ]
    skill = np.choose(which, sources)
    pairs = np.unique(role * size.skills + skill)
    if len(pairs) > size.links:
        pairs = np.sort(generator.choice(pairs, size.links, replace=False))
    importance = np.where(generator.random(len(pairs)) < 0.55, 1.0, 0.5)
    return pairs // size.skills, pairs % size.skills, importance


def made(size: Size, seed: int) -> SkillSpace:
    """The space of these links."""
    role, skill, importance = links(size, seed)
    return SkillSpace.from_links(role, skill, importance, roles=size.roles, skills=size.skills)
