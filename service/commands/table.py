"""Tables for the terminal: query results, and rows whose cells wrap."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import click
from wcwidth import clip, width, wrap

from rolegraph.graph.namespaces import PREFIXES

WIDEST = 60
"""Columns of query results are cut at this width; the other formats have everything."""
_GAP = "  "


def print_table(results: dict[str, Any]) -> None:
    """Print SPARQL 1.1 JSON results: a table, or ``true`` or ``false``."""
    if "boolean" in results:
        click.echo(str(results["boolean"]).lower())
        return
    names = results["head"]["vars"]
    rows = [[_cell(row.get(name)) for name in names] for row in results["results"]["bindings"]]
    for line in _ruled(names, rows, _natural([names, *rows])):
        click.echo(line)
    click.echo(f"{len(rows)} rows", err=True)


def wrapped_table(names: Sequence[str], rows: Sequence[Sequence[str]], room: int, most: int) -> Iterator[str]:
    """The lines of a table no wider than ``room`` columns; the widest of its columns give way.

    A cell takes up to ``most`` lines; what was cut ends in "…".
    """
    plain = [[one_line(cell) for cell in row] for row in rows]
    widths = _fitted(_natural([names, *plain]), room - len(_GAP) * (len(names) - 1))
    folded = [_folded(row, widths, most) for row in plain]
    yield from _ruled(names, [line for lines in folded for line in lines], widths)


def hung(head: str, text: str, room: int) -> list[str]:
    """The lines of a text after ``head``, the further ones below its first word; nothing is cut."""
    return wrap(one_line(text), room, initial_indent=head, subsequent_indent=" " * width(head))


def terminal_width() -> int:
    """The columns of the terminal, or of ``COLUMNS``: at least 80, at most 120."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, 80), 120)


def one_line(text: str) -> str:
    """Text without what would move the cursor of a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def part_name(name: str) -> str:
    """A name of the model for people: ``pay_period`` and ``payPeriod`` as ``pay period``."""
    spaced = "".join(f" {char.lower()}" if char.isupper() else char for char in name)
    return spaced.replace("_", " ")


def _ruled(names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    yield _line(names, widths)
    yield _GAP.join("-" * size for size in widths)
    for row in rows:
        yield _line(row, widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()


def _natural(rows: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column where nothing is cut."""
    return [max(map(width, column)) for column in zip(*rows, strict=True)]


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths, the widest made less wide until all fit."""
    fitted = [min(size, room) for size in widths]
    while sum(fitted) > room:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _folded(row: Sequence[str], widths: Sequence[int], most: int) -> list[list[str]]:
    """The lines of a row, each with all its columns."""
    cells = [
        wrap(cell, size, max_lines=most, placeholder="…") for cell, size in zip(row, widths, strict=True)
    ]
    height = max(1, *map(len, cells))
    return [[cell[number] if number < len(cell) else "" for cell in cells] for number in range(height)]


def _cell(term: dict[str, str] | None) -> str:
    """A term on one line: IRIs with the project's prefixes, nothing where unbound."""
    if term is None:
        return ""
    text = _shortened(term["value"]) if term["type"] == "uri" else term["value"]
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if width(text) <= WIDEST else clip(text, 0, WIDEST - 1) + "…"


def _shortened(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local:
            return f"{prefix}:{local}"
    return iri
