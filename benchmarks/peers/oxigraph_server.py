"""oxigraph serve: the same engine as ours, as its own HTTP server in Rust."""

from __future__ import annotations

from pathlib import Path

from peers.engine import Data, Engine, output, program


class Oxigraph(Engine):
    """``oxigraph serve`` of the PyPI package ``oxigraph``, optimised for reading as it recommends."""

    name = "oxigraph serve"
    query_path = "/query"

    def _program(self) -> str:
        return program(str(self.tools / "bin" / "oxigraph"), "run `make peers` (PyPI package oxigraph)")

    def version(self) -> str:
        """Its own words."""
        return output(self._program(), "--version").split()[-1]

    def prepare(self, data: Data, folder: Path) -> None:
        """Bulk-load, then compact."""
        output(self._program(), "load", "--location", folder / "data", "--file", data.quads)
        output(self._program(), "optimize", "--location", folder / "data")

    def command(self, folder: Path, port: int) -> list[str]:
        """The server, with the union of all graphs as its default graph."""
        # Not --timeout-s: it keeps a thread for every request that long, and falls over under load.
        options = ["--location", "data", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
        return [self._program(), "serve", *options]
