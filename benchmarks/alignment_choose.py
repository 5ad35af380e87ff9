"""Weights and thresholds, chosen on the half of the pages that is for choosing.

Weights: multinomial logistic regression, the right concept against the other candidates of its page. Then,
with these held, the weight of "none of them": each page counts twice, as it is and without its right
concept among the candidates. What the library ships is this, rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rolegraph.graph.alignment.features import Features
from rolegraph.graph.alignment.suggest import Candidate
from rolegraph.graph.alignment.weights import Weights

STEPS, RATE, DECAY = 600, 0.5, 1.0
EXACT_PRECISION = 0.97
"""What exact links are to reach on the half that is for choosing."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The features of a page's candidates, a row each, and the row that is right."""

    rows: Numbers
    right: int


def lessons(found: Iterable[Sequence[Candidate]], right: Iterable[str]) -> list[Lesson]:
    """What pages teach; those whose right concept is no candidate teach nothing."""
    taught = []
    for some, wanted in zip(found, right, strict=True):
        places = [place for place, one in enumerate(some) if one.concept.iri == wanted]
        rows = np.array([one.features.values() for one in some], dtype=np.float64)
        taught += [Lesson(rows, place) for place in places]
    return taught


def fitted(taught: Sequence[Lesson], features: Sequence[str]) -> Weights:
    """The weights of some features that make what was taught likeliest, held small (ridge), none below 0."""
    used = np.array([one.name in features for one in fields(Features)])
    spread = np.concatenate([lesson.rows for lesson in taught]).std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    weights = np.zeros(len(scale))
    for _ in range(STEPS):
        slope = -DECAY * weights / len(taught)
        for lesson in taught:
            rows = lesson.rows / scale
            slope += (rows[lesson.right] - _shares(rows @ weights) @ rows) / len(taught)
        weights = np.where(used, np.maximum(weights + RATE * slope, 0.0), 0.0)
    found = weights / scale
    return Weights(Features(*(float(value) for value in found)), _none(taught, found))


def _shares(sums: Numbers) -> Numbers:
    weights: Numbers = np.exp(sums - sums.max())
    weights /= weights.sum()
    return weights


def _none(taught: Sequence[Lesson], weights: Numbers) -> float:
    """The sum for "none of them" that makes it likely just where the right concept is not there."""
    sums = [(lesson.rows @ weights, lesson.right) for lesson in taught]
    return float(max(np.arange(0.0, 40.0, 0.25), key=lambda none: _likelihood(sums, none)))


def _likelihood(sums: Iterable[tuple[Numbers, int]], none: float) -> float:
    found = 0.0
    for some, right in sums:
        found += float(np.log(_shares(np.append(some, none))[right] + 1e-12))
        found += float(np.log(_shares(np.append(np.delete(some, right), none))[-1] + 1e-12))
    return found


def exact_threshold(precision: Callable[[float], float]) -> float:
    """The lowest threshold, in steps of 0.01, from which on exact links have the precision that is wanted.

    ``precision`` gives that of the exact links under a threshold.
    """
    steps = [step / 100 for step in range(30, 100)]
    return _lowest(steps, lambda step: precision(step) >= EXACT_PRECISION)


def _lowest(steps: Sequence[float], reaches: Callable[[float], bool]) -> float:
    """The lowest step that reaches, and all above it."""
    kept = steps[-1]
    for step in reversed(steps):
        if not reaches(step):
            break
        kept = step
    return kept
