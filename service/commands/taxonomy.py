"""``import``: classifications and statistics beside the pages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from rolegraph.graph.taxonomies.importing import READERS, ImportOptions, import_taxonomy
from rolegraph.graph.taxonomies.report import ImportReport
from rolegraph.graph.taxonomies.taxonomy import Wanted
from rolegraph.graph.validation.report import Report
from rolegraph.service.commands.options import store_option

_STEP = 10_000


@click.command("import")
@click.argument("taxonomy", type=click.Choice(list(READERS)))
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@store_option
@click.option("--base", help="Base IRI of a new store (default http://127.0.0.1:8000/).")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="A language of ESCO, such as en; may be repeated. Default: all that are there.",
)
@click.option("--version", help="The release, where the name of the download does not tell it.")
@click.option("--any-version", is_flag=True, help="Let any release replace any other, known or not.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as JSON.")
@click.option("--quiet", is_flag=True, help="No progress and no warnings.")
def import_command(
    taxonomy: str,
    paths: tuple[Path, ...],
    store: Path,
    base: str | None,
    languages: tuple[str, ...],
    version: str | None,
    any_version: bool,
    report: Path | None,
    quiet: bool,
) -> None:
    """Import ESCO, O*NET, US wages (oews) or crosswalks between them from a folder, a zip or files.

    What was imported before is replaced as a whole. If anything is wrong with what PATH names,
    nothing is changed.
    """
    options = ImportOptions(base, Wanted(languages, version), any_version)
    bar: tqdm[NoReturn] = tqdm(unit=" statements", disable=quiet or None, file=sys.stderr)
    with bar:
        done = import_taxonomy(taxonomy, store, paths, options, progress=lambda n: _advance(bar, n))
    _write_reports(taxonomy, done, store, report)
    for one in done:
        _print(one, quiet)


def _advance(bar: tqdm[NoReturn], statements: int) -> None:
    if statements - bar.n >= _STEP:
        bar.update(statements - bar.n)


def _write_reports(taxonomy: str, done: list[ImportReport], store: Path, report: Path | None) -> None:
    """Where they were asked for, and always the last ones beside the store."""
    as_json = json.dumps([one.as_dict() for one in done], indent=1, ensure_ascii=False)
    kept = store / "reports"
    kept.mkdir(exist_ok=True)
    (kept / f"import-{taxonomy}.json").write_text(as_json, "utf-8")
    (kept / f"import-{taxonomy}.ttl").write_text(Report.merge(one.shacl for one in done).to_turtle(), "utf-8")
    if report is not None:
        report.write_text(as_json, "utf-8")


def _print(done: ImportReport, quiet: bool) -> None:
    for warning in () if quiet else done.warnings:
        click.echo(f"warning: {warning}", err=True)
    replaced = "" if done.replaced is None else f"; replaces {done.replaced or 'an unknown version'}"
    click.echo(f"{done.summary()}{replaced}; generation {done.generation}; {done.seconds:.1f} s")
