"""Conditional writes (RFC 9110, section 13): If-Match and If-None-Match on graphs.

The condition is looked at in one generation, and the write is made on that generation only, so
that nothing comes between. The entity tags of graphs are weak, as the labels of blank nodes differ
from answer to answer; they name the generation, so here they are as good as strong ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import request
from werkzeug.http import parse_etags

from rolegraph.graph.errors import StoreBusy
from rolegraph.graph.store.answer import Question
from rolegraph.graph.writes import Outdated, Written
from rolegraph.service.errors import PreconditionFailed
from rolegraph.service.parts import parts

_ATTEMPTS = 10

Known = Callable[[], tuple[int, bool]]
"""The number of the current generation, and whether the graph is there."""


def write_if(known: Known, questions: Iterable[Question], write: Callable[[int | None], Written]) -> Written:
    """Write if the conditions of the request hold; ``questions`` are those that a GET would ask.

    ``write`` gets the generation that it may change, ``None`` for any. Raises
    :class:`PreconditionFailed`, :class:`StoreBusy` where others write all the time.
    """
    if not {"If-Match", "If-None-Match"} & set(request.headers.keys()):
        return write(None)
    asked = list(questions)
    for _ in range(_ATTEMPTS):
        number, exists = known()
        _check(exists, asked)
        try:
            return write(number)
        except Outdated:
            continue
    raise StoreBusy("others write all the time, nothing was changed: try again")


def _check(exists: bool, questions: list[Question]) -> None:
    for header, wanted in (("If-Match", True), ("If-None-Match", False)):
        said = request.headers.get(header)
        if said is None:
            continue
        holds = exists if said.strip() == "*" else exists and _names_current(said, questions)
        if holds is not wanted:
            raise PreconditionFailed(
                f"{header} does not hold: the graph is not as it was, nothing was changed"
            )


def _names_current(said: str, questions: list[Question]) -> bool:
    tags = parse_etags(said)
    return any(tags.contains_raw(parts().queries.etag(question)) for question in questions)
