"""An answer as a table: CSV (RFC 4180) with one row a step, a role or a skill.

=========  =====================================================================
question   rows
=========  =====================================================================
paths      a row a step; a path of no steps is one row whose ``step`` is 0; where there
           is no path, one row whose ``path`` is empty has the step straight on
reachable  a row a role
gap        a row a skill that the role asks for, missing ones first
similar    a row a role
=========  =====================================================================

Lists in a cell are separated by ``LIST``. Text that a spreadsheet would take for a formula gets an
apostrophe in front; the other formats have it as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from rolegraph.graph.paths.answers import (
    Answer,
    GapAnswer,
    Path,
    PathsAnswer,
    Pay,
    ReachableAnswer,
    SimilarAnswer,
    SimilarRole,
    SkillAsked,
    Step,
    StepPay,
)
from rolegraph.graph.paths.formats.as_json import amount, figure

LIST = " | "
"""Between the entries of a list in one cell."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_STEP = (
    *("method", "start", "start_iri", "end", "end_iri", "coverage", "gap", "cost"),
    *("held", "held_iris", "missing", "missing_iris", "missing_essential"),
    *("met", "best_version", "best_version_coverage"),
    *("country", "band", "currency", "pay_period", "period"),
    *("start_minimum", "start_maximum", "start_count", "end_minimum", "end_maximum", "end_count"),
    *("flags", "sources"),
)
COLUMNS: dict[type, tuple[str, ...]] = {
    PathsAnswer: ("generation", "path", "score", "path_cost", "hops", "step", *_STEP, "reason"),
    ReachableAnswer: ("generation", "place", "role", "role_iri", *_STEP),
    GapAnswer: (
        *("generation", "role", "role_iri", "coverage", "skill", "skill_iri", "held", "weight"),
        *("importance", "rank", "essential", "profiles", "hub"),
    ),
    SimilarAnswer: (
        *("generation", "place", "role", "role_iri", "score", "forth", "back"),
        *("shared", "shared_iris", "signals", "flags", "sources"),
    ),
}
"""The columns of each kind of answer."""
Row = dict[str, Any]


def as_csv(answer: Answer) -> str:
    """The table, with its header, in lines that end as RFC 4180 has it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[type(answer)], lineterminator="\r\n")
    writer.writeheader()
    for row in rows(answer):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return text.getvalue()


def rows(answer: Answer) -> Iterator[Row]:
    """The rows as dictionaries by ``COLUMNS``, before anything is done for spreadsheets."""
    made: Iterator[Row]
    if isinstance(answer, PathsAnswer):
        reason = answer.explained.reason.value if answer.explained else None
        made = ({**row, "reason": reason} for row in _paths(answer))
    elif isinstance(answer, ReachableAnswer):
        made = (
            {"place": place, "role": found.role.label, "role_iri": found.role.iri, **_step(found.step)}
            for place, found in enumerate(answer.roles, 1)
        )
    elif isinstance(answer, GapAnswer):
        made = _gap(answer)
    else:
        made = (_similar(place, found) for place, found in enumerate(answer.roles, 1))
    return ({"generation": answer.generation, **row} for row in made)


def _paths(answer: PathsAnswer) -> Iterator[Row]:
    for place, path in enumerate(answer.paths, 1):
        of_path = {
            "path": place,
            "score": figure(path.score),
            "path_cost": figure(path.cost),
            "hops": path.hops,
        }
        if not path.steps:
            yield {**of_path, "step": 0, "end": answer.target.label, "end_iri": answer.target.iri}
        yield from ({**of_path, **row} for row in _steps(path))
    if not answer.paths and answer.direct:
        yield {"step": 1, **_step(answer.direct)}


def _steps(path: Path) -> Iterator[Row]:
    return ({"step": number, **_step(step)} for number, step in enumerate(path.steps, 1))


def _step(step: Step) -> Row:
    return {
        "method": step.method.value,
        "start": step.start.label if step.start else None,
        "start_iri": step.start.iri if step.start else None,
        "end": step.end.label,
        "end_iri": step.end.iri,
        "coverage": figure(step.coverage),
        "gap": figure(step.gap),
        "cost": figure(step.cost),
        **_skills("held", step.held),
        **_skills("missing", step.missing),
        "missing_essential": step.missing_essential,
        **_best_version(step),
        **_pay(step.pay),
        "flags": list(step.flags),
        "sources": list(step.evidence.sources),
    }


def _best_version(step: Step) -> Row:
    """The countries and bands whose pages ask for nothing more; the one whose pages ask for least."""
    if not step.versions:
        return {}
    best = step.versions[0]
    return {
        "met": [f"{one.country}, {one.band}" for one in step.met],
        "best_version": f"{best.country}, {best.band}",
        "best_version_coverage": figure(best.coverage),
    }


def _skills(name: str, asked: Sequence[SkillAsked]) -> Row:
    return {name: [one.skill.label for one in asked], f"{name}_iris": [one.skill.iri for one in asked]}


def _pay(pay: StepPay) -> Row:
    key = pay.key
    if key is None:
        return {}
    shared = {name: getattr(key, name) for name in ("country", "band", "currency", "pay_period", "period")}
    return {**shared, **_amounts("start", pay.start), **_amounts("end", pay.end)}


def _amounts(end: str, pay: Pay | None) -> Row:
    if pay is None:
        return {}
    return {
        f"{end}_minimum": amount(pay.minimum),
        f"{end}_maximum": amount(pay.maximum),
        f"{end}_count": pay.count,
    }


def _gap(answer: GapAnswer) -> Iterator[Row]:
    for held, asked in ((False, answer.step.missing), (True, answer.step.held)):
        for one in asked:
            yield {
                "role": answer.target.label,
                "role_iri": answer.target.iri,
                "coverage": figure(answer.step.coverage),
                "skill": one.skill.label,
                "skill_iri": one.skill.iri,
                "held": held,
                "weight": figure(one.weight),
                "importance": figure(one.importance),
                "rank": one.rank,
                "essential": one.essential,
                "profiles": one.profiles,
                "hub": one.hub,
            }


def _similar(place: int, found: SimilarRole) -> Row:
    return {
        "place": place,
        "role": found.role.label,
        "role_iri": found.role.iri,
        "score": figure(found.score),
        "forth": figure(found.forth),
        "back": figure(found.back),
        **_skills("shared", found.shared),
        "signals": [f"{signal.name} {figure(signal.value)}" for signal in found.signals],
        "flags": list(found.flags),
        "sources": list(found.evidence.sources),
    }


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = LIST.join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
