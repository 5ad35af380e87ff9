"""``/healthz`` (the process is alive), ``/readyz`` (it can answer queries), ``/metrics``."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from rolegraph.graph.store.answer import Question
from rolegraph.service.auth import require
from rolegraph.service.parts import parts

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 as long as the process handles requests."""
    return _never_stored(jsonify(status="alive"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 if a reader opens the current generation and answers; a problem with 503 if not."""
    generation, answer = parts().queries.ask(Question("ASK {}"), fresh=True)
    answer.close()
    return _never_stored(jsonify(status="ready", generation=generation.number))


@blueprint.get("/metrics")
def metrics() -> Response:
    """The metrics in Prometheus' text format; needs a token only where reading does."""
    require("read")
    body, content_type = parts().metrics.exposition()
    return _never_stored(Response(body, content_type=content_type))


def _never_stored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
