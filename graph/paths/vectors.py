"""Where roles stand: a vector each, so that roles that are alike stand in one direction.

Made by :mod:`rolegraph.graph.paths.embedding`. Nothing here reads the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

PARTS = ("skills", "skill-groups", "names", "description")
"""What a vector is made of, in the order of ``Vectors.parts``."""
CODE = "code"
"""What the vectors with code have beside these."""
_NOISE = 1e-6
"""Numbers of float32 this small are 0."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of R roles, each of K numbers (float32); all may be memory-mapped.

    ``plain`` (R × K) are of length 1, or 0 of a role that nothing is known of; they are the sum of ``parts``
    (R × 4 × K, see ``PARTS``). ``coded`` (R × K), of length 1 or 0, are ``scale`` (R) times the plain ones
    and what the code of the role adds.
    """

    plain: Array
    parts: Array
    coded: Array
    scale: Array

    def __len__(self) -> int:
        return len(self.plain)

    def scores(self, role: int, others: Array | slice, with_code: bool) -> Array:
        """The cosines of a role with others, from −1 to 1: float64, one each."""
        rows = self.coded if with_code else self.plain
        # Not by BLAS, whose threads get in each other's way where several processes answer.
        cosines = np.einsum("ij,j->i", rows[others], rows[role])
        return np.asarray(np.clip(cosines, -1.0, 1.0), dtype=np.float64)

    def signals(self, role: int, other: int, with_code: bool) -> list[tuple[str, float]]:
        """What each part adds to the cosine of two roles, whichever comes first; the sum is the cosine."""
        rows = self.coded if with_code else self.plain
        values = (self._parts(role, rows[other], with_code) + self._parts(other, rows[role], with_code)) / 2.0
        found = dict(zip(PARTS, values.tolist(), strict=True))
        if with_code:
            whole = np.dot(rows[role].astype(np.float64), rows[other].astype(np.float64))
            found[CODE] = float(whole - values.sum())
        return [(name, value if abs(value) > _NOISE else 0.0) for name, value in found.items()]

    def _parts(self, role: int, towards: Array, with_code: bool) -> Array:
        """How far each part of a role's vector goes in the direction of another vector."""
        scale = float(self.scale[role]) if with_code else 1.0
        return np.asarray(self.parts[role].astype(np.float64) @ towards.astype(np.float64)) * scale


def no_vectors() -> Vectors:
    """Those of a space whose roles have none."""
    empty = np.zeros((0, 0), dtype=np.float32)
    return Vectors(empty, np.zeros((0, len(PARTS), 0), dtype=np.float32), empty, empty[:, 0:0].reshape(0))
