"""The search index, opened: by words that may be misspelt, by how a label begins, by IRI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from rolegraph.graph.search.catalogue import Catalogue, Found
from rolegraph.graph.search.engine import Engine
from rolegraph.graph.search.folding import edge, fold, pieces, pieces_of_start
from rolegraph.graph.search.likeness import LEAST, Sought, begins, nearly_begins
from rolegraph.graph.search.things import Hit, Label, Naming, Thing

CONSIDERED = 250
"""Labels that are looked at for one search: the best of the index."""
_CONSIDERED_STARTS = 200
"""Labels that are looked at because they begin like what is sought."""
_CONSIDERED_NEAR = 80
"""Labels that are looked at where none begins so."""
_AT_ONCE = 40
_NEAR = 72.0
"""How alike a start must be that is not the same."""
_LESS = {Naming.ALTERNATIVE: 0.5, Naming.HIDDEN: 1.0}
"""What a label is worth less than a preferred one of the same likeness."""
_PER_RANK = 0.25
_MOST_FOR_RANK = 5.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is limited to: kinds of things (``None`` for all), a language of labels ("" for all)."""

    kinds: frozenset[str] | None = None
    language: str = ""

    def takes(self, thing: Thing) -> bool:
        """Whether a thing is of one of the kinds."""
        return self.kinds is None or thing.kind in self.kinds


EVERYTHING = Wanted()


class Alike(NamedTuple):
    """A thing with its labels that are like what is sought, and how alike each is, the best first."""

    thing: Thing
    labels: list[tuple[Label, float]]


class _Scored(NamedTuple):
    found: Found
    score: float

    @property
    def order(self) -> float:
        """Likeness, and up to five points for how much the graph says of the thing."""
        known = min(_MOST_FOR_RANK, _PER_RANK * self.found.rank)
        return self.score - _LESS.get(self.found.label.naming, 0.0) + known


class SearchIndex:
    """An index that never changes; thread-safe."""

    def __init__(self, catalogue: Catalogue, engine: Engine) -> None:
        self._catalogue, self._engine = catalogue, engine
        self.things, self.labels = catalogue.things, catalogue.labels

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what :func:`rolegraph.graph.search.building.build` made."""
        return cls(Catalogue(folder), Engine(folder))

    def close(self) -> None:
        """Let go of the files."""
        self._catalogue.close()

    def search(self, text: str, wanted: Wanted = EVERYTHING, limit: int = 20, skipped: int = 0) -> list[Hit]:
        """Things with a label like a text, each once, the best first; some hundreds of labels are looked at.

        They are ordered by likeness, and those that are nearly as alike by how much the graph says of
        them. An IRI finds what it names.
        """
        best = {one.found.thing: one for one in self._identified(text, wanted)}
        for one in sorted(self._scored(fold(text), wanted), key=lambda one: -one.order):
            best.setdefault(one.found.thing, one)
        return self._hits([*best.values()][skipped : skipped + limit])

    def alike(self, text: str, wanted: Wanted, most: int) -> list[Alike]:
        """Things with their labels that are like a text, the best things first."""
        grouped: dict[int, list[_Scored]] = {}
        for one in sorted(self._scored(fold(text), wanted), key=lambda one: (-one.score, -one.order)):
            grouped.setdefault(one.found.thing, []).append(one)
        best = list(grouped)[:most]
        things = self._catalogue.described(best)
        return [
            Alike(things[number], [(one.found.label, one.score) for one in grouped[number]])
            for number in best
        ]

    def suggest(
        self, prefix: str, wanted: Wanted = EVERYTHING, limit: int = 10, skipped: int = 0
    ) -> list[Hit]:
        """Things with a label that begins with a text, then with words that do; if there are none, nearly so.

        Of each sort those come first of which the graph says most. An IRI finds what it names.
        """
        sought, enough = fold(prefix), limit + skipped
        best = {one.found.thing: one for one in self._identified(prefix, wanted)}
        if sought:
            self._add(best, self._begun(sought, wanted), enough)
        if sought and not best:
            self._add(best, self._nearly_begun(sought, wanted), enough)
        return self._hits([*best.values()][skipped:enough])

    def thing(self, iri: str) -> Thing | None:
        """The thing with an IRI, or what it was merged into; ``None`` where the index has neither."""
        number = self._catalogue.number_of(iri)
        return None if number is None else self._catalogue.thing(number)

    def _identified(self, text: str, wanted: Wanted) -> Iterator[_Scored]:
        """The thing that a text is the IRI of."""
        number = self._catalogue.number_of(text.strip()) if ":" in text else None
        if number is not None and wanted.takes(self._catalogue.thing(number)):
            label = Label(text.strip(), fold(text), Naming.IDENTIFIER, "")
            yield _Scored(Found(number, label, 0.0), 100.0)

    def _scored(self, sought: str, wanted: Wanted) -> Iterator[_Scored]:
        """Labels that share pieces, and the first that begin with what is sought or have a word that does."""
        limits, measure = (wanted.kinds, wanted.language), Sought(sought).likeness
        alike = self._engine.alike(pieces(sought), CONSIDERED, *limits)
        begun = self._engine.having(pieces_of_start(sought), _CONSIDERED_STARTS // 4, *limits)
        for found in self._catalogue.named([*dict.fromkeys([*alike, *begun])]):
            if (score := measure(found.label.folded)) >= LEAST:
                yield _Scored(found, score)

    def _begun(self, sought: str, wanted: Wanted) -> Iterator[_Scored]:
        """Labels that begin so, then those with words that do."""
        having, limits = pieces_of_start(sought), (wanted.kinds, wanted.language)
        every = self._engine.having(having, _CONSIDERED_STARTS, *limits)
        first = every
        if (
            len(every) == _CONSIDERED_STARTS
        ):  # there are more, so that those which begin so may not be among them
            first = self._engine.having([*having, edge(sought)], _CONSIDERED_STARTS, *limits)
        for found in self._named(first):
            if found.label.folded.startswith(sought):
                yield _Scored(found, 100.0)
        for found in self._named(every):
            if begins(sought, found.label.folded):
                yield _Scored(found, 100.0)

    @staticmethod
    def _add(best: dict[int, _Scored], found: Iterable[_Scored], enough: int) -> None:
        """Add things that are not there yet, until there are enough."""
        for one in found:
            if len(best) >= enough:
                return
            best.setdefault(one.found.thing, one)

    def _named(self, numbers: list[int]) -> Iterator[Found]:
        """Labels by number, a few at a time: most are never looked at."""
        for start in range(0, len(numbers), _AT_ONCE):
            yield from self._catalogue.named(numbers[start : start + _AT_ONCE])

    def _nearly_begun(self, sought: str, wanted: Wanted) -> Iterable[_Scored]:
        having = pieces_of_start(sought)
        numbers = self._engine.alike(having, _CONSIDERED_NEAR, wanted.kinds, wanted.language)
        named = self._catalogue.named(numbers)
        scored = [_Scored(found, nearly_begins(sought, found.label.folded)) for found in named]
        return sorted((one for one in scored if one.score >= _NEAR), key=lambda one: -one.order)

    def _hits(self, scored: list[_Scored]) -> list[Hit]:
        things = self._catalogue.described([one.found.thing for one in scored])
        return [Hit(things[one.found.thing], one.found.label, round(one.score, 1)) for one in scored]
