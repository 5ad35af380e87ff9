"""A reader: a process of its own that evaluates what a user asks, and may be killed at any time.

Run as ``python -S -I reader_child.py SITE_PACKAGES MEBIBYTES LIFELINE CHANNEL PREFIXES``, where
``CHANNEL`` is a socket that takes the relay's, or -1, and ``PREFIXES`` JSON. It imports pyoxigraph
and those modules of this project that belong to it. Orders come in on standard input as a length
(4 bytes, big endian) and JSON; frames go out on standard output as a kind (1 byte), a length and
the bytes:

====  ==================================================================================
R     ready, once: JSON, ``isolated`` (no network), ``relay`` (its socket was sent) or
      ``error`` (it can't work)
H     the answer's head: JSON, ``form`` (solutions, boolean, graph) and ``format``; ``size`` is
      its length in bytes where it is already complete
D     a piece of the answer
E     the answer is complete
X     it is not and never will be: JSON, ``fault`` (syntax, unacceptable, pruned, too-large,
      unmerged, failed) and ``message``
====  ==================================================================================

An answer of up to ``HELD_BACK`` bytes is made before its head is sent, because evaluation is
lazy and can fail late.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pyoxigraph

    from rolegraph.graph.store.reader_output import Output

_GRACE = 5.0
_UNKNOWN_FUNCTION = re.compile(r"custom function <(.*)> is not supported")


class Reader:
    """Keeps the store of the last order's generation open, and its lock against pruning."""

    def __init__(self, stream: BinaryIO, prefixes: dict[str, str]) -> None:
        import pyoxigraph

        from rolegraph.graph.store import reader_output

        self._engine = pyoxigraph
        self._frames = reader_output
        self._stream = stream
        self._prefixes = prefixes
        self._generation = ("", "")
        self._lease: BinaryIO | None = None
        self._stores: dict[bool, pyoxigraph.Store] = {}

    def answer(self, order: dict[str, Any]) -> None:
        """Carry out one order: a whole answer, or one frame X wherever it fails."""
        output = self._frames.Output(self._stream, order["limit"], order["rows"])
        signal.setitimer(signal.ITIMER_REAL, order["deadline"] + _GRACE)
        try:
            self._hold(order["generation"], order["created"])
            self._evaluate(self._opened(order["merged"]), order, output)
            output.finish()
        except Exception as error:  # whatever the engine raises is told to the parent
            output.fail(self._kind(error), str(error) or type(error).__name__)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _kind(self, error: Exception) -> str:
        if isinstance(error, self._frames.Fault):
            return error.kind
        return "syntax" if isinstance(error, SyntaxError) else "failed"

    def _hold(self, generation: str, created: str) -> None:
        """Hold this generation; a restored store may have another one of the same number."""
        if (generation, created) == self._generation:
            return
        self._stores, self._generation = {}, ("", "")
        if self._lease:
            self._lease.close()
        try:
            self._lease = open(os.path.join(generation, "in-use"), "rb")  # noqa: SIM115
        except FileNotFoundError:
            raise self._frames.Fault("pruned", "that generation is gone") from None
        fcntl.flock(self._lease, fcntl.LOCK_SH)
        if not os.path.exists(os.path.join(generation, "meta.json")):
            raise self._frames.Fault("pruned", "that generation is gone")
        self._generation = generation, created

    def _opened(self, merged: bool) -> pyoxigraph.Store:
        """The generation, or its merged copy, which is made first where it is not there."""
        if merged not in self._stores:
            folder = Path(self._generation[0])
            data = self._merged(folder) if merged else folder / "data"
            self._stores[merged] = self._engine.Store.read_only(str(data))
        return self._stores[merged]

    def _merged(self, folder: Path) -> Path:
        from rolegraph.graph.store.merged import merged_data

        try:
            return merged_data(folder)
        except (OSError, RuntimeError) as error:
            raise self._frames.Fault("unmerged", str(error)) from None

    def _evaluate(self, store: pyoxigraph.Store, order: dict[str, Any], output: Output) -> None:
        """Evaluate; a function that the engine does not know gives an error value, so no binding."""
        functions: dict[pyoxigraph.NamedNode, Any] = {}
        while True:
            try:
                return self._write(self._query(store, order, functions), order, output)
            except RuntimeError as error:
                unknown = _UNKNOWN_FUNCTION.search(str(error))
                name = self._engine.NamedNode(unknown[1]) if unknown else None
                if name is None or name in functions or output.has_started:
                    raise
                functions[name] = lambda *_: None

    def _query(
        self, store: pyoxigraph.Store, order: dict[str, Any], functions: dict[pyoxigraph.NamedNode, Any]
    ) -> Any:
        return store.query(
            order["query"],
            base_iri=order["base"],
            use_default_graph_as_union=order["union"],
            default_graph=self._graphs(order["default_graphs"]),
            named_graphs=self._graphs(order["named_graphs"]),
            custom_functions=functions,
        )

    def _graphs(self, names: list[str] | None) -> list[Any] | None:
        return None if names is None else [self._engine.NamedNode(name) for name in names]

    def _write(self, result: Any, order: dict[str, Any], output: Output) -> None:
        form = _form(self._engine, result)
        name = order["graph_format" if form == "graph" else "solutions_format"]
        if name is None:
            raise self._frames.Fault("unacceptable", form)
        output.start(form, name)
        if name == "TABLE":
            output.write(json.dumps(_table(form, result, order["table"])).encode())
        elif form == "graph":
            rdf_format = getattr(self._engine.RdfFormat, name)
            stream: Any = output
            self._engine.serialize(output.bounded(result), stream, rdf_format, prefixes=self._prefixes)
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


def _find_own_modules() -> None:
    """Make the modules beside this one importable by their names, without what their packages import."""
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in ("rolegraph", "rolegraph.graph", "rolegraph.graph.store"):
        package = types.ModuleType(name)
        package.__path__ = [folder] if name.endswith("store") else []
        sys.modules[name] = package


def _prepare(site_packages: str, mebibytes: str, lifeline: str, channel: str) -> dict[str, bool]:
    _find_own_modules()
    from rolegraph.graph.store.reader_confinement import confine, offer_relay

    isolated = confine(int(mebibytes), int(lifeline))
    relay = isolated and int(channel) >= 0 and offer_relay(int(channel))
    sys.path.append(site_packages)
    return {"isolated": isolated, "relay": relay}


def main(site_packages: str, mebibytes: str, lifeline: str, channel: str, prefixes: str) -> None:
    """Answer orders until standard input ends."""
    orders, stream = sys.stdin.buffer, sys.stdout.buffer
    try:
        ready: dict[str, Any] = dict(_prepare(site_packages, mebibytes, lifeline, channel))
        reader = Reader(stream, json.loads(prefixes))
    except Exception as error:
        ready = {"error": f"{type(error).__name__}: {error}"}
    content = json.dumps(ready).encode()
    stream.write(b"R" + len(content).to_bytes(4, "big") + content)
    stream.flush()
    if "error" in ready:
        return
    while len(length := orders.read(4)) == 4:
        reader.answer(json.loads(orders.read(int.from_bytes(length, "big"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
