"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and a form for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from rolegraph.graph.errors import QueryError
from rolegraph.graph.store.answer import Answer, Question
from rolegraph.graph.store.generations import Generation, current_generation
from rolegraph.service import description
from rolegraph.service.delivery import deliver, departure
from rolegraph.service.errors import BadRequest, NotAcceptable
from rolegraph.service.examples import EXAMPLES
from rolegraph.service.negotiation import (
    FORMAT_NAMES,
    GRAPH_FORMATS,
    GRAPHS,
    SOLUTIONS,
    SOLUTIONS_FORMATS,
    Offer,
    choose,
    named,
)
from rolegraph.service.parts import parts
from rolegraph.service.problems import describe
from rolegraph.service.protocol import QueryRequest, read_request

blueprint = Blueprint("sparql", __name__)
_PAGE = Offer("html", "text/html", "text/html; charset=utf-8")


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one a browser gets a form and others the Service Description."""
    asked = read_request(request, parts().settings.query_size << 10)
    if asked.query is None:
        return _without_query(asked)
    solutions, graphs = _chosen(asked.format, SOLUTIONS), _chosen(asked.format, GRAPHS)
    if solutions is None and graphs is None:
        raise NotAcceptable(f"results can be had as {_listed(SOLUTIONS)}; graphs as {_listed(GRAPHS)}")
    try:
        generation, answer = parts().queries.ask(
            _question(asked, solutions, graphs), departure(request.environ)
        )
    except QueryError as error:
        if _PAGE.key not in (offer.key for offer in (solutions, graphs) if offer):
            raise
        return _failed_page(asked.query, error)
    chosen = graphs if answer.form == "graph" else solutions
    assert chosen is not None
    if chosen.key == _PAGE.key:
        return _results_page(asked.query, answer, generation)
    return deliver(answer, chosen.sent, request.environ)


@blueprint.after_request
def _for_all_origins(response: Response) -> Response:
    """What goes with every answer of the endpoint: it is public, read-only and changes with loads."""
    response.vary.add("Accept")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers.setdefault("Cache-Control", "no-cache")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _chosen(format_name: str | None, offers: Sequence[Offer]) -> Offer | None:
    if format_name is not None:
        return named(format_name, offers)
    return choose(request.headers.get("Accept"), offers)


def _listed(offers: Sequence[Offer]) -> str:
    return ", ".join(offer.media_type for offer in offers)


def _question(asked: QueryRequest, solutions: Offer | None, graphs: Offer | None) -> Question:
    assert asked.query is not None
    return Question(
        query=asked.query,
        solutions_format=SOLUTIONS_FORMATS[solutions.key] if solutions else None,
        graph_format=GRAPH_FORMATS[graphs.key] if graphs else None,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        rows=parts().settings.html_rows,
    )


def _without_query(asked: QueryRequest) -> Response:
    offers = (*description.OFFERS, _PAGE)
    if asked.format is not None and named(asked.format, offers) is None:
        raise BadRequest(f"there is no query to answer as {asked.format}: give one as the parameter 'query'")
    offer = _chosen(asked.format, offers)
    if offer is None:
        raise NotAcceptable(f"the description of this service can be had as {_listed(offers)}")
    if offer.key == _PAGE.key:
        return _page("query.html", query=EXAMPLES[0].query)
    base = current_generation(parts().queries.store).base
    return Response(description.describe(base, offer.key), content_type=offer.sent)


def _results_page(query: str, answer: Answer, generation: Generation) -> Response:
    table: dict[str, Any] = json.loads(answer.read())
    return _page("results.html", query=query, table=table, generation=generation)


def _failed_page(query: str, error: QueryError) -> Response:
    problem = describe(error)
    response = _page("query.html", query=query, problem=problem)
    response.status_code = problem.status
    response.headers.update(problem.headers)
    current_app.logger.info("a query failed: %s", error)
    return response


def _page(template: str, **content: Any) -> Response:
    page = render_template(template, examples=EXAMPLES, formats=FORMAT_NAMES, **content)
    return Response(page, content_type=_PAGE.sent)
