"""``sh:ValidationReport`` as an answer: in every format of RDF, as a problem, or as a page."""

from __future__ import annotations

from typing import Any

import pyoxigraph

from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.validation import Report, Severity
from rolegraph.service.negotiation import GRAPH_FORMATS

_SHOWN = 100
"""Results that a problem or a page tells; the report as RDF has them all."""


def serialised(report: Report, format_key: str) -> bytes:
    """The whole report in one of the formats of graphs."""
    turtle = report.to_turtle()
    if format_key == "ttl":
        return turtle.encode()
    quads = pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    rdf_format = getattr(pyoxigraph.RdfFormat, GRAPH_FORMATS[format_key])
    text = pyoxigraph.serialize((quad.triple for quad in quads), format=rdf_format, prefixes=dict(PREFIXES))
    assert text is not None
    return text


def summary(report: Report) -> dict[str, Any]:
    """What a problem says of a report: how many violations, and the first results, violations first."""
    violations = sum(result.severity is Severity.VIOLATION for result in report.results)
    ranked = sorted(report.results, key=lambda result: result.severity is not Severity.VIOLATION)
    results = [
        {
            "focusNode": result.focus_node,
            "path": result.path,
            "component": result.component,
            "severity": str(result.severity),
            "message": result.message,
            "value": result.value,
        }
        for result in ranked[:_SHOWN]
    ]
    return {"violations": violations, "results": results}
