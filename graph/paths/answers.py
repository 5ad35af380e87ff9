"""What the questions about paths answer, as frozen data: the contract of the Python API and of every format.

Numbers are fractions of 1 unless said otherwise. ``coverage`` is the share of a role's weighted skills that
are held, ``gap`` is 1 − coverage, a cost is −ln coverage. Everything is in a fixed order, so the same
question on the same generation gives an equal answer. ``generation`` is the content generation that the
answer was made from.
"""

from __future__ import annotations

from dataclasses import dataclass

from rolegraph.graph.paths.elements import (
    MOST_STATEMENTS,
    MOST_VERSIONS,
    Evidence,
    Explained,
    Flag,
    Kind,
    Method,
    Pay,
    PayKey,
    Reason,
    SkillAsked,
    Statement,
    StepPay,
    Suggestion,
    Thing,
    UnknownName,
)

__all__ = [
    "MOST_STATEMENTS",
    "MOST_VERSIONS",
    "Answer",
    "Asked",
    "Evidence",
    "Explained",
    "Flag",
    "GapAnswer",
    "Kind",
    "Method",
    "Path",
    "PathsAnswer",
    "Pay",
    "PayKey",
    "ReachableAnswer",
    "ReachableRole",
    "Reason",
    "Signal",
    "SimilarAnswer",
    "SimilarRole",
    "SkillAsked",
    "Start",
    "Statement",
    "Step",
    "StepPay",
    "Suggestion",
    "Thing",
    "UnknownName",
    "Version",
]


@dataclass(frozen=True, slots=True)
class Version:
    """The next role as the pages of one country and band describe it: less, maybe, than all ask together.

    Importance is averaged over, and ranks are of, these pages alone.

    ``country`` is an alpha-2 code or "not-stated", ``band`` a label. ``coverage`` is the share held of the
    weights of the skills that these ``profiles`` ask for; ``missing`` are those that are not, heaviest first.
    """

    country: str
    country_iri: str
    band: str
    band_iri: str
    profiles: int
    coverage: float
    missing: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From what is held to one role.

    ``start`` is ``None`` where the start is a set of skills. Held and missing skills together are what the
    role asks for; those held come from the start of the path, from the roles before, or both. They are in the
    order of weight, the heaviest first, then of IRI. ``missing_essential`` counts the missing skills that a
    source calls essential. ``cost`` is −ln coverage, for an alternative −ln max(coverage, floor);
    infinite where nothing is covered and no page names the alternative (never on a path).
    ``versions`` are the role country by country and band by band, the best covered first, then by IRI: at
    most ``MOST_VERSIONS``; none of a role that no page describes.
    """

    start: Thing | None
    end: Thing
    method: Method
    coverage: float
    gap: float
    cost: float
    held: tuple[SkillAsked, ...]
    missing: tuple[SkillAsked, ...]
    missing_essential: int
    versions: tuple[Version, ...]
    pay: StepPay
    flags: tuple[Flag, ...]
    evidence: Evidence

    @property
    def met(self) -> tuple[Version, ...]:
        """The versions of the role of which nothing is missing."""
        return tuple(version for version in self.versions if not version.missing)


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the start to the target, none where they are the same role.

    ``score`` is the product of what each step costs as a share, e^−cost. ``pay_key`` is the one key of all
    steps: that which most roles on the path have figures for, then the latest period.
    """

    steps: tuple[Step, ...]
    score: float
    cost: float
    pay_key: PayKey | None

    @property
    def hops(self) -> int:
        """How many steps."""
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a question begins: skills, a role, or both, as they were understood."""

    skills: tuple[Thing, ...]
    role: Thing | None


@dataclass(frozen=True, slots=True)
class Asked:
    """For which country (alpha-2 code) and band (label) the question was asked, ``None`` for any.

    Pay and versions are of that country and band alone. So is all that is said of the role asked about
    (the end of the last step of a path, each role that is reached), unless it has the flag
    ``described-elsewhere``.
    """

    country: str | None
    band: str | None


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """The best paths, cheapest first; order of ties: cost rounded to 1e-9, hops, IRIs.

    ``direct`` is the step from the start straight to the target, whether or not it reaches the floor;
    ``None`` only where start and target are the same. ``limits`` of the question: ``k`` paths, ``hops``
    steps, ``floor`` the least coverage of a step of similarity.
    """

    generation: int
    start: Start
    target: Thing
    k: int
    hops: int
    floor: float
    asked: Asked
    unknown: tuple[UnknownName, ...]
    paths: tuple[Path, ...]
    direct: Step | None
    explained: Explained | None


@dataclass(frozen=True, slots=True)
class ReachableRole:
    """A role within the gap: the step to it, which is always one of similarity."""

    role: Thing
    step: Step


@dataclass(frozen=True, slots=True)
class ReachableAnswer:
    """The roles with a gap of at most ``gap``, smallest first, then by IRI: ``limit`` of ``total``."""

    generation: int
    start: Start
    gap: float
    limit: int
    asked: Asked
    unknown: tuple[UnknownName, ...]
    roles: tuple[ReachableRole, ...]
    total: int
    explained: Explained | None


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """What one role asks beyond what is held; ``step.missing`` is the gap, heaviest first."""

    generation: int
    start: Start
    target: Thing
    asked: Asked
    unknown: tuple[UnknownName, ...]
    step: Step
    explained: Explained | None


@dataclass(frozen=True, slots=True)
class Signal:
    """One part of why two roles are alike, by name, and its value."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class SimilarRole:
    """A role like the one asked about.

    ``score`` is what they are ranked by. ``forth`` is the coverage of this role by the one asked about,
    ``back`` the reverse. ``shared`` are the skills that both ask for, with this role's figures, heaviest
    first.
    """

    role: Thing
    score: float
    forth: float
    back: float
    shared: tuple[SkillAsked, ...]
    signals: tuple[Signal, ...]
    flags: tuple[Flag, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """The roles most like one role, most like first, then IRI.

    ``with_code``: whether what classifications of occupations group together counts as alike.
    """

    generation: int
    role: Thing
    limit: int
    with_code: bool
    roles: tuple[SimilarRole, ...]
    explained: Explained | None


Answer = PathsAnswer | ReachableAnswer | GapAnswer | SimilarAnswer
