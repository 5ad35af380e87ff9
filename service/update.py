"""``/update``: the update operation of the SPARQL 1.1 Protocol.

An update is carried out beside the current generation, checked against the shapes, and published
together with those that wait at the same time, or refused with nothing changed.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from rolegraph.graph.errors import QueryForbidden
from rolegraph.graph.writes import Written
from rolegraph.service import logs
from rolegraph.service.auth import client, require
from rolegraph.service.errors import UpdateForbidden
from rolegraph.service.headers import GENERATION
from rolegraph.service.parts import parts
from rolegraph.service.protocol import UpdateRequest, read_update
from rolegraph.service.turns import turn

blueprint = Blueprint("update", __name__)


@blueprint.post("/update")
def update() -> Response:
    """Carry out an update; the answer tells the generation that it made and what it changed."""
    require("write")
    asked = read_update(request, parts().settings.query_size << 10)
    written = _carry_out(asked)
    logs.current().facts.update(
        generation=written.generation, inserted=written.inserted, deleted=written.deleted
    )
    response = jsonify(generation=written.generation, inserted=written.inserted, deleted=written.deleted)
    response.headers[GENERATION] = str(written.generation)
    return response


def _carry_out(asked: UpdateRequest) -> Written:
    logs.query("update", asked.update)
    try:
        with turn(parts().writes):
            return parts().writer.update(
                asked.update,
                using=asked.using,
                using_named=asked.using_named,
                deadline=asked.timeout,
                client=client(),
            )
    except QueryForbidden as error:
        raise UpdateForbidden(str(error)) from None
