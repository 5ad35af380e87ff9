"""Publishing prepared pages: under the lock, compared with what stands, in one new generation."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from rolegraph.graph.errors import WriteFailed
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.pages import Pages
from rolegraph.graph.ingest.plan import Plan, Planner
from rolegraph.graph.ingest.prepare import Prepared
from rolegraph.graph.ingest.redirects import redirects
from rolegraph.graph.ingest.report import Outcome
from rolegraph.graph.mapping import Run, provenance_quads, static_vocabulary, touched_things
from rolegraph.graph.packaged import packaged_files
from rolegraph.graph.store import Candidate, current_generation, writing
from rolegraph.graph.store.children import run_child
from rolegraph.graph.store.writing import now, write_failure
from rolegraph.graph.validation import Severity, Validator
from rolegraph.graph.writes.repeats import count_repeats


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of each page, by source key, and the generation that now answers."""

    generation: int
    outcomes: dict[str, Outcome]
    same_as: dict[str, str]


class Committer:
    """Publishes to one store; ``validator`` checks the shared things that are derived."""

    def __init__(self, store: Path, iris: Iris, validator: Validator) -> None:
        self._store = store
        self._iris = iris
        self._validator = validator
        self._started = now()

    def commit(
        self, pages: Iterable[Prepared] = (), *, withdraw: Iterable[str] = (), again: bool = False
    ) -> Committed:
        """Load ``pages`` and withdraw the sources named by key, as one generation, or as none.

        ``again`` loads pages that stand unchanged too. Raises :class:`WriteFailed` (nothing was
        changed) and :class:`~rolegraph.graph.errors.StoreBusy`.
        """
        try:
            with writing(self._store) as candidate:
                planner = Planner(Pages(candidate.current, self._iris), self._iris)
                table = redirects(candidate.current, self._iris)
                planner.load([prepared.following(table) for prepared in pages], again=again)
                for key in withdraw:
                    planner.remove(key)
                self._carry_out(candidate, planner.plan)
                number = (candidate.published or candidate.parent).number
        except OSError as error:
            raise write_failure(error, f"{self._store} can't be written") from None
        return Committed(number, planner.plan.outcomes, planner.plan.same_as)

    def ontology_is_stale(self) -> bool:
        """Whether the store holds the ontology of another version of rolegraph."""
        held = current_generation(self._store).meta.ontology
        return held not in ("", _checksum(packaged_files("rolegraph.ontology")))

    def _carry_out(self, candidate: Candidate, plan: Plan) -> None:
        """Run the writing child on the candidate, check what it derived, publish."""
        ontology = packaged_files("rolegraph.ontology")
        checksum = _checksum(ontology)
        known = candidate.parent.meta.ontology == checksum
        if known and not plan.changes:
            return
        order = self._order(candidate, plan, [] if known else ontology)
        answer = run_child("rolegraph.graph.ingest.apply", order)
        self._check_derived(order["derived"])
        # A page may say what a client has said already.
        repeats = count_repeats(candidate.path, self._iris.base)
        candidate.publish(quads=candidate.parent.quads + answer["quads"], ontology=checksum, repeats=repeats)

    def _order(self, candidate: Candidate, plan: Plan, ontology: list[Path]) -> dict[str, Any]:
        """What the writing child is told, see :mod:`rolegraph.graph.ingest.apply`."""
        run = Run(uuid.uuid4().hex, self._started, now(), version("rolegraph"))
        quads = [quad for prepared in plan.load for quad in prepared.mapped.quads]
        provenance = provenance_quads(run, plan.changes, self._iris)
        return {
            "data": str(candidate.path),
            "base": self._iris.base,
            "drop": plan.drop,
            "load": _spool(candidate, "load.nq", quads),
            "count": len(quads),
            "empty": candidate.parent.quads == 0,
            "touched": sorted(touched_things(quads, self._iris)),
            "provenance": _spool(candidate, "provenance.nq", provenance),
            "ontology": [str(path) for path in ontology],
            "derived": str(candidate.scratch / "derived.nq"),
        }

    def _check_derived(self, path: str) -> None:
        """The shared things are validated as the whole store now names them."""
        derived = pyoxigraph.parse(path=path, format=RdfFormat.N_QUADS)
        report = self._validator.validate([*static_vocabulary(self._iris), *derived])
        for result in report.results:
            if result.severity is Severity.VIOLATION:
                broken = f"{result.focus_node}: {result.message}"
                raise WriteFailed(f"the vocabulary would break its shapes, nothing was changed: {broken}")


def _checksum(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _spool(candidate: Candidate, name: str, quads: Iterable[Quad]) -> str:
    path = candidate.scratch / name
    pyoxigraph.serialize(quads, output=str(path), format=RdfFormat.N_QUADS)
    return str(path)
