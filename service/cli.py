"""The command line: ``rolegraph COMMAND``; every command works beside a running service."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import click

from rolegraph.graph.errors import RolegraphError
from rolegraph.service.commands.align import align, merge
from rolegraph.service.commands.data import export, info, query
from rolegraph.service.commands.derive import derive
from rolegraph.service.commands.explain import explain_command
from rolegraph.service.commands.load import load, refused, withdraw
from rolegraph.service.commands.mcp import mcp
from rolegraph.service.commands.paths import gap, paths, reachable, similar
from rolegraph.service.commands.serve import serve
from rolegraph.service.commands.settings import settings
from rolegraph.service.commands.taxonomy import import_command
from rolegraph.service.commands.tokens import token
from rolegraph.service.commands.upkeep import backup, compact, restore
from rolegraph.service.commands.validate import validate

STOPPED = 130
"""Exit status after Ctrl-C, as shells have it."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("rolegraph"), prog_name="rolegraph")
def cli() -> None:
    """Turn role pages into a validated graph of roles, skills and pay, and ask it in SPARQL."""


for command in (
    *(align, merge),
    *(paths, reachable, gap, similar, mcp),
    *(load, import_command, explain_command, validate, refused, withdraw, query, export, info, serve),
    *(settings, token, backup, restore, compact, derive),
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; errors are one line on standard error and a non-zero exit status."""
    try:
        status = cli.main(args=arguments, prog_name="rolegraph", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped; what was published before stands, run the same command again to go on", STOPPED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RolegraphError as error:
        _fail(" ".join(str(error).split()), 1)
    except BrokenPipeError:
        # The reader of our output went away (``| head``): nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'system'}: {error.strerror or error}", 1)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> None:
    click.echo(f"rolegraph: {message}", err=True)
    sys.exit(status)
