"""The questions about paths: ``paths``, ``reachable``, ``gap`` and ``similar``, asked of one skill space.

>>> from rolegraph.graph.paths.questions import Questions
>>> questions = Questions.open(folder)                                            # doctest: +SKIP
>>> answer = questions.paths("Collections Officer", skills=["Microsoft Excel"])   # doctest: +SKIP
>>> [step.end.label for path in answer.paths for step in path.steps]              # doctest: +SKIP

Names of roles and skills are IRIs, or labels in any language (:mod:`rolegraph.graph.paths.names`). Every
method raises :class:`~rolegraph.graph.paths.refusals.BadQuestion` for what can't be asked, and
:class:`~rolegraph.graph.paths.refusals.UnknownNames` where no role, or none of the skills, is known.

``country`` (alpha-2 code, name or IRI) and ``band`` (label or IRI) say whose pay is shown, and that the role
asked about (the target; each role that is reached) is looked at as the pages of that country and band
describe it: its coverage, gap, skills, flags and evidence are then of these pages. Where no such page lists
skills of it, all that is known of it counts, with the flag ``described-elsewhere``. Roles on the way to a
target, and the one that a question starts from, are always what all their pages say.

``evidence`` is how many statements are listed of each evidence, up to ``MOST_STATEMENTS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path as Folder

import numpy as np

from rolegraph.graph.paths import explaining, versions
from rolegraph.graph.paths.answers import (
    MOST_STATEMENTS,
    GapAnswer,
    Kind,
    Path,
    PathsAnswer,
    ReachableAnswer,
    ReachableRole,
    SimilarAnswer,
    Step,
)
from rolegraph.graph.paths.asking import Asker, Held, count, fraction, whole
from rolegraph.graph.paths.details import Describer, Known, Move
from rolegraph.graph.paths.floors import Floors
from rolegraph.graph.paths.holding import Aim, Holding
from rolegraph.graph.paths.k_best import MOST_HOPS, MOST_PATHS, Finder, Route, Start
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.pay import PayBook, Wanted, wanted
from rolegraph.graph.paths.similarity import similar_roles
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.steps import FLOOR, SLACK, Steps

MOST_ROLES = 200
"""Roles that one answer lists."""
_DIGITS = 9
_PLACES = 8
"""Countries and bands of which it is kept what all roles ask."""


class Questions:
    """Asks one space; for all threads.

    ``steps`` are those of the space, ``generation`` is the content generation that both were made from.
    """

    def __init__(self, space: SkillSpace, steps: Steps, generation: int = 0) -> None:
        self.space, self.steps, self.generation = space, steps, generation
        self._known = Known(space)
        self._names = self._known.names
        self._local = lru_cache(_PLACES)(partial(versions.of_wanted, space))
        self._asker = Asker(space, self._names)
        self._floors = Floors(steps)

    @classmethod
    def open(cls, folder: Folder, generation: int | None = None) -> Questions:
        """Open the artefact in a folder, memory-mapped.

        Without ``generation`` it is that of the name of the folder above, as artefacts are kept; 0 where that
        is no number. Raises ``OSError`` where there is no artefact.
        """
        name = folder.resolve().parent.name
        number = generation if generation is not None else int(name) if name.isdecimal() else 0
        return cls(SkillSpace.load(folder), Steps.load(folder), number)

    def paths(
        self,
        target: str,
        *,
        skills: Sequence[str] = (),
        role: str | None = None,
        k: int = 5,
        hops: int = 4,
        floor: float = FLOOR,
        country: str | None = None,
        band: str | None = None,
        evidence: int = MOST_STATEMENTS,
    ) -> PathsAnswer:
        """The ``k`` best paths from skills, a role or both to the role ``target``, of at most ``hops`` steps.

        A step is there where at least ``floor`` of what its end asks is held, or where a page names it as an
        alternative. ``floor`` is from that which the space was built with (0.15) to 1; ``k`` is from 1 to
        ``MOST_PATHS``, ``hops`` from 1 to ``MOST_HOPS``.
        """
        whole("k", k, MOST_PATHS)
        whole("hops", hops, MOST_HOPS)
        steps = self._floors.steps(fraction("floor", floor, self.steps.floor))
        about = wanted(self.space, country, band)
        describer = self._describer(about, evidence)
        held = self._asker.held(skills, role)
        end = self._asker.role("target", target)
        start, aim = Start(held.own, held.role), self._aim(end, about)
        found = Finder(self.space.needs, steps).find(start, end, k, hops, aim=aim)
        book = PayBook(self.space, about)
        paths = tuple(self._path(held, route, steps.floor, book, describer) for route in found.routes)
        direct = None if held.role == end else self._direct(held, end, about, describer)
        return PathsAnswer(
            generation=self.generation,
            start=self._asker.start(held),
            target=self._names.thing(Kind.ROLE, end),
            k=k,
            hops=hops,
            floor=floor,
            asked=about.asked,
            unknown=held.unknown,
            paths=paths,
            direct=direct,
            explained=explaining.paths(self.space, held, end, found, k, hops, floor, direct),
        )

    def reachable(
        self,
        *,
        skills: Sequence[str] = (),
        role: str | None = None,
        gap: float = 0.5,
        limit: int = 20,
        country: str | None = None,
        band: str | None = None,
        evidence: int = MOST_STATEMENTS,
    ) -> ReachableAnswer:
        """The roles of which at most ``gap`` (0 to 1) is missing, smallest gap first: ``limit`` of them.

        ``limit`` is from 1 to ``MOST_ROLES``. A role of which nothing is held is never reached.
        """
        whole("limit", limit, MOST_ROLES)
        fraction("gap", gap, 0.0)
        about = wanted(self.space, country, band)
        describer = self._describer(about, evidence)
        held = self._asker.held(skills, role)
        covered = self._covered(held, about)
        there = np.flatnonzero((covered >= 1.0 - gap - SLACK) & (covered > 0.0))
        there = there[there != (-1 if held.role is None else held.role)]
        best = there[np.lexsort((there, -np.round(covered[there], _DIGITS)))[:limit]]
        book = PayBook(self.space, about)
        steps = [self._straight(held, int(end), float(covered[end]), book, describer) for end in best]
        return ReachableAnswer(
            generation=self.generation,
            start=self._asker.start(held),
            gap=gap,
            limit=limit,
            asked=about.asked,
            unknown=held.unknown,
            roles=tuple(ReachableRole(step.end, step) for step in steps),
            total=len(there),
            explained=None if len(there) else explaining.unreached(self.space, held, gap),
        )

    def gap(
        self,
        target: str,
        *,
        skills: Sequence[str] = (),
        role: str | None = None,
        country: str | None = None,
        band: str | None = None,
        evidence: int = MOST_STATEMENTS,
    ) -> GapAnswer:
        """What the role ``target`` asks beyond skills, a role or both."""
        about = wanted(self.space, country, band)
        held = self._asker.held(skills, role)
        end = self._asker.role("target", target)
        return GapAnswer(
            generation=self.generation,
            start=self._asker.start(held),
            target=self._names.thing(Kind.ROLE, end),
            asked=about.asked,
            unknown=held.unknown,
            step=self._direct(held, end, about, self._describer(about, evidence)),
            explained=explaining.gap(self.space, held, end),
        )

    def similar(
        self, role: str, *, limit: int = 20, with_code: bool = True, evidence: int = MOST_STATEMENTS
    ) -> SimilarAnswer:
        """The roles most like one role, and why: ``limit`` of them, from 1 to ``MOST_ROLES``.

        ``with_code``: whether what classifications of occupations group together counts as alike.
        """
        whole("limit", limit, MOST_ROLES)
        one = self._asker.role("role", role)
        describer = self._describer(Wanted(), evidence)
        found = similar_roles(self.space.needs, one, limit, self.space.vectors, with_code=with_code)
        return SimilarAnswer(
            generation=self.generation,
            role=self._names.thing(Kind.ROLE, one),
            limit=limit,
            with_code=with_code,
            roles=tuple(describer.similar(one, like) for like in found),
            explained=None if found else explaining.unlike(self.space, one),
        )

    def _describer(self, about: Wanted, statements: int) -> Describer:
        return Describer(self._known, about, count("evidence", statements, MOST_STATEMENTS))

    def _aim(self, end: int, about: Wanted) -> Aim | None:
        """What a target asks in the country and band of a question."""
        asked = versions.of_wanted(self.space, about, end)
        return None if asked is None else Aim(end, asked.skills, asked.weights)

    def _holding(self, held: Held, aim: Aim | None = None) -> Holding:
        return Holding.of(self.space.needs, self.steps, held.own, held.role, True, aim)

    def _covered(self, held: Held, about: Wanted) -> Array:
        """How much of each role is held, each looked at for the country and band of the question."""
        found = self._holding(held).direct
        if asked := self._local(about):
            those, covered = versions.covered(asked, held.skills, len(found))
            found[those] = covered
        return found

    def _path(self, held: Held, route: Route, floor: float, book: PayBook, describer: Describer) -> Path:
        """A path with its steps: what earlier roles on it ask for is held, too."""
        ends = [hop.role for hop in route.hops]
        befores = [held.role, *ends][: len(ends)]
        key = book.common([one for one in (held.role, *ends) if one is not None])
        steps, skills = [], held.skills
        for before, hop in zip(befores, route.hops, strict=True):
            arrives = hop is route.hops[-1]
            move = Move(before, hop.role, skills, hop.coverage, hop.asserted, floor, arrives)
            steps.append(describer.step(move, book.of_step(key, before, hop.role)))
            skills = np.union1d(skills, self.space.needs.of_role(hop.role)[0])
        pay_key = book.described(key) if key is not None else None
        return Path(tuple(steps), float(np.exp(-route.cost)), abs(route.cost), pay_key)

    def _direct(self, held: Held, end: int, about: Wanted, describer: Describer) -> Step:
        """The one step straight to a role."""
        coverage = float(self._holding(held, self._aim(end, about)).direct[end])
        return self._straight(held, end, coverage, PayBook(self.space, about), describer)

    def _straight(self, held: Held, end: int, coverage: float, book: PayBook, describer: Describer) -> Step:
        """The one step straight to a role of which that share is covered."""
        key = book.common([one for one in (held.role, end) if one is not None])
        named = self._is_named(held.role, end)
        move = Move(held.role, end, held.skills, coverage, named, self.steps.floor, arrives=True)
        return describer.step(move, book.of_step(key, held.role, end))

    def _is_named(self, start: int | None, end: int) -> bool:
        """Whether a page names the one role as an alternative to the other."""
        if start is None:
            return False
        first, last = self.space.of_roles.alternatives[start : start + 2]
        return bool((self.space.alternatives.other[first:last] == end).any())
