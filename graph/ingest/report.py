"""What a load reports: counts, refusals and warnings, each with file, place and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from rolegraph.graph.ingest.coverage import Coverage
from rolegraph.graph.model import Notice
from rolegraph.graph.validation import Report, Result, Severity


class Outcome(StrEnum):
    """What became of one page."""

    ACCEPTED = "accepted"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a report.

    ``origin`` is the file or record as the user named it, ``code`` a stable name (of a notice, or
    the SHACL constraint component), ``place`` a line, JSON Pointer or focus node.
    """

    origin: str
    code: str
    message: str
    place: str = ""
    remedy: str = ""
    source: str = ""

    def __str__(self) -> str:
        where = f"{self.origin}, {self.place}" if self.place else self.origin
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{where}: {self.message}{remedy}"


def notice_entry(notice: Notice, origin: str, source: str) -> Entry:
    """A reader's notice as a line of the report."""
    return Entry(origin, notice.code, notice.message, notice.place, notice.remedy, source)


def result_entry(result: Result, origin: str, source: str, places: Mapping[str, str]) -> Entry:
    """A SHACL result as a line of the report; ``places`` tells where on the page a node was read.

    The place is that of the value at fault (a skill, an amount), or else of the focus node.
    """
    place = places.get(result.value or "") or places.get(result.focus_node) or f"<{result.focus_node}>"
    remedy = "correct it and load the page again" if result.severity is Severity.VIOLATION else ""
    return Entry(origin, result.component, result.message, place, remedy, source)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page that changed nothing: why, line by line. ``source`` is "" if it was not even read."""

    origin: str
    name: str
    source: str
    reasons: tuple[Entry, ...]


@dataclass(slots=True)
class LoadReport:
    """The account of one load, filled as it goes; ``refusals`` counts refused pages by code."""

    generation: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    coverage: Coverage = field(default_factory=Coverage)
    warnings: list[Entry] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    notes: int = 0
    seconds: float = 0.0
    dry_run: bool = False
    shacl: list[Report] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """One more page with that outcome."""
        self.counts[outcome.value] += 1

    def refuse(self, refusal: Refusal) -> None:
        """One more page that changed nothing."""
        self.count(Outcome.REFUSED)
        self.refused.append(refusal)
        self.refusals.update({reason.code for reason in refusal.reasons})

    def keep_results(self, report: Report, origin: str, source: str, places: Mapping[str, str]) -> None:
        """The warnings and notes of a page that was validated; the same of two profiles counts once."""
        if report.results:
            self.shacl.append(report)
        entries = {result_entry(r, origin, source, places): r.severity for r in report.results}
        self.warnings += [entry for entry, severity in entries.items() if severity is Severity.WARNING]
        self.notes += sum(severity is Severity.INFO for severity in entries.values())

    @property
    def pages(self) -> int:
        """How many pages were met, refused ones among them."""
        return self.counts.total()

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, documented in ``docs/operations.md``."""
        return {
            "generation": self.generation,
            "dry_run": self.dry_run,
            "seconds": round(self.seconds, 3),
            "pages": self.pages,
            **{outcome.value: self.counts[outcome.value] for outcome in Outcome if outcome != "refused"},
            "notes": self.notes,
            "refused": [asdict(refusal) for refusal in self.refused],
            "warnings": [asdict(entry) for entry in self.warnings],
            "ignored": [{"origin": origin, "reason": reason} for origin, reason in self.ignored],
            "refusals": dict(self.refusals.most_common()),
            "coverage": self.coverage.as_dict(),
        }

    def shacl_turtle(self) -> str:
        """The whole ``sh:ValidationReport`` in Turtle."""
        return Report.merge(self.shacl).to_turtle()

    def summary(self) -> str:
        """One line for a person."""
        parts = [f"{self.counts[outcome.value]} {outcome.value}" for outcome in Outcome]
        return f"{self.pages} pages: {', '.join(parts)}; {len(self.warnings)} warnings"
