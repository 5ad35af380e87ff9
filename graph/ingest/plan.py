"""What a commit will do: prepared pages compared with those that stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.pages import Pages
from rolegraph.graph.ingest.prepare import Prepared
from rolegraph.graph.ingest.report import Outcome
from rolegraph.graph.mapping import Change


@dataclass(slots=True)
class Plan:
    """What a commit will do, decided under the lock.

    ``drop`` are page graphs; ``outcomes`` and ``same_as`` (the name of the page that has the same
    bytes) are by source key.
    """

    load: list[Prepared] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)


class Planner:
    """Compares pages with the current generation, whose ``standing`` pages it looks up."""

    def __init__(self, standing: Pages, iris: Iris) -> None:
        self._standing = standing
        self._iris = iris
        self.plan = Plan()

    def load(self, pages: Iterable[Prepared], *, again: bool) -> None:
        """Plan to load pages; ``again`` those too whose bytes did not change."""
        changed = [prepared for prepared in pages if again or not self._is_unchanged(prepared)]
        changing = {self._iris.source(prepared.source.key) for prepared in changed}
        loading: dict[str, str] = {}
        for prepared in changed:
            source = prepared.source
            twin = loading.get(source.checksum) or self._twin(prepared, changing)
            if twin is not None:
                self.plan.outcomes[source.key] = Outcome.DUPLICATE
                self.plan.same_as[source.key] = twin
                self.remove(source.key)
                continue
            loading[source.checksum] = source.name
            self.plan.load.append(prepared)
            replaced = self._change(source.key, source.checksum)
            self.plan.outcomes[source.key] = Outcome.REPLACED if replaced else Outcome.ACCEPTED

    def remove(self, key: str) -> None:
        """Plan to withdraw a page, if it stands."""
        if self._standing.at(self._iris.source(key)) is not None:
            self._change(key, None)

    def _is_unchanged(self, prepared: Prepared) -> bool:
        source = prepared.source
        here = self._standing.at(self._iris.source(source.key))
        if here is None or here.checksum != source.checksum:
            return False
        self.plan.outcomes[source.key] = Outcome.UNCHANGED
        return True

    def _twin(self, prepared: Prepared, changing: set[str]) -> str | None:
        """The name of a page of the same bytes that stands and will go on standing."""
        other = self._standing.with_checksum(prepared.source.checksum)
        return other.name if other is not None and other.source not in changing else None

    def _change(self, key: str, checksum: str | None) -> bool:
        """Note a change; gives whether the page stands now."""
        source = self._iris.source(key)
        stands = self._standing.at(source) is not None
        if stands:
            self.plan.drop.append(source)
        self.plan.changes.append(Change(key, checksum, self._standing.revisions(source), stands))
        return stands
