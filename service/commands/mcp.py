"""``mcp``: the questions about paths for programs that speak the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

from rolegraph.graph.store import current_generation
from rolegraph.service.commands.options import store_option


@click.command()
@store_option
def mcp(store: Path) -> None:
    """Answer questions about paths over the Model Context Protocol, on standard input and output.

    A client starts this command itself; needs pip install 'rolegraph[mcp]'.
    """
    current_generation(store)
    try:
        from rolegraph.service.mcp.server import run
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "mcp":
            raise
        raise click.ClickException("this needs the package mcp: pip install 'rolegraph[mcp]'") from None
    run(store)
