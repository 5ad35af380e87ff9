"""``/dumps/``: the graph as files, packed, with checksums, resumable (RFC 9110, section 14)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from pyoxigraph import NamedNode
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from rolegraph.graph.catalogue.dumps import Dump, Wanted
from rolegraph.graph.catalogue.files import CHECKSUM, PACKED, SINGLE, WHOLE
from rolegraph.graph.store.answer import Question
from rolegraph.service.answers import ask, listed
from rolegraph.service.auth import require
from rolegraph.service.catalogue import documents
from rolegraph.service.catalogue.shown import graph_dumps, whole_dumps
from rolegraph.service.errors import BadRequest, GraphNotFound, NotAcceptable
from rolegraph.service.negotiation import PAGES, choose
from rolegraph.service.parameters import absolute_iri, decoded, single
from rolegraph.service.parts import parts

blueprint = Blueprint("dumps", __name__)
_PATIENCE = 4.0
"""Seconds that a request waits for a dump to be made."""
_PIECE = 1 << 16


def _names(stem: str, extensions: tuple[str, ...]) -> str:
    names = [f"{stem}{extension}{more}" for extension in extensions for more in ("", CHECKSUM)]
    return f"<any({', '.join(repr(name) for name in names)}):name>"


_WHOLE = {form.extension: form for form in WHOLE}
_SINGLE = {form.extension: form for form in SINGLE}


@blueprint.get("/dumps/")
def dumps() -> Response:
    """What can be downloaded: a page, or JSON."""
    require("read")
    offer = choose(request.headers.get("Accept"), PAGES)
    if offer is None:
        raise NotAcceptable(f"the list of dumps can be had as {listed(PAGES)}")
    made, statistics = parts().statistics.get()
    whole = whole_dumps(parts().dumps.known(made.content))
    graphs = [
        {"graph": size.iri, "triples": size.triples, "dumps": graph_dumps(size.iri)}
        for size in statistics.graphs
    ]
    if offer.key == "json":
        template = url_for("dumps.single_graph", name=f"graph{SINGLE[0].extension}") + "?graph={graph}"
        told = jsonify(
            generation=made.content, compressFormat=PACKED, whole=whole, graphs=graphs, anyGraph=template
        )
        return documents.send(told.data, offer.sent)
    page = render_template("dumps.html", generation=made.content, whole=whole, graphs=graphs)
    return documents.send(page.encode(), offer.sent)


@blueprint.get(f"/dumps/{_names('all', tuple(_WHOLE))}")
def whole(name: str) -> Response:
    """All graphs but the derived ones, or their checksum."""
    require("read")
    if request.args:
        raise BadRequest("a dump of all graphs has no parameters")
    form = _WHOLE[name.removeprefix("all").removesuffix(CHECKSUM)]
    return _send(Wanted(None, form), name, f"all{form.extension}")


@blueprint.get(f"/dumps/{_names('graph', tuple(_SINGLE))}")
def single_graph(name: str) -> Response:
    """The graph that the parameter ``graph`` names, or its checksum. Raises :class:`GraphNotFound`."""
    require("read")
    parameters = decoded(request.query_string)
    given = single(parameters, "graph")
    if given is None or len(parameters) > 1:
        raise BadRequest("name one graph, and nothing else: ?graph=IRI")
    graph = absolute_iri(given, "graph")
    _, answer = ask(Question(f"ASK {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}", "CSV"))
    if answer.read().strip() != b"true":
        raise GraphNotFound(f"there is no graph <{graph}>")
    wanted = Wanted(graph, _SINGLE[name.removeprefix("graph").removesuffix(CHECKSUM)])
    return _send(wanted, name, wanted.name)


def _send(wanted: Wanted, asked: str, file_name: str) -> Response:
    """The dump or its checksum; 503 with Retry-After while it is being made."""
    dump = parts().dumps.get(wanted, _PATIENCE)
    if asked.endswith(CHECKSUM):
        dump.opened.close()
        return Response(f"{dump.file.sha256}  {file_name}\n", content_type="text/plain; charset=utf-8")
    response = _file(dump, file_name)
    checksum = url_for(request.endpoint or "", name=f"{asked}{CHECKSUM}", graph=wanted.graph)
    response.headers["Link"] = f'<{checksum}>; rel="describedby"; type="text/plain"'
    return response


def _file(dump: Dump, file_name: str) -> Response:
    """The bytes, or the part that a Range header asks for, or 304.

    The entity tag is strong, being that of the bytes: a download goes on (If-Range) whatever was
    published meanwhile, if the dump is the same. The file stays open while it is sent.
    """
    body = FileWrapper(dump.opened, _PIECE)
    response = Response(body, content_type=PACKED, direct_passthrough=True)
    response.content_length = dump.file.size
    response.set_etag(dump.file.sha256[:32])
    response.last_modified = datetime.fromtimestamp(dump.changed, UTC)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = f"attachment; filename={file_name}"
    environ = dict(request.environ)
    if "," in environ.get("HTTP_RANGE", ""):  # several parts at once; RFC 9110, section 14.2: may be ignored
        del environ["HTTP_RANGE"]
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=dump.file.size)
    except RequestedRangeNotSatisfiable:
        dump.opened.close()
        raise
    return response
