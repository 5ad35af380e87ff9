"""``load``, ``refused``, ``withdraw``: what changes the graph, and what could not."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from rolegraph.graph.ingest.load import LoadOptions
from rolegraph.graph.ingest.load import load as load_pages
from rolegraph.graph.ingest.load import withdraw as withdraw_pages
from rolegraph.graph.ingest.refused import RefusedPages
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.sources.readers import READERS
from rolegraph.graph.store import store_base
from rolegraph.service.commands.coverage import coverage_lines
from rolegraph.service.commands.options import store_option
from rolegraph.service.commands.table import terminal_width

FORMATS = [reader.name for reader in READERS]
_FILE = click.Path(path_type=Path, dir_okay=False)
SHOWN = 20
"""How many refusals and warnings are printed; the report has them all."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@click.option("--base", help="Base IRI of a new store (default http://127.0.0.1:8000/).")
@click.option(
    "--format", "format_", type=click.Choice([r.name for r in READERS]), help="Do not guess the kind of page."
)
@click.option("--dry-run", is_flag=True, help="Read and validate only; change nothing.")
@click.option("--again", is_flag=True, help="Load pages whose bytes did not change, too.")
@click.option("--report", type=_FILE, help="Write the report as JSON, with what was read of each field.")
@click.option(
    "--shacl-report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the SHACL report in Turtle.",
)
@click.option("--quiet", is_flag=True, help="No progress, no list of warnings and no table of fields.")
def load(
    paths: tuple[str, ...],
    store: Path,
    base: str | None,
    format_: str | None,
    dry_run: bool,
    again: bool,
    report: Path | None,
    shacl_report: Path | None,
    quiet: bool,
) -> int:
    """Load role pages: files, folders, .zip, .tar.*, .gz, .xz, or - for standard input.

    The exit status is 0 only if nothing was refused; all other pages are loaded all the same.
    """
    options = LoadOptions(base=base, format=format_, dry_run=dry_run, again=again)
    bar: tqdm[NoReturn] = tqdm(unit=" pages", disable=quiet or None, file=sys.stderr)
    with bar:
        done = load_pages(store, paths, options, stdin=sys.stdin.buffer, progress=partial(_advance, bar))
    _write_reports(done, report, shacl_report, store)
    _print_report(done, store, quiet)
    return 1 if done.refused else 0


def _advance(bar: tqdm[NoReturn], report: LoadReport) -> None:
    bar.set_postfix({"refused": len(report.refused), "warnings": len(report.warnings)}, refresh=False)
    bar.update(report.pages - bar.n)


def _write_reports(done: LoadReport, report: Path | None, shacl_report: Path | None, store: Path) -> None:
    """The reports where they were asked for, and always the last ones beside the store."""
    as_json = json.dumps(done.as_dict(), indent=1, ensure_ascii=False)
    as_turtle = done.shacl_turtle()
    kept = store / "reports"
    if not done.dry_run:
        kept.mkdir(exist_ok=True)
        (kept / "last-load.json").write_text(as_json, "utf-8")
        (kept / "last-load.ttl").write_text(as_turtle, "utf-8")
    if report is not None:
        report.write_text(as_json, "utf-8")
    if shacl_report is not None:
        shacl_report.write_text(as_turtle, "utf-8")


def _print_report(done: LoadReport, store: Path, quiet: bool) -> None:
    reasons = [f"refused: {entry}" for refusal in done.refused for entry in refusal.reasons]
    kept = "--report FILE" if done.dry_run else str(store / "reports" / "last-load.json")
    _print_some(reasons, kept if done.dry_run else f"rolegraph refused --store {store}")
    if not quiet:
        _print_some([f"warning: {entry}" for entry in done.warnings], kept)
        _print_some([f"ignored: {origin}: {reason}" for origin, reason in done.ignored], kept)
        for line in coverage_lines(done, terminal_width(), kept):
            click.echo(line, err=True)
    state = "dry run, nothing was changed" if done.dry_run else f"generation {done.generation}"
    click.echo(f"{done.summary()}; {state}; {done.seconds:.1f} s")


def _print_some(lines: list[str], rest: str) -> None:
    for line in lines[:SHOWN]:
        click.echo(line, err=True)
    if len(lines) > SHOWN:
        click.echo(f"… and {len(lines) - SHOWN} more: see {rest}", err=True)


@click.command()
@store_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--clear", is_flag=True, help="Forget them all.")
def refused(store: Path, as_json: bool, clear: bool) -> None:
    """List the pages that were refused and are still not in the graph, with the reasons."""
    store_base(store)
    pages = RefusedPages(store)
    if clear:
        click.echo(f"{pages.clear()} refused pages forgotten")
        return
    kept = pages.all()
    if as_json:
        rows = [
            {"time": time, "origin": one.origin, "name": one.name, "reasons": [str(e) for e in one.reasons]}
            for time, one in kept
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for time, one in kept:
        for entry in one.reasons:
            click.echo(f"{time}  {entry}")
    click.echo(f"{len(kept)} pages refused", err=True)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@store_option
def withdraw(sources: tuple[str, ...], store: Path) -> None:
    """Withdraw pages: each SOURCE is a page's IRI, key, URL or relative name.

    What a page said leaves the graph; that it once stood there stays in the provenance graph.
    """
    number = withdraw_pages(store, sources)
    click.echo(f"{len(sources)} pages withdrawn; generation {number}")
