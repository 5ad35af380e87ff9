"""Alignment with ESCO and O*NET, measured on profiles whose codes are hidden.

Run as ``python benchmarks/alignment.py [--choose] [--report RESULTS.md] [--check] [DATA]``. The profiles of
the UK National Careers Service name an ESCO occupation and an O*NET code. These are hidden and looked for.
One half of the profiles, by the hash of the title, is for choosing weights and thresholds (``--choose``
prints them), the other is measured with those that the library ships.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import result_sections
from alignment_choose import exact_threshold, fitted, lessons
from alignment_data import ONET, Page, pages, schemes, with_codes, without_skills
from alignment_measure import (
    Measured,
    as_written,
    baseline,
    candidates,
    in_normal_form,
    measure,
    measure_answers,
    pages_with,
    pooled,
    suggested,
)

from rolegraph.graph.alignment.concepts import Scheme
from rolegraph.graph.alignment.features import Features
from rolegraph.graph.alignment.index import SchemeIndex
from rolegraph.graph.alignment.suggest import Candidate
from rolegraph.graph.alignment.weights import ROLE_THRESHOLDS, ROLES, Thresholds, Weights

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
NAMES = ("preferred", "alternative", "ratio", "words")
METHODS = {
    "string distance": ("ratio",),
    "texts": ("text", "text_rank"),
    "names": NAMES,
    "names, texts": (*NAMES, "text", "text_rank"),
    "names, texts, skills": (*NAMES, "text", "text_rank", "skills"),
}
"""Features by the name of the method; weights are fitted for each on the half for choosing."""
SHIPPED = "**as shipped**"
UNRATED = "as shipped, pages without ratings of skills"
CODED = "as shipped, O*NET code shown"
PRECISION, ABOVE_BASELINE = 0.95, 0.15


class Bench:
    """The data, and what is looked at for each page: worked out once."""

    def __init__(self, data: Path) -> None:
        self.schemes = schemes(data)
        self._pages = pages(data, self.schemes)
        self._indexes = {name: SchemeIndex(scheme) for name, scheme in self.schemes.items()}
        self._found: dict[tuple[str, bool], list[list[Candidate]]] = {}

    def half(self, name: str, *, chosen_on: bool) -> list[Page]:
        """The pages of a half that have a right concept in the scheme of that name."""
        return pages_with(self._pages, name, chosen_on=chosen_on)

    def found(self, name: str, *, chosen_on: bool) -> list[list[Candidate]]:
        """The candidates of each page of a half."""
        if (name, chosen_on) not in self._found:
            half = self.half(name, chosen_on=chosen_on)
            self._found[name, chosen_on] = candidates(self._indexes[name], half)
        return self._found[name, chosen_on]

    def measured(
        self, name: str, weights: Weights, limits: Thresholds = ROLE_THRESHOLDS, *, chosen_on: bool = False
    ) -> Measured:
        """What weights and thresholds give on a half."""
        half, found = self.half(name, chosen_on=chosen_on), self.found(name, chosen_on=chosen_on)
        return measure(self.schemes[name], half, suggested(self._indexes[name], half, found, weights), limits)

    def measured_as(self, name: str, changed: Sequence[Page]) -> Measured:
        """What is shipped gives on pages that are shown in another way."""
        index = self._indexes[name]
        answers = suggested(index, changed, candidates(index, changed), ROLES)
        return measure(self.schemes[name], changed, answers)

    def fit(self, features: Sequence[str], names: Sequence[str]) -> Weights:
        """Weights of features, fitted on the half for choosing of all named schemes."""
        taught = []
        for name in names:
            right = [page.right[name] for page in self.half(name, chosen_on=True)]
            taught += lessons(self.found(name, chosen_on=True), right)
        return fitted(taught, features)

    def pooled(self, weights: Weights, limits: Thresholds) -> tuple[int, float, float]:
        """Exact links on the half for choosing, their precision, and that of the other links."""
        found = {name: self.measured(name, weights, limits, chosen_on=True) for name in self.schemes}
        return pooled(found)


def choose(bench: Bench) -> str:
    """What the half for choosing says that the library should ship."""
    found = bench.fit(METHODS["names, texts, skills"], tuple(bench.schemes))
    values = ", ".join(f"{one.name}={getattr(found.features, one.name):.1f}" for one in fields(Features))
    exact = exact_threshold(lambda step: bench.pooled(ROLES, Thresholds(step, step, 1.0))[1])
    links, precision, others = bench.pooled(ROLES, ROLE_THRESHOLDS)
    return (
        f"weights fitted: {values}, none={found.none:.2f}\n"
        f"threshold of exact links chosen for the weights that are shipped: {exact}\n"
        f"as shipped: {links} exact links, precision {precision:.3f}; other links {others:.3f}"
    )


def measure_all(bench: Bench) -> dict[str, dict[str, Measured]]:
    """Each method on the half that nothing was chosen on, by scheme."""
    return {name: _methods(bench, name, scheme) for name, scheme in bench.schemes.items()}


def _methods(bench: Bench, name: str, scheme: Scheme) -> dict[str, Measured]:
    half = bench.half(name, chosen_on=False)
    rows = {
        "baseline": measure_answers(baseline(scheme, as_written), half, name),
        "baseline in normal form": measure_answers(baseline(scheme, in_normal_form), half, name),
    }
    for method, features in METHODS.items():
        if name == ONET or method != "names, texts, skills":  # ESCO rates no skills
            rows[method] = bench.measured(name, bench.fit(features, tuple(bench.schemes)))
    rows[SHIPPED] = bench.measured(name, ROLES)
    if name == ONET:
        rows[UNRATED] = bench.measured_as(name, [without_skills(page) for page in half])
    else:
        rows[CODED] = bench.measured_as(name, [with_codes(page) for page in half])
    return rows


def report(found: dict[str, dict[str, Measured]]) -> str:
    """The section of RESULTS.md."""
    parts = [f"- {result_sections.today()}, {result_sections.machine()}\n"]
    for name, rows in found.items():
        parts.append(f"\n**{name}: {rows[SHIPPED].pages} profiles**\n\n{_table(rows)}\n")
    exact, precision, others = pooled(_shipped(found))
    parts.append(f"\nBoth together, as shipped: {exact} exact links, {_share(precision)} of them right; ")
    parts.append(f"of other links {_share(others)}.\n")
    return "".join(parts)


def _shipped(found: dict[str, dict[str, Measured]]) -> dict[str, Measured]:
    return {name: rows[SHIPPED] for name, rows in found.items()}


def _table(rows: dict[str, Measured]) -> str:
    heads = ("method", "top 1", "top 5", "exact links", "precision", "recall", "other links", "right")
    lines = [
        (
            *(method, _share(one.top), _share(one.top_five), str(one.exact), _share(one.precision)),
            *(_share(one.recall), str(one.others), _share(one.others_right)),
        )
        for method, one in rows.items()
    ]
    return result_sections.table(heads, lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{int(value * 1000 + 1e-9) / 1000:.3f}"


def missed(found: dict[str, dict[str, Measured]]) -> list[str]:
    """The targets that were not reached."""
    wrong = []
    _, precision, _ = pooled(_shipped(found))
    if precision < PRECISION:
        wrong.append(f"precision of exact links {_share(precision)}, not {PRECISION}")
    for name, rows in found.items():
        shipped = rows[SHIPPED]
        if shipped.top < rows["baseline"].top + ABOVE_BASELINE:
            wrong.append(f"{name}: top 1 {_share(shipped.top)}, baseline {_share(rows['baseline'].top)}")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the report where asked for; 1 where ``--check`` finds a target missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DATA, help="the folder of the real data")
    parser.add_argument("--choose", action="store_true", help="print what the half for choosing says")
    parser.add_argument("--report", type=Path, help="write the section of this file")
    parser.add_argument("--check", action="store_true", help="fail where a target is missed")
    given = parser.parse_args(arguments)
    if not given.data.is_dir():
        parser.error(f"{given.data} is not there: name the folder of the real data")
    bench = Bench(given.data)
    if given.choose:
        print(choose(bench))
        return 0
    found = measure_all(bench)
    text = report(found)
    print(text)
    wrong = missed(found)
    print("\n".join(f"missed: {one}" for one in wrong) or "all targets reached", file=sys.stderr)
    if given.report is not None:
        result_sections.write(given.report, "alignment", text)
    return 1 if given.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
