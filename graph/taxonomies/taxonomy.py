"""What a reader makes of a distribution, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import NamedNode, Quad, Store

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.files import Distribution


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that is reported of an import: a stable code, how often, and the first few cases."""

    code: str
    count: int
    message: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        first = f" (first: {', '.join(self.examples)})" if self.examples else ""
        return f"{self.count} × {self.message}{first}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of a distribution: its languages (none: all that are there) and its version."""

    languages: tuple[str, ...] = ()
    version: str | None = None


@dataclass(slots=True)
class Taxonomy:
    """A classification, its quads not yet read.

    ``name`` is that of its graph (``TAXONOMY_GRAPHS``), ``read`` counts rows as the quads are
    taken, ``warned`` what was noticed on the way.
    """

    name: str
    title: str
    version: str | None
    licence: str
    attribution: str
    languages: tuple[str, ...] = ("en",)
    read: Counter[str] = field(default_factory=Counter)
    warned: list[Warned] = field(default_factory=list)
    quads: Iterator[Quad] = field(default_factory=lambda: iter(()))

    def warn(self, code: str, count: int, message: str, examples: tuple[str, ...] = ()) -> None:
        """Report something, if it happened at all."""
        if count:
            self.warned.append(Warned(code, count, message, examples))

    def described(self, iris: Iris) -> list[Quad]:
        """The data set itself: title, version, licence, attribution, languages."""
        write = GraphWriter(iris.taxonomy_graph(self.name))
        node = dataset(iris, self.name)
        write.types(node, tax.DATASET, terms.ENTITY)
        write.text(node, tax.TITLE, self.title)
        write.plain(node, tax.VERSION, self.version)
        write.add(node, terms.LICENSE, NamedNode(self.licence))
        write.text(node, tax.RIGHTS, self.attribution)
        for language in self.languages:
            write.plain(node, terms.LANGUAGE, language)
        return write.quads


class Reader(Protocol):
    """From the files of a distribution to classifications whose quads are not yet read."""

    def __call__(
        self, distribution: Distribution, iris: Iris, wanted: Wanted, held: Store | None
    ) -> list[Taxonomy]:
        """``held`` is what the store holds now. Raises :class:`UnreadableSource`; so may the quads."""


def dataset(iris: Iris, name: str) -> NamedNode:
    """The data set that a classification was imported from."""
    return NamedNode(iris.thing("dataset", name))


def drained(writer: GraphWriter) -> list[Quad]:
    """The quads written so far, which the writer forgets: so a table is never in memory whole."""
    quads, writer.quads = writer.quads, []
    return quads
