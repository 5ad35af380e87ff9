"""``serve``: the endpoint."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from rolegraph.service.commands.options import config_option, set_option, store_option
from rolegraph.service.configuration import read_settings


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
@config_option
@set_option
@click.option(
    "--default-graph",
    type=click.Choice(["union", "separate"]),
    help="What a query that names no graph sees: all graphs, or the stored default graph alone.",
)
def serve(
    store: Path,
    host: str,
    port: int,
    config: Path | None,
    changes: dict[str, str],
    default_graph: str | None,
) -> None:
    """Serve the store: a home page at / and a SPARQL 1.1 endpoint at /sparql.

    SIGHUP reads the settings anew and replaces the processes without failing a request; SIGTERM ends
    it when the requests that run are answered.
    """
    flags = changes if default_graph is None else {**changes, "default_graph": default_graph}
    read = partial(read_settings, config.absolute() if config else None, os.environ, flags)
    settings = read()
    # Other commands start faster without the web server.
    from rolegraph.service.server import serve as run

    run(store, host, port, settings, read)
