"""``token``: who may read, write and administer over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rolegraph.graph.store import store_base
from rolegraph.graph.store.tokens import SCOPES, Scope, Tokens
from rolegraph.service.commands.options import store_option


@click.group()
def token() -> None:
    """Make, list and revoke the bearer tokens of a store; a running service sees it at once."""


@token.command()
@store_option
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    required=True,
    help="What it allows; each includes those before it.",
)
@click.option("--note", default="", help="Whose it is, or what for.")
def create(store: Path, scope: Scope, note: str) -> None:
    """Make a token and print it, alone on the last line: only its hash is kept, so it is shown once."""
    kept, secret = Tokens(store).create(scope, note)
    click.echo(f"token {kept.id} of scope {scope}; it is not shown again", err=True)
    click.echo(secret)


@token.command("list")
@store_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(store: Path, as_json: bool) -> None:
    """List the tokens: id, scope, when it was made, note."""
    store_base(store)
    rows = [
        {"id": one.id, "scope": one.scope, "created": one.created, "note": one.note}
        for one in Tokens(store).all()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo("  ".join([row["id"], f"{row['scope']:5}", row["created"], row["note"]]).rstrip())


@token.command()
@click.argument("token_id", metavar="ID")
@store_option
def revoke(token_id: str, store: Path) -> None:
    """Revoke a token by the id that ``list`` shows."""
    gone = Tokens(store).revoke(token_id)
    click.echo(f"token {gone.id} of scope {gone.scope} is revoked")
