"""What the parent raises where the writing child refuses an order, ends, or takes too long."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

from rolegraph.graph.errors import (
    BadValue,
    QueryFailed,
    QueryForbidden,
    QuerySyntax,
    RolegraphError,
    WriteFailed,
)
from rolegraph.graph.store.query_text import QueryTooComplex
from rolegraph.graph.store.writing import write_failure
from rolegraph.graph.writes.contract import (
    BadPayload,
    ConditionFailed,
    GraphMissing,
    GraphProtected,
    PayloadTooLarge,
    ShapesViolated,
)

if TYPE_CHECKING:
    from rolegraph.graph.validation import Report

_PLACED: dict[str, type[QuerySyntax] | type[BadPayload]] = {
    "QuerySyntax": QuerySyntax,
    "BadPayload": BadPayload,
    "PayloadTooLarge": PayloadTooLarge,
}
_OF_GRAPHS: dict[str, type[GraphProtected] | type[GraphMissing]] = {
    "GraphProtected": GraphProtected,
    "GraphMissing": GraphMissing,
}
_PLAIN: dict[str, type[RolegraphError]] = {
    "QueryForbidden": QueryForbidden,
    "QueryTooComplex": QueryTooComplex,
    "QueryFailed": QueryFailed,
}


def leaves_doubt(answer: dict[str, Any]) -> bool:
    """Whether nobody knows what the child's engine holds after this answer."""
    return answer.get("error") in ("memory", "failed")


def refusal(answer: dict[str, Any], memory: int) -> RolegraphError:
    """The error that an answer tells of; ``memory`` is the bound of the child in MiB."""
    name, message = answer["error"], answer.get("message", "")
    if name == "memory":
        return _out_of_memory(memory)
    if name == "ShapesViolated":
        return ShapesViolated(report_of(answer["report"]))
    if name == "ConditionFailed":
        return ConditionFailed()
    if name in _PLACED:
        return _PLACED[name](message, answer["line"], answer["column"])
    if name in _OF_GRAPHS:
        return _OF_GRAPHS[name](answer["graph"])
    if name == "BadValue":
        return BadValue(answer["code"], message)
    return _PLAIN[name](message) if name in _PLAIN else write_failure(message, "the write failed")


def crash(kind: str, number: int, memory: int) -> RolegraphError:
    """What the end of the child by a signal says of an order of that kind: nesting, or memory."""
    if number == signal.SIGABRT:
        return _out_of_memory(memory)
    if number != signal.SIGSEGV:
        return WriteFailed(f"the writing process was ended (signal {number}); nothing was changed")
    said = "the engine can't follow how deeply it nests; nothing was changed"
    return QueryTooComplex(said) if kind == "update" else BadPayload(said)


def _out_of_memory(memory: int) -> QueryFailed:
    return QueryFailed(f"it needs more than {memory} MiB; nothing was changed")


def report_of(rows: list[dict[str, Any]]) -> Report:
    """The report that the child sent as JSON."""
    # Imported late: it brings pySHACL, which a process that only writes has no use for.
    from rolegraph.graph.validation import Report, Result, Severity

    return Report(tuple(Result(**{**row, "severity": Severity(row["severity"])}) for row in rows))
