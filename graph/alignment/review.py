"""``rolegraph align --review``: what is only proposed, and what persons decide about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from rolegraph.graph.alignment.publish import Change, publish, replaced, store_iris
from rolegraph.graph.alignment.reading import StoreReader
from rolegraph.graph.alignment.records import (
    Alignment,
    Decision,
    Relation,
    alignment_quads,
    read_alignments,
)
from rolegraph.graph.errors import StoreError
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.store import read_current
from rolegraph.graph.store.writing import now


@dataclass(frozen=True, slots=True)
class Proposal:
    """A link with the names of its two sides."""

    link: Alignment
    subject: str
    object: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Keys or IRIs of links to accept and to reject; ``relation``: as what, if not as proposed."""

    accept: Sequence[str] = ()
    reject: Sequence[str] = ()
    relation: Relation | None = None


def proposals(store: Path, decision: Decision = Decision.PROPOSED) -> list[Proposal]:
    """The links with that decision, the likeliest first."""
    iris = store_iris(store)
    with read_current(store) as current:
        reader = StoreReader(current.store, iris)
        links = [one for one in read_alignments(reader.alignment_graph(), iris) if one.decision is decision]
        links.sort(key=lambda one: (-one.score, one.subject, one.object))
        return [Proposal(one, reader.name(one.subject), reader.name(one.object)) for one in links]


def judge(store: Path, verdicts: Verdicts) -> int:
    """Remember what a person decided; gives the generation that then answers.

    Raises :class:`StoreError` where a key is of no link, is both accepted and rejected, or where a second
    exact match would come about: nothing is changed then.
    """
    return publish(store, lambda held, iris: _judged(held, iris, verdicts))


def _judged(held: pyoxigraph.Store, iris: Iris, verdicts: Verdicts) -> Change:
    reader = StoreReader(held, iris)
    graph = reader.alignment_graph()
    links = {one.key: one for one in read_alignments(graph, iris)}
    accept = {_key(name, links, iris) for name in verdicts.accept}
    reject = {_key(name, links, iris) for name in verdicts.reject}
    if accept & reject:
        raise StoreError(f"{min(accept & reject)} can't be both accepted and rejected")
    time = now()
    for key in accept:
        relation = verdicts.relation or links[key].relation
        links[key] = replace(links[key], relation=relation, decision=Decision.ACCEPTED, decided=time)
    for key in reject:
        links[key] = replace(links[key], decision=Decision.REJECTED, decided=time)
    _require_one_to_one(held, links.values(), accept)
    merged = [quad for quad in graph if quad.predicate == terms.IS_REPLACED_BY]
    return replaced(reader, [*alignment_quads(links.values(), iris), *merged])


def _key(name: str, links: dict[str, Alignment], iris: Iris) -> str:
    key = name.removeprefix(iris.thing("alignment", ""))
    if key not in links:
        raise StoreError(f"no link {name!r}: rolegraph align --review lists what is proposed")
    return key


def _require_one_to_one(held: pyoxigraph.Store, links: Iterable[Alignment], accepted: set[str]) -> None:
    """An exact match is the only one of its thing in a classification, and of its concept."""
    exact = [one for one in links if one.decision.stands and one.relation is Relation.EXACT]
    for one in exact:
        for other in exact if one.key in accepted else ():
            same = other.object == one.object or (
                other.subject == one.subject and _graphs(held, other.object) & _graphs(held, one.object)
            )
            if other is not one and same and _side(one) == _side(other):
                raise StoreError(
                    f"{one.key} can't be an exact match beside {other.key} ({other.subject} and "
                    f"{other.object}): reject that one first, or accept with --relation close"
                )


def _side(link: Alignment) -> bool:
    """Links of things of pages, and those between classifications, are counted apart."""
    return "/id/onet/" in link.subject


def _graphs(store: pyoxigraph.Store, concept: str) -> set[str]:
    """The graphs that describe a concept."""
    quads = store.quads_for_pattern(NamedNode(concept), terms.TYPE, None)
    return {str(quad.graph_name) for quad in quads}
