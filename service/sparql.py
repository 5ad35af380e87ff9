"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and a form for people."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from rolegraph.graph.errors import QueryError
from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.generations import current_generation
from rolegraph.service import description
from rolegraph.service.answers import ask, listed, offer_for, page, send, unchanged_since
from rolegraph.service.auth import require
from rolegraph.service.errors import BadRequest, NotAcceptable
from rolegraph.service.examples import EXAMPLES
from rolegraph.service.negotiation import (
    GRAPH_FORMATS,
    GRAPHS,
    PAGE,
    SOLUTIONS,
    SOLUTIONS_FORMATS,
    Offer,
    named,
)
from rolegraph.service.parts import parts
from rolegraph.service.problems import describe
from rolegraph.service.protocol import QueryRequest, read_query

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one a browser gets a form and others the Service Description."""
    require("read")
    asked = read_query(request, parts().settings.query_size << 10)
    if asked.query is None:
        return _without_query(asked)
    solutions, graphs = offer_for(asked.format, SOLUTIONS), offer_for(asked.format, GRAPHS)
    if solutions is None and graphs is None:
        raise NotAcceptable(f"results can be had as {listed(SOLUTIONS)}; graphs as {listed(GRAPHS)}")
    question = _question(asked, solutions, graphs)
    try:
        if response := unchanged_since(question):
            return response
        generation, answer = ask(question, asked.timeout)
    except QueryError as error:
        if PAGE not in (solutions, graphs):
            raise
        return _failed_page(asked.query, error)
    chosen = graphs if answer.form == "graph" else solutions
    assert chosen is not None
    return send(asked.query, chosen, generation, answer)


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
    offers = (*description.OFFERS, PAGE)
    if asked.format is not None and named(asked.format, offers) is None:
        raise BadRequest(f"there is no query to answer as {asked.format}: give one as the parameter 'query'")
    offer = offer_for(asked.format, offers)
    if offer is None:
        raise NotAcceptable(f"the description of this service can be had as {listed(offers)}")
    if offer == PAGE:
        return page("query.html", query=EXAMPLES[0].query)
    settings = parts().settings
    service = description.Service(
        base=current_generation(parts().queries.store).base,
        union=settings.default_graph == "union",
        federated=bool(settings.service_hosts),
    )
    return Response(description.describe(service, offer.key), content_type=offer.sent)


def _failed_page(query: str, error: QueryError) -> Response:
    problem = describe(error)
    response = page("query.html", query=query, problem=problem)
    response.status_code = problem.status
    response.headers.update(problem.headers)
    current_app.logger.info("a query failed: %s", error)
    return response
