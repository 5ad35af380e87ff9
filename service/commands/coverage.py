"""What a load read, field by field, in short: for people, at the end of the load."""

from __future__ import annotations

from collections.abc import Iterator

from rolegraph.graph.ingest.coverage import OTHER, Coverage, FieldCount, Unread
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.service.commands.table import one_line, part_name, wrapped_table

SHOWN = 5
"""How many texts that were not understood are printed, those met most often first."""

_COLUMNS = ("field", "found", "absent", "not understood", "of those found")


def coverage_lines(done: LoadReport, room: int, rest: str) -> Iterator[str]:
    """A table of fields, the texts not understood, refusals by their code; ``rest`` says where more is."""
    coverage = done.coverage
    if coverage.pages:
        readers = ", ".join(f"{count} {name}" for name, count in coverage.pages.most_common())
        yield f"read: {readers}"
        yield from wrapped_table(_COLUMNS, _rows(coverage), room, 2)
        yield from _texts(coverage, rest)
    if done.refusals:
        codes = ", ".join(f"{count} {code}" for code, count in done.refusals.most_common())
        yield f"refused pages by reason: {codes}"


def _rows(coverage: Coverage) -> list[list[str]]:
    """A row for each field; what stands for no field is only ever not understood."""
    counts = coverage.total()
    other = counts.pop(OTHER)
    rows = [
        [name.replace("_", " "), *map(str, (count.found, count.absent, count.not_understood)), _fewer(count)]
        for name, count in counts.items()
    ]
    unknown = ["(no known field)", "", "", str(other.not_understood), ""]
    return rows + ([unknown] if other.not_understood else [])


def _fewer(count: FieldCount) -> str:
    """The parts that stand on some of the pages with the field, and not on all."""
    fewer = ((part, pages) for part, pages in count.parts.items() if pages < count.found)
    return ", ".join(f"{pages} {part_name(part)}" for part, pages in fewer)


def _texts(coverage: Coverage, rest: str) -> Iterator[str]:
    counts = [count for fields in coverage.readers.values() for count in fields.values()]
    notices = sum(count.more + sum(text.count for text in count.texts.values()) for count in counts)
    texts = sorted((text for count in counts for text in count.texts.values()), key=lambda text: -text.count)
    for text in texts[:SHOWN]:
        yield f"not understood: {_told(text)}"
    left = notices - sum(text.count for text in texts[:SHOWN])
    if left:
        yield f"… and {left} more texts were not understood: see {rest}"


def _told(text: Unread) -> str:
    """``'variable' in a.json, /salary (12 times, first here)``."""
    where = f"{text.origin}, {text.place}" if text.place else text.origin
    often = f" ({text.count} times, first here)" if text.count > 1 else ""
    return one_line(f"'{text.words}' in {where}{often}")
