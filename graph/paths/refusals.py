"""Questions about paths that can't be asked."""

from __future__ import annotations

from collections.abc import Sequence

from rolegraph.graph.errors import InputError
from rolegraph.graph.paths.answers import UnknownName


class BadQuestion(InputError):
    """A part of a question can't stand; ``place`` is the name of that part (``k``, ``skills`` …)."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message, f"question-{part}", part)


class UnknownNames(InputError):
    """A question hangs on names that stand for nothing, or for several things; ``unknown`` says which."""

    def __init__(self, part: str, unknown: Sequence[UnknownName]) -> None:
        super().__init__("; ".join(said(one) for one in unknown[:_TOLD]), "unknown-name", part)
        self.unknown = tuple(unknown)


_TOLD = 5
"""Names that the message tells of."""


def said(one: UnknownName) -> str:
    """A clause about a name that stands for nothing, or for several things, with what is suggested."""
    labels = ", ".join(f"{like.thing.label!r} <{like.thing.iri}>" for like in one.suggestions)
    if one.ambiguous:
        return f"{one.name!r} is the name of several {one.kind}s: give the IRI of one of {labels}"
    if labels:
        return f"no {one.kind} is called {one.name!r}: did you mean {labels}?"
    return f"no {one.kind} is called {one.name!r}: give a label or IRI that the store holds"
