"""``/describe``: what the graph says of one thing, whatever host its IRI names, and what points at it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from rolegraph.service.answers import listed, offer_for
from rolegraph.service.auth import require
from rolegraph.service.errors import BadRequest, NotAcceptable
from rolegraph.service.linked.links import DescriptionLinks
from rolegraph.service.linked.rendering import page_number, respond
from rolegraph.service.negotiation import DESCRIPTIONS
from rolegraph.service.parameters import absolute_iri, decoded, format_name, single
from rolegraph.service.parts import parts

blueprint = Blueprint("describing", __name__)


@blueprint.route("/describe", methods=["GET"])
def describe() -> Response:
    """The description of ``iri`` in the format asked for, with the ``page`` of what points at it."""
    require("read")
    parameters = decoded(request.query_string)
    name = format_name(parameters)
    offer = offer_for(name, DESCRIPTIONS)
    if offer is None:
        raise NotAcceptable(f"a description can be had as {listed(DESCRIPTIONS)}")
    iri = single(parameters, "iri")
    if not iri:
        raise BadRequest("there is nothing to describe: give an IRI as the parameter 'iri'")
    page = page_number(single(parameters, "page"))
    links = DescriptionLinks.of(parts().queries.generation().base, absolute_iri(iri, "iri"), name)
    return respond(links, offer, page, lambda describer: None)
