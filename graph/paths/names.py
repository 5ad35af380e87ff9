"""What a name stands for: the IRI of a role or skill, or one of its labels in any language.

Labels are compared in normal form (Unicode NFKC, case folded, single spaces). A name that several roles, or
several skills, have is that of the one that it is the best kind of label of: preferred, then alternative,
then hidden; among those, of one that pages name. If several are left, none is chosen: they are suggested.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Lock

import numpy as np
from rapidfuzz import fuzz, process

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.paths.answers import Kind, Suggestion, Thing, UnknownName
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.parts import Called
from rolegraph.graph.paths.space import SkillSpace

IRI_RANK = 3
"""What stands in ``Called.rank`` of an IRI, after the three kinds of labels."""
LONGEST_NAME = 500
"""Characters; nothing longer is looked for."""
MOST_SUGGESTIONS = 5
_LIKE = 70.0
"""From this likeness on, of 100, a label is suggested: letter by letter."""
_CLOSE = 90.0
"""From this one on it is misspelt, and nothing else is looked for."""
_SAME_WORDS = 85.0
"""From this one on, of the words that are in both, a label is suggested, too."""
_LOOKED_AT = 10 * MOST_SUGGESTIONS
_KEPT = 10_000
_CODES = {Kind.ROLE: 0, Kind.SKILL: 1}


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a node: ``rank`` is 0 to 2 for a preferred, alternative or hidden label, 3 for an IRI."""

    text: str
    kind: Kind
    rank: int
    ours: bool
    node: int


def called(names: Iterable[tuple[Name, int]]) -> Called:
    """The table of names, each with the number of its string."""
    rows = sorted({(_hash(_key(n)), _CODES[n.kind], n.rank, n.ours, n.node, text) for n, text in names})
    columns = list(zip(*rows, strict=True)) or [()] * 6
    return Called(
        np.array(columns[0], dtype=np.uint64),
        np.array(columns[1], dtype=np.uint8),
        np.array(columns[2], dtype=np.uint8),
        np.array(columns[3], dtype=bool),
        np.array(columns[4], dtype=np.int32),
        np.array(columns[5], dtype=np.int64),
    )


def _key(name: Name) -> str:
    return name.text if name.rank == IRI_RANK else normalise_label(name.text)


def _hash(key: str) -> int:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Names:
    """Finds the roles and skills of a space by name; for all threads."""

    def __init__(self, space: SkillSpace) -> None:
        self._space = space
        self._labels: dict[Kind, tuple[Sequence[str], Array]] = {}
        self._reading = Lock()
        # One answer shows the same skills again and again.
        self._thing = lru_cache(_KEPT)(partial(_thing, space))

    def thing(self, kind: Kind, node: int) -> Thing:
        """The role or skill of a number."""
        return self._thing(kind, node)

    def find(self, name: str, kind: Kind, *, suggest: bool = True) -> int | UnknownName:
        """The number of the role or skill of that name, or why there is none.

        ``role/KEY`` and ``skill/KEY`` are read as IRIs of the store's base. ``suggest`` tells whether what is
        like an unknown name is looked for, which takes some tenths of a second in a large space.
        """
        if len(name) > LONGEST_NAME:
            return UnknownName(f"{name[:LONGEST_NAME]}…", kind, False, ())
        found = self._iri(name, kind) or self._best(self._rows(normalise_label(name), kind, False))
        if len(found) == 1:
            return found[0]
        if found:
            return UnknownName(name, kind, True, self._ambiguous(name, kind, found))
        return UnknownName(name, kind, False, self._like(name, kind) if suggest else ())

    def _iri(self, name: str, kind: Kind) -> list[int]:
        iris = (name.strip(), f"{self._space.base}id/{name.strip()}")
        rows = [row for iri in iris for row in self._rows(iri, kind, True)]
        return sorted({int(self._space.called.node[row]) for row in rows})

    def _rows(self, key: str, kind: Kind, is_iri: bool) -> list[int]:
        """The places in the table of names of that kind with that normal form."""
        table, wanted = self._space.called, np.uint64(_hash(key))
        span = range(*(int(np.searchsorted(table.hash, wanted, side)) for side in ("left", "right")))
        return [
            row
            for row in span
            if table.kind[row] == _CODES[kind]
            and (table.rank[row] == IRI_RANK) == is_iri
            and key == self._text(row, is_iri)
        ]

    def _text(self, row: int, is_iri: bool) -> str:
        text = self._space.strings[int(self._space.called.text[row])]
        return text if is_iri else normalise_label(text)

    def _best(self, rows: list[int]) -> list[int]:
        """The nodes that the name is the best kind of label of."""
        table = self._space.called
        ranks = {row: (int(table.rank[row]), not table.ours[row]) for row in rows}
        best = min(ranks.values(), default=None)
        return sorted({int(table.node[row]) for row in rows if ranks[row] == best})

    def _ambiguous(self, name: str, kind: Kind, nodes: list[int]) -> tuple[Suggestion, ...]:
        return tuple(Suggestion(self.thing(kind, node), name, 100.0) for node in nodes[:MOST_SUGGESTIONS])

    def _like(self, name: str, kind: Kind) -> tuple[Suggestion, ...]:
        """The roles or skills with the labels most like a name; of an IRI, like the words of its end."""
        words = name.rstrip("/").rpartition("/")[2].replace("-", " ") if "/" in name else name
        labels, rows = self._labels_of(kind)
        likeness = _likeness(normalise_label(words), labels)
        found: dict[int, Suggestion] = {}
        for place in sorted(likeness, key=lambda one: (-round(likeness[one], 6), labels[one], one)):
            row = int(rows[place])
            node = int(self._space.called.node[row])
            label = self._space.strings[int(self._space.called.text[row])]
            found.setdefault(node, Suggestion(self.thing(kind, node), label, round(likeness[place], 1)))
        return tuple(found.values())[:MOST_SUGGESTIONS]

    def _labels_of(self, kind: Kind) -> tuple[Sequence[str], Array]:
        """All labels of a kind in normal form, with their places; read when first needed, then kept."""
        with self._reading:
            if kind not in self._labels:
                table = self._space.called
                rows = np.flatnonzero((table.kind == _CODES[kind]) & (table.rank != IRI_RANK))
                self._labels[kind] = [self._text(int(row), False) for row in rows], rows
            return self._labels[kind]


def _likeness(asked: str, labels: Sequence[str]) -> dict[int, float]:
    """The labels like a name, by place: letter by letter, and by words where none is close that way."""
    letters = process.extract(asked, labels, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_LOOKED_AT)
    found = {place: score for _, score, place in letters}
    if max(found.values(), default=0.0) < _CLOSE:
        wide = fuzz.token_set_ratio
        hits = process.extract(asked, labels, scorer=wide, score_cutoff=_SAME_WORDS, limit=_LOOKED_AT)
        # Of two labels with the same words of the name, the one with fewer words beside them is liker.
        words = {place: (score + fuzz.ratio(asked, label)) / 2 for label, score, place in hits}
        found |= {place: max(score, found.get(place, 0.0)) for place, score in words.items()}
    return found


def _thing(space: SkillSpace, kind: Kind, node: int) -> Thing:
    nodes = space.roles if kind is Kind.ROLE else space.skills
    own = nodes.all[int(nodes.all_starts[node]) : int(nodes.all_starts[node + 1])]
    return Thing(
        kind,
        space.strings[int(nodes.iri[node])],
        space.strings[int(nodes.label[node])],
        space.strings[int(nodes.language[node])],
        tuple(space.strings[int(text)] for text in own),
    )
