"""An artefact for tests: the number of quads, in a file; slow or broken as the environment says."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pyoxigraph

from rolegraph.graph.derived.artefact import Tell


class Counted:
    """``ROLEGRAPH_TEST_PAUSE``: seconds before the second file; ``ROLEGRAPH_TEST_FAULT``: a file that forbids."""

    name = "counted"
    layout = 1

    def build(self, store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
        """Write two files, so that a half can be seen."""
        print("a library prints this")
        quads = [
            quad
            for quad in store.quads_for_pattern(None, None, None, None)
            if not str(quad.graph_name).startswith(f"<{base}graph/derived/")
        ]
        (folder / "quads").write_text(str(len(quads)), "utf-8")
        tell("quads", len(quads), len(quads))
        time.sleep(float(os.environ.get("ROLEGRAPH_TEST_PAUSE", "0")))
        if (fault := os.environ.get("ROLEGRAPH_TEST_FAULT")) and Path(fault).exists():
            raise ValueError("the fault that the test wants")
        (folder / "whole").touch()


ARTEFACT = Counted()
