"""rolegraph serve."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import rolegraph.service
from peers.engine import Data, Engine, output

_RUN = "from rolegraph.service.cli import main; main()"


class Rolegraph(Engine):
    """Our server with a number of web processes, its other settings as they come."""

    def __init__(self, tools: Path, workers: int) -> None:
        super().__init__(tools)
        self.workers = workers
        self.name = f"rolegraph ({workers} worker{'s'[: workers > 1]})"

    def version(self) -> str:
        """The package's version, and the commit where there is one."""
        version = metadata.version("rolegraph")
        try:
            checkout = Path(rolegraph.service.__file__).parent
            commit = output("git", "-C", checkout, "describe", "--always", "--dirty").strip()
        except (OSError, RuntimeError):
            return version
        return f"{version} ({commit})"

    def prepare(self, data: Data, folder: Path) -> None:
        """Copy the store, then compact it."""
        shutil.copytree(data.store, folder / "store", symlinks=True)
        output(sys.executable, "-c", _RUN, "compact", "--store", folder / "store")

    def command(self, folder: Path, port: int) -> list[str]:
        """``rolegraph serve``."""
        options = ["--store", "store", "--port", str(port), "--set", f"workers={self.workers}"]
        return [sys.executable, "-c", _RUN, "serve", *options]

    def description(self, iri: str) -> str:
        """A look-up of our own, no query."""
        return f"/describe?iri={quote(iri, safe='')}"

    def update_headers(self, folder: Path) -> Mapping[str, str]:
        """A token for writing."""
        command = ("token", "create", "--store", str(folder / "store"), "--scope", "write")
        token = output(sys.executable, "-c", _RUN, *command).strip().splitlines()[-1]
        return {"Authorization": f"Bearer {token}"}
