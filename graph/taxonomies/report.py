"""What an import reports: what was read, what the graph holds now, what was left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from rolegraph.graph.taxonomies.taxonomy import Warned
from rolegraph.graph.validation.report import Report


@dataclass(slots=True)
class ImportReport:
    """The account of one import.

    ``replaced`` is the version that stood before ("" where it is not known, ``None`` where none
    stood); ``read`` counts rows, ``held`` what the graph holds now, ``left_out`` statements by the
    shape that they break.
    """

    taxonomy: str
    title: str
    version: str | None
    languages: tuple[str, ...] = ()
    replaced: str | None = None
    generation: int = 0
    seconds: float = 0.0
    quads: int = 0
    read: Counter[str] = field(default_factory=Counter)
    held: dict[str, int] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    warnings: list[Warned] = field(default_factory=list)
    shacl: Report = field(default_factory=Report)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, documented in ``docs/taxonomies.md``."""
        facts = ("taxonomy", "title", "version", "languages", "replaced", "generation", "quads")
        return {
            **{name: getattr(self, name) for name in facts},
            "seconds": round(self.seconds, 3),
            "read": dict(self.read),
            "held": self.held,
            "left_out": dict(self.left_out),
            "warnings": [asdict(warning) for warning in self.warnings],
        }

    def summary(self) -> str:
        """One line for a person."""
        counts = ", ".join(f"{count:,} {name}" for name, count in self.held.items())
        left = f"; {self.left_out.total()} statements left out" if self.left_out else ""
        return f"{self.title} {self.version or '(version not known)'}: {counts}{left}"
