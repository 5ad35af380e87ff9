"""What answers about paths are made of: things, names that are unknown, skills asked for, pay, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST_STATEMENTS = 1000
"""Statements that one evidence lists; its query gives all."""
MOST_VERSIONS = 50
"""Versions of a role that one step lists."""


class Kind(StrEnum):
    """What a name stands for."""

    ROLE = "role"
    SKILL = "skill"


class Method(StrEnum):
    """Why a step is there."""

    SIMILARITY = "similarity"
    """The skills held cover at least the floor of what the next role asks."""
    ALTERNATIVE_ROLE = "alternative-role"
    """A page names the next role as an alternative (``rg:alternativeRole``)."""


class Flag(StrEnum):
    """What a reader of a figure must know."""

    LOW_EVIDENCE = "low-evidence"
    """The role asks for fewer than 5 skills."""
    HUB_SKILLS_ONLY = "hub-skills-only"
    """Every skill that matches is asked for by more than 5 % of the roles."""
    CLAMPED_COST = "clamped-cost"
    """An alternative that a page asserts, below the floor: it costs as if its coverage were the floor's."""
    UNSCORABLE = "unscorable"
    """The role lists no skills, so no coverage can be worked out; it is then 0."""
    NO_SHARED_SKILL = "no-shared-skill"
    """Two roles are alike by names, texts or groups alone: there is no skill that both ask for."""
    DESCRIBED_ELSEWHERE = "described-elsewhere"
    """No page of the country and band asked for lists skills of the role: what all others list counts."""


class Reason(StrEnum):
    """Why an answer holds nothing, or nothing more."""

    TARGET_WITHOUT_SKILLS = "target-without-skills"
    START_WITHOUT_SKILLS = "start-without-skills"
    ONE_ROLE = "one-role"
    NO_ROLES = "no-roles"
    NO_PATH = "no-path"
    NONE_WITHIN_GAP = "none-within-gap"
    NONE_SIMILAR = "none-similar"
    FEWER_PATHS = "fewer-paths"
    SEARCH_ENDED = "search-ended"


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason with one sentence for a person."""

    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A role or a skill: the IRI and label it is shown under, and all IRIs of its class, that one among them.

    ``language`` is the label's (BCP 47), "" where none is known.
    """

    kind: Kind
    iri: str
    label: str
    language: str
    iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an unknown name may have meant: the label that is like it, and how much (0 to 100)."""

    thing: Thing
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name of nothing (``ambiguous`` false), or of several things, which are then suggested."""

    name: str
    kind: Kind
    ambiguous: bool
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple that is evidence, and the graph it stands in: a page, or an imported classification."""

    subject: str
    predicate: str
    object: str
    graph: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says so.

    ``statements`` are the first of the ``total`` in a fixed order, as many as were asked for, at most
    ``MOST_STATEMENTS``; ``sources`` are the pages and graphs that all of them stand in, at most as many.
    ``query`` is a SPARQL SELECT of the variables ``?subject``,
    ``?predicate``, ``?object`` and ``?graph`` that gives exactly all of them on the same data.
    """

    statements: tuple[Statement, ...]
    sources: tuple[str, ...]
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class SkillAsked:
    """A skill that a role asks for.

    ``weight`` is i·ln(1 + N/df), ``importance`` is i, in (0, 1]. ``rank`` is the best place that a ranked
    list gives it (1 is first), ``None`` where no source ranks. ``essential`` is what sources say: ``None``
    where none says either. ``profiles`` counts the profiles and classifications that ask for it. ``hub`` is
    true of a skill that more than 5 % of all roles ask for.
    """

    skill: Thing
    weight: float
    importance: float
    rank: int | None
    essential: bool | None
    profiles: int
    hub: bool


@dataclass(frozen=True, slots=True)
class PayKey:
    """What figures of pay must have in common to be compared.

    ``country`` is an ISO 3166-1 alpha-2 code or "not-stated", ``band`` the label of the experience band,
    ``currency`` an ISO 4217 code, ``pay_period`` an ISO 8601 duration, ``period`` the year or other period
    that the figures are for, ``None`` where the pages give none.
    """

    country: str
    country_iri: str
    band: str
    band_iri: str
    currency: str
    pay_period: str
    period: str | None


@dataclass(frozen=True, slots=True)
class Pay:
    """The lowest and the highest figure of the observations of one role under one key, and which they are."""

    minimum: Decimal
    maximum: Decimal
    observations: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many observations."""
        return len(self.observations)


@dataclass(frozen=True, slots=True)
class StepPay:
    """Pay at both ends of a step under one key; an end is ``None`` where no observation has that key.

    ``key`` is ``None``, and so are both ends, where there is no observation to show at all.
    """

    key: PayKey | None
    start: Pay | None
    end: Pay | None
