"""How much each skill of one list matters: i(r,s) of one profile, in (0, 1].

From the best that the list says: importance on a known scale (O*NET's, 1 to 5) as a share of its top; the
place in the ranking, (n − rank + 1)/n among n; the order of the numbers where their scale is not known, in
the same way; essential 1, optional 0.5; else 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

LOWEST, TOP = 1.0, 5.0
"""O*NET's scale of importance."""
_NECESSITY = {True: 1.0, False: 0.5, None: 1.0}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of one skill; ``None`` where it says nothing. Positions count from 1."""

    position: int | None = None
    importance: float | None = None
    score: float | None = None
    essential: bool | None = None


def importances(entries: Sequence[Entry]) -> list[float]:
    """i of each entry of one list, in its order."""
    ranked = [entry.position for entry in entries if entry.position is not None]
    stated = sorted(entry.importance for entry in entries if entry.importance is not None)
    on_scale = all(LOWEST <= value <= TOP for value in stated)
    scores = sorted(entry.score for entry in entries if entry.score is not None)
    return [_importance(entry, max(ranked, default=0), stated, on_scale, scores) for entry in entries]


def rated(value: float) -> float:
    """i of a rating on O*NET's scale."""
    return value / TOP


def _importance(
    entry: Entry, most: int, stated: Sequence[float], on_scale: bool, scores: Sequence[float]
) -> float:
    if entry.importance is not None and on_scale:
        return rated(entry.importance)
    if entry.position is not None:
        return (most - entry.position + 1) / most
    if entry.importance is not None:
        return bisect_right(stated, entry.importance) / len(stated)
    if entry.score is not None:
        return bisect_right(scores, entry.score) / len(scores)
    return _NECESSITY[entry.essential]
