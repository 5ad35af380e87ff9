"""The columns of role profiles as CSV; ``docs/profile-csv.md`` describes each."""

from __future__ import annotations

import re
from types import MappingProxyType

from rolegraph.graph.model import Remark

PERCENTILES = MappingProxyType({f"salary_percentile_{n}": n for n in (10, 25, 75, 90)})
"""Columns of percentiles, and which."""

FACTS = MappingProxyType({re.sub("([A-Z])", r"_\1", remark).lower(): remark for remark in Remark})
"""Columns of facts that stay text: ``work_hours`` for ``rg:workHours``."""

SINGLE: tuple[str, ...] = (
    *("title", "country", "experience", "experience_min", "experience_max", "experience_level"),
    *("salary", "salary_min", "salary_max", "salary_median", "salary_mean", *PERCENTILES),
    *("salary_currency", "salary_pay_period", "salary_period"),
    *("description", "outlook", "outlook_trend", "outlook_growth", "outlook_period"),
    *("url", "licence", "citation", "language", "modified"),
)
"""Columns that hold one value."""

LISTS: tuple[str, ...] = (
    *("alternative_titles", "duties", "skills", "ranked_skills", "alternative_roles", "codes", "cited"),
    *FACTS,
)
"""Columns that hold a list: parted by ``|`` in one column, or numbered columns (``duties 1``)."""

COLUMNS: tuple[str, ...] = (*SINGLE, *LISTS)


def column_key(name: str) -> str:
    """The form in which two names of columns are the same: ``Ranked Skills`` is ``ranked_skills``."""
    return re.sub(r"[\s_-]+", "", name).casefold()
