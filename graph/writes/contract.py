"""What a write is bounded by, what it gives, and how it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rolegraph.graph.errors import InputError, StoreError

if TYPE_CHECKING:
    from rolegraph.graph.validation import Report


@dataclass(frozen=True, slots=True)
class WriteLimits:
    """``deadline`` in seconds, ``memory`` of the child in MiB of addresses, ``payload`` in bytes."""

    deadline: float = 30.0
    memory: int = 2048
    payload: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for a graph when a write to it is carried out; ``None`` where it does not matter.

    ``exists``: whether it is there; ``generation``: nothing was written since that generation.
    """

    exists: bool | None = None
    generation: int | None = None


ANY = Condition()
"""Always holds."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: the generation that it is in, and how many quads came and went.

    Writes that wait for the same lock share a generation; those that change nothing publish
    nothing. ``created``: the named graph was not there before, and is now.
    """

    generation: int
    inserted: int
    deleted: int
    created: bool = False


class ShapesViolated(StoreError):
    """The graph would break its shapes; ``report`` says where. Nothing was changed."""

    def __init__(self, report: Report) -> None:
        super().__init__("the graph would break its shapes, nothing was changed: see the report")
        self.report = report


class GraphProtected(StoreError):
    """The write reaches into ``graph``, which only the loader writes. Nothing was changed."""

    def __init__(self, graph: str) -> None:
        super().__init__(
            f"{graph} is written by the loader only, nothing was changed: use a graph of your own"
        )
        self.graph = graph


class GraphMissing(StoreError):
    """There is no such ``graph``."""

    def __init__(self, graph: str) -> None:
        super().__init__(f"there is no graph {graph}")
        self.graph = graph


class ConditionFailed(StoreError):
    """The graph is not as the write wants it. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("the graph is not as the write's condition wants it, nothing was changed")


class BadPayload(InputError):
    """The RDF that was sent can't be read; ``line`` and ``column`` count from 1, 0 where unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class PayloadTooLarge(BadPayload):
    """More was sent than is taken."""
