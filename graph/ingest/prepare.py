"""From records to validated quads, in batches: reading, mapping, SHACL. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from rolegraph.graph.errors import InputError
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.redirects import redirected
from rolegraph.graph.ingest.report import Entry, Refusal, result_entry
from rolegraph.graph.mapping import VocabularyDeriver, page_graph, static_vocabulary, touched_things
from rolegraph.graph.model import Reading, Record, Source
from rolegraph.graph.sources.readers import read_record
from rolegraph.graph.validation import Report, Result, Severity, Validator


@dataclass(frozen=True, slots=True)
class Mapped:
    """A page as quads, not yet validated; ``places`` tells where on it each of its nodes was read."""

    source: Source
    name: str
    quads: list[Quad]
    places: dict[str, str]
    reading: Reading

    def following(self, table: Mapping[NamedNode, NamedNode]) -> Mapped:
        """The page with what was merged replaced by what stands for it."""
        return replace(self, quads=redirected(self.quads, table)) if table else self


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page that was validated: its quads, its notices, and the SHACL results that are its own."""

    mapped: Mapped
    report: Report

    def following(self, table: Mapping[NamedNode, NamedNode]) -> Prepared:
        """The page with what was merged since it was validated replaced, too."""
        return replace(self, mapped=self.mapped.following(table)) if table else self

    @property
    def source(self) -> Source:
        """The identity of the page."""
        return self.mapped.source


def map_record(record: Record, iris: Iris, format: str | None) -> Mapped | Refusal:
    """Read and map one record; a refusal says file, place and remedy."""
    try:
        source, reading = read_record(record, format)
        graph = page_graph(source, reading, iris)
    except InputError as error:
        entry = Entry(record.origin, error.code, error.message, error.place)
        return Refusal(record.origin, record.name, "", (entry,))
    return Mapped(source, record.name, graph.quads, graph.places, reading)


class BatchValidator:
    """Validates pages in batches and tells each page which results are its own."""

    def __init__(self, iris: Iris, validator: Validator) -> None:
        self._iris = iris
        self._validator = validator
        self._static = static_vocabulary(iris)

    def validate(self, batch: list[Mapped]) -> Iterator[Prepared]:
        """The pages of the batch with their results, in order; their keys differ."""
        quads = [quad for mapped in batch for quad in mapped.quads]
        report = self._validator.validate([*quads, *self._static, *self._vocabulary(quads)])
        shares = self._share(report, batch)
        for mapped in batch:
            yield Prepared(mapped, Report(tuple(shares[mapped.source.key])))

    def _vocabulary(self, quads: list[Quad]) -> list[Quad]:
        pages = pyoxigraph.Store()
        pages.extend(quads)
        return VocabularyDeriver(pages, self._iris).derive(touched_things(quads, self._iris))

    def _share(self, report: Report, batch: list[Mapped]) -> dict[str, list[Result]]:
        """Each page's results: its own nodes', and those of the shared things that it speaks of."""
        shares: dict[str, list[Result]] = {mapped.source.key: [] for mapped in batch}
        speakers: dict[str, list[str]] | None = None
        for result in report.results:
            owner = self._owner(result.focus_node)
            if owner in shares:
                shares[owner].append(result)
                continue
            speakers = speakers or self._speakers(batch)
            for key in speakers.get(result.focus_node, list(shares)):
                shares[key].append(result)
        return shares

    def _owner(self, focus_node: str) -> str:
        """The page key in the IRI of something that a page owns."""
        kind, _, key = focus_node.removeprefix(f"{self._iris.base}id/").partition("/")
        return key if kind == "source" else key.rpartition("-")[0]

    def _speakers(self, batch: Iterable[Mapped]) -> dict[str, list[str]]:
        speakers: dict[str, list[str]] = {}
        for mapped in batch:
            for thing in touched_things(mapped.quads, self._iris):
                speakers.setdefault(thing, []).append(mapped.source.key)
        return speakers


def violations_of(prepared: Prepared, iris: Iris) -> Refusal:
    """The refusal of a page that breaks a shape.

    Profiles that share a list share its faults: what is said of one place is said once.
    """
    mapped, source = prepared.mapped, iris.source(prepared.source.key)
    violations = [r for r in prepared.report.results if r.severity is Severity.VIOLATION]
    origin = mapped.source.origin
    reasons = dict.fromkeys(result_entry(result, origin, source, mapped.places) for result in violations)
    return Refusal(origin, mapped.name, source, tuple(reasons))
