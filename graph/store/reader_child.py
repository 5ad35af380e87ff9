"""A reader: a process of its own that evaluates what a user asks, and may be killed at any time.

Run as ``python -S -I reader_child.py SITE_PACKAGES MEBIBYTES LIFELINE``; it imports pyoxigraph
and nothing of this project. Orders come in on standard input as a length (4 bytes, big endian)
and JSON; frames go out on standard output as a kind (1 byte), a length and the bytes:

====  ==================================================================================
R     ready, once: JSON, ``isolated`` (no network) or ``error`` (it can't work)
H     the answer's head: JSON, ``form`` (solutions, boolean, graph) and ``format``; ``size`` is
      its length in bytes where it is already complete
D     a piece of the answer
E     the answer is complete
X     it is not and never will be: JSON, ``fault`` (syntax, unacceptable, pruned, too-large,
      failed) and ``message``
====  ==================================================================================

An answer of up to ``HELD_BACK`` bytes is made before its head is sent, because evaluation is
lazy and can fail late.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import re
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pyoxigraph

HELD_BACK = 256 * 1024
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_GRACE = 5.0
_UNKNOWN_FUNCTION = re.compile(r"custom function <(.*)> is not supported")


class Fault(Exception):
    """An answer that can't be given: ``kind`` is one of those of the frame X."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Output:
    """Frames on standard output; what the engine writes is held back until it is known to be long."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._head: dict[str, Any] = {}
        self._held = bytearray()
        self._sent = 0

    def start(self, form: str, format_name: str) -> None:
        """Name what follows; nothing is sent yet, so a query can be tried again."""
        self._head = {"form": form, "format": format_name}
        self._held.clear()

    @property
    def has_started(self) -> bool:
        """Whether the head has left, so that the answer can only be cut."""
        return self._sent > 0

    def write(self, piece: bytes) -> int:
        """What the engine calls with each piece."""
        if self._sent + len(self._held) + len(piece) > self._limit:
            raise Fault("too-large", f"the answer is larger than {self._limit} bytes")
        self._held += piece
        if self.has_started or len(self._held) > HELD_BACK:
            self._flush_held()
        return len(piece)

    def flush(self) -> None:
        """Part of what a writable object offers; frames are flushed as they are sent."""

    def _flush_held(self) -> None:
        if not self.has_started:
            frame(self._stream, b"H", json.dumps(self._head).encode())
        self._sent += len(self._held)
        frame(self._stream, b"D", bytes(self._held))
        self._held.clear()

    def finish(self) -> None:
        """Send what is held back, and the end."""
        if not self.has_started:
            self._head["size"] = len(self._held)
            frame(self._stream, b"H", json.dumps(self._head).encode())
        if self._held:
            frame(self._stream, b"D", bytes(self._held))
        frame(self._stream, b"E", b"")


def frame(stream: BinaryIO, kind: bytes, payload: bytes) -> None:
    """Send one frame."""
    stream.write(kind + len(payload).to_bytes(4, "big") + payload)
    stream.flush()


class Reader:
    """Keeps the store of the last order's generation open, and its lock against pruning."""

    def __init__(self, stream: BinaryIO) -> None:
        import pyoxigraph

        self._engine = pyoxigraph
        self._stream = stream
        self._generation = ""
        self._lease: BinaryIO | None = None
        self._store: pyoxigraph.Store | None = None

    def answer(self, order: dict[str, Any]) -> None:
        """Carry out one order: a whole answer, or one frame X wherever it fails."""
        output = Output(self._stream, order["limit"])
        signal.setitimer(signal.ITIMER_REAL, order["deadline"] + _GRACE)
        try:
            self._open(order["generation"])
            self._evaluate(order, output)
            output.finish()
        except Exception as error:  # whatever the engine raises is told to the parent
            report = {"fault": _kind(error), "message": str(error) or type(error).__name__}
            frame(self._stream, b"X", json.dumps(report).encode())
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _open(self, generation: str) -> None:
        if generation == self._generation:
            return
        self._store, self._generation = None, ""
        if self._lease:
            self._lease.close()
        try:
            self._lease = open(os.path.join(generation, "in-use"), "rb")  # noqa: SIM115
        except FileNotFoundError:
            raise Fault("pruned", "that generation is gone") from None
        fcntl.flock(self._lease, fcntl.LOCK_SH)
        if not os.path.exists(os.path.join(generation, "meta.json")):
            raise Fault("pruned", "that generation is gone")
        self._store = self._engine.Store.read_only(os.path.join(generation, "data"))
        self._generation = generation

    def _evaluate(self, order: dict[str, Any], output: Output) -> None:
        """Evaluate; a function that the engine does not know gives an error value, so no binding."""
        functions: dict[pyoxigraph.NamedNode, Any] = {}
        while True:
            try:
                return self._write(self._query(order, functions), order, output)
            except RuntimeError as error:
                unknown = _UNKNOWN_FUNCTION.search(str(error))
                name = self._engine.NamedNode(unknown[1]) if unknown else None
                if name is None or name in functions or output.has_started:
                    raise
                functions[name] = lambda *_: None

    def _query(self, order: dict[str, Any], functions: dict[pyoxigraph.NamedNode, Any]) -> Any:
        assert self._store is not None
        return self._store.query(
            order["query"],
            base_iri=order["base"],
            use_default_graph_as_union=order["union"],
            default_graph=self._graphs(order["default_graphs"]),
            named_graphs=self._graphs(order["named_graphs"]),
            custom_functions=functions,
        )

    def _graphs(self, names: list[str] | None) -> list[Any] | None:
        return None if names is None else [self._engine.NamedNode(name) for name in names]

    def _write(self, result: Any, order: dict[str, Any], output: Any) -> None:
        form = _form(self._engine, result)
        name = order["graph_format" if form == "graph" else "solutions_format"]
        if name is None:
            raise Fault("unacceptable", form)
        output.start(form, name)
        if name == "TABLE":
            output.write(json.dumps(_table(form, result, order["rows"])).encode())
        elif form == "graph":
            rdf_format = getattr(self._engine.RdfFormat, name)
            self._engine.serialize(result, output, rdf_format, prefixes=order["prefixes"])
        else:
            result.serialize(output, getattr(self._engine.QueryResultsFormat, name))


def _form(engine: Any, result: Any) -> str:
    if isinstance(result, engine.QueryTriples):
        return "graph"
    return "boolean" if isinstance(result, engine.QueryBoolean) else "solutions"


def _table(form: str, result: Any, most: int) -> dict[str, Any]:
    """The first rows for people: terms as in SPARQL JSON, ``more`` where there are further rows."""
    if form == "boolean":
        return {"boolean": bool(result)}
    heads = ["subject", "predicate", "object"] if form == "graph" else [v.value for v in result.variables]
    rows: list[list[dict[str, str] | None]] = []
    for solution in result:
        if len(rows) == most:
            return {"heads": heads, "rows": rows, "more": True}
        rows.append([_term(term) for term in solution])
    return {"heads": heads, "rows": rows, "more": False}


def _term(term: Any) -> dict[str, str] | None:
    if term is None:
        return None
    kind = type(term).__name__
    if kind == "Literal":
        annotation = {"lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **annotation}
    if kind == "NamedNode":
        return {"type": "uri", "value": term.value}
    return {"type": "bnode" if kind == "BlankNode" else "triple", "value": str(term)}


def _kind(error: Exception) -> str:
    if isinstance(error, Fault):
        return error.kind
    return "syntax" if isinstance(error, SyntaxError) else "failed"


def confine(mebibytes: int, lifeline: int) -> bool:
    """Bound memory, give way to others, die with the parent, leave the network.

    ``lifeline`` is the end of a pipe that the parent holds open: when it falls, the kernel sends
    SIGIO, which kills whatever this process is doing. Gives whether the network is really gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if mebibytes:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
    os.nice(10)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    return _leave_network()


def _leave_network() -> bool:
    """Enter a network namespace without interfaces: as root, or in a user namespace of our own."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def main(site_packages: str, mebibytes: str, lifeline: str) -> None:
    """Answer orders until standard input ends."""
    orders, stream = sys.stdin.buffer, sys.stdout.buffer
    try:
        isolated = confine(int(mebibytes), int(lifeline))
        sys.path.append(site_packages)
        reader = Reader(stream)
    except Exception as error:
        return frame(stream, b"R", json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
    frame(stream, b"R", json.dumps({"isolated": isolated}).encode())
    while len(length := orders.read(4)) == 4:
        reader.answer(json.loads(orders.read(int.from_bytes(length, "big"))))
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
