"""What is said in a page's prose: its outlook, and facts that stay text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rolegraph.graph.model.places import Place


class Trend(StrEnum):
    """The direction of an outlook (``rg:outlookTrend``)."""

    GROWING = "growing"
    STABLE = "stable"
    DECLINING = "declining"


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
