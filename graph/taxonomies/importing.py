"""Importing a classification: its files are read whole first, then its graph is replaced, or nothing is.

Reading goes to files outside the store, so that whatever is wrong with a distribution shows before
the store is locked. One new generation holds the classification, checked by its shapes.
"""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.errors import StoreMissing, UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.commit import Committer
from rolegraph.graph.mapping import Run, provenance_quads
from rolegraph.graph.store import (
    DEFAULT_BASE,
    Candidate,
    create_store,
    current_generation,
    read_current,
    require_base,
    writing,
)
from rolegraph.graph.store.children import run_child
from rolegraph.graph.store.generations import checked_base
from rolegraph.graph.store.replacing import CHUNK
from rolegraph.graph.store.writing import now, write_failure
from rolegraph.graph.taxonomies import crosswalks, esco, oews, onet
from rolegraph.graph.taxonomies.files import Distribution
from rolegraph.graph.taxonomies.report import ImportReport
from rolegraph.graph.taxonomies.shapes import warned
from rolegraph.graph.taxonomies.standing import described, stands, version
from rolegraph.graph.taxonomies.taxonomy import Reader, Taxonomy, Wanted
from rolegraph.graph.taxonomies.versions import require_known, require_newer
from rolegraph.graph.validation import Validator
from rolegraph.graph.validation.report import Report, Result, Severity
from rolegraph.graph.writes.repeats import count_repeats

READERS: MappingProxyType[str, Reader] = MappingProxyType(
    {"esco": esco.read, "onet": onet.read, "oews": oews.read, "crosswalks": crosswalks.read}
)
"""What can be imported, by name."""


_ANYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import; ``base`` is for a new store, ``any_version`` lets any release replace any other."""

    base: str | None = None
    wanted: Wanted = _ANYTHING
    any_version: bool = False


def import_taxonomy(
    kind: str,
    store: Path,
    paths: Sequence[Path],
    options: ImportOptions = ImportOptions(),
    *,
    progress: Callable[[int], None] = lambda quads: None,
) -> list[ImportReport]:
    """Import what ``READERS`` names from folders, zips or files; a report for each graph.

    A store is made where there is none. ``progress`` is called with the number of statements read.
    Raises :class:`UnreadableSource` (nothing was changed), :class:`StoreError` and its kind.
    """
    return _Import(kind, store, options, progress).carry_out(paths)


class _Import:
    """One import: what is read, where it waits, what became of it."""

    def __init__(
        self, kind: str, store: Path, options: ImportOptions, progress: Callable[[int], None]
    ) -> None:
        self._kind = kind
        self._store = store
        self._options = options
        self._progress = progress
        self._iris = Iris(_base(store, options.base))
        self._started = now()
        self._read = 0

    def carry_out(self, paths: Sequence[Path]) -> list[ImportReport]:
        """Read, publish, report."""
        begun = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix="rolegraph-import-") as folder:
                taxonomies = self._taxonomies(Distribution(paths))
                reports = [self._report(one) for one in taxonomies]
                spools = {one.name: self._spool(one, Path(folder)) for one in taxonomies}
                self._publish(reports, spools)
        except OSError as error:
            raise write_failure(error, f"{self._store} can't be written") from None
        for report, taxonomy in zip(reports, taxonomies, strict=True):
            report.read, report.languages = taxonomy.read, taxonomy.languages
            report.warnings = [*taxonomy.warned, *report.warnings]
            report.seconds = time.monotonic() - begun
        return reports

    def _taxonomies(self, distribution: Distribution) -> list[Taxonomy]:
        try:
            with read_current(self._store) as current:
                held = current.store
                taxonomies = READERS[self._kind](distribution, self._iris, self._options.wanted, held)
                self._check_versions(taxonomies, held)
                return taxonomies
        except StoreMissing:
            taxonomies = READERS[self._kind](distribution, self._iris, self._options.wanted, None)
            self._check_versions(taxonomies, None)
            return taxonomies

    def _check_versions(self, taxonomies: Iterable[Taxonomy], held: ox.Store | None) -> None:
        if self._options.any_version:
            return
        for one in taxonomies:
            require_known(one.name, one.title, one.version)
            standing = None if held is None else version(held, self._iris, one.name)
            require_newer(one.title, one.version, standing)

    def _report(self, taxonomy: Taxonomy) -> ImportReport:
        return ImportReport(taxonomy.name, taxonomy.title, taxonomy.version, taxonomy.languages)

    def _spool(self, taxonomy: Taxonomy, folder: Path) -> list[str]:
        """Write the quads to files, some in each; gives their paths."""
        files: list[str] = []
        quads = self._counted(taxonomy.quads)
        while first := next(quads, None):
            path = str(folder / f"{taxonomy.name}-{len(files)}.nq")
            some = islice(quads, CHUNK - 1)
            ox.serialize(_chain(first, some), output=path, format=ox.RdfFormat.N_QUADS)
            files.append(path)
        return files

    def _counted(self, quads: Iterable[ox.Quad]) -> Any:
        for quad in quads:
            self._read += 1
            if self._read % 1000 == 0:
                self._progress(self._read)
            yield quad

    def _publish(self, reports: list[ImportReport], spools: dict[str, list[str]]) -> None:
        create_store(self._store, self._iris.base)
        self._bring_ontology()
        with writing(self._store) as candidate:
            for report in reports:
                if stands(candidate.current, self._iris, report.taxonomy):
                    report.replaced = version(candidate.current, self._iris, report.taxonomy) or ""
            answer = run_child("rolegraph.graph.taxonomies.child", self._order(candidate, spools))
            if "refused" in answer:
                raise UnreadableSource(f"nothing was changed: {answer['refused']}")
            repeats = count_repeats(candidate.path, self._iris.base)
            candidate.publish(repeats=repeats)
        self._tell(reports, answer)

    def _bring_ontology(self) -> None:
        """A store has the ontology of this version before it has anything that is in its terms."""
        committer = Committer(self._store, self._iris, Validator())
        if not current_generation(self._store).meta.ontology or committer.ontology_is_stale():
            committer.commit()

    def _order(self, candidate: Candidate, spools: dict[str, list[str]]) -> dict[str, Any]:
        """What the child is told."""
        run = Run(uuid.uuid4().hex, self._started, now(), installed("rolegraph"))
        provenance = candidate.scratch / "provenance.nq"
        quads = provenance_quads(run, [], self._iris)
        ox.serialize(quads, output=str(provenance), format=ox.RdfFormat.N_QUADS)
        return {
            "data": str(candidate.path),
            "base": self._iris.base,
            "graphs": {self._iris.taxonomy_graph(name): files for name, files in spools.items()},
            "provenance": str(provenance),
        }

    def _tell(self, reports: list[ImportReport], answer: dict[str, Any]) -> None:
        """Fill in what became of it; what the shapes found is told with the first graph."""
        found = [Result(**{**one, "severity": Severity(one["severity"])}) for one in answer["results"]]
        reports[0].shacl = Report.of(found)
        reports[0].left_out.update(answer["left_out"])
        reports[0].warnings = warned(found, reports[0].left_out)
        with read_current(self._store) as current:
            for report in reports:
                held = described(current.store, self._iris, report.taxonomy)
                report.held = held.counts if held else {}
                report.generation = current.generation.number
                report.quads = current.generation.quads


def _chain(first: ox.Quad, others: Iterable[ox.Quad]) -> Any:
    yield first
    yield from others


def _base(store: Path, base: str | None) -> str:
    try:
        return require_base(store, base)
    except StoreMissing:
        return checked_base(base or DEFAULT_BASE)
