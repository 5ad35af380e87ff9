"""``/describe``: what the graph says of one thing, and what points at it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request

from rolegraph.graph.store.descriptions import MOST_POINTING, PAGE, Wanted
from rolegraph.service import logs
from rolegraph.service.answers import listed, offer_for
from rolegraph.service.auth import require
from rolegraph.service.delivery import unchanged, validators
from rolegraph.service.errors import BadRequest, NotAcceptable, NothingSaid
from rolegraph.service.headers import POINTING
from rolegraph.service.negotiation import DATA, GRAPH_FORMATS
from rolegraph.service.parameters import Parameters, absolute_iri, decoded, format_name, single
from rolegraph.service.parts import parts

blueprint = Blueprint("describing", __name__)
_LAST_PAGE = MOST_POINTING // PAGE


@blueprint.route("/describe", methods=["GET"])
def describe() -> Response:
    """The description of ``iri``: RDF in the format asked for, the ``page`` of what points at it."""
    require("read")
    parameters = decoded(request.query_string)
    offer = offer_for(format_name(parameters), DATA)
    if offer is None:
        raise NotAcceptable(f"a description can be had as {listed(DATA)}")
    iri = single(parameters, "iri")
    if not iri:
        raise BadRequest("there is nothing to describe: give an IRI as the parameter 'iri'")
    wanted = Wanted(absolute_iri(iri, "iri"), GRAPH_FORMATS[offer.key], _page(single(parameters, "page")))
    generation, found, etag = parts().queries.describe(wanted)
    if not found.triples:
        raise NothingSaid(f"the graph says nothing of {wanted.iri}")
    logs.current().facts["generation"] = generation.number
    response = unchanged(etag, request.environ) or Response(found.body, content_type=offer.sent)
    response.headers.update({**validators(etag), POINTING: _told(found.pointing)})
    response.headers.extend([("Link", link) for link in _links(parameters, wanted.page, found.pages)])
    return response


def _page(given: str | None) -> int:
    """Raises :class:`BadRequest` for what is no page."""
    if not given:
        return 1
    if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) <= _LAST_PAGE):
        raise BadRequest(f"page must be a number from 1 to {_LAST_PAGE}, not {given[:20]!r}")
    return int(given)


def _told(pointing: int) -> str:
    return str(pointing) if pointing < MOST_POINTING else f"{pointing}+"


def _links(parameters: Parameters, page: int, pages: int) -> list[str]:
    """The pages before and after this one (RFC 8288); relative, so that no host is named."""
    others = [(name, value) for name, value in parameters if name != "page"]
    around = {"prev": page - 1, "next": page + 1}
    return [
        f'<?{urlencode([*others, ("page", str(number))])}>; rel="{rel}"'
        for rel, number in around.items()
        if 1 <= number <= pages
    ]
