"""``/validate``: RDF that is sent is checked against the shapes; nothing is written."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from rolegraph.graph.validation import Report
from rolegraph.service.answers import listed, offer_for
from rolegraph.service.auth import require
from rolegraph.service.errors import NotAcceptable
from rolegraph.service.negotiation import GRAPHS, PAGE
from rolegraph.service.parameters import decoded, format_name
from rolegraph.service.parts import parts
from rolegraph.service.reports import serialised, summary
from rolegraph.service.turns import turn
from rolegraph.service.uploads import payloads

blueprint = Blueprint("validation", __name__)


@blueprint.post("/validate")
def validate() -> Response:
    """The ``sh:ValidationReport`` on the RDF in the body: 200 whether or not it conforms."""
    require("read")
    offer = offer_for(format_name(decoded(request.query_string)), GRAPHS)
    if offer is None:
        raise NotAcceptable(f"reports can be had as {listed(GRAPHS)}")
    report = _checked()
    if offer == PAGE:
        text = render_template("report.html", report=report, summary=summary(report))
        return Response(text, content_type=PAGE.sent)
    return Response(serialised(report, offer.key), content_type=offer.sent)


def _checked() -> Report:
    with payloads(request, parts().settings.upload_size << 20) as sent, turn(parts().checks):
        return parts().writer.check(sent)
