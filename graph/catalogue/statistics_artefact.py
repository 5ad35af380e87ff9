"""The artefact "statistics": what a content generation holds, counted."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from rolegraph.graph.catalogue.counting import count
from rolegraph.graph.catalogue.statistics import save
from rolegraph.graph.derived.artefact import Tell

NAME = "statistics"


class StatisticsArtefact:
    """One file, see :mod:`rolegraph.graph.catalogue.statistics`."""

    name = NAME
    layout = 1

    def build(self, store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
        """Count the store: 18 s of processor time for 1.1 million triples, in 360 MiB."""
        save(count(store, base, tell), folder)


ARTEFACT = StatisticsArtefact()
