"""``derive``: what is made from the graph, built in the foreground."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from rolegraph.graph.derived.derived import Derived, Status
from rolegraph.graph.derived.made import Made
from rolegraph.graph.derived.table import NAMES
from rolegraph.service.commands.options import store_option


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES), metavar="[NAME]...")
@store_option
@click.option("--quiet", is_flag=True, help="No progress.")
def derive(names: tuple[str, ...], store: Path, quiet: bool) -> None:
    """Build what is derived from the current generation and not built yet: all, or what NAME names.

    A running service does so by itself, in the background; where another process builds, that is
    waited for. Stopped at any moment, nothing half is left.
    """
    derived = Derived(store)
    before = {one.name: one.made for one in derived.state()}
    with Progress(quiet=quiet) as progress:
        made = derived.build(names or None, progress.tell)
    for one in made:
        how = "stood already" if before[one.name] == one else f"{one.seconds:.1f} s"
        click.echo(f"{line(one)}; {how}")


def line(made: Made) -> str:
    """What is told of one thing that stands."""
    return f"{made.name}: content generation {made.content}, {made.bytes} bytes"


def status_line(status: Status) -> str:
    """What ``rolegraph info`` tells of one thing."""
    if status.made is None:
        told = f"{status.name}: not built"
    else:
        behind = "behind" if status.behind else "up to date"
        told = f"{line(status.made)}, {status.made.seconds:.1f} s, {behind}"
    failure = status.failure
    return told if failure is None else f"{told}; failed {failure.tries} times: {failure.error}"


def as_dict(status: Status) -> dict[str, object]:
    """The same as JSON."""
    made, failure = status.made, status.failure
    return {
        "name": status.name,
        "content generation": made and made.content,
        "bytes": made and made.bytes,
        "seconds": made and made.seconds,
        "behind": status.behind,
        "failed": failure.tries if failure else 0,
        "error": failure and failure.error,
    }


class Progress:
    """One bar on standard error for each thing that is counted, if that is a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._disable = quiet or None
        self._what = ""
        self._bar: tqdm[NoReturn] | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def tell(self, what: str, done: int, of: int | None) -> None:
        """Show how far it is; a :data:`~rolegraph.graph.derived.artefact.Tell`."""
        if self._bar is None or self._what != what:
            self._close()
            self._what = what
            self._bar = tqdm(desc=what, total=of, disable=self._disable, file=sys.stderr)
        self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
