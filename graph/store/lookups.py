"""What needs no reader: ``DESCRIBE <iri>`` and nothing else, and descriptions, looked up in this process.

What one resource is described by is found by one key of the engine's index, so it can be had
without a query; a ``DESCRIBE`` of more than that, or of something large, is left to a reader. Its
triples are those of the engine's own (a concise bounded description: those of the resource as
subject, and of the blank nodes they lead to); what :mod:`rolegraph.graph.store.descriptions`
gives is more.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TypeVar

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode

from rolegraph.graph.errors import StoreMissing
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.store.answer import Answer, Question, WholePieces
from rolegraph.graph.store.descriptions import Describer, bounded_description
from rolegraph.graph.store.generations import Generation, Lease, OpenGeneration

_IRI = r"<([A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*)>"
_PREFIX = rf"[ \t\r\n]*prefix[ \t\r\n]+([A-Za-z][A-Za-z0-9_\-]*|):[ \t\r\n]*{_IRI}"
_PREFIXES = re.compile(_PREFIX, re.IGNORECASE)
_DESCRIPTION = re.compile(
    rf"(?P<prologue>(?:{_PREFIX})*+)[ \t\r\n]*describe[ \t\r\n]*"
    rf"(?:{_IRI}|(?<=[ \t\r\n])(?P<prefix>[A-Za-z][A-Za-z0-9_\-]*|):(?P<local>[A-Za-z0-9_][A-Za-z0-9_\-]*))"
    r"[ \t\r\n]*\Z",
    re.IGNORECASE,
)
_LONGEST = 4096
T = TypeVar("T")


def described(query: str) -> str | None:
    """The IRI, if the query asks to describe one and nothing else; ``None`` for any other query."""
    if len(query) > _LONGEST or not (found := _DESCRIPTION.match(query)):
        return None
    iri = found[4]
    if iri is None:
        declared = dict(_PREFIXES.findall(found["prologue"]))
        namespace = declared.get(found["prefix"])
        iri = None if namespace is None else namespace + found["local"]
    # The engine takes dot segments out of what stands in <>.
    return None if iri is None or "/." in iri else iri


class _Held:
    """An opened generation that is let go with the last thread that uses it."""

    def __init__(self, generation: Generation) -> None:
        self.key = (generation.number, generation.created)
        self.opened = OpenGeneration(generation, Lease(generation))
        self.describer = Describer(self.opened.store)

    def __del__(self) -> None:
        if hasattr(self, "opened"):
            self.opened.close()


class Lookups:
    """Describes resources in this process, from the generation that is asked for; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: _Held | None = None

    def describe(self, generation: Generation, union: bool, question: Question) -> Answer | None:
        """The answer to a question that :func:`described` knows; ``None`` where a reader must be asked."""
        iri = described(question.prologue + question.query)
        name = question.graph_format
        if iri is None or name is None or name == "TABLE":
            return None
        try:
            held, node = self._open(generation), NamedNode(iri)
            triples = bounded_description(held.opened.store, node, None if union else DefaultGraph())
        except (StoreMissing, ValueError):
            return None
        if triples is None:
            return None
        form: pyoxigraph.RdfFormat = getattr(pyoxigraph.RdfFormat, name)
        body = pyoxigraph.serialize(triples, format=form, prefixes=dict(PREFIXES)) or b""
        return Answer("graph", name, WholePieces([body]), len(body))

    def look(self, generation: Generation, work: Callable[[Describer], T]) -> T:
        """What ``work`` finds in that generation.

        Raises :class:`StoreMissing` where that was pruned, and what ``work`` raises.
        """
        held = self._open(generation)
        return work(held.describer)

    def _open(self, generation: Generation) -> _Held:
        with self._lock:
            if self._held is None or self._held.key != (generation.number, generation.created):
                self._held = _Held(generation)
            return self._held

    def close(self) -> None:
        """Let the generation go."""
        with self._lock:
            self._held = None
