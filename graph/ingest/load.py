"""Loading: inputs → readings → quads → SHACL → one new generation for each thousand pages.

A page that comes again replaces what it said, an unchanged one is skipped, a refused one changes
nothing. What was published before a stop or a crash stands; a repeated load goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import NamedNode

from rolegraph.graph.errors import StoreError, StoreMissing
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.commit import Committer
from rolegraph.graph.ingest.pages import Pages, Standing
from rolegraph.graph.ingest.prepare import BatchValidator, Mapped, Prepared, map_record, violations_of
from rolegraph.graph.ingest.redirects import redirects
from rolegraph.graph.ingest.refused import RefusedPages
from rolegraph.graph.ingest.report import Entry, LoadReport, Outcome, Refusal, notice_entry
from rolegraph.graph.model import Record
from rolegraph.graph.sources.inputs import Ignored, Unreadable, walk
from rolegraph.graph.store import (
    DEFAULT_BASE,
    OpenGeneration,
    create_store,
    current_generation,
    read_current,
    require_base,
)
from rolegraph.graph.store.generations import checked_base
from rolegraph.graph.validation import Validator

BATCH = 100
CHUNK = 1000
_NO_PAGE = ("missing", "folder-empty")


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load.

    ``base`` is needed only for a new store (default ``http://127.0.0.1:8000/``); ``format`` names
    a reader for all records; ``again`` loads pages that did not change too.
    """

    base: str | None = None
    format: str | None = None
    dry_run: bool = False
    again: bool = False


def load(
    store: Path,
    paths: Sequence[str],
    options: LoadOptions = LoadOptions(),
    *,
    stdin: BinaryIO | None = None,
    progress: Callable[[LoadReport], None] = lambda report: None,
) -> LoadReport:
    """Load every page under ``paths`` into ``store``, which is made if it is not there.

    ``progress`` is called after every page. Raises :class:`StoreError` and its kind; pages that
    can't be read or break a shape are refusals in the report, never an exception.
    """
    begun = time.monotonic()
    run = _Run(store, options, progress)
    try:
        for entry in walk(paths, stdin=stdin):
            run.take(entry)
        run.finish()
    finally:
        run.close()
    run.report.seconds = time.monotonic() - begun
    return run.report


class _Run:
    """The state of one load: what is waiting to be validated, and what to be published."""

    def __init__(self, store: Path, options: LoadOptions, progress: Callable[[LoadReport], None]) -> None:
        self._store = store
        self._options = options
        self._progress = progress
        self._iris = Iris(_base(store, options))
        self._current = _current(store)
        validator = Validator()
        self._validator = BatchValidator(self._iris, validator)
        self._committer = Committer(store, self._iris, validator)
        self._refused = RefusedPages(store)
        self._batch: list[Mapped] = []
        self._chunk: list[Prepared] = []
        self._waiting: set[str] = set()
        self._origins: dict[str, str] = {}
        self.report = LoadReport(dry_run=options.dry_run, generation=_number(store))

    def take(self, entry: Record | Unreadable | Ignored) -> None:
        """One entry of the input."""
        if isinstance(entry, Ignored):
            self.report.ignored.append((entry.origin, entry.reason))
            return
        if isinstance(entry, Unreadable):
            reason = Entry(entry.origin, entry.code, entry.message.removeprefix(f"{entry.origin}: "))
            # What the input lacks is no page: it is told, not remembered.
            self._refuse(Refusal(entry.origin, entry.origin, "", (reason,)), keep=entry.code not in _NO_PAGE)
        else:
            self._read(entry)
        self._progress(self.report)

    def finish(self) -> None:
        """Validate and publish what is waiting."""
        self._validate_batch()
        self._publish_chunk()
        if not self._options.dry_run:
            if self._committer.ontology_is_stale():
                self._committer.commit()
            self.report.generation = _number(self._store)
        self._progress(self.report)

    def close(self) -> None:
        """Give the generation free that this load compares with."""
        if self._current is not None:
            self._current.close()

    def _read(self, record: Record) -> None:
        mapped = map_record(record, self._iris, self._options.format)
        if isinstance(mapped, Refusal):
            self._refuse(mapped)
            return
        self.report.coverage.add(mapped.source, mapped.reading)
        self._warn_of_repetition(mapped)
        if self._is_unchanged(mapped):
            self._settle(mapped, Outcome.UNCHANGED)
            return
        if mapped.source.key in self._waiting:
            self._validate_batch()
            self._publish_chunk()
        self._batch.append(mapped.following(self._merged()))
        self._waiting.add(mapped.source.key)
        if len(self._batch) >= BATCH:
            self._validate_batch()

    def _warn_of_repetition(self, mapped: Mapped) -> None:
        """The same page twice in one load: the later one replaces the earlier, and says so."""
        source = mapped.source
        earlier = self._origins.setdefault(source.key, source.origin)
        if earlier != source.origin:
            message = f"is the same page as {earlier} by its address or name: the later one stands"
            entry = Entry(
                source.origin, "page-repeated", message, "", "keep one", self._iris.source(source.key)
            )
            self.report.warnings.append(entry)

    def _is_unchanged(self, mapped: Mapped) -> bool:
        here = self._standing(mapped)
        return here is not None and here.checksum == mapped.source.checksum and not self._options.again

    def _standing(self, mapped: Mapped) -> Standing | None:
        """What the current generation holds of the page."""
        if self._current is None:
            return None
        return Pages(self._current.store, self._iris).at(self._iris.source(mapped.source.key))

    def _merged(self) -> dict[NamedNode, NamedNode]:
        """What was merged in the current generation, and into what."""
        return redirects(self._current.store, self._iris) if self._current is not None else {}

    def _validate_batch(self) -> None:
        for prepared in self._validator.validate(self._batch) if self._batch else ():
            if prepared.report.conforms:
                self._chunk.append(prepared)
            else:
                self.report.shacl.append(prepared.report)
                self._refuse(violations_of(prepared, self._iris))
        self._batch = []
        if len(self._chunk) >= CHUNK:
            self._publish_chunk()

    def _publish_chunk(self) -> None:
        chunk, self._chunk = self._chunk, []
        self._waiting = {mapped.source.key for mapped in self._batch}
        if not chunk:
            return
        if self._options.dry_run:
            for prepared in chunk:
                known = self._standing(prepared.mapped)
                self._accept(prepared, Outcome.REPLACED if known else Outcome.ACCEPTED)
            return
        done = self._committer.commit(chunk, again=self._options.again)
        self.close()
        self._current = _current(self._store)
        for prepared in chunk:
            self._accept(prepared, done.outcomes[prepared.source.key], done.same_as)

    def _accept(self, prepared: Prepared, outcome: Outcome, same_as: dict[str, str] | None = None) -> None:
        mapped, source = prepared.mapped, prepared.source
        iri = self._iris.source(source.key)
        self._settle(mapped, outcome)
        if outcome is Outcome.DUPLICATE:
            twin = (same_as or {})[source.key]
            message = f"has the same bytes as {twin}, which is loaded: nothing was added"
            remedy = "remove one of the two"
            self.report.warnings.append(Entry(source.origin, "same-bytes", message, "", remedy, iri))
            return
        entries = [notice_entry(notice, source.origin, iri) for notice in mapped.reading.notices]
        self.report.warnings.extend(entries)
        self.report.keep_results(prepared.report, source.origin, iri, mapped.places)

    def _settle(self, mapped: Mapped, outcome: Outcome) -> None:
        self.report.count(outcome)
        if not self._options.dry_run:
            self._refused.forget(mapped.name)

    def _refuse(self, refusal: Refusal, *, keep: bool = True) -> None:
        self.report.refuse(refusal)
        if keep and not self._options.dry_run:
            self._refused.keep(refusal)


def _base(store: Path, options: LoadOptions) -> str:
    """The base of the store; a new store is made unless it is a dry run."""
    try:
        base = require_base(store, options.base)
    except StoreMissing:
        base = checked_base(options.base or DEFAULT_BASE)
    if not options.dry_run:
        create_store(store, base)
    return base


def _current(store: Path) -> OpenGeneration | None:
    """The current generation; ``None`` for a dry run without a store."""
    try:
        return read_current(store)
    except StoreMissing:
        return None


def _number(store: Path) -> int:
    try:
        return current_generation(store).number
    except StoreMissing:
        return 0


def withdraw(store: Path, names: Sequence[str]) -> int:
    """Withdraw pages, each named by its IRI, key, URL or relative name; gives the new generation.

    Raises :class:`StoreError` where one is not in the store: nothing is withdrawn then.
    """
    with read_current(store) as current:
        iris = Iris(current.generation.base)
        pages = Pages(current.store, iris)
        keys = [_find(pages, iris, name) for name in names]
    return Committer(store, iris, Validator()).commit(withdraw=keys).generation


def _find(pages: Pages, iris: Iris, name: str) -> str:
    page = pages.at(name) or pages.at(iris.source(name)) or pages.named(name)
    if page is None:
        raise StoreError(f"no page {name!r} in the store: see rolegraph info --pages")
    return page.source.removeprefix(iris.source_prefix)
