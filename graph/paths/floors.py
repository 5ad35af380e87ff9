"""Steps for a higher floor than that which a space was built with."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

import numpy as np

from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.steps import SLACK, Steps

_KEPT = 4


class Floors:
    """The steps of a space by floor; the last few are kept. For all threads."""

    def __init__(self, steps: Steps) -> None:
        self._all = steps
        self._kept: OrderedDict[float, Steps] = OrderedDict()
        self._lock = Lock()

    def steps(self, floor: float) -> Steps:
        """The steps of at least that floor, and all that pages assert."""
        if floor <= self._all.floor:
            return self._all
        with self._lock:
            if floor not in self._kept:
                self._kept[floor] = raised(self._all, floor)
            self._kept.move_to_end(floor)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[floor]


def raised(steps: Steps, floor: float) -> Steps:
    """The same steps without those of similarity that do not reach a higher floor."""
    kept = (steps.coverage >= floor - SLACK) | steps.asserted
    renumbered = np.cumsum(kept) - 1
    coming = kept[steps.places]
    return replace(
        steps,
        first=_starts(steps.first, kept),
        ends=steps.ends[kept],
        coverage=steps.coverage[kept],
        asserted=steps.asserted[kept],
        last=_starts(steps.last, coming),
        begins=steps.begins[coming],
        places=renumbered[steps.places[coming]],
        floor=floor,
    )


def _starts(starts: Array, kept: Array) -> Array:
    """Where each row starts once only what is kept is left."""
    return np.concatenate(([0], np.cumsum(kept)))[starts]
