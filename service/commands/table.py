"""Query results as an aligned table for the terminal."""

from __future__ import annotations

import unicodedata
from typing import Any

import click

from rolegraph.graph.namespaces import PREFIXES

WIDEST = 60
"""Columns are cut at this many characters; the other formats have everything."""


def print_table(results: dict[str, Any]) -> None:
    """Print SPARQL 1.1 JSON results: a table, or ``true`` or ``false``."""
    if "boolean" in results:
        click.echo(str(results["boolean"]).lower())
        return
    names = results["head"]["vars"]
    rows = [[_cell(row.get(name)) for name in names] for row in results["results"]["bindings"]]
    widths = [max(map(_width, column)) for column in zip(names, *rows, strict=True)]
    click.echo(_line(names, widths))
    click.echo("  ".join("-" * width for width in widths))
    for row in rows:
        click.echo(_line(row, widths))
    click.echo(f"{len(rows)} rows", err=True)


def _line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    ).rstrip()


def _cell(term: dict[str, str] | None) -> str:
    """A term on one line: IRIs with the project's prefixes, nothing where unbound."""
    if term is None:
        return ""
    text = _shortened(term["value"]) if term["type"] == "uri" else term["value"]
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _shortened(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local:
            return f"{prefix}:{local}"
    return iri


def _width(text: str) -> int:
    """Columns on a terminal: wide East Asian characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) != 0 for c in text)
