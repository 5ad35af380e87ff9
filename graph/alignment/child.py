"""The child that changes links, decisions and merged things in a candidate generation; it can be killed.

Run as ``python -m rolegraph.graph.alignment.child`` with the order as JSON on its input: ``data`` (the
candidate's engine folder), ``base``, ``remove`` and ``add`` (N-Quads files), ``touched`` (shared things to
derive again), ``derived`` (where to write what was derived). It answers ``{"quads": added − removed}``.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.apply import Applier
from rolegraph.graph.store.children import carry_out


def apply(order: dict[str, Any]) -> dict[str, Any]:
    """Apply an order to the candidate and flush it."""
    store = pyoxigraph.Store(order["data"])
    applier = Applier(store, Iris(order["base"]))
    gone = list(pyoxigraph.parse(path=order["remove"], format=RdfFormat.N_QUADS))
    for quad in gone:
        store.remove(quad)
    applier.add(pyoxigraph.parse(path=order["add"], format=RdfFormat.N_QUADS))
    applier.touch(order["touched"])
    derived = applier.derive_vocabulary()
    pyoxigraph.serialize(derived, output=order["derived"], format=RdfFormat.N_QUADS)
    store.flush()
    return {"quads": applier.balance - len(gone)}


if __name__ == "__main__":
    carry_out(apply)
