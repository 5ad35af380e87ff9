"""Answers about paths for people: lines for the terminal. The other formats have everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rolegraph.graph.paths.answers import (
    Answer,
    GapAnswer,
    Path,
    PathsAnswer,
    ReachableAnswer,
    SimilarAnswer,
    SimilarRole,
    SkillAsked,
    Start,
    Step,
    StepPay,
    UnknownName,
)
from rolegraph.graph.paths.formats.wording import (
    FLAGS,
    METHODS,
    asked_for,
    counted,
    met_line,
    missing_line,
    pay_range,
    pay_terms,
    sentence,
    share,
    start_name,
    version_line,
)
from rolegraph.graph.paths.refusals import said
from rolegraph.service.commands.table import hung, one_line, wrapped_table

SHOWN = 10
"""Missing skills that are shown of a step of a path; of more it is told how many."""
_SOURCES = 5
_BRIEFLY = 4
"""Skills in one cell of a table."""
_LINES = 3
_SKILLS = ("missing skill", "weight", "importance", "rank", "profiles", "asked for as")
_ROLES = ("", "role", "covered", "missing", "the heaviest of these", "pay", "flags")
_ALIKE = ("", "role", "score", "it is covered", "it covers", "shared skills", "signals", "flags")


def answer_lines(answer: Answer, room: int, most: int | None = None) -> Iterator[str]:
    """The lines of an answer, no wider than ``room`` columns but for IRIs.

    ``most`` is how many missing skills of a gap are shown, ``None`` for all.
    """
    if isinstance(answer, PathsAnswer):
        yield from _paths(answer, room)
    elif isinstance(answer, ReachableAnswer):
        yield from _reachable(answer, room)
    elif isinstance(answer, GapAnswer):
        yield from _gap(answer, room, most)
    else:
        yield from _similar(answer, room)
    if not isinstance(answer, PathsAnswer):
        yield ""
    yield f"content generation {answer.generation}"


def _paths(answer: PathsAnswer, room: int) -> Iterator[str]:
    yield from _head(
        f"From {_from(answer.start)} to {answer.target.label}{asked_for(answer.asked)}", answer, room
    )
    for place, path in enumerate(answer.paths, 1):
        yield from _path(place, path, room)
    if not answer.paths and answer.direct:
        yield "Straight on:"
        yield from _step(1, answer.direct, SHOWN, room)
        yield ""


def _path(place: int, path: Path, room: int) -> Iterator[str]:
    score = f", score {share(path.score)}" if path.hops else ": start and target are the same"
    yield f"Path {place}: {counted(path.hops, 'step') if path.hops else 'no step'}{score}"
    for number, step in enumerate(path.steps, 1):
        yield from _step(number, step, SHOWN, room)
    yield ""


def _reachable(answer: ReachableAnswer, room: int) -> Iterator[str]:
    yield from _head(
        f"Within a gap of {share(answer.gap)} from {_from(answer.start)}{asked_for(answer.asked)}",
        answer,
        room,
    )
    if answer.roles:
        steps = [(found.role.label, found.step) for found in answer.roles]
        rows = [_reached(place, label, step) for place, (label, step) in enumerate(steps, 1)]
        yield from _table(_ROLES, rows, room)
        yield f"{len(answer.roles)} of {counted(answer.total, 'role')}"


def _reached(place: int, label: str, step: Step) -> list[str]:
    essential = f", {step.missing_essential} essential" if step.missing_essential else ""
    missing = f"{len(step.missing)}{essential}" if step.missing else "nothing"
    if met := met_line(step):
        missing += f"; {met[:1].lower()}{met[1:]}"
    heaviest = _briefly(step.missing)
    return [str(place), label, share(step.coverage), missing, heaviest, _end_pay(step.pay), _flags(step)]


def _gap(answer: GapAnswer, room: int, most: int | None) -> Iterator[str]:
    yield from _head(
        f"From {_from(answer.start)} to {answer.target.label}{asked_for(answer.asked)}", answer, room
    )
    yield from _step(1, answer.step, len(answer.step.missing) if most is None else most, room)


def _similar(answer: SimilarAnswer, room: int) -> Iterator[str]:
    yield from _head(f"Most like {answer.role.label}", answer, room)
    if answer.roles:
        rows = [_alike(place, found) for place, found in enumerate(answer.roles, 1)]
        yield from _table(_ALIKE, rows, room)


def _alike(place: int, found: SimilarRole) -> list[str]:
    signals = ", ".join(f"{one.name} {one.value:.2f}" for one in found.signals if one.value >= 0.005)
    shares = (f"{found.score:.2f}", share(found.forth), share(found.back))
    return [str(place), found.role.label, *shares, _briefly(found.shared), signals, _flags(found)]


def _head(title: str, answer: Answer, room: int) -> Iterator[str]:
    yield from hung("", one_line(title), room)
    unknown: Sequence[UnknownName] = () if isinstance(answer, SimilarAnswer) else answer.unknown
    for one in unknown:
        yield from hung("", f"Left out: {said(one)}", room)
    if answer.explained:
        yield from hung("", sentence(answer.explained.text), room)
    yield ""


def _step(number: int, step: Step, shown: int, room: int) -> Iterator[str]:
    head = f"{step.end.label}: {share(step.coverage)} covered, {METHODS[step.method]}"
    yield from hung(f"{number:>3}. ", f"{head}; {_flags(step)}" if step.flags else head, room)
    for told in (version_line(step), _step_pay(step), _held(step), missing_line(step)):
        if told:
            yield from hung("     ", told, room)
    rows = [_missing(one) for one in step.missing[:shown]]
    yield from (f"     {line}" for line in (_table(_SKILLS, rows, room - 5) if rows else ()))
    if left := len(step.missing) - len(rows):
        yield f"     and {counted(left, 'more skill')}"
    yield from _sources(step.evidence.sources)


def _held(step: Step) -> str:
    return f"held: {', '.join(one.skill.label for one in step.held)}" if step.held else ""


def _missing(one: SkillAsked) -> list[str]:
    essential = {True: "essential", False: "optional", None: ""}[one.essential]
    kind = ", ".join(part for part in (essential, "common" if one.hub else "") if part)
    rank = str(one.rank) if one.rank else ""
    return [one.skill.label, f"{one.weight:.2f}", f"{one.importance:.2f}", rank, str(one.profiles), kind]


def _step_pay(step: Step) -> str:
    """Both ends, in what they have in common; nothing where the pay of neither is known."""
    key, ends = step.pay.key, (step.pay.start, step.pay.end)
    if key is None or not any(ends):
        return ""
    start, end = (pay_range(one, key) if one else "not known" for one in ends)
    return f"pay: {f'{start} → ' if step.start else ''}{end} ({pay_terms(key)})"


def _end_pay(pay: StepPay) -> str:
    return f"{pay_range(pay.end, pay.key)} ({pay_terms(pay.key)})" if pay.key and pay.end else ""


def _sources(sources: Sequence[str]) -> Iterator[str]:
    """The pages and classifications, an IRI a line, which can be copied whole."""
    if sources:
        yield "     said by:"
    yield from (f"       {source}" for source in sources[:_SOURCES])
    if len(sources) > _SOURCES:
        yield f"       and {counted(len(sources) - _SOURCES, 'more source')}"


def _from(start: Start) -> str:
    return start_name(start) or "nothing"


def _flags(found: Step | SimilarRole) -> str:
    return ", ".join(FLAGS[flag] for flag in found.flags)


def _briefly(skills: Sequence[SkillAsked]) -> str:
    labels = [one.skill.label for one in skills[:_BRIEFLY]]
    return ", ".join([*labels, f"{len(skills) - _BRIEFLY} more"] if len(skills) > _BRIEFLY else labels)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> Iterable[str]:
    """A table without the columns in which nothing stands."""
    kept = [column for column in range(len(names)) if any(row[column] for row in rows)]
    columns = [names[column] for column in kept]
    return wrapped_table(columns, [[row[column] for column in kept] for row in rows], room, _LINES)
