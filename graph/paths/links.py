"""What roles ask for, with weights: from what each profile and classification claims to one figure a link.

w(r,s) = i(r,s) · ln(1 + N/df(s)): N roles that ask for anything, df(s) of them for the skill s; i(r,s) the
importance averaged over the voices of the role that list skills (one that does not ask for s counts as 0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rolegraph.graph.paths.similarity import Needs

Array = NDArray[Any]

_NO_RANK = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks of roles, V in all: a profile of a page, or an occupation of a classification.

    ``iri`` and ``graph`` are numbers of strings, ``role`` of roles, ``country`` and ``band`` of places, −1 of
    a voice that is bound to none (classifications).
    """

    iri: Array
    graph: Array
    role: Array
    country: Array
    band: Array


@dataclass(frozen=True, slots=True)
class Claims:
    """That a voice asks for a skill, by role, then skill, then voice.

    ``importance`` is i of this voice, ``rank`` its place from 1 (0 where it does not rank), ``essential`` 1,
    0 (optional) or −1 (not said). The triple that says so leads by ``predicate`` from the voice to
    ``object``, both numbers of strings.
    """

    voice: Array
    skill: Array
    importance: Array
    rank: Array
    essential: Array
    predicate: Array
    object: Array


@dataclass(frozen=True, slots=True)
class Figures:
    """Of each link, in the order of ``Needs``: i, best rank (0 for none), essential as in claims, voices."""

    importance: Array
    rank: Array
    essential: Array
    voices: Array


@dataclass(frozen=True, slots=True)
class Links:
    """The weights in both orders, and the other figures."""

    needs: Needs
    figures: Figures


def links_of_claims(claims: Claims, voices: Voices, roles: int, skills: int) -> Links:
    """One link for each role and skill that any of the claims, in their order, joins."""
    return links(*joined(claims, voices.role[claims.voice], roles), roles, skills)


def joined(claims: Claims, role: Array, roles: int) -> tuple[Array, Array, Figures]:
    """Role, skill and figures of each link; ``role`` is that of each claim, which are in their order."""
    by_voice = _firsts(role, claims.skill, claims.voice)
    _, speaking = np.unique(claims.voice, return_index=True)
    heard = np.bincount(role[speaking], minlength=roles)
    most = _reduced(np.maximum, claims.importance, by_voice)
    of_voice, skill_of_voice = role[by_voice], claims.skill[by_voice]
    by_link = _firsts(of_voice, skill_of_voice)
    first = by_voice[by_link]
    ranks = np.where(claims.rank > 0, claims.rank, _NO_RANK)
    best = _reduced(np.minimum, ranks, first)
    figures = Figures(
        _reduced(np.add, most, by_link) / np.maximum(heard[role[first]], 1),
        np.where(best == _NO_RANK, 0, best).astype(np.int32),
        _reduced(np.maximum, claims.essential, first),
        np.diff(np.append(by_link, len(by_voice))).astype(np.int32),
    )
    return role[first], claims.skill[first], figures


def links(role: Array, skill: Array, figures: Figures, roles: int, skills: int) -> Links:
    """Links from pairs sorted by role, then skill, each once."""
    starts = np.zeros(roles + 1, dtype=np.int64)
    asking = np.bincount(role, minlength=roles)
    np.cumsum(asking, out=starts[1:])
    having = np.bincount(skill, minlength=skills)
    weights = figures.importance * rarity(int(np.count_nonzero(asking)), having)[skill]
    by_skill = csr_array((weights, skill.astype(np.int32), starts), shape=(roles, skills)).tocsc()
    needs = Needs(
        starts,
        skill.astype(np.int32),
        weights,
        by_skill.indptr.astype(np.int64),
        by_skill.indices.astype(np.int32),
        by_skill.data,
    )
    return Links(needs, figures)


def rarity(scorable: int, having: Array) -> Array:
    """ln(1 + N/df) of each skill."""
    return np.asarray(np.log1p(scorable / np.maximum(having, 1)))


def _firsts(*columns: Array) -> Array:
    """Where each run of equal rows begins."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    changes = np.zeros(len(columns[0]), dtype=bool)
    changes[0] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def _reduced(function: np.ufunc, values: Array, starts: Array) -> Array:
    """One value for each run that begins at ``starts``."""
    return np.asarray(function.reduceat(values, starts)) if len(starts) else values[:0]
