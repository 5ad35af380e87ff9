"""rdflib-endpoint: rdflib in memory behind FastAPI and uvicorn."""

from __future__ import annotations

from pathlib import Path

from peers.engine import Data, Engine, output, program


class RdflibEndpoint(Engine):
    """``rdflib-endpoint serve``: one process; it reads the data when it starts. It has no query limit."""

    name = "rdflib-endpoint"
    query_path = "/"
    update_path = "/"

    def _program(self) -> str:
        return program(
            str(self.tools / "bin" / "rdflib-endpoint"), "run `make peers` (PyPI package rdflib-endpoint)"
        )

    def version(self) -> str:
        """What pip installed."""
        self._program()
        packages = output(self.tools / "bin" / "python", "-m", "pip", "freeze").splitlines()
        kept = ("rdflib-endpoint", "rdflib", "uvicorn")
        return ", ".join(line.replace("==", " ") for line in packages if line.partition("==")[0] in kept)

    def prepare(self, data: Data, folder: Path) -> None:
        """Lay the file where it starts."""
        (folder / "data.nq").symlink_to(data.quads)

    def command(self, folder: Path, port: int) -> list[str]:
        """The server; its default graph is the union."""
        return [
            self._program(), "serve", "--host", "127.0.0.1", "--port", str(port), "--enable-update", "data.nq"
        ]  # fmt: skip
