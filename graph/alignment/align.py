"""``rolegraph align``: all roles and skills of pages matched to all classifications that are imported.

Run again, it replaces the program's links and keeps what persons decided and merged. What was suggested is
worked out beside the running service; links are made of it under the lock, so that no decision is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad

from rolegraph.graph.alignment.concepts import Concept, Kind, Scheme
from rolegraph.graph.alignment.decide import Decided, Suggested, decide
from rolegraph.graph.alignment.index import SchemeIndex
from rolegraph.graph.alignment.publish import Change, publish, replaced, store_iris
from rolegraph.graph.alignment.reading import StoreReader
from rolegraph.graph.alignment.records import Alignment, alignment_quads, read_alignments
from rolegraph.graph.alignment.suggest import Suggester
from rolegraph.graph.errors import StoreError
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.store import read_current

Progress = Callable[[str, int, int], None]
"""Called with a classification's name, how many things were compared with it, and how many there are."""


@dataclass(slots=True)
class AlignmentReport:
    """``links`` counts by classification, kind and relation or "proposed"; ``kept`` are decisions of persons,
    ``gone`` those whose role, skill or concept is not there any more."""

    generation: int = 0
    links: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    things: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class _Matched:
    """What was suggested for all things of a kind in one scheme."""

    scheme: Scheme
    suggested: list[Suggested]


def align(store: Path, progress: Progress = lambda name, done, all_: None) -> AlignmentReport:
    """Match, decide, publish. Raises :class:`StoreError` where no classification is imported."""
    report = AlignmentReport()
    with read_current(store) as current:
        reader = StoreReader(current.store, store_iris(store))
        schemes = reader.schemes()
        if not schemes:
            raise StoreError("no classification to align with: rolegraph import esco PATH first")
        things = {kind: reader.things(kind) for kind in Kind}
        report.things = {kind.value: len(found) for kind, found in things.items()}
        matched = [_match(scheme, things[scheme.kind], progress) for scheme in schemes]
        matched += _technologies(schemes, progress)
    report.generation = publish(store, lambda held, iris: _change(held, iris, matched, report))
    return report


def _match(scheme: Scheme, things: Iterable[Concept], progress: Progress) -> _Matched:
    suggester, found = Suggester(SchemeIndex(scheme)), []
    all_ = list(things)
    for done, thing in enumerate(all_, start=1):
        found.append(Suggested(thing, suggester.suggest(thing)))
        progress(f"{scheme.name} {scheme.kind}s", done, len(all_))
    return _Matched(scheme, found)


def _technologies(schemes: Iterable[Scheme], progress: Progress) -> list[_Matched]:
    """O*NET's skills and technologies matched to ESCO's skills: no crosswalk does that."""
    skills = {scheme.key: scheme for scheme in schemes if scheme.kind is Kind.SKILL}
    if not {"esco", "onet"} <= skills.keys():
        return []
    return [_match(skills["esco"], skills["onet"].concepts, progress)]


def _change(
    held: pyoxigraph.Store, iris: Iris, matched: Iterable[_Matched], report: AlignmentReport
) -> Change:
    reader = StoreReader(held, iris)
    graph = reader.alignment_graph()
    decisions = [one for one in read_alignments(graph, iris) if one.decision.by_person]
    report.kept = len(decisions)
    report.gone = sum(not _stands(held, one) for one in decisions)
    links = list(_links(matched, Decided.of(decisions), report))
    merged = [quad for quad in graph if quad.predicate == terms.IS_REPLACED_BY]
    return replaced(reader, [*alignment_quads([*decisions, *links], iris), *merged])


def _links(matched: Iterable[_Matched], decided: Decided, report: AlignmentReport) -> Iterable[Alignment]:
    for one in matched:
        for link in decide(one.scheme, one.suggested, decided):
            what = link.relation.value if link.decision.stands else link.decision.value
            report.links[one.scheme.name, one.scheme.kind.value, what] += 1
            yield link


def _stands(store: pyoxigraph.Store, link: Alignment) -> bool:
    """Whether both sides of a link are described."""
    nodes = (pyoxigraph.NamedNode(link.subject), pyoxigraph.NamedNode(link.object))
    return all(_is_described(store.quads_for_pattern(node, terms.PREF_LABEL, None)) for node in nodes)


def _is_described(quads: Iterable[Quad]) -> bool:
    return next(iter(quads), None) is not None
