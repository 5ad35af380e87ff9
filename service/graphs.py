"""``/graphs``: the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named directly (``/graphs/X`` is the graph ``{base}graphs/X``) or by a parameter
(``?graph=IRI``, ``?default``). Clauses in brackets are those of the protocol.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.generations import store_base
from rolegraph.graph.writes import Condition, Written
from rolegraph.service import logs
from rolegraph.service.answers import ask, listed, offer_for, send, unchanged_since
from rolegraph.service.auth import client, require
from rolegraph.service.errors import BadRequest, GraphNotFound, NotAcceptable
from rolegraph.service.headers import GENERATION
from rolegraph.service.negotiation import GRAPH_FORMATS, GRAPHS, Offer
from rolegraph.service.parameters import absolute_iri, decoded, format_name, seconds, single
from rolegraph.service.parts import parts
from rolegraph.service.preconditions import write_if
from rolegraph.service.turns import turn
from rolegraph.service.uploads import payloads

blueprint = Blueprint("graphs", __name__)
_METHODS = ["GET", "PUT", "POST", "DELETE"]
_DIRECT = "/graphs/"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_PARAMETERS = {"graph", "default", "format", "timeout"}
_ATTEMPTS = 5


class Target(NamedTuple):
    """What a request is about: ``graph`` is ``None`` for the default graph that the store holds."""

    graph: str | None
    format: str | None
    timeout: float | None


@blueprint.route("/graphs", methods=_METHODS)
@blueprint.route(f"{_DIRECT}<path:name>", methods=_METHODS)
def graphs(name: str | None = None) -> Response:
    """Read, replace, add to or delete a graph; a POST that names none makes a new one."""
    reading = request.method in ("GET", "HEAD")
    require("read" if reading else "write")
    fresh = request.method == "POST" and name is None and not _names_graph()
    target = Target(_minted(), None, None) if fresh else _target(name)
    if reading:
        return _read(target)
    written = _delete(target) if request.method == "DELETE" else _store(target)
    response = _changed(written)
    if fresh and written.created:
        assert target.graph is not None
        response.headers["Location"] = target.graph
    return response


def _names_graph() -> bool:
    return any(name in ("graph", "default") for name, _ in decoded(request.query_string))


def _minted() -> str:
    """A new graph's IRI [5.5]: what a GET of it at this service answers, and good for ``?graph=``."""
    return f"{_base()}graphs/{secrets.token_hex(16)}"


def _base() -> str:
    return store_base(parts().queries.store)


def _target(name: str | None) -> Target:
    parameters = decoded(request.query_string)
    unknown = {key for key, _ in parameters} - _PARAMETERS
    if unknown:
        raise BadRequest(f"there is no parameter {min(unknown)[:40]!r} here")
    graph, default = single(parameters, "graph"), single(parameters, "default")
    if sum(said is not None for said in (name, graph, default)) != 1:
        raise BadRequest("name one graph: /graphs/NAME, ?graph=IRI with an absolute IRI, or ?default")
    if graph is not None:
        graph = absolute_iri(graph, "graph")
    elif name is not None:
        graph = _direct(name)
    return Target(graph, format_name(parameters), seconds(parameters, "timeout"))


def _direct(name: str) -> str:
    """The IRI of a graph that the path names [4.1]: the path as it was sent, not what it decodes to."""
    if any(part in (".", "..") for part in re.split(r"[/\\]", name)):
        raise GraphNotFound("a graph's name has no '.' and '..' in it")
    sent = urlsplit(str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI", ""))).path
    key = sent.removeprefix(request.root_path).removeprefix(_DIRECT)
    if not key.isascii() or key == sent:
        raise BadRequest("the path must be percent-encoded UTF-8")
    return absolute_iri(f"{_base()}graphs/{key}", "the graph")


def _read(target: Target) -> Response:
    offer = offer_for(target.format, GRAPHS)
    if offer is None:
        raise NotAcceptable(f"graphs can be had as {listed(GRAPHS)}")
    question = _question(target, offer)
    for attempt in range(1, _ATTEMPTS + 1):
        number, exists = _known(target)
        if not exists:
            raise GraphNotFound(f"there is no graph <{target.graph}>")
        if response := unchanged_since(question):
            return response
        generation, answer = ask(question, target.timeout)
        if generation.number == number or attempt == _ATTEMPTS:
            break
        answer.close()
    shown = _ALL if target.graph is None else _of_graph(target.graph)
    logs.query("graph", shown)
    return send(shown, offer, generation, answer)


def _of_graph(graph: str) -> str:
    """For people: a query with the same answer."""
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}"


def _question(target: Target, offer: Offer) -> Question:
    return Question(
        _ALL,
        solutions_format=None,
        graph_format=GRAPH_FORMATS[offer.key],
        default_graphs=None if target.graph is None else (target.graph,),
        stored_default=target.graph is None,
        rows=parts().settings.html_rows,
    )


def _known(target: Target) -> tuple[int, bool]:
    """The number of the current generation, and whether it has the graph; the default one is always there."""
    if target.graph is None:
        return parts().queries.generation().number, True
    generation, answer = ask(
        Question(f"ASK {{ GRAPH {NamedNode(target.graph)} {{ ?s ?p ?o }} }}", "CSV"), target.timeout
    )
    return generation.number, answer.read().strip() == b"true"


def _delete(target: Target) -> Written:
    writer, asker = parts().writer, client()
    return _write_if(target, lambda condition: writer.delete(target.graph, condition=condition, client=asker))


def _store(target: Target) -> Written:
    """PUT or POST what was sent."""
    writer, asker = parts().writer, client()
    write = writer.put if request.method == "PUT" else writer.post
    with payloads(request, parts().settings.upload_size << 20) as sent:
        return _write_if(
            target, lambda condition: write(target.graph, sent, condition=condition, client=asker)
        )


def _write_if(target: Target, write: Callable[[Condition], Written]) -> Written:
    questions = (_question(target, offer) for offer in GRAPHS)
    with turn(parts().writes):
        return write_if(lambda: _known(target), questions, write)


def _changed(written: Written) -> Response:
    """201 for a new graph, else 204 [5.3 to 5.5]."""
    logs.current().facts.update(
        operation="graph-write",
        generation=written.generation,
        inserted=written.inserted,
        deleted=written.deleted,
    )
    response = Response(status=201 if written.created else 204)
    response.headers[GENERATION] = str(written.generation)
    return response
