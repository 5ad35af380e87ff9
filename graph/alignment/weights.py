"""How much each feature counts, and from which score on something is done.

A score is the share of one candidate's weight among those of all, and of "none of them":
exp(z) / (exp(NONE) + Σ exp(z)), where z is the weighted sum of the candidate's features.
"""

from __future__ import annotations

from dataclasses import dataclass

from rolegraph.graph.alignment.features import Features


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each of :class:`Features`; ``none`` is the weighted sum that "none of them" has."""

    features: Features
    none: float

    def sum(self, features: Features) -> float:
        """The weighted sum of what speaks for a candidate."""
        pairs = zip(self.features.values(), features.values(), strict=True)
        return sum(weight * value for weight, value in pairs)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest scores to assert an exact match, to assert another link, and to propose one."""

    exact: float
    close: float
    propose: float


ROLES = Weights(
    Features(
        preferred=2.9, alternative=2.6, ratio=5.1, words=2.2, text=1.2, text_rank=5.6, skills=15.7, code=8.0
    ),
    none=10.25,
)
"""Chosen on half of the profiles of the UK National Careers Service by ``benchmarks/alignment.py``.

``code``, which is hidden there, is by hand.
"""
SKILLS = Weights(Features(preferred=4.0, alternative=3.0, ratio=20.0, words=1.0), none=19.0)
"""By hand, there is nothing to measure them with: a preferred label is sure, another that one concept alone
has nearly so, one that four concepts share is a quarter for each, a likeness of 0.9 is a proposal."""
ROLE_THRESHOLDS = Thresholds(exact=0.94, close=0.8, propose=0.1)
"""``exact`` was chosen with the weights; the others by hand (what is proposed is for a person to look at)."""
SKILL_THRESHOLDS = Thresholds(exact=0.9, close=0.8, propose=0.2)
