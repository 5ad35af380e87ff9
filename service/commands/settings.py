"""``settings``: what the service would run with, from the file, the environment and flags."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from rolegraph.service.commands.options import config_option, set_option
from rolegraph.service.configuration import read_settings
from rolegraph.service.settings import SETTINGS


@click.command()
@config_option
@set_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["toml", "markdown"]),
    default="toml",
    show_default=True,
    help="toml can be given to --config; markdown is the table of the documentation, with the defaults.",
)
def settings(config: Path | None, changes: dict[str, str], format_: str) -> None:
    """Print the settings as 'serve' would take them, or what is wrong with them."""
    found = read_settings(config, os.environ, changes)
    if format_ == "markdown":
        click.echo(markdown(), nl=False)
        return
    for row in SETTINGS:
        # JSON's numbers, and its strings of one line, are TOML's.
        click.echo(f"{row.name} = {json.dumps(getattr(found, row.name), ensure_ascii=False)}")


def markdown() -> str:
    """The table of settings as it stands in the documentation."""
    rows = "".join(f"| `{row.name}` | {row.shown} | {row.help} |\n" for row in SETTINGS)
    return "| setting | default | meaning |\n|---|---|---|\n" + rows
