"""Parts of questions, checked: numbers within their bounds, names that stand for something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rolegraph.graph.paths import answers
from rolegraph.graph.paths.answers import Kind, UnknownName
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.names import Names
from rolegraph.graph.paths.refusals import BadQuestion, UnknownNames
from rolegraph.graph.paths.space import SkillSpace

MOST_SKILLS = 200
"""Skills that one question may name."""
_SUGGESTED_FOR = 5
"""Unknown names of one question that others are suggested for; looking for them takes time."""


def whole(part: str, value: int, most: int) -> int:
    """A whole number from 1 to ``most``. Raises :class:`BadQuestion`."""
    return _within(part, value, 1, most)


def count(part: str, value: int, most: int) -> int:
    """A whole number from 0 to ``most``. Raises :class:`BadQuestion`."""
    return _within(part, value, 0, most)


def fraction(part: str, value: float, least: float) -> float:
    """A number from ``least`` to 1. Raises :class:`BadQuestion`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= 1:
        raise BadQuestion(part, f"{str(value)[:40]} is given: give a number from {least:g} to 1")
    return float(value)


@dataclass(frozen=True, slots=True)
class Held:
    """What a question starts from, by number: ``own`` skills, a role or ``None``, and the skills of both.

    ``own`` and ``skills`` are ascending, each once. ``unknown`` are the names of skills that are not known.
    """

    own: Array
    role: int | None
    skills: Array
    unknown: tuple[UnknownName, ...]


class Asker:
    """Finds what the names of a question stand for."""

    def __init__(self, space: SkillSpace, names: Names) -> None:
        self._space, self._names = space, names

    def role(self, part: str, name: str) -> int:
        """The number of a role. Raises :class:`UnknownNames` and :class:`BadQuestion`."""
        found = self._names.find(_given(part, name), Kind.ROLE)
        if isinstance(found, UnknownName):
            raise UnknownNames(part, (found,))
        return found

    def held(self, skills: Sequence[str], role: str | None) -> Held:
        """What is held.

        Raises :class:`BadQuestion` where there are too many skills or nothing at all, and
        :class:`UnknownNames` where the role, or every skill of a question without a role, is unknown.
        """
        asked = _listed(skills)
        if not asked and role is None:
            raise BadQuestion("skills", "nothing to start from: give one or more skills, a role, or both")
        start = None if role is None else self.role("role", role)
        own, unknown = self._skills(asked)
        if not own and start is None:
            raise UnknownNames("skills", unknown)
        numbers = np.unique(np.array(own, dtype=np.int64))
        theirs = numbers[:0] if start is None else self._space.needs.of_role(start)[0]
        return Held(numbers, start, np.union1d(numbers, theirs), tuple(unknown))

    def start(self, held: Held) -> answers.Start:
        """What a question starts from, as it was understood."""
        own = tuple(self._names.thing(Kind.SKILL, int(skill)) for skill in held.own)
        role = None if held.role is None else self._names.thing(Kind.ROLE, held.role)
        return answers.Start(own, role)

    def _skills(self, asked: Sequence[str]) -> tuple[list[int], list[UnknownName]]:
        own: list[int] = []
        unknown: list[UnknownName] = []
        for name in asked:
            found = self._names.find(name, Kind.SKILL, suggest=len(unknown) < _SUGGESTED_FOR)
            if isinstance(found, UnknownName):
                unknown.append(found)
            else:
                own.append(found)
        return own, unknown


def _within(part: str, value: int, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadQuestion(part, f"{str(value)[:40]} is given: give a whole number from {least} to {most}")
    return value


def _listed(skills: Sequence[str]) -> list[str]:
    """The names, each once, in their order."""
    if isinstance(skills, str):
        raise BadQuestion("skills", "one text is given: give a list of names of skills")
    if len(skills) > MOST_SKILLS:
        raise BadQuestion("skills", f"{len(skills)} skills are given: give at most {MOST_SKILLS}")
    return list(dict.fromkeys(_given("skills", name) for name in skills))


def _given(part: str, name: str) -> str:
    if not isinstance(name, str) or not name.strip():
        raise BadQuestion(part, "an empty name is given: give a label or an IRI")
    return name.strip()
