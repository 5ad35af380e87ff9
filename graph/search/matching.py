"""Which thing a name in other data means: candidates with a score of 0 to 100, and whether it is sure.

It is sure where the name is, but for case, accents, plural, spelling and the order of words, what one thing
alone is called in the first place, or an identifier. The normal form of labels is that of the alignment.
Other names are loose: of the job titles that are one of an ESCO occupation's, a quarter means another one
(``benchmarks/reconcile.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

from rolegraph.graph.alignment.normal import keys
from rolegraph.graph.identity import Iris, normalise_label
from rolegraph.graph.search.folding import fold
from rolegraph.graph.search.index import SearchIndex, Wanted
from rolegraph.graph.search.kinds import rank
from rolegraph.graph.search.likeness import likeness, sameness
from rolegraph.graph.search.things import Label, Naming, Thing
from rolegraph.graph.sources.values.countries import code_of_iso, country_code

_CONSIDERED = 60
"""Things that are looked at closely."""
_LONGEST = 300
_SAME_TEXT, _SAME_FOLDED, _SAME_FORM = 100.0, 99.0, 97.0
_NOT_THE_SAME = 94.0
_ALIKE, _A_PART = 0.95, 0.8
_BY_LABEL = 0.9
_OTHER_NAME = 3.0
"""What another name than the preferred one costs at most."""


class Level(IntEnum):
    """How surely a name is that of a thing."""

    LIKE = 0
    OTHER_NAME = 1
    PREFERRED_NAME = 2
    IDENTIFIED = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean, or does if ``sure``; ``alike`` is the likeness of the letters alone.

    ``label`` is the one that decided.
    """

    thing: Thing
    label: Label
    score: float
    alike: float
    level: Level
    sure: bool = False


class Matcher:
    """Matches names with the things of an index of a store with a base; thread-safe."""

    def __init__(self, index: SearchIndex, base: str) -> None:
        self._index, self._iris = index, Iris(base)

    def candidates(self, name: str, wanted: Wanted, limit: int) -> list[Candidate]:
        """What a name may mean, the likeliest first."""
        name = " ".join(name[:_LONGEST].split())
        if not name:
            return []
        found = {one.thing.iri: one for one in self._identified(name, wanted)}
        for alike in self._index.alike(name, wanted, _CONSIDERED):
            best = _best(name, alike.thing, [label for label, _ in alike.labels])
            found.setdefault(alike.thing.iri, best)
        ordered = sorted(found.values(), key=_order)
        return [_decided(one, ordered) for one in ordered[:limit]]

    def _identified(self, name: str, wanted: Wanted) -> Iterable[Candidate]:
        """What an IRI names, or an identifier or English name of a country."""
        iris = [name]
        if wanted.kinds is None or "country" in wanted.kinds:
            code = country_code(name) or code_of_iso(name.upper())
            iris += [self._iris.thing("country", code)] if code else []
        for iri in iris:
            thing = self._index.thing(iri)
            if thing and wanted.takes(thing):
                label = Label(name, fold(name), Naming.IDENTIFIER, "")
                yield Candidate(thing, label, _SAME_TEXT, 100.0, Level.IDENTIFIED)


def _best(name: str, thing: Thing, labels: Collection[Label]) -> Candidate:
    """The thing by the label that fits best."""
    return min((_judged(name, thing, label) for label in labels), key=_order)


def _judged(name: str, thing: Thing, label: Label) -> Candidate:
    """The thing by one of its labels.

    Other names than the preferred one are often shared or loose: how alike that is counts beside them.
    """
    sought = fold(name)
    alike, preferred = sameness(sought, label.folded), sameness(sought, fold(thing.name()[0]))
    same = _same(name, sought, label)
    if not same:
        score = max(_ALIKE * alike, _A_PART * likeness(sought, label.folded))
        score = min(_NOT_THE_SAME, _BY_LABEL * score + (1 - _BY_LABEL) * preferred)
        return Candidate(thing, label, score, alike, Level.LIKE)
    if label.naming in (Naming.NOTATION, Naming.IDENTIFIER):
        return Candidate(thing, label, same, alike, Level.IDENTIFIED)
    if label.naming is Naming.PREFERRED:
        return Candidate(thing, label, same, alike, Level.PREFERRED_NAME)
    score = same - _OTHER_NAME * (1 - preferred / 100)
    return Candidate(thing, label, score, alike, Level.OTHER_NAME)


def _same(name: str, sought: str, label: Label) -> float:
    """What a name scores that is the label; 0 where it is another."""
    if normalise_label(name) == normalise_label(label.text):
        return _SAME_TEXT
    if sought == label.folded:
        return _SAME_FOLDED
    one, other = keys(name, label.language), keys(label.text, label.language)
    return _SAME_FORM if set(one) & set(other) else 0.0


def _order(candidate: Candidate) -> tuple[float, float, str]:
    thing = candidate.thing
    return (-candidate.score, -rank(thing.kind, thing.says), thing.iri)


def _decided(one: Candidate, everyone: Collection[Candidate]) -> Candidate:
    """The candidate, sure if it is what the name says and no other thing is as much, but what is the same."""
    rivals = (other for other in everyone if other.thing.iri != one.thing.iri and other.level >= one.level)
    first = next(iter(everyone)) is one
    sure = (
        first
        and one.level >= Level.PREFERRED_NAME
        and all(_are_one(one.thing, other.thing) for other in rivals)
    )
    return Candidate(one.thing, one.label, one.score, one.alike, one.level, sure)


def _are_one(one: Thing, other: Thing) -> bool:
    """Whether two things are an exact match of each other."""
    return other.iri in one.exact or one.iri in other.exact
