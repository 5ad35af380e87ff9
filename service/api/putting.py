"""Putting a question, whoever asks it: its parameters are checked first, then the skill space is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from rolegraph.graph.paths.answers import Answer
from rolegraph.graph.paths.questions import Questions
from rolegraph.service.api.questions import Gap, Paths, Question, Reachable, Similar
from rolegraph.service.errors import BadRequest

Asked = TypeVar("Asked", bound=BaseModel)
_TOLD = 5
"""Faults that the text of an error tells of."""
_LONGEST = 200


def checked(read_it: Callable[[], Asked]) -> Asked:
    """The question that is read, for example by ``lambda: Paths(target="Baker", role="Clerk")``.

    Raises :class:`BadRequest`, which says of each parameter that can't stand what would be right.
    """
    try:
        return read_it()
    except ValidationError as error:
        faults = [_fault(one["loc"], one["msg"], one["type"]) for one in error.errors(include_url=False)]
    more = f"; and {len(faults) - _TOLD} more" if len(faults) > _TOLD else ""
    raise BadRequest("; ".join(faults[:_TOLD]) + more)


def _fault(place: tuple[int | str, ...], message: str, kind: str) -> str:
    """One fault in words: where, and what would be right."""
    where = ".".join(str(part) for part in place)[:_LONGEST]
    if kind == "missing":
        return f"the parameter {where!r} is missing"
    if kind == "extra_forbidden":
        return f"there is no parameter {where!r}"
    message = message.removeprefix("Value error, ")
    text = f"{message[:1].lower()}{message[1:]}"[:_LONGEST]
    return f"{where}: {text}" if where else text


def ask(questions: Questions, asked: Question) -> Answer:
    """The answer. Raises :class:`BadQuestion` and :class:`UnknownNames`."""
    told = asked.model_dump(exclude={"skill", "target"})
    skills = getattr(asked, "skill", ())
    match asked:
        case Paths():
            return questions.paths(asked.target, skills=skills, **told)
        case Reachable():
            return questions.reachable(skills=skills, **told)
        case Gap():
            return questions.gap(asked.target, skills=skills, **told)
        case Similar():
            return questions.similar(**told)
    raise TypeError(f"{type(asked).__name__} is no question")
