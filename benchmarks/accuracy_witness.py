"""Pay of the handbook's pages beside the tables of the same office: Occupational Employment and Wage
Statistics, May 2024, wages of the whole country across industries.

Pages that state one code of the SOC are compared, and pages whose first code is a broad one (it ends in
0), with the row of that code. A table's ``#`` is a wage above those that are published, ``*`` none.
"""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from rolegraph.graph.model import PayDistribution, Reading, RoleProfile

Row = Mapping[str, str]

_PREFIXES = {"P1Y": "A", "PT1H": "H"}
_PERCENTS = {10: "PCT10", 25: "PCT25", 50: "MEDIAN", 75: "PCT75", 90: "PCT90"}


@dataclass
class Witness:
    """Figures that agree; those that do not, with page, measure, the page's and the table's figure."""

    pages: int = 0
    without_row: int = 0
    same: int = 0
    unpublished: int = 0
    other: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, page: str, reading: Reading, rows: Mapping[str, Row]) -> None:
        """Compare the figures of a page."""
        profile = reading.profiles[0]
        row = rows.get(_code(profile) or "")
        self.pages += row is not None
        self.without_row += row is None
        for measure, figure in _figures(profile) if row else ():
            stated = row[measure].replace(",", "") if row else ""
            if stated in ("#", "*", "**", ""):
                self.unpublished += 1
            elif Decimal(stated) == figure:
                self.same += 1
            else:
                self.other.append((page, measure, f"{figure:f}", stated))


def rows_of(data: Path) -> dict[str, Row]:
    """The rows by SOC code."""
    with lzma.open(data / "oews" / "oews_national_M2024.csv.xz", "rt", encoding="utf-8") as file:
        chosen = [row for row in csv.DictReader(file) if row["I_GROUP"] == "cross-industry"]
    return {row["OCC_CODE"]: row for row in chosen if row["AREA"] == "99"}


def _code(profile: RoleProfile) -> str | None:
    codes = [code.value for code in profile.codes if code.value]
    return codes[0] if len(codes) == 1 or (codes and codes[0].endswith("0")) else None


def _figures(profile: RoleProfile) -> Iterator[tuple[str, Decimal]]:
    for spread in profile.pay_distributions:
        prefix = _PREFIXES.get(spread.pay_period or "")
        for percent, figure in _stated(spread) if prefix else ():
            yield f"{prefix}_{_PERCENTS[percent]}", figure


def _stated(spread: PayDistribution) -> list[tuple[int, Decimal]]:
    median = [] if spread.median is None else [(50, spread.median)]
    return [*median, *(each for each in spread.percentiles if each[0] in _PERCENTS)]
