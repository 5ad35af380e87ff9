"""How long the service takes for documents: the time within the application, for each format.

    python benchmarks/documents.py                     # makes a store of a million quads, and measures
    python benchmarks/documents.py --store STORE --report benchmarks/RESULTS.md

Each document is asked for once, so none is answered from what is kept of an earlier answer; the labels
that the documents share are warm. Another round asks for the same again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

import result_sections
import serving_data
from flask.testing import FlaskClient

from rolegraph.graph import open_store
from rolegraph.graph.store.generations import current_generation
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

FORMATS = ("ttl", "json", "html")
KINDS = {"role": "rg:Role", "skill": "rg:Skill"}
BOUND = 5.0
"""Milliseconds that the median document may take."""
_WARM = 500


class Times(NamedTuple):
    """Milliseconds of one kind of request; ``cpu`` and ``bytes`` are medians."""

    name: str
    number: int
    p50: float
    p99: float
    cpu: float
    bytes: int


class Timed(NamedTuple):
    """One request, in milliseconds by the clock and of the processor."""

    clock: float
    cpu: float
    bytes: int


def main() -> int:
    """Measure and print; 1 where a median is above the bound."""
    options = _options()
    with _store(options) as store:
        found = list(measure(store, options.documents))
        size = current_generation(store).quads
    text = report(found, size)
    print(text, end="")
    if options.report:
        result_sections.write(options.report, "documents", text)
    return int(max(one.p50 for one in found) > BOUND)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--store", type=Path, help="a store to measure; one is made if it is not given")
    parser.add_argument("--quads", type=int, default=1_200_000, help="size of the store that is made")
    parser.add_argument("--documents", type=int, default=2000, help="documents of each kind and format")
    parser.add_argument("--report", type=Path, help="a file whose section on documents is replaced")
    return parser.parse_args()


@contextmanager
def _store(options: argparse.Namespace) -> Iterator[Path]:
    if options.store:
        yield options.store
        return
    with tempfile.TemporaryDirectory(prefix="documents-") as folder:
        yield serving_data.make(Path(folder), options.quads).store


def measure(store: Path, number: int) -> Iterator[Times]:
    """The times of each kind and format, first and again."""
    app = create_app(store, Settings(access_log=0))
    try:
        for kind, rdf_class in KINDS.items():
            keys = _keys(store, rdf_class)
            chosen = random.Random(1).sample(keys, min(len(keys), number + _WARM))
            client = app.test_client()
            for name in FORMATS:
                suffix = "" if name == "html" else f".{name}"
                addresses = [f"/{kind}/{quote(key)}{suffix}" for key in chosen]
                _timed(client, addresses[:_WARM])
                yield _times(f"{kind}, {name}", client, addresses[_WARM:])
                yield _times(f"{kind}, {name}, again", client, addresses[_WARM:])
    finally:
        parts_of(app).queries.close()


def _keys(store: Path, rdf_class: str) -> list[str]:
    with open_store(store) as graph:
        rows = graph.select(f"SELECT ?thing {{ ?thing a {rdf_class} }} ORDER BY ?thing")
        return [str(row.thing).rpartition("/")[2] for row in rows]


def _times(name: str, client: FlaskClient, addresses: Iterable[str]) -> Times:
    found = _timed(client, addresses)
    clock = sorted(one.clock for one in found)
    cpu, size = (median(getattr(one, part) for one in found) for part in ("cpu", "bytes"))
    return Times(name, len(found), median(clock), clock[int(len(found) * 0.99)], cpu, int(size))


def _timed(client: FlaskClient, addresses: Iterable[str]) -> list[Timed]:
    found = []
    for address in addresses:
        begun, worked = time.perf_counter(), time.thread_time()
        response = client.get(address)
        body = response.data
        clock, cpu = time.perf_counter() - begun, time.thread_time() - worked
        if response.status_code != 200:
            raise SystemExit(f"{address} was answered with {response.status}")
        found.append(Timed(clock * 1000, cpu * 1000, len(body)))
    return found


def report(found: Iterable[Times], quads: int) -> str:
    """The section of the report."""
    rows = [
        (one.name, str(one.number), *(f"{ms:.2f}" for ms in (one.p50, one.p99, one.cpu)), str(one.bytes))
        for one in found
    ]
    heads = ("document", "requests", "p50, ms", "p99, ms", "median of processor, ms", "median bytes")
    table = result_sections.table(heads, rows)
    return f"- {result_sections.today()}, {result_sections.machine()}\n- {quads:,} quads\n\n{table}\n"


if __name__ == "__main__":
    sys.exit(main())
