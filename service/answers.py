"""Asking for whoever sent the request, and sending what the readers answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request

from rolegraph.graph.store.answer import Answer, Question
from rolegraph.graph.store.generations import Generation
from rolegraph.service import logs
from rolegraph.service.auth import client
from rolegraph.service.delivery import deliver, departure, unchanged
from rolegraph.service.examples import EXAMPLES
from rolegraph.service.express import found_already
from rolegraph.service.negotiation import FORMAT_NAMES, PAGE, Offer, choose, named
from rolegraph.service.parts import parts


def ask(question: Question, timeout: float | None = None) -> tuple[Generation, Answer]:
    """The answer from the current generation; ``timeout`` in seconds can only shorten the deadline.

    Raises what :meth:`Queries.ask` raises.
    """
    record = logs.query("query", question.query)
    found = found_already(request.environ, question)
    generation, answer = found or parts().queries.ask(
        question, departure(request.environ), client=client(), timeout=timeout
    )
    record.follow(generation.number, answer.form, answer.format)
    return generation, answer


def unchanged_since(question: Question) -> Response | None:
    """304 where the client holds the answer already, without asking for it again; else ``None``."""
    if "HTTP_IF_NONE_MATCH" not in request.environ:
        return None
    return unchanged(parts().queries.etag(question), request.environ)


def offer_for(format_name: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that ``?format=`` names, else the one that the Accept header prefers."""
    if format_name is not None:
        return named(format_name, offers)
    return choose(request.headers.get("Accept"), offers)


def listed(offers: Sequence[Offer]) -> str:
    """The media types of offers, for a message."""
    return ", ".join(offer.media_type for offer in offers)


def send(query: str, chosen: Offer, generation: Generation, answer: Answer) -> Response:
    """The response that sends an answer in the format chosen for it."""
    if chosen == PAGE:
        table: dict[str, Any] = json.loads(answer.read())
        return page("results.html", query=query, table=table, generation=generation)
    return deliver(answer, chosen.sent, request.environ)


def page(template: str, **content: Any) -> Response:
    """A page with the form for queries on it."""
    text = render_template(template, examples=EXAMPLES, formats=FORMAT_NAMES, **content)
    return Response(text, content_type=PAGE.sent)
