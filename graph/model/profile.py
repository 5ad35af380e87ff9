"""What a page says of one role, in one country, at one experience band."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rolegraph.graph.model.items import AlternativeRole, Announcement, Code, Duty, SkillAsked, SkillMention
from rolegraph.graph.model.pay import PayDistribution, Salary
from rolegraph.graph.model.places import Place
from rolegraph.graph.model.statements import Fact, Outlook


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
    pay_distributions: tuple[PayDistribution, ...] = ()
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
