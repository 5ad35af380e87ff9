"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

DEFAULT_STORE = Path("rolegraph-store")


def _named_values(_: click.Context, __: click.Parameter, changes: Sequence[str]) -> dict[str, str]:
    """What ``--set`` was given, by name; the last of a name counts."""
    found = {}
    for change in changes:
        name, sign, value = change.partition("=")
        if not sign:
            raise click.BadParameter(f"{change!r} is not NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


store_option = click.option(
    "--store",
    type=click.Path(path_type=Path),
    default=DEFAULT_STORE,
    show_default=True,
    help="The folder of the store.",
)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file of settings; the environment (ROLEGRAPH_DEADLINE=5) and --set come after it.",
)
set_option = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_named_values,
    help="Change a setting, such as deadline=5; docs/http.md lists them. May be repeated.",
)
