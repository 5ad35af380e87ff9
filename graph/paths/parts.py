"""The parts of a skill space beside its links: names, pay, alternatives, as arrays of numbers.

"A number of strings" is a place in the space's ``strings``, likewise of roles, skills and voices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Roles or skills, n in all; every number is one of a string.

    Node i is shown under ``iri[i]`` and ``label[i]``, whose language is ``language[i]``; all its IRIs are
    ``all[all_starts[i]:all_starts[i + 1]]``.
    """

    iri: Array
    label: Array
    language: Array
    all_starts: Array
    all: Array

    def __len__(self) -> int:
        return len(self.iri)


@dataclass(frozen=True, slots=True)
class Called:
    """Names of nodes, sorted by ``hash`` (uint64 of the name's normal form).

    ``kind`` is 0 for a role and 1 for a skill, ``rank`` 0 for a preferred, 1 for an alternative and 2 for a
    hidden label, 3 for an IRI. ``ours`` is true where the node is one that pages name.
    """

    hash: Array
    kind: Array
    rank: Array
    ours: Array
    node: Array
    text: Array


@dataclass(frozen=True, slots=True)
class Alternatives:
    """That a voice names a role as an alternative, by the voice's role, then that role, then voice.

    The triple leads from the voice by ``rg:alternative`` to ``object``, a number of strings.
    """

    role: Array
    other: Array
    voice: Array
    object: Array

    def pairs(self) -> Array:
        """From role, to role: shape (n, 2), each pair once, in order."""
        return np.unique(np.stack([self.role, self.other], axis=1).reshape(-1, 2), axis=0)


@dataclass(frozen=True, slots=True)
class PayCells:
    """Pay by role, then country, band, currency, pay period and period.

    ``country`` and ``band`` are numbers of places; the others but ``role`` of strings; ``period`` is "" where
    none is stated. The observations of cell i are ``observations[starts[i]:starts[i + 1]]``.
    """

    role: Array
    country: Array
    band: Array
    currency: Array
    pay_period: Array
    period: Array
    minimum: Array
    maximum: Array
    starts: Array
    observations: Array


@dataclass(frozen=True, slots=True)
class Place:
    """A country or an experience band: its IRI, key ("GB", "0-3-years", "not-stated") and label."""

    iri: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class OfRoles:
    """For each part, where the rows of each role start: R + 1 numbers."""

    voices: Array
    claims: Array
    alternatives: Array
    pay: Array
