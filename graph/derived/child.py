"""The child that builds artefacts and derived graphs, at low priority; it can be killed at any moment.

Run as ``python -m rolegraph.graph.derived.child`` with one order as JSON on its input. Each has
``kind`` and ``name``; what else, the steps below say. It tells its progress and then answers, a line
of JSON each; to every answer it adds the ``seconds`` of processor time that it took.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyoxigraph

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.store.children import receive_order

_NICENESS = 10
_PAUSE = 0.2

Order = dict[str, Any]
Answer = dict[str, Any]


class _Teller:
    """Passes progress on, at most five times a second for each thing that is counted."""

    def __init__(self, say: Callable[[Answer], None]) -> None:
        self._say = say
        self._what = ""
        self._next = 0.0

    def __call__(self, what: str, done: int, of: int | None) -> None:
        """Part of the interface of ``Tell``."""
        now = time.monotonic()
        if what != self._what or now >= self._next or done == of:
            self._what, self._next = what, now + _PAUSE
            self._say({"tell": [what, done, of]})


def _artefact(order: Order, tell: Tell) -> Answer:
    """``module`` has the artefact; ``data``, ``base``: what to read; ``folder``: what to fill."""
    store = pyoxigraph.Store.read_only(order["data"])
    import_module(order["module"]).ARTEFACT.build(store, order["base"], Path(order["folder"]), tell)
    return {}


def _graphs(order: Order, tell: Tell) -> Answer:
    """Work out the derived graphs and what differs."""
    from rolegraph.graph.derived.graphs import work_out  # imports what an artefact need not wait for

    return work_out(order, tell)


def _apply(order: Order, tell: Tell) -> Answer:
    """Carry that out on a candidate."""
    from rolegraph.graph.derived.applying import apply_difference

    return apply_difference(order, tell)


_STEPS: MappingProxyType[str, Callable[[Order, Tell], Answer]] = MappingProxyType(
    {"artefact": _artefact, "graphs": _graphs, "apply": _apply}
)


def main() -> None:
    """The child's life: one order, one answer."""
    os.nice(_NICENESS)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not look like an answer

    def say(what: Answer) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    order = receive_order()
    try:
        answer = _STEPS[order["kind"]](order, _Teller(say))
    except Exception as error:  # whatever it is, the operator is told and the others are built
        answer = {"error": f"{type(error).__name__}: {error}"}
    say({**answer, "seconds": time.process_time()})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
