"""Candidates for a query [4.2]: by name, weighed by types and properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.search.index import SearchIndex, Wanted
from rolegraph.graph.search.matching import Candidate, Level, Matcher
from rolegraph.graph.search.properties import Looking, TooMuch
from rolegraph.graph.search.things import Label, Naming, Thing
from rolegraph.service.reconcile.queries import MOST, Condition, Query, Value
from rolegraph.service.reconcile.types import types_of

_NAME_ALONE = 0.7
"""The share of a score that the name decides where there are properties, too."""
_OTHER_TYPE = 0.8
_MOST_VALUES = 200
_HOLDERS = 200
_MOST_MATCHED = 400
"""Names that are matched for one request: those of queries, and of things as values of properties."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A candidate with the share of the properties that it has, ``None`` where none are asked for."""

    candidate: Candidate
    fits_type: bool
    share: float | None
    named: bool

    @property
    def score(self) -> float:
        """0 to 100."""
        by_name = self.candidate.score if self.named else 100.0
        score = by_name * (1.0 if self.fits_type else _OTHER_TYPE)
        if self.share is None:
            return score
        alone = _NAME_ALONE if self.named else 0.0
        return score * (alone + (1 - alone) * self.share)

    @property
    def sure(self) -> bool:
        """Whether the candidate is what was meant."""
        return self.candidate.sure and self.fits_type and self.share in (None, 1.0)


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A condition whose values that name things are these things: ``entities`` are their IRIs."""

    condition: Condition
    entities: frozenset[str]


class Answering:
    """Answers the queries of one request over one state of the graph."""

    def __init__(self, index: SearchIndex, base: str, looking: Looking) -> None:
        self._index, self._looking = index, looking
        self._matcher, self._left = Matcher(index, base), _MOST_MATCHED

    def answer(self, query: Query) -> dict[str, Any]:
        """A reconciliation result. Raises :class:`TooMuch`."""
        conditions = [self._resolved(condition) for condition in query.conditions]
        named = bool(query.text.strip())
        found = self._named(query) if named else self._having(conditions, query.wanted)
        weighed = [self._weighed(one, query, conditions, named) for one in found]
        weighed.sort(key=lambda one: -one.score)
        return {"result": [_told(one) for one in weighed[: query.limit]]}

    def _named(self, query: Query) -> list[Candidate]:
        """Candidates by name; those of other types than preferred only where none of these is sure."""
        if query.preferred is None:
            return self._matched(query.text, query.wanted)
        found = self._matched(query.text, Wanted(query.preferred))
        if found and found[0].sure:
            return found
        others = frozenset(query.wanted.kinds or ()) - query.preferred
        return [*found, *(self._matched(query.text, Wanted(others)) if others else ())]

    def _matched(self, name: str, wanted: Wanted, most: int = MOST) -> list[Candidate]:
        self._left -= 1
        if self._left < 0:
            raise TooMuch(f"this has more than {_MOST_MATCHED} names to match: send fewer at once")
        return self._matcher.candidates(name, wanted, most)

    def _resolved(self, condition: Condition) -> _Resolved:
        """The condition with what its texts name for certain, where its values are things."""
        kinds, found = condition.property.of, set(condition.entities)
        for value in condition.values if kinds is not None else ():
            best = self._matched(_text(value), Wanted(frozenset(kinds or ())), 1)
            found.update(one.thing.iri for one in best if one.sure)
        return _Resolved(condition, frozenset(found))

    def _having(self, conditions: list[_Resolved], wanted: Wanted) -> list[Candidate]:
        """Things that have a value of one of the properties; no name tells that one is meant."""
        found: dict[str, Candidate] = {}
        for thing in (thing for one in conditions for thing in self._holders(one)):
            if wanted.takes(thing) and len(found) < _HOLDERS:
                label = Label(thing.name()[0], "", Naming.PREFERRED, "")
                found.setdefault(thing.iri, Candidate(thing, label, 100.0, 0.0, Level.LIKE))
        return [*found.values()]

    def _holders(self, resolved: _Resolved) -> Iterator[Thing]:
        wanted, values = resolved.condition.property, resolved.condition.values
        for value in values if wanted.of is None else ():  # texts are labels, which the index finds
            yield from (one.thing for one in self._matched(_text(value), Wanted()))
        for entity in sorted(resolved.entities):
            if thing := self._index.thing(entity):
                holders = self._looking.holders(NamedNode(thing.iri), wanted, _HOLDERS)
                yield from filter(None, map(self._index.thing, holders))

    def _weighed(
        self, candidate: Candidate, query: Query, conditions: list[_Resolved], named: bool
    ) -> _Weighed:
        fits = query.preferred is None or candidate.thing.kind in query.preferred
        if not conditions:
            return _Weighed(candidate, fits, None, named)
        fulfilled = [self._fulfils(candidate.thing, condition) for condition in conditions]
        return _Weighed(candidate, fits, sum(fulfilled) / len(fulfilled), named)

    def _fulfils(self, thing: Thing, resolved: _Resolved) -> bool:
        """Whether a thing has one of the values."""
        condition = resolved.condition
        found = self._looking.values(thing.iri, condition.property, _MOST_VALUES)
        if any(isinstance(value, NamedNode) and value.value in resolved.entities for value in found):
            return True
        texts = {normalise_label(value.value) for value in found if not isinstance(value, NamedNode)}
        return any(_is_among(value, texts) for value in condition.values)


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def _is_among(value: Value, texts: set[str]) -> bool:
    if isinstance(value, bool | str):
        return normalise_label(_text(value)) in texts
    return any(_as_number(text) == value for text in texts)


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _told(one: _Weighed) -> dict[str, Any]:
    """A candidate as an object of the API, with what its score is made from."""
    candidate, thing = one.candidate, one.candidate.thing
    features: list[dict[str, Any]] = [
        {"id": "letters", "value": round(candidate.alike, 1)},
        {"id": "same_name", "value": candidate.level > Level.LIKE},
        {"id": "preferred_name", "value": candidate.label.naming is Naming.PREFERRED},
        {"id": "type", "value": one.fits_type},
        {"id": "statements", "value": thing.says},
    ]
    if one.share is not None:
        features.append({"id": "properties", "value": round(one.share, 3)})
    return {
        "id": thing.iri,
        "name": thing.name()[0],
        **({"description": thing.about} if thing.about else {}),
        "type": types_of(thing.kind),
        "score": round(one.score, 1),
        "match": one.sure,
        "features": features,
    }
