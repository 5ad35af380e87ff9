"""Which IRIs are one thing: connected by ``skos:exactMatch``, whoever says so."""

from __future__ import annotations

from collections.abc import Iterable


class Classes:
    """Disjoint sets of IRIs (union by size, paths halved)."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._above: dict[str, str] = {}
        self._size: dict[str, int] = {}
        for one, other in pairs:
            self._join(self.first(one), self.first(other))
        self._members: dict[str, list[str]] = {}
        for iri in self._above:
            self._members.setdefault(self.first(iri), []).append(iri)

    def first(self, iri: str) -> str:
        """The IRI that stands for the class of this one while it is read; itself where it is alone."""
        above = self._above
        while (parent := above.get(iri, iri)) != iri:
            above[iri] = above.get(parent, parent)
            iri = above[iri]
        return iri

    def members(self, iri: str) -> list[str]:
        """All IRIs of the class of this one, in code-point order."""
        return sorted(self._members.get(self.first(iri), [iri]))

    def _join(self, one: str, other: str) -> None:
        for iri in (one, other):
            self._above.setdefault(iri, iri)
            self._size.setdefault(iri, 1)
        if one == other:
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._above[other] = one
        self._size[one] += self._size[other]
