"""Carrying out on a candidate generation what differs in the derived graphs; in the child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.store.repeats import standing
from rolegraph.graph.store.replacing import change, parsed

REMOVE, ADD = "remove.nq", "add.nq"
"""The files of quads that are to go and to come."""


def apply_difference(order: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Carry out on the candidate in ``data`` what ``work_out`` left in ``folder``, and flush it.

    Gives how many more ``quads`` there are, and whether any triple that came or went stands in
    another graph, too, which only a client can bring about (``repeats``).
    """
    store = ox.Store(order["data"])
    folder = Path(order["folder"])
    remove = list(parsed([str(folder / REMOVE)]))
    tell("publishing", 0, None)
    before = len(remove)
    repeats = any(len(standing(store, quad.triple)) > 1 for quad in remove)
    added = 0

    def fresh() -> Iterator[ox.Quad]:
        nonlocal added, repeats
        for quad in parsed([str(folder / ADD)]):
            added += 1
            repeats = repeats or bool(standing(store, quad.triple))
            yield quad

    change(store, remove, fresh())
    store.flush()
    return {"quads": added - before, "repeats": repeats}
