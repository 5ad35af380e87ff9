"""``/.well-known/sparql-examples``: the example queries as RDF, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flask import Blueprint, Response, json, render_template, url_for
from pyoxigraph import Literal, NamedNode, Triple

from rolegraph.graph.namespaces import PREFIXES, RDF, SH, XSD
from rolegraph.service.auth import require
from rolegraph.service.catalogue import documents
from rolegraph.service.examples import EXAMPLES, FORMS, WELL_KNOWN, example_of, files
from rolegraph.service.negotiation import Offer
from rolegraph.service.parts import parts

blueprint = Blueprint("example_queries", __name__)
_JSON = Offer("json", "application/json", "application/json")
_OFFERS = (*(offer for offer in documents.OFFERS if offer.media_type != _JSON.media_type), _JSON)


@blueprint.get(f"/{WELL_KNOWN}")
@blueprint.get(f"/{WELL_KNOWN}.<any({', '.join((*documents.SUFFIXES, 'json'))}):extension>")
def examples(extension: str | None = None) -> Response:
    """All of them, in the format that is asked for."""
    require("read")
    offer = documents.chosen(extension, _OFFERS)
    base = parts().queries.generation().base
    if documents.is_page(offer):
        body = render_template("examples.html", examples=EXAMPLES).encode()
    else:
        body = _as_json(base) if offer == _JSON else _as_rdf(base, offer)
    return documents.send(body, offer.sent, documents.alternates("example_queries.examples", _OFFERS))


def _as_json(base: str) -> bytes:
    """Names, titles, comments, keywords, queries; ``form`` leads to the query form."""
    listed = [
        {
            "name": example.name,
            "iri": f"{base}{WELL_KNOWN}#{example.name}",
            "title": example.title,
            "comment": example.comment,
            "keywords": example.keywords,
            "type": example.form,
            "query": example.standing(base),
            "federatesWith": example.asks,
            "form": url_for("sparql.sparql", query=example.query, format="html"),
        }
        for example in EXAMPLES
    ]
    return json.dumps({"examples": listed}, ensure_ascii=False, indent=1).encode()


@lru_cache(maxsize=8)
def _as_rdf(base: str, offer: Offer) -> bytes:
    return documents.as_rdf([*_described(base), *_prefixes(base)], offer)


def _described(base: str) -> Iterator[Triple]:
    """What the files say, with whole queries in place of those without prefixes."""
    texts = {SH + form for form in FORMS}
    for triples in files(base):
        whole = Literal(example_of(list(triples)).standing(base))
        for triple in triples:
            is_text = triple.predicate.value in texts
            yield Triple(triple.subject, triple.predicate, whole) if is_text else triple


def _prefixes(base: str) -> Iterator[Triple]:
    """The node that ``sh:prefixes`` leads to (SHACL, section 5.2.1)."""
    page = f"{base}{WELL_KNOWN}"
    node = NamedNode(f"{page}#prefixes")
    for name, iri in PREFIXES.items():
        declared = NamedNode(f"{page}#prefix-{name}")
        yield Triple(node, NamedNode(f"{SH}declare"), declared)
        yield Triple(declared, NamedNode(f"{RDF}type"), NamedNode(f"{SH}PrefixDeclaration"))
        yield Triple(declared, NamedNode(f"{SH}prefix"), Literal(name))
        yield Triple(declared, NamedNode(f"{SH}namespace"), Literal(iri, datatype=NamedNode(f"{XSD}anyURI")))
