"""``/ns``, ``/shapes`` and ``/context.jsonld``: what the data mean and what they must keep.

The terms are fragments of https://w3id.org/rolegraph/ns whatever the base of a store is; ``/ns`` is a
copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, url_for
from pyoxigraph import Triple

from rolegraph.graph.catalogue import terms as defined
from rolegraph.graph.catalogue.terms import short
from rolegraph.graph.namespaces import RG
from rolegraph.service.catalogue import documents
from rolegraph.service.negotiation import Offer

blueprint = Blueprint("vocabulary", __name__)
_SUFFIX = f"<any({', '.join(documents.SUFFIXES)}):extension>"
_CONTEXT = "application/ld+json"


@blueprint.get("/ns")
@blueprint.get(f"/ns.{_SUFFIX}")
def terms(extension: str | None = None) -> Response:
    """The vocabulary; its page has an anchor for each term."""
    offer = documents.chosen(extension)
    page = render_template("vocabulary.html", chapters=defined.vocabulary(), href=_href, short=short)
    return _send(offer, page, defined.ontology(), "vocabulary.terms", RG.removesuffix("#"))


@blueprint.get("/shapes")
@blueprint.get(f"/shapes.{_SUFFIX}")
def shapes(extension: str | None = None) -> Response:
    """The shapes that all data keep; its page has an anchor for each."""
    offer = documents.chosen(extension)
    page = render_template("shapes.html", entries=defined.shape_entries(), href=_href, short=short)
    return _send(offer, page, defined.shapes(), "vocabulary.shapes", defined.SHAPES.removesuffix("#"))


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context (JSON-LD 1.1, section 3.1)."""
    links = [f'<{url_for("vocabulary.terms")}>; rel="describedby"']
    return documents.send(defined.context(), _CONTEXT, links, documents.LASTING)


def _send(offer: Offer, page: str, triples: Iterable[Triple], endpoint: str, canonical: str) -> Response:
    body = page.encode() if documents.is_page(offer) else documents.as_rdf(triples, offer)
    links = [*documents.alternates(endpoint), f'<{canonical}>; rel="canonical"']
    return documents.send(body, offer.sent, links, documents.LASTING)


def _href(iri: str) -> str:
    """The link to a term: within the page of the vocabulary where it is one of ours."""
    if iri.startswith(RG):
        return f"{url_for('vocabulary.terms')}#{iri.removeprefix(RG)}"
    return iri
