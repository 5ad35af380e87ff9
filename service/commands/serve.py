"""``serve``: the endpoint."""

from __future__ import annotations

from pathlib import Path

import click

from rolegraph.service.commands.options import store_option
from rolegraph.service.settings import Settings


@click.command()
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one and prints it.",
)
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting, such as deadline=5; docs/http.md lists them. May be repeated.",
)
def serve(store: Path, host: str, port: int, changes: tuple[str, ...]) -> None:
    """Serve the store: a home page at / and a SPARQL 1.1 endpoint at /sparql."""
    settings = Settings.from_text(dict(map(_named_value, changes)))
    # Other commands start faster without the web server.
    from rolegraph.service.server import serve as run

    run(store, host, port, settings)


def _named_value(change: str) -> tuple[str, str]:
    name, sign, value = change.partition("=")
    if not sign:
        raise click.BadParameter(f"{change!r} is not NAME=VALUE", param_hint="--set")
    return name.strip(), value.strip()
