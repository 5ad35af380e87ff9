"""``validate``: the shapes over the store, over pages, or over RDF files; nothing is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pyoxigraph

from rolegraph.graph.ingest.check import check_file, check_generation
from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.store import read_current
from rolegraph.graph.validation import Report, Severity
from rolegraph.service.commands.options import store_option


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@store_option
@click.option("--format", "format_", type=click.Choice(["text", "ttl"]), default="text", show_default=True)
def validate(paths: tuple[str, ...], store: Path, format_: str) -> int:
    """Check the store, or role pages and RDF files named by PATH, against the shapes.

    The exit status is 0 only if there is no violation. With --format ttl the whole
    sh:ValidationReport is printed.
    """
    rdf = [Path(path) for path in paths if _is_rdf(path)]
    pages = [path for path in paths if not _is_rdf(path)]
    reports = [check_file(path) for path in rdf]
    refused: list[str] = []
    if pages:
        report, refused = _check_pages(pages)
        reports.append(report)
    if not paths:
        with read_current(store) as current:
            reports.append(check_generation(current))
    return _print(Report.merge(reports), refused, format_)


def _is_rdf(path: str) -> bool:
    suffix = Path(path).suffix.lstrip(".")
    return suffix != "json" and pyoxigraph.RdfFormat.from_extension(suffix) is not None and suffix != "txt"


def _check_pages(paths: list[str]) -> tuple[Report, list[str]]:
    """The results on pages, as a dry run beside an absent store sees them."""
    with TemporaryDirectory() as folder:
        done = load(Path(folder) / "none", paths, LoadOptions(dry_run=True))
    refused = [str(entry) for refusal in done.refused for entry in refusal.reasons]
    return Report.merge(done.shacl), refused


def _print(report: Report, refused: list[str], format_: str) -> int:
    if format_ == "ttl":
        click.echo(report.to_turtle())
    else:
        for result in report.results:
            path = f" {result.path}" if result.path else ""
            click.echo(f"{result.severity.value}: <{result.focus_node}>{path}: {result.message}")
    for line in refused:
        click.echo(f"refused: {line}", err=True)
    found = Counter(result.severity for result in report.results)
    counts = ", ".join(f"{found[severity]} {severity.value.lower()}" for severity in Severity)
    click.echo(f"{counts}; {len(refused)} refused", err=True)
    return 0 if report.conforms and not refused else 1
