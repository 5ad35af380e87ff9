"""``paths``, ``reachable``, ``gap``, ``similar``: questions about ways between roles."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from pyoxigraph import RdfFormat

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.table import SPACE
from rolegraph.graph.paths.answers import Answer, PathsAnswer
from rolegraph.graph.paths.questions import Questions
from rolegraph.service.api.putting import ask, checked
from rolegraph.service.api.questions import Gap, Paths, Question, Reachable, Similar
from rolegraph.service.commands.derive import Progress
from rolegraph.service.commands.options import store_option
from rolegraph.service.commands.path_tables import answer_lines
from rolegraph.service.commands.table import terminal_width
from rolegraph.service.commands.whole import whole_file

_RDF = {"ttl": "TURTLE", "jsonld": "JSON_LD", "nt": "N_TRIPLES"}
_FORMS = ("table", "json", "csv", *_RDF)
Command = TypeVar("Command", bound=Callable[..., Any])


def _options(kind: type[Question], *names: str) -> Callable[[Command], Command]:
    """Options for parameters of a question, told as the question tells them; bounds are its own to keep."""
    fields = kind.model_fields

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            is_list, default = name == "skill", fields[name].default
            command = click.option(
                f"--{name}",
                multiple=is_list,
                type={int: int, float: float}.get(type(default), str),
                default=None if is_list else default,
                show_default=default not in (None, []),
                help=fields[name].description,
            )(command)
        return command

    return decorate


def _common(command: Command) -> Command:
    """What all four take."""
    for option in (
        click.option("--quiet", is_flag=True, help="No progress."),
        store_option,
        _options(Question, "evidence"),
        click.option(
            "--as", "form", type=click.Choice(_FORMS), default="table", show_default=True, help="The form."
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("target")
@_options(Paths, "skill", "role", "k", "hops", "floor", "country", "band")
@click.option(
    "--svg",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file for a picture of the paths, too; whole or not at all.",
)
@_common
def paths(store: Path, form: str, quiet: bool, svg: Path | None, **told: Any) -> None:
    """Find the best paths from skills, a role or both to the role TARGET.

    A name is an IRI, a label or an alternative label. What the figures mean is in docs/paths.md.
    """
    asked = checked(lambda: Paths(**told))
    answer = ask(_questions(store, quiet), asked)
    if svg is not None:
        _draw(answer, svg)
    _print(answer, form, asked.evidence)


@click.command()
@_options(Reachable, "skill", "role", "gap", "limit", "country", "band")
@_common
def reachable(store: Path, form: str, quiet: bool, **told: Any) -> None:
    """List the roles of which no more than a share is missing, the nearest first."""
    asked = checked(lambda: Reachable(**told))
    _print(ask(_questions(store, quiet), asked), form, asked.evidence)


@click.command()
@click.argument("target")
@_options(Gap, "skill", "role", "country", "band")
@_common
def gap(store: Path, form: str, quiet: bool, **told: Any) -> None:
    """Show what the role TARGET asks for beyond skills, a role or both."""
    asked = checked(lambda: Gap(**told))
    _print(ask(_questions(store, quiet), asked), form, asked.evidence)


@click.command()
@click.argument("role")
@_options(Similar, "limit")
@_common
def similar(store: Path, form: str, quiet: bool, **told: Any) -> None:
    """List the roles most like ROLE, and why."""
    asked = checked(lambda: Similar(**told))
    _print(ask(_questions(store, quiet), asked), form, asked.evidence)


def _questions(store: Path, quiet: bool) -> Questions:
    """The questions of the current content; what they are asked of is built where it is not there."""
    with Progress(quiet=quiet) as progress:
        made = Derived(store).current(SPACE, progress.tell)
    return Questions.open(made.folder)


def _draw(answer: Answer, file: Path) -> None:
    from rolegraph.graph.paths.formats.picture import as_svg

    assert isinstance(answer, PathsAnswer)
    with whole_file(file) as output:
        output.write(as_svg(answer).encode())


def _print(answer: Answer, form: str, statements: int) -> None:
    if form == "table":
        for line in answer_lines(answer, terminal_width()):
            click.echo(line)
        return
    sys.stdout.buffer.write(_text(answer, form, statements))
    sys.stdout.buffer.flush()


def _text(answer: Answer, form: str, statements: int) -> bytes:
    # Of these modules one is needed, and only by those who ask for it.
    if form == "json":
        from rolegraph.graph.paths.formats.as_json import as_json

        return as_json(answer, statements, indent=1).encode()
    if form == "csv":
        from rolegraph.graph.paths.formats.as_csv import as_csv

        return as_csv(answer).encode()
    from rolegraph.graph.paths.formats.as_rdf import as_rdf

    return as_rdf(answer, getattr(RdfFormat, _RDF[form]), statements)
