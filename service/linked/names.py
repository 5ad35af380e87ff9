"""What a reader may have meant by a key that nothing has: things of that kind with a similar name."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from pyoxigraph import Literal, NamedNode, Store
from rapidfuzz import fuzz, process

from rolegraph.graph.identity import Iris, normalise_label
from rolegraph.graph.namespaces import RG, SKOS

MOST_NAMES = 50_000
"""Labels that are looked through; a store with more has some left out."""
MOST_SOURCES = 50_000
_MOST = 5
_CLOSE = 60.0
"""Of 100: the least likeness that is worth to be told."""
_LONGEST = 100
_LASTING = 30.0
"""Seconds for which names of an older generation are good enough to be guessed from."""
_LABELS = tuple(NamedNode(SKOS + name) for name in ("prefLabel", "altLabel"))
_CHECKSUM = NamedNode(RG + "checksum")
_OWNED = re.compile(r"(?P<source>.+-[0-9a-f]{8})(?:-\d+)?")
"""Keys of what a page owns, also without their number: they begin with that of the page."""


@dataclass(frozen=True, slots=True)
class Near:
    """Something with a similar name."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class _Called:
    """Names in normal form, and in the same order what has them."""

    names: list[str] = field(default_factory=list)
    things: list[Near] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Index:
    """What is called what, by kind; ``made`` is by the monotonic clock."""

    made: float
    called: dict[str, _Called]


class Names:
    """Guesses; thread-safe. What is kept is made when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: _Index | None = None

    def near(self, store: Store, iris: Iris, kind: str, key: str) -> list[Near]:
        """At most five things of the kind, the most similar first; for what a page owns, pages."""
        owned = _OWNED.fullmatch(key)
        if owned:
            kind, key = "source", owned["source"]
        called = self._called(store, iris).get(kind, _Called())
        found = process.extract(
            _normal(key), called.names, scorer=fuzz.ratio, limit=4 * _MOST, score_cutoff=_CLOSE
        )
        near: dict[str, Near] = {}
        for _, _, place in found:
            near.setdefault(called.things[place].iri, called.things[place])
        return [one for one in near.values() if _is_there(store, one.iri)][:_MOST]

    def _called(self, store: Store, iris: Iris) -> dict[str, _Called]:
        with self._lock:
            now = time.monotonic()
            if self._index is None or now - self._index.made > _LASTING:
                self._index = _Index(now, _read(store, iris))
            return self._index.called


def _read(store: Store, iris: Iris) -> dict[str, _Called]:
    found: dict[str, _Called] = {}
    for kind, name, thing in _all(store, iris):
        called = found.setdefault(kind, _Called())
        called.names.append(name)
        called.things.append(thing)
    return found


def _all(store: Store, iris: Iris) -> Iterator[tuple[str, str, Near]]:
    """Kind, name in normal form, and what has it."""
    vocabulary, prefix = NamedNode(iris.vocabulary_graph), f"{iris.base}id/"
    for predicate in _LABELS:
        for quad in islice(store.quads_for_pattern(None, predicate, None, vocabulary), MOST_NAMES):
            thing, label = quad.subject, quad.object
            if isinstance(thing, NamedNode) and isinstance(label, Literal) and thing.value.startswith(prefix):
                kind, _, key = thing.value.removeprefix(prefix).partition("/")
                for name in dict.fromkeys((_normal(label.value), _normal(key))):
                    yield kind, name, Near(thing.value, label.value)
    for quad in islice(store.quads_for_pattern(None, _CHECKSUM, None, None), MOST_SOURCES):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(iris.source_prefix):
            key = quad.subject.value.removeprefix(iris.source_prefix)
            yield "source", _normal(key), Near(quad.subject.value, key)


def _normal(name: str) -> str:
    """A label, or a key, in the form in which they are compared."""
    return normalise_label(name[:_LONGEST].replace("-", " "))


def _is_there(store: Store, iri: str) -> bool:
    return next(store.quads_for_pattern(NamedNode(iri), None, None, None), None) is not None
