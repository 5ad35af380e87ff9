"""A small store of our own, and real server processes over it, for the tests of serving."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pyoxigraph

from rolegraph.graph.store.writing import create_store, writing

BASE = "http://example.org/"
DIRECT = "application/sparql-query"
TRIG = """
@prefix rg: <https://w3id.org/rolegraph/ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <http://example.org/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix qb: <http://purl.org/linked-data/cube#> .

<http://example.org/graph/vocabulary> {
  <http://example.org/id/role/baker> a skos:Concept, rg:Role ; skos:prefLabel "Baker"@en .
  <http://example.org/id/role/miller> a skos:Concept, rg:Role ; skos:prefLabel "Miller"@en .
  <http://example.org/id/skill/kneading> a skos:Concept, rg:Skill ; skos:prefLabel "Kneading"@en .
  <http://example.org/id/country/GB> a skos:Concept, schema:Country ; skos:notation "GB" .
  <http://example.org/id/country/not-stated> a skos:Concept, schema:Country .
}
<http://example.org/id/source/one> {
  <http://example.org/id/source/one> rg:checksum "00" .
  <http://example.org/id/profile/one-1> a rg:RoleProfile ; rg:role <http://example.org/id/role/baker> ;
    schema:skills <http://example.org/id/skill/kneading> ; schema:name "<img src=x onerror=alert(1)>"@en .
  <http://example.org/id/observation/one-1> a qb:Observation ; schema:minValue 23000.0 .
}
<http://example.org/id/source/two> {
  <http://example.org/id/source/two> rg:checksum "01" .
  <http://example.org/id/profile/two-1> a rg:RoleProfile ; rg:role <http://example.org/id/role/miller> .
}
"""


def fill(store: Path, *, bulk: int = 0) -> None:
    """Make a store of the data above, with ``bulk`` further quads to make queries long."""
    create_store(store, BASE)
    graph = pyoxigraph.NamedNode("http://example.org/graph/bulk")
    with writing(store) as candidate:
        engine = pyoxigraph.Store(str(candidate.path))
        engine.load(TRIG.encode(), format=pyoxigraph.RdfFormat.TRIG)
        engine.extend(_bulk_quad(number, graph) for number in range(bulk))
        engine.flush()
        del engine
        candidate.publish()


def _bulk_quad(number: int, graph: pyoxigraph.NamedNode) -> pyoxigraph.Quad:
    subject = pyoxigraph.NamedNode(f"http://example.org/bulk/{number}")
    return pyoxigraph.Quad(
        subject, pyoxigraph.NamedNode("http://example.org/n"), pyoxigraph.Literal(number), graph
    )


def publish(store: Path, trig: str) -> int:
    """Add to a store, as a load beside a running server does; gives the new generation's number."""
    with writing(store) as candidate:
        engine = pyoxigraph.Store(str(candidate.path))
        engine.load(trig.encode(), format=pyoxigraph.RdfFormat.TRIG)
        engine.flush()
        del engine
        return candidate.publish().number


RUNAWAY = "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"
ENDLESS = "SELECT * {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process id, the port it took, and the store it serves."""

    pid: int
    port: int
    store: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        """All the bytes that come back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(request)
            received = bytearray()
            while piece := connection.recv(65536):
                received += piece
            return bytes(received)


@contextmanager
def serving(store: Path, *options: str, port: int = 0) -> Iterator[Server]:
    """A server process over ``store``; ``options`` are NAME=VALUE of the settings; port 0 is a free one.

    Nothing is derived unless they say so, so that generations count what a test writes.
    """
    code = (
        "import sys; from pathlib import Path; from rolegraph.service.server import serve;"
        "from rolegraph.service.settings import Settings;"
        "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]),"
        "Settings.from_text(dict(a.split('=') for a in sys.argv[3:])))"
    )
    command = [sys.executable, "-c", code, str(store), str(port), "derive=off", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            assert found, f"the server said {line!r}"
            yield Server(process.pid, int(found[1]), store)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def ask(server: Server, query: str, accept: str | None = None, more: str = "") -> tuple[HTTPResponse, bytes]:
    headers = {"Accept": accept} if accept else {}
    return server.request("GET", f"/sparql?query={quote(query)}{more}", headers=headers)


def post(
    server: Server, body: str | bytes, kind: str | None, path: str = "/sparql"
) -> tuple[HTTPResponse, bytes]:
    sent = body.encode() if isinstance(body, str) else body
    return server.request("POST", path, sent, {"Content-Type": kind} if kind else {})


def descendants(pid: int) -> set[int]:
    """The ids of all processes below ``pid``, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: set[int], patience: float = 10.0) -> bool:
    """Whether all of them have ended, waiting a while for it."""
    until = time.monotonic() + patience
    while any(map(is_running, pids)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
