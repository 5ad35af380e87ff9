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
class Written:
    """What a write did: the generation that answers now, and how many quads came and went.

    A write that changes nothing publishes nothing. ``created``: the named graph was not there before.
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


class Outdated(StoreError):
    """The write was meant for one generation, and another is current. Nothing was changed."""

    def __init__(self, expected: int, current: int) -> None:
        super().__init__(f"generation {current} is current, not {expected}, nothing was changed: look again")


class BadPayload(InputError):
    """The RDF that was sent can't be read; ``line`` and ``column`` count from 1, 0 where unknown."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class PayloadTooLarge(BadPayload):
    """More was sent than is taken."""
