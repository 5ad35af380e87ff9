"""What one page says, as frozen dataclasses: the meeting point of readers and mapping.

A reader (``rolegraph.graph.sources``) turns bytes into a :class:`Reading`; the mapping
(``rolegraph.graph.mapping``) turns a :class:`Reading` and its :class:`Source` into quads.
Nothing here does I/O and nothing here knows RDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was read.

    ``words`` is the text as the source has it. For text, ``start`` and ``end`` are character
    offsets (from 0, end exclusive) in the decoded record and ``line`` counts from 1. For JSON,
    ``pointer`` is an RFC 6901 JSON Pointer in the record and the offsets are 0.
    """

    words: str
    start: int = 0
    end: int = 0
    line: int = 0
    pointer: str = ""

    def __str__(self) -> str:
        """Where, for a person: ``line 3`` or ``/salary/0``."""
        return self.pointer or (f"line {self.line}" if self.line else "")


class Basis(StrEnum):
    """How a currency is known (``rg:currencyBasis``)."""

    STATED = "stated"
    INFERRED = "inferred"


class Necessity(StrEnum):
    """Whether a source calls a skill essential or optional (``rg:necessity``)."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"


class Trend(StrEnum):
    """The direction of an outlook (``rg:outlookTrend``)."""

    GROWING = "growing"
    STABLE = "stable"
    DECLINING = "declining"


class Listing(StrEnum):
    """A list that a page can announce: the local name of the property that holds it."""

    DUTIES = "duty"
    SKILLS = "skillRequirement"
    ALTERNATIVE_ROLES = "alternativeRole"


class Remark(StrEnum):
    """A fact that stays text: the local name of its ``rg:`` property."""

    INDUSTRY = "industry"
    EMPLOYER_KIND = "employerKind"
    WORK_HOURS = "workHours"
    WORK_PATTERN = "workPattern"
    WORKPLACE = "workplace"
    WORKING_CONDITIONS = "workingConditions"
    QUALIFICATION = "qualification"
    DIGITAL_SKILLS = "digitalSkills"
    CAREER_PATH = "careerPath"
    CAREER_TIP = "careerTip"
    APPRENTICESHIP = "apprenticeship"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of pay as stated; nothing is converted.

    ``minimum`` and ``maximum`` are in major units of ``currency`` (ISO 4217); one figure is both;
    ``None`` is an open or unknown end ("From £40K", "Competitive"). ``pay_period`` is an ISO 8601
    duration (``P1Y``, ``P1M``, ``P7D``, ``P1D``, ``PT1H``) or ``None`` where not stated.
    ``source_text`` is the figure's words ("£23K").
    """

    source_text: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str | None = None
    currency_basis: Basis | None = None
    pay_period: str | None = None

    @property
    def is_observation(self) -> bool:
        """Whether it is complete enough for the salary cube."""
        return None not in (self.minimum, self.maximum, self.currency, self.pay_period)


@dataclass(frozen=True, slots=True)
class Band:
    """An experience band: years in ``[min_years, max_years)``, or a source's named level.

    ``max_years`` ``None`` is open upwards. A named level (``starter``, ``experienced``, ``EN``)
    has ``name`` and no years.
    """

    min_years: Decimal | None = None
    max_years: Decimal | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay, where it was read, and the period that it speaks of (``2024``; ``None`` not stated)."""

    money: Money
    place: Place
    period: str | None = None


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
    """A skill named in prose only: never ranked."""

    name: str
    place: Place


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


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that stays text, under the property that :class:`Remark` names."""

    remark: Remark
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the page says of the future; each reading with the words it was read from.

    ``growth`` is in percent over ``period``; ``period`` is an ISO 8601 duration (``P10Y``) or
    interval of years (``2023/2033``).
    """

    text: str
    place: Place
    trend: Trend | None = None
    trend_place: Place | None = None
    growth: Decimal | None = None
    growth_place: Place | None = None
    period: str | None = None
    period_place: Place | None = None


@dataclass(frozen=True, slots=True)
class RoleProfile:
    """What a page says of one role, in one country, at one experience band.

    ``country`` is an ISO 3166-1 alpha-2 code; ``None`` (like ``band`` ``None``) is "not stated".
    ``description`` has its paragraphs parted by an empty line.
    """

    title: str
    title_place: Place
    alternative_titles: tuple[AlternativeRole, ...] = ()
    country: str | None = None
    country_place: Place | None = None
    band: Band | None = None
    band_place: Place | None = None
    salaries: tuple[Salary, ...] = ()
    description: str | None = None
    description_place: Place | None = None
    duties: tuple[Duty, ...] = ()
    skills: tuple[SkillAsked, ...] = ()
    mentions: tuple[SkillMention, ...] = ()
    alternative_roles: tuple[AlternativeRole, ...] = ()
    codes: tuple[Code, ...] = ()
    facts: tuple[Fact, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a data owner should know of a page that is loaded; ``code`` is stable."""

    code: str
    message: str
    place: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one record says; one about a role at two bands has two profiles.

    ``url`` is the page's own address,
    ``cited`` the addresses it names as the origin of its figures, ``citation`` their words.
    ``language`` is a BCP 47 tag for all its text. ``modified`` is an ISO 8601 date.
    """

    profiles: tuple[RoleProfile, ...]
    notices: tuple[Notice, ...] = ()
    url: str | None = None
    licence: str | None = None
    cited: tuple[str, ...] = ()
    citation: str | None = None
    language: str = "en"
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an input: a file, or a line of a JSON Lines file.

    ``name`` is the path relative to the loaded root, with ``#n`` (from 1) in a JSON Lines file;
    ``origin`` is the path as a person gave it.
    """

    name: str
    origin: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """The identity of a record that was read.

    ``name`` is the page's URL or else the record's name, ``key`` its source key; ``checksum`` the
    SHA-256 of the bytes in hex, ``media_type`` theirs; ``format`` the name of the reader.
    """

    key: str
    name: str
    origin: str
    checksum: str
    media_type: str
    format: str
