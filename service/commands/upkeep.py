"""``backup``, ``restore``, ``compact``: care of a store, beside a running service."""

from __future__ import annotations

from pathlib import Path

import click

from rolegraph.graph.store.backup import backup as back_up
from rolegraph.graph.store.backup import restore as bring_back
from rolegraph.graph.store.compaction import compact as compact_store
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.service.commands.options import store_option

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("target", metavar="DIR", type=_FOLDER)
@store_option
def backup(target: Path, store: Path) -> None:
    """Copy the current generation and the tokens to DIR, which must not exist or be empty.

    The copy has a checksum of every file, and is a store itself.
    """
    copied = back_up(store, target)
    click.echo(
        f"generation {copied.number} with {copied.quads} quads is in {target}; {size_on_disk(target)} bytes"
    )


@click.command()
@click.argument("source", metavar="DIR", type=_FOLDER)
@store_option
def restore(source: Path, store: Path) -> None:
    """Bring the backup in DIR back: into a new store, or as the next generation of an existing one.

    An existing store must have the same base IRI; it keeps its tokens and its last generations.
    """
    published = bring_back(source, store)
    click.echo(f"{published.quads} quads restored; {store} is at generation {published.number}")


@click.command()
@store_option
def compact(store: Path) -> None:
    """Rewrite the current generation into fewer and smaller files, as a new generation."""
    done = compact_store(store)
    click.echo(f"{done.before} bytes became {done.after}; generation {done.generation.number}")
