"""From suggestions to links: which are asserted, as what, and which are only proposed.

An exact match is one-to-one and at most one a scheme: where several things claim a concept, the one with
the highest score has it and the others are close matches. What a person decided stands: a rejected pair
is not suggested again, and an accepted one takes the place of what the program would say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rolegraph.graph.alignment.concepts import Concept, Kind, LabelKind, Scheme
from rolegraph.graph.alignment.normal import forms, words
from rolegraph.graph.alignment.records import Alignment, Decision, Relation
from rolegraph.graph.alignment.suggest import Suggestion
from rolegraph.graph.alignment.weights import ROLE_THRESHOLDS, SKILL_THRESHOLDS, Thresholds

PROPOSALS = 3
"""Proposals for one thing in one scheme, at most."""
_PARTS = re.compile(r",\s*(?:and|or)\s+|,\s*|\s+(?:and|or)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decided:
    """What persons decided: links to keep, by subject, and pairs never to link."""

    accepted: Mapping[str, Sequence[Alignment]] = field(default_factory=dict)
    rejected: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, alignments: Iterable[Alignment]) -> Decided:
        """The decisions among links."""
        kept = [one for one in alignments if one.decision.by_person]
        accepted: dict[str, list[Alignment]] = {}
        for one in kept:
            if one.decision is Decision.ACCEPTED:
                accepted.setdefault(one.subject, []).append(one)
        rejected = {(one.subject, one.object) for one in kept if one.decision is Decision.REJECTED}
        return cls(accepted, frozenset(rejected))

    @property
    def taken(self) -> set[str]:
        """Concepts that a person gave away in an exact match."""
        links = (one for some in self.accepted.values() for one in some)
        return {one.object for one in links if one.relation is Relation.EXACT}


@dataclass(frozen=True, slots=True)
class Suggested:
    """What was suggested for one thing in one scheme, the best first."""

    thing: Concept
    suggestions: Sequence[Suggestion]


def decide(
    scheme: Scheme,
    suggested: Iterable[Suggested],
    decided: Decided = Decided(),
    thresholds: Thresholds | None = None,
) -> list[Alignment]:
    """The program's links of all things to one scheme; those of persons are not among them."""
    limits = thresholds or (ROLE_THRESHOLDS if scheme.kind is Kind.ROLE else SKILL_THRESHOLDS)
    concepts = {concept.iri for concept in scheme.concepts}
    settled = {
        subject
        for subject, links in decided.accepted.items()
        if any(link.object in concepts for link in links)
    }
    unsettled = (one for one in suggested if one.thing.iri not in settled)
    links = [link for one in unsettled for link in _links(scheme.kind, one, decided, limits)]
    return _one_to_one(links, decided.taken)


def _links(kind: Kind, one: Suggested, decided: Decided, limits: Thresholds) -> list[Alignment]:
    thing = one.thing
    open_ = [s for s in one.suggestions if (thing.iri, s.concept.iri) not in decided.rejected]
    if not open_:
        return []
    first = open_[0]
    if first.score >= limits.close:
        exact = first.score >= limits.exact and _may_be_exact(kind, first)
        relation = Relation.EXACT if exact else relation_of(thing, first.concept)
        return [_link(thing, first, relation, Decision.ASSERTED)]
    proposals = [s for s in open_[:PROPOSALS] if s.score >= limits.propose]
    return [_link(thing, s, relation_of(thing, s.concept), Decision.PROPOSED) for s in proposals]


def _may_be_exact(kind: Kind, suggestion: Suggestion) -> bool:
    """Whether the names say that the two are one: a code may be that of a wider occupation.

    Other labels of a skill are often narrower than it ("Microsoft Excel" of "use spreadsheets software"),
    those of an occupation other titles for it.
    """
    return suggestion.features.preferred > 0 or (kind is Kind.ROLE and suggestion.named)


def _link(thing: Concept, suggestion: Suggestion, relation: Relation, decision: Decision) -> Alignment:
    score, method = round(suggestion.score, 4), suggestion.method.value
    return Alignment(
        thing.iri, suggestion.concept.iri, relation, score, method, suggestion.evidence, decision
    )


def _one_to_one(links: list[Alignment], taken: set[str]) -> list[Alignment]:
    """Exact matches left to the best claim of each concept; the others become close matches."""
    best: dict[str, Alignment] = {}
    for link in links:
        if link.relation is Relation.EXACT and link.object not in taken:
            best[link.object] = min(
                best.get(link.object, link), link, key=lambda one: (-one.score, one.subject)
            )
    return [_granted(link, best) for link in links]


def _granted(link: Alignment, best: Mapping[str, Alignment]) -> Alignment:
    if link.relation is not Relation.EXACT or best.get(link.object) is link:
        return link
    return replace(
        link, relation=Relation.CLOSE, evidence=(*link.evidence, "another is the exact match of it")
    )


def relation_of(thing: Concept, concept: Concept) -> Relation:
    """Broad where the concept's name is that of the thing without what narrows it down, or lists it as one of
    several; narrow the other way round; else close. The last word says what kind of thing it is."""
    for own in _preferred(thing):
        for other in _preferred(concept):
            if _narrows(own, other) or _is_listed(own, other):
                return Relation.BROAD
            if _narrows(other, own) or _is_listed(other, own):
                return Relation.NARROW
    return Relation.CLOSE


def _preferred(concept: Concept) -> list[tuple[str, str]]:
    return [(one.text, one.language) for one in concept.labels if one.kind is LabelKind.PREFERRED]


def _narrows(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether the first name is the second with more words before it."""
    return any(len(a) > len(b) and a[-len(b) :] == b for a in forms(*first) for b in forms(*second) if b)


def _is_listed(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether the second name is a list ("Butchers and Meat Cutters") with the first in it."""
    parts = [part for part in _PARTS.split(second[0]) if part]
    return len(parts) > 1 and words(*first) in {words(part, second[1]) for part in parts}
