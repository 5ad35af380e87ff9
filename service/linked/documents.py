"""``/id/KIND/KEY``, ``/KIND/KEY`` and ``/graph/NAME``: the IRIs of the graph, and their documents.

As "Cool URIs for the Semantic Web" (W3C, 2008) has it for many formats: the IRI of a thing is answered
with 303, to the document in the format that the client takes. ``/KIND/KEY`` is the document whatever
its format, a page unless the client asks for another; then ``Content-Location`` names that alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from rolegraph.graph.identity import KINDS
from rolegraph.graph.store.descriptions import Describer
from rolegraph.service.answers import listed
from rolegraph.service.auth import require
from rolegraph.service.errors import GraphNotFound, NotAcceptable
from rolegraph.service.linked.addresses import Addresses, segment, split
from rolegraph.service.linked.finding import Moved, require_standing
from rolegraph.service.linked.links import DocumentLinks
from rolegraph.service.linked.rendering import page_number, respond
from rolegraph.service.negotiation import DOCUMENTS, PAGE, Offer, choose
from rolegraph.service.parameters import decoded, single
from rolegraph.service.parts import parts

blueprint = Blueprint("linked", __name__)
_KIND = f"<any({', '.join(map(repr, KINDS))}):kind>"


@blueprint.route(f"/id/{_KIND}/<name>", methods=["GET"])
def thing(kind: str, name: str) -> Response:
    """303 to the document of a thing, 301 to the IRI of what it was merged into."""
    require("read")
    offer = _negotiated()
    links = DocumentLinks(_addresses("../../"), kind, segment(name))
    try:
        parts().queries.look(_check(links))
    except Moved as moved:
        to = links.addresses.document(moved.kind, moved.key)
        return _redirection(301, to.replace("../../", "../../id/", 1))
    response = _redirection(303, links.form(offer))
    described = f'<{links.form(PAGE)}>; rel="describedby"; type="{PAGE.media_type}"'
    response.headers["Link"] = described
    return response


@blueprint.route(f"/{_KIND}/<name>", methods=["GET"])
def document(kind: str, name: str) -> Response:
    """The document of a thing, in the format of its suffix or of the Accept header."""
    require("read")
    key, suffixed = split(name)
    offer = suffixed or _negotiated()
    page = page_number(single(decoded(request.query_string), "page"))
    links = DocumentLinks(_addresses("../"), kind, segment(key))
    try:
        response = respond(links, offer, page, _check(links))
    except Moved as moved:
        return _redirection(301, DocumentLinks(links.addresses, moved.kind, moved.key).form(suffixed or PAGE))
    if offer not in (suffixed, PAGE):
        response.headers["Content-Location"] = links.form(offer, page)
    return response


@blueprint.route("/graph/<path:name>", methods=["GET"])
def graph(name: str) -> Response:
    """303 to what the graph store has of a graph of the loader's."""
    require("read")
    addresses = _addresses("../" * (1 + name.count("/")))
    iri = f"{addresses.base}graph/{'/'.join(segment(part) for part in name.split('/'))}"

    def is_there(describer: Describer) -> bool:
        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        return next(describer.store.quads_for_pattern(None, None, None, node), None) is not None

    if not parts().queries.look(is_there)[1]:
        raise GraphNotFound(f"there is no graph <{iri}>")
    return _redirection(303, addresses.graph_store(iri))


def _addresses(up: str) -> Addresses:
    return Addresses(parts().queries.generation().base, up)


def _check(links: DocumentLinks) -> Callable[[Describer], None]:
    return partial(require_standing, names=parts().names, links=links)


def _negotiated() -> Offer:
    offer = choose(request.headers.get("Accept"), DOCUMENTS)
    if offer is None:
        raise NotAcceptable(f"a document can be had as {listed(DOCUMENTS)}")
    return offer


def _redirection(status: int, to: str) -> Response:
    """To a reference relative to what was asked, so that the host it was asked of does not matter."""
    response = Response(f"See {to}\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = to
    return response
