"""Compaction: the current generation once more, in fewer and smaller files.

Run as ``python -m rolegraph.graph.store.compaction`` it is the child that has the engine rewrite a
candidate; the order on its input is ``{"path": FOLDER}``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from rolegraph.graph.store.children import receive_order, run_child
from rolegraph.graph.store.generations import Generation
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.graph.store.writing import write_failure, writing


@dataclass(frozen=True, slots=True)
class Compacted:
    """The generation that was published, and the bytes of the engine's folder before and after."""

    generation: Generation
    before: int
    after: int


def compact(store: Path, *, deadline: float | None = None) -> Compacted:
    """Publish a compacted copy of the current generation, which goes on answering meanwhile.

    Disk is given back when the older generations are pruned, a few writes later. ``deadline`` is in
    seconds. Raises :class:`StoreMissing`, :class:`StoreBusy`, :class:`WriteFailed`,
    :class:`StoreFull`.
    """
    try:
        with writing(store) as candidate:
            before = size_on_disk(candidate.parent.data)
            run_child(__name__, {"path": str(candidate.path)}, deadline=deadline)
            published = candidate.publish(quads=candidate.parent.quads, same_content=True)
    except OSError as error:
        raise write_failure(error, f"{store} can't be written") from None
    return Compacted(published, before, size_on_disk(published.data))


def main() -> None:
    """The child: carry out the order on standard input, answer on standard output."""
    order = receive_order()
    try:
        engine = pyoxigraph.Store(order["path"])
        engine.optimize()
        engine.flush()
        answer: dict[str, int | str] = {"quads": len(engine)}
    except (OSError, RuntimeError) as error:
        answer = {"error": f"the store can't be compacted: {error}"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
