"""Conditional writes (RFC 9110, section 13): If-Match and If-None-Match on graphs.

What a tag says is looked at in one generation, and the write is made only if nothing was written
since; whether the graph is there is looked at when the write is carried out. The entity tags of
graphs are weak, as the labels of blank nodes differ from answer to answer; they name the
generation, so here they are as good as strong ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import request
from werkzeug.http import parse_etags

from rolegraph.graph.store.answer import Question
from rolegraph.graph.writes import Condition, ConditionFailed, Written
from rolegraph.service.errors import PreconditionFailed
from rolegraph.service.parts import parts

_ANY = "*"

Known = Callable[[], tuple[int, bool]]
"""The number of the current generation, and whether the graph is there."""


def write_if(known: Known, questions: Iterable[Question], write: Callable[[Condition], Written]) -> Written:
    """Write if the conditions of the request hold; ``questions`` are those that a GET would ask.

    Raises :class:`PreconditionFailed`.
    """
    match, none_match = _said("If-Match"), _said("If-None-Match")
    if match is None and none_match is None:
        return write(Condition())
    if match == none_match == _ANY:
        raise _failed("If-None-Match")
    exists = True if match == _ANY else False if none_match == _ANY else None
    try:
        return write(Condition(exists, _generation(known, list(questions), match, none_match)))
    except ConditionFailed:
        raise _failed("If-None-Match" if match is None else "If-Match") from None


def _said(header: str) -> str | None:
    value = request.headers.get(header)
    return None if value is None else value.strip()


def _generation(
    known: Known, questions: list[Question], match: str | None, none_match: str | None
) -> int | None:
    """The generation since which nothing may be written, ``None`` if that does not matter.

    A tag that is not current never is again. Raises :class:`PreconditionFailed`.
    """
    if match in (None, _ANY) and none_match in (None, _ANY):
        return None
    number, exists = known()
    if none_match not in (None, _ANY) and exists and _names_current(none_match, questions):
        raise _failed("If-None-Match")
    if match in (None, _ANY):
        return None
    if not (exists and _names_current(match, questions)):
        raise _failed("If-Match")
    return number


def _failed(header: str) -> PreconditionFailed:
    return PreconditionFailed(f"{header} does not hold: the graph is not as it was, nothing was changed")


def _names_current(said: str | None, questions: list[Question]) -> bool:
    tags = parse_etags(said)
    return any(tags.contains_raw(parts().queries.etag(question)) for question in questions)
