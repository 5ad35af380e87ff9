"""What a step says beside its cost: skills held and missing, versions of the role, flags, pay, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log

import numpy as np

from rolegraph.graph.paths.answers import (
    MOST_VERSIONS,
    Flag,
    Kind,
    Method,
    Signal,
    SimilarRole,
    Step,
    StepPay,
    Version,
)
from rolegraph.graph.paths.evidence import Witnesses
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.names import Names
from rolegraph.graph.paths.pay import Wanted
from rolegraph.graph.paths.requirements import Library, Requirements
from rolegraph.graph.paths.similarity import Similar
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.versions import Demands, Pair

LITTLE_EVIDENCE = 5
"""A role that asks for fewer skills is flagged."""
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Move:
    """A step before it is described.

    ``start`` is a role or ``None``; ``held`` the numbers of all skills held by then, ascending, each once.
    ``floor`` is what an asserted step counts for at least. ``arrives``: whether this is the step to the role
    that the question is about, which is then looked at for the country and band of the question.
    """

    start: int | None
    end: int
    held: Array
    coverage: float
    asserted: bool
    floor: float
    arrives: bool

    @property
    def cost(self) -> float:
        """−ln of what the step counts for; infinite where that is nothing."""
        counted = max(self.coverage, self.floor) if self.asserted else self.coverage
        return -log(counted) if counted > 0 else float("inf")


class Known:
    """A space with what describes its parts, for all threads."""

    def __init__(self, space: SkillSpace) -> None:
        self.space = space
        self.names = Names(space)
        self.library = Library(space, self.names)
        self.witnesses = Witnesses(space, self.names)


class Describer:
    """Describes steps in one space, for one country and band, with so many statements of each evidence."""

    def __init__(self, known: Known, wanted: Wanted, statements: int) -> None:
        self._known, self._wanted, self._statements = known, wanted, statements
        self._space, self._names = known.space, known.names

    def step(self, move: Move, pay: StepPay) -> Step:
        """All that there is to say of a step."""
        asks = self._known.library.of(move.end, self._wanted if move.arrives else None)
        has, held, missing = asks.split(move.held)
        return Step(
            start=None if move.start is None else self._names.thing(Kind.ROLE, move.start),
            end=self._names.thing(Kind.ROLE, move.end),
            method=Method.ALTERNATIVE_ROLE if move.asserted else Method.SIMILARITY,
            coverage=move.coverage,
            gap=1.0 - move.coverage,
            cost=abs(move.cost),
            held=held,
            missing=missing,
            missing_essential=sum(skill.essential is True for skill in missing),
            versions=self._versions(move.end, move.held),
            pay=pay,
            flags=tuple(self._flags(move, asks, asks.skills[has])),
            evidence=self._known.witnesses.evidence(
                move.start, move.end, self._statements, self._wanted if asks.local else None
            ),
        )

    def similar(self, role: int, like: Similar) -> SimilarRole:
        """A role like another, with the reasons."""
        asks = self._known.library.of(like.role)
        has, shared, _ = asks.split(like.shared)
        return SimilarRole(
            role=self._names.thing(Kind.ROLE, like.role),
            score=like.score,
            forth=like.forth,
            back=like.back,
            shared=shared,
            signals=tuple(Signal(name, value) for name, value in like.signals),
            flags=tuple(self._of_likeness(role, like, asks.skills[has])),
            evidence=self._known.witnesses.evidence(role, like.role, self._statements),
        )

    def _of_match(self, counts: Iterable[int], matching: Array) -> Iterator[Flag]:
        """What is to be known of roles that ask for so many skills, and of a match by these skills."""
        if any(count < LITTLE_EVIDENCE for count in counts):
            yield Flag.LOW_EVIDENCE
        if len(matching) and self._space.hubs[matching].all():
            yield Flag.HUB_SKILLS_ONLY

    def _of_likeness(self, role: int, like: Similar, shared: Array) -> Iterator[Flag]:
        counts = (self._space.asked_by(one) for one in (role, like.role))
        yield from self._of_match((one.stop - one.start for one in counts), shared)
        if not len(shared):
            yield Flag.NO_SHARED_SKILL

    def _flags(self, move: Move, asks: Requirements, matching: Array) -> Iterator[Flag]:
        counts = [len(asks.skills)]
        if move.start is not None:
            here = self._space.asked_by(move.start)
            counts.append(here.stop - here.start)
        yield from self._of_match(counts, matching)
        if move.asserted and move.coverage < move.floor:
            yield Flag.CLAMPED_COST
        if not len(asks.skills):
            yield Flag.UNSCORABLE
        elif self._wanted and move.arrives and not asks.local:
            yield Flag.DESCRIBED_ELSEWHERE

    def _versions(self, role: int, held: Array) -> tuple[Version, ...]:
        """The role as each country and band describes it, the best covered first."""
        found = [
            self._covered(pair, asked, held)
            for pair, asked in self._known.library.by_place(role, self._wanted)
        ]
        return tuple(self._version(*one) for one in sorted(found, key=self._place)[:MOST_VERSIONS])

    def _covered(self, pair: Pair, asked: Demands, held: Array) -> tuple[Pair, Demands, Array, float]:
        """With it, which of its skills are missing, and the coverage."""
        has = np.isin(asked.skills, held)
        coverage = 1.0 if has.all() else float(asked.weights[has].sum() / asked.weights.sum())
        return pair, asked, ~has, coverage

    def _place(self, found: tuple[Pair, Demands, Array, float]) -> tuple[float, str, str]:
        pair, _, _, coverage = found
        country, band = (self._space.places[number] for number in pair)
        return -round(coverage, _DIGITS), country.iri, band.iri

    def _version(self, pair: Pair, asked: Demands, lacking: Array, coverage: float) -> Version:
        order = np.argsort(-np.round(asked.weights[lacking], _DIGITS), kind="stable")
        country, band = (self._space.places[number] for number in pair)
        return Version(
            country=country.key,
            country_iri=country.iri,
            band=band.label,
            band_iri=band.iri,
            profiles=asked.voices,
            coverage=coverage,
            missing=tuple(
                self._names.thing(Kind.SKILL, skill) for skill in asked.skills[lacking][order].tolist()
            ),
        )
