"""What an engine offers to the benchmark, and the running of its server."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

_DESCRIPTION = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> . ?n ?l ?t }} WHERE {{ {{ <{iri}> ?p ?o }}
UNION {{ ?s ?q <{iri}> }} UNION {{ VALUES ?l {{ skos:prefLabel schema:name rdfs:label }}
{{ <{iri}> ?a ?n . ?n ?l ?t }} UNION {{ ?n ?a <{iri}> . ?n ?l ?t }} }} }}"""
"""What a thing says, what points at it, and the labels of these: the fastest of four ways to ask it."""
QUERY_LIMIT = 30
"""Seconds that a query may take, set at every engine that has a setting that holds."""


class PeerMissing(Exception):
    """An engine is not installed; the text says how to get it."""


@dataclass(frozen=True, slots=True)
class Data:
    """What every engine holds: our store, and the same as N-Quads."""

    base: str
    store: Path
    quads: Path
    count: int


class Engine(ABC):
    """One server program. ``query_path`` and ``update_path`` are where it listens."""

    name: str
    query_path = "/sparql"
    update_path = "/update"
    cbd = "DESCRIBE <{iri}>"

    def __init__(self, tools: Path) -> None:
        """``tools`` is the folder into which ``make peers`` installs."""
        self.tools = tools

    @abstractmethod
    def version(self) -> str:
        """Its version. Raises :class:`PeerMissing`."""

    @abstractmethod
    def prepare(self, data: Data, folder: Path) -> None:
        """Load the data into ``folder``, which is empty and the engine's own."""

    @abstractmethod
    def command(self, folder: Path, port: int) -> list[str]:
        """What starts the server, in ``folder``."""

    def update_headers(self, folder: Path) -> Mapping[str, str]:
        """Headers that an update needs besides its Content-Type."""
        return {}

    def description(self, iri: str) -> str:
        """The target of a request for what the data say of a thing, in our sense of it."""
        return f"{self.query_path}?query={quote(_DESCRIPTION.format(iri=iri), safe='@')}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def program(name: str, remedy: str) -> str:
    """The path of an installed program. Raises :class:`PeerMissing` with ``remedy``."""
    found = shutil.which(name)
    if found is None:
        raise PeerMissing(f"there is no {name}: {remedy}")
    return found


def output(*command: str | Path, succeeds: bool = True, errors: bool = False) -> str:
    """What a command prints, with ``errors`` on standard error, too.

    Raises ``RuntimeError`` with its words where it fails and ``succeeds`` says that it should not.
    """
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode and succeeds:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout + (done.stderr if errors else "")


class Running:
    """A server that runs, in a process group of its own."""

    def __init__(self, engine: Engine, folder: Path, patience: float = 900) -> None:
        """Start it and wait until it answers. Raises ``RuntimeError`` with the end of its log."""
        self.engine = engine
        self.folder = folder
        self.port = free_port()
        self._log = folder / "server.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                engine.command(folder, self.port),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._await_answer(time.monotonic() + patience)
        except BaseException:
            self.stop(0)
            raise

    def _await_answer(self, until: float) -> None:
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                words = self._log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.engine.name} does not answer: {words}")
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether it answers the shortest query now."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"{self.engine.query_path}?query={quote('ASK {}')}")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    @property
    def cpu(self) -> float:
        """Seconds of processor time that it has used, children included."""
        return tree_cpu(self._process.pid)

    def stop(self, patience: float = 20) -> None:
        """End it and all its children; killed where it takes longer than ``patience`` seconds."""
        if patience:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        with suppress(ProcessLookupError):  # the group has the id of its first process
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def tree_cpu(root: int) -> float:
    """Seconds of processor time of a process and all below it, those that have ended included."""
    fields: dict[int, list[str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields[int(entry.name)] = (entry / "stat").read_text().rpartition(")")[2].split()
    tree = {root}
    while more := {pid for pid, stat in fields.items() if int(stat[1]) in tree} - tree:
        tree |= more
    ticks = sum(int(ticks) for pid in tree & set(fields) for ticks in fields[pid][11:15])
    return ticks / os.sysconf("SC_CLK_TCK")
