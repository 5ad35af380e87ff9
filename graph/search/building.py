"""Makes the files of a search index from a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.search import engine
from rolegraph.graph.search.catalogue import Writing
from rolegraph.graph.search.kinds import Sorting, rank
from rolegraph.graph.search.reading import Reading
from rolegraph.graph.search.things import Label, Naming, Thing

_PROGRESS = 10_000
Numbered = tuple[int, str, str, str]
"""A label: its number, folded text, language, and the kind of its thing."""


def build(store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
    """Fill an empty folder: the catalogue of things and labels, and the index of the labels' pieces."""
    reading = Reading(store, base, tell)
    catalogue = Writing(folder)
    total = _catalogue(reading, base, catalogue)
    engine.write(folder, _told(catalogue.ordered(), total, tell))
    catalogue.close()


def _catalogue(reading: Reading, base: str, catalogue: Writing) -> int:
    """Write the things and their labels; gives how many labels there are."""
    sorting, numbers, total = Sorting(base), {}, 0
    for number, (iri, labels) in enumerate(sorted(reading.labels.items())):
        numbers[iri] = number
        thing = _thing(reading, sorting, iri, labels)
        catalogue.thing(number, thing)
        catalogue.labels(number, labels, rank(thing.kind, thing.says))
        total += len(labels)
    for old, new in reading.replaced():
        if new in numbers and old not in numbers:
            catalogue.replaced(old, numbers[new])
    return total


def _thing(reading: Reading, sorting: Sorting, iri: str, labels: list[Label]) -> Thing:
    classes = reading.classes.get(iri, set())
    kind = sorting.kind(iri, classes, reading.schemes.get(iri, set()))
    names: dict[str, str] = {}
    for label in labels:
        if label.naming is Naming.PREFERRED:
            names.setdefault(label.language, label.text)
    return Thing(
        iri,
        kind.key,
        tuple(sorted(classes)),
        names,
        reading.says[iri],
        tuple(reading.exact.get(iri, ())),
        reading.about(iri),
    )


def _told(labels: Iterable[Numbered], total: int, tell: Tell) -> Iterator[Numbered]:
    """The labels as they are, with progress on the way."""
    for done, label in enumerate(labels):
        if done % _PROGRESS == 0:
            tell("labels indexed", done, total)
        yield label
    tell("labels indexed", total, total)
