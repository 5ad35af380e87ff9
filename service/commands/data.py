"""``query``, ``export``, ``info``: what is in the graph."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click
import pyoxigraph

from rolegraph.graph.client import NO_HURRY
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.refused import RefusedPages
from rolegraph.graph.namespaces import PREFIXES, sparql_prologue
from rolegraph.graph.statistics import counts
from rolegraph.graph.store import OpenGeneration, generations, read_current
from rolegraph.graph.store.answer import Answer, GraphFormat, Question, SolutionsFormat
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.reader_pool import PoolLimits
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.graph.taxonomies.standing import standing
from rolegraph.service.commands.derive import as_dict, status_line
from rolegraph.service.commands.options import store_option
from rolegraph.service.commands.table import print_table
from rolegraph.service.commands.whole import whole_file

_SOLUTIONS: dict[str, SolutionsFormat] = {
    "table": "JSON",
    "json": "JSON",
    "csv": "CSV",
    "tsv": "TSV",
    "xml": "XML",
}
_GRAPHS: dict[str, GraphFormat] = {"ttl": "TURTLE", "nt": "N_TRIPLES", "rdf": "RDF_XML", "jsonld": "JSON_LD"}
_DUMPS = {
    "nq": "N_QUADS",
    "trig": "TRIG",
    "ttl": "TURTLE",
    "nt": "N_TRIPLES",
    "rdf": "RDF_XML",
    "jsonld": "JSON_LD",
}
_FORMATS = click.Choice([*_SOLUTIONS, *_GRAPHS])
_FILE = click.Path(path_type=Path, dir_okay=False)
_WITHOUT_GRAPHS = ("ttl", "nt", "rdf")


@click.command()
@click.argument("sparql")
@store_option
@click.option(
    "--format",
    "format_",
    type=click.Choice([*_SOLUTIONS, *_GRAPHS]),
    help="Default: table, or ttl for a graph.",
)
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds; default: no limit.")
def query(sparql: str, store: Path, format_: str | None, timeout: float | None) -> None:
    """Ask SPARQL of the current generation; - reads the query from standard input.

    The project's prefixes (rg:, schema:, skos:, qb: …) are known without being declared.
    """
    text = sys.stdin.read() if sparql == "-" else sparql
    question = Question(
        text,
        _SOLUTIONS[format_ or "table"] if format_ not in _GRAPHS else None,
        _GRAPHS[format_ or "ttl"] if format_ not in _SOLUTIONS else None,
        prologue=sparql_prologue(),
    )
    queries = Queries(store, PoolLimits(size=1, deadline=timeout or NO_HURRY, memory=0))
    try:
        _, answer = queries.ask(question)
        _print_answer(answer, as_table=format_ in (None, "table"))
    finally:
        queries.close()


def _print_answer(answer: Answer, *, as_table: bool) -> None:
    if as_table and answer.form != "graph":
        print_table(json.loads(answer.read()))
        return
    output: BinaryIO = sys.stdout.buffer
    for piece in answer:
        output.write(piece)
    output.flush()


@click.command()
@store_option
@click.option("--format", "format_", type=click.Choice(list(_DUMPS)), default="nq", show_default=True)
@click.option("--graph", help="One named graph by its IRI; else all of them.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file instead of standard output.",
)
def export(store: Path, format_: str, graph: str | None, output: Path | None) -> None:
    """Write the whole current generation, or one named graph.

    Formats without named graphs (ttl, nt, rdf) write the union of all graphs.
    """
    with read_current(store) as current:
        if output is None:
            _dump(current, format_, graph, sys.stdout.buffer)
            return
        with whole_file(output) as file:
            _dump(current, format_, graph, file)


def _dump(current: OpenGeneration, format_: str, graph: str | None, output: BinaryIO) -> None:
    format_of_engine = getattr(pyoxigraph.RdfFormat, _DUMPS[format_])
    prefixes = dict(PREFIXES)
    if graph is None and format_ not in _WITHOUT_GRAPHS:
        current.store.dump(output, format_of_engine, prefixes=prefixes)
        return
    triples = (
        quad.triple for quad in current.store.quads_for_pattern(None, None, None, _graph(current, graph))
    )
    pyoxigraph.serialize(triples, output=output, format=format_of_engine, prefixes=prefixes)


def _graph(current: OpenGeneration, iri: str | None) -> pyoxigraph.NamedNode | None:
    if iri is None:
        return None
    try:
        node = pyoxigraph.NamedNode(iri)
    except ValueError:
        raise click.ClickException(f"{iri!r} is not an IRI") from None
    if not current.store.contains_named_graph(node):
        raise click.ClickException(f"there is no graph <{iri}> in generation {current.generation.number}")
    return node


@click.command()
@store_option
@click.option("--pages", is_flag=True, help="List the pages, with the IRI of what each says.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def info(store: Path, pages: bool, as_json: bool) -> None:
    """Tell what the store holds: generation, base, counts, size, refused pages, classifications.

    Then what is derived from it: made from which content generation, its size, whether it is behind.
    """
    with read_current(store) as current:
        facts = _facts(store, current)
        imported = standing(current.store, Iris(current.generation.base))
        listed = _pages(current) if pages else []
    derived = Derived(store).state()
    if as_json:
        facts["classifications"] = [one.as_dict() for one in imported]
        facts["derived"] = [as_dict(one) for one in derived]
        _print_facts(facts, listed, pages=pages)
        return
    for name, value in facts.items():
        click.echo(f"{name}: {value}")
    for one in imported:
        click.echo(f"classification: {one.line()}")
    for status in derived:
        click.echo(f"derived: {status_line(status)}")
    for page in listed:
        click.echo(f"{page['source']}\t{page['name']}")


def _print_facts(facts: dict[str, object], listed: list[dict[str, str]], *, pages: bool) -> None:
    click.echo(json.dumps({**facts, **({"list of pages": listed} if pages else {})}, indent=1))


def _facts(store: Path, current: OpenGeneration) -> dict[str, object]:
    generation = current.generation
    kept = [g.number for g in generations(store)]
    return {
        "base": generation.base,
        "generation": generation.number,
        "content generation": generation.content,
        "published": generation.created,
        "generations kept": len(kept),
        "quads": generation.quads,
        **counts(current.store),
        "refused pages": len(RefusedPages(store).all()),
        "bytes on disk": size_on_disk(store),
    }


def _pages(current: OpenGeneration) -> list[dict[str, str]]:
    pattern = "?source rg:checksum ?sum ; dcterms:identifier ?name"
    text = f"{sparql_prologue()} SELECT DISTINCT ?source ?name {{ {pattern} }} ORDER BY ?name"
    found = current.store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [{key: str(row[key].value) for key in ("source", "name")} for row in found]
