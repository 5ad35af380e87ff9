"""What one page says, as frozen dataclasses: the meeting point of readers and mapping.

A reader (``rolegraph.graph.sources``) turns bytes into a :class:`Reading`; the mapping
(``rolegraph.graph.mapping``) turns a :class:`Reading` and its :class:`Source` into quads.
Nothing here does I/O and nothing here knows RDF. Import the classes from this package.
"""

from __future__ import annotations

from rolegraph.graph.model.items import (
    AlternativeRole,
    Announcement,
    Code,
    Duty,
    Listing,
    Necessity,
    SkillAsked,
    SkillMention,
)
from rolegraph.graph.model.pay import Basis, Money, PayDistribution, Salary
from rolegraph.graph.model.places import Place
from rolegraph.graph.model.profile import Band, RoleProfile
from rolegraph.graph.model.reading import Notice, Reading, Record, Source
from rolegraph.graph.model.statements import Fact, Outlook, Remark, Trend

__all__ = [
    "AlternativeRole",
    "Announcement",
    "Band",
    "Basis",
    "Code",
    "Duty",
    "Fact",
    "Listing",
    "Money",
    "Necessity",
    "Notice",
    "Outlook",
    "PayDistribution",
    "Place",
    "Reading",
    "Record",
    "Remark",
    "RoleProfile",
    "Salary",
    "SkillAsked",
    "SkillMention",
    "Source",
    "Trend",
]
