"""``explain``: what of a page was read from which of its words, and what it does not state."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

import click

from rolegraph.graph.errors import InputError, UnreadableSource
from rolegraph.graph.explain.explanation import Explanation, explain, refused
from rolegraph.graph.model import Record
from rolegraph.graph.sources.inputs import Ignored, Unreadable, walk
from rolegraph.graph.sources.readers import READERS
from rolegraph.service.commands.explained import explanation_lines
from rolegraph.service.commands.table import terminal_width

FIRST = 3
"""How many records of a source are shown to people; as JSON there are all."""
_Entry = Record | Unreadable


@click.command("explain")
@click.argument("source")
@click.option(
    "--format", "format_", type=click.Choice([r.name for r in READERS]), help="Do not guess the kind of page."
)
@click.option(
    "--as", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="The form."
)
@click.option(
    "--record", metavar="N|NAME", help="One record of a source that has several, by number or name."
)
def explain_command(source: str, format_: str | None, form: str, record: str | None) -> int:
    """Show each value of a page beside the words it was read from, and what the page does not state.

    SOURCE is all that load takes: a file, a folder, an archive, - for standard input. Of several
    records a table shows the first three; --as json writes one JSON object a line for each. Nothing
    is written anywhere. The exit status is 0 only if every record that was looked at could be read.
    """
    entries = (entry for entry in walk([source], stdin=sys.stdin.buffer) if not isinstance(entry, Ignored))
    chosen = iter([_chosen(entries, record, source)]) if record else entries
    first = list(islice(chosen, 2))
    if len(first) == 1:
        _alone(first[0], format_, form)
        return 0
    if form == "json":
        return _all_as_json(_again(first, chosen), format_)
    return _some_as_table(_again(first, chosen), format_)


def _again(first: list[_Entry], rest: Iterator[_Entry]) -> Iterator[_Entry]:
    yield from first
    yield from rest


def _chosen(entries: Iterator[_Entry], wanted: str, source: str) -> _Entry:
    """The record with that number (from 1) or name; raises :class:`UnreadableSource`."""
    number = 0
    names: list[str] = []
    for number, entry in enumerate(entries, start=1):
        name = entry.name if isinstance(entry, Record) else entry.origin
        if wanted in (str(number), name, entry.origin):
            return entry
        names += [name] if len(names) < FIRST else []
    known = f"1 to {number}, or by name, such as {', '.join(names)}" if number else "none"
    raise UnreadableSource(f"{source} has no record {wanted!r}: its records are {known}")


def _read(entry: _Entry, format: str | None) -> Explanation:
    """Raises :class:`InputError`; its message does not name the record."""
    if isinstance(entry, Unreadable):
        raise InputError(entry.message.removeprefix(f"{entry.origin}: "), entry.code)
    return explain(entry, format)


def _located(entry: _Entry, error: InputError) -> str:
    """The fault with the record in which it is, as ``load`` tells it."""
    where = f"{entry.origin}, {error.place}" if error.place else entry.origin
    return f"{where}: {error.message}"


def _alone(entry: _Entry, format: str | None, form: str) -> None:
    """The only record: a fault is the error of the command."""
    try:
        explanation = _read(entry, format)
    except InputError as error:
        raise InputError(_located(entry, error)) from None
    if form == "json":
        _print_json(explanation.as_dict())
    else:
        _print_table(explanation)


def _all_as_json(entries: Iterator[_Entry], format: str | None) -> int:
    """One object a record; one that can't be read says why."""
    unread = 0
    for entry in entries:
        try:
            _print_json(_read(entry, format).as_dict())
        except InputError as error:
            unread += 1
            name = entry.name if isinstance(entry, Record) else entry.origin
            _print_json(refused(name, entry.origin, error))
    if unread:
        click.echo(f'rolegraph: {unread} records could not be read: see their "refused"', err=True)
    return 1 if unread else 0


def _some_as_table(entries: Iterator[_Entry], format: str | None) -> int:
    status = 0
    for entry in islice(entries, FIRST):
        try:
            _print_table(_read(entry, format))
        except InputError as error:
            click.echo(f"rolegraph: {_located(entry, error)}", err=True)
            status = 1
        click.echo()
    following = next(entries, None)
    if following is not None:
        name = PurePosixPath(following.name if isinstance(following, Record) else following.origin)
        hint = f"--record {FIRST + 1} or --record '{name}' shows one, --as json all"
        click.echo(f"there are more than these {FIRST} records: {hint}", err=True)
    return status


def _print_json(found: dict[str, object]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False))


def _print_table(explanation: Explanation) -> None:
    for line in explanation_lines(explanation, terminal_width()):
        click.echo(line)
