"""Publishing a change of links: one new generation, or none where nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from rolegraph.graph.alignment.reading import StoreReader
from rolegraph.graph.errors import StoreError, WriteFailed
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.commit import Committer
from rolegraph.graph.mapping import static_vocabulary
from rolegraph.graph.store import Candidate, require_base, writing
from rolegraph.graph.store.children import run_child
from rolegraph.graph.store.writing import write_failure
from rolegraph.graph.validation import Severity, Validator
from rolegraph.graph.writes.repeats import count_repeats

_BATCH = 5000
"""Quads of links that are validated together."""


@dataclass(frozen=True, slots=True)
class Change:
    """What goes, what comes, and which shared things are to be derived again."""

    remove: list[Quad] = field(default_factory=list)
    add: list[Quad] = field(default_factory=list)
    touched: tuple[str, ...] = ()


def store_iris(store: Path) -> Iris:
    """The IRIs of a store. Raises :class:`StoreMissing`."""
    return Iris(require_base(store, None))


def publish(store: Path, work_out: Callable[[pyoxigraph.Store, Iris], Change]) -> int:
    """Carry out, under the lock, the change that ``work_out`` makes of the current generation.

    Gives the number of the generation that then answers. Raises :class:`WriteFailed` and
    :class:`StoreBusy`, and what ``work_out`` raises; nothing is changed then.
    """
    iris = store_iris(store)
    committer = Committer(store, iris, Validator())
    if committer.ontology_is_stale():
        committer.commit()
    try:
        with writing(store) as candidate:
            change = work_out(candidate.current, iris)
            if change.remove or change.add:
                _carry_out(candidate, change, iris)
            return (candidate.published or candidate.parent).number
    except OSError as error:
        raise write_failure(error, f"{store} can't be written") from None


def replaced(reader: StoreReader, quads: Iterable[Quad]) -> Change:
    """The change that makes the alignment graph hold these quads."""
    held, wanted = set(reader.alignment_graph()), dict.fromkeys(quads)
    gone = [quad for quad in held if quad not in wanted]
    return Change(sorted(gone, key=str), [quad for quad in wanted if quad not in held])


def _carry_out(candidate: Candidate, change: Change, iris: Iris) -> None:
    """Validate, run the writing child on the candidate, check what it derived, publish."""
    graph = NamedNode(iris.alignment_graph)
    links = [quad for quad in change.add if quad.graph_name == graph]
    _require_valid(_whole_subjects(links))
    derived = candidate.scratch / "derived.nq"
    order = {
        "data": str(candidate.path),
        "base": iris.base,
        "remove": _spool(candidate, "remove.nq", change.remove),
        "add": _spool(candidate, "add.nq", change.add),
        "touched": list(change.touched),
        "derived": str(derived),
    }
    answer = run_child("rolegraph.graph.alignment.child", order)
    _require_valid(
        [[*static_vocabulary(iris), *pyoxigraph.parse(path=str(derived), format=RdfFormat.N_QUADS)]]
    )
    repeats = count_repeats(candidate.path, iris.base)
    candidate.publish(quads=candidate.parent.quads + answer["quads"], repeats=repeats)


def _whole_subjects(quads: Iterable[Quad]) -> Iterable[list[Quad]]:
    """The quads in batches that part no subject's."""
    batch: list[Quad] = []
    for quad in sorted(quads, key=lambda one: str(one.subject)):
        if len(batch) >= _BATCH and batch[-1].subject != quad.subject:
            yield batch
            batch = []
        batch.append(quad)
    yield batch


def _require_valid(batches: Iterable[list[Quad]]) -> None:
    validator = Validator()
    for batch in batches:
        for result in validator.validate(batch).results:
            if result.severity is Severity.VIOLATION:
                broken = f"{result.focus_node}: {result.message}"
                raise WriteFailed(f"what would be written breaks its shapes, nothing was changed: {broken}")


def _spool(candidate: Candidate, name: str, quads: Iterable[Quad]) -> str:
    path = candidate.scratch / name
    pyoxigraph.serialize(quads, output=str(path), format=RdfFormat.N_QUADS)
    return str(path)


def require_node(iri: str, what: str) -> pyoxigraph.NamedNode:
    """An IRI that a person wrote, as a node. Raises :class:`StoreError` where it is none."""
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError:
        raise StoreError(f"{what} {iri!r} is no IRI") from None
