"""An explanation as lines for people: a table of the page, one of each profile, the notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wcwidth import wrap

from rolegraph.graph.explain.explanation import Explanation, Statements
from rolegraph.graph.explain.values import PAGE_FIELDS, PROFILE_FIELDS, Field, Value, partly_stated
from rolegraph.graph.model import Notice, Place
from rolegraph.service.commands.table import one_line, part_name, wrapped_table

NOT_STATED = "not stated"
MOST_LINES = 4
"""Lines of a cell; JSON has everything."""
_NAMES = ("field", "value", "read from", "place")
# The words of an item itself need no name before them.
_UNNAMED = ("name", "text", "source_text")


def explanation_lines(explanation: Explanation, room: int) -> Iterator[str]:
    """The whole explanation, no line wider than ``room`` columns."""
    record, reader = explanation.record, explanation.reader
    yield from _folded(f"{record.origin}: read as {reader.name}, {reader.description}", room)
    yield from _section("page", explanation, explanation.page, PAGE_FIELDS, room)
    several = len(explanation.profiles) > 1
    for number, profile in enumerate(explanation.profiles, start=1):
        title = f"profile {number} of {len(explanation.profiles)}" if several else "profile"
        yield from _section(title, explanation, profile, PROFILE_FIELDS, room)
    yield ""
    yield f"notices: {len(explanation.notices) or 'none'}"
    for notice in explanation.notices:
        yield from _folded(_notice_line(notice), room, hanging="  ")


def _section(
    title: str, explanation: Explanation, statements: Statements, table: Sequence[Field], room: int
) -> Iterator[str]:
    yield ""
    yield title
    rows = [row for field in table for row in _field_rows(explanation, statements, field)]
    yield from wrapped_table(_NAMES, rows, room, MOST_LINES)


def _field_rows(explanation: Explanation, statements: Statements, field: Field) -> Iterator[list[str]]:
    """A row for each item of a field and for each place in it, then what is not stated."""
    label = field.name.replace("_", " ")
    values = [value for value in statements.values if value.field == field.name]
    stated = [value for value in values if value.text is not None]
    if not stated:
        yield [label, NOT_STATED, "", ""]
        return
    for (number, place), together in _by_place(stated).items():
        name = f"{label} {number}" if number else label
        yield [name, _shown(together), place.words if place else "", _where(explanation, place)]
    lacking = _lacking(statements, values, field)
    if lacking:
        yield [label, f"{NOT_STATED}: {', '.join(lacking)}", "", ""]


def _by_place(values: Sequence[Value]) -> dict[tuple[int, Place | None], list[Value]]:
    """The values of each item that were read from one place, in their order."""
    found: dict[tuple[int, Place | None], list[Value]] = {}
    for value in values:
        found.setdefault((value.item, value.place), []).append(value)
    return found


def _lacking(statements: Statements, values: Sequence[Value], field: Field) -> list[str]:
    """The parts that no item of a field states, and those that only some do."""
    absent = [part_name(part) for part in field.parts if f"{field.name}.{part}" in statements.not_stated]
    partly = partly_stated(values).items()
    return absent + [f"{part_name(name.partition('.')[2])} ({few} of {all_})" for name, (few, all_) in partly]


def _where(explanation: Explanation, place: Place | None) -> str:
    """``line 3:12``: the line and the character in it; a JSON Pointer or a column of CSV as it is."""
    if place is None:
        return ""
    character = explanation.character(place)
    return f"{place}:{character}" if character else str(place)


def _shown(values: Sequence[Value]) -> str:
    """The values of one place in one cell; the page's own words only where nothing was read of them."""
    told = [value for value in values if value.part != "source_text"] or values
    return "; ".join(map(_named, told))


def _named(value: Value) -> str:
    name = "" if value.part in ("", *_UNNAMED) else f"{part_name(value.part)} "
    basis = f" (inferred from {value.inferred_from})" if value.inferred_from else ""
    return f"{name}{value.text}{basis}"


def _notice_line(notice: Notice) -> str:
    where = f"{notice.place}: " if notice.place else ""
    remedy = f" ({notice.remedy})" if notice.remedy else ""
    return f"  {notice.code}: {where}{notice.message}{remedy}"


def _folded(text: str, room: int, hanging: str = "") -> list[str]:
    return wrap(one_line(text), room, initial_indent=hanging, subsequent_indent=hanging * 2)
