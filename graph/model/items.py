"""The items of a page's lists: duties, skills, alternative roles, codes, announced lists."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rolegraph.graph.model.places import Place


class Necessity(StrEnum):
    """Whether a source calls a skill essential or optional (``rg:necessity``)."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"


class Listing(StrEnum):
    """A list that a page can announce: the local name of the property that holds it."""

    DUTIES = "duty"
    SKILLS = "skillRequirement"
    ALTERNATIVE_ROLES = "alternativeRole"


@dataclass(frozen=True, slots=True)
class Duty:
    """One responsibility."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class SkillAsked:
    """A skill that the page lists. ``position`` only where the source ranks (from 1).

    ``score`` is the source's raw number; ``importance`` and ``level`` only on known scales.
    """

    name: str
    place: Place
    position: int | None = None
    importance: Decimal | None = None
    level: Decimal | None = None
    score: Decimal | None = None
    necessity: Necessity | None = None


@dataclass(frozen=True, slots=True)
class SkillMention:
    """A skill named in prose only: never ranked.

    ``place`` are the words of the skill, ``sentence`` is where the sentence that names it stands.
    """

    name: str
    place: Place
    sentence: Place | None = None


@dataclass(frozen=True, slots=True)
class AlternativeRole:
    """A role that the page offers as an alternative."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a classification that the page states.

    ``scheme`` is its usual name ("UK SOC 2010", "O*NET-SOC", "ESCO"); ``value`` may be absent
    where the page gives only the category's title.
    """

    scheme: str
    place: Place
    value: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """A list that the page promises, with its number only where the page says one."""

    listing: Listing
    place: Place
    number: int | None = None
