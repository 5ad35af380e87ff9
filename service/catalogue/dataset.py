"""``/dataset`` and ``/.well-known/void``: the data set described in VoID and DCAT, and as a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask import Blueprint, Response, render_template, url_for

from rolegraph.graph.catalogue.description import CountedGeneration, describe
from rolegraph.graph.catalogue.files import File
from rolegraph.graph.catalogue.identifiers import Names
from rolegraph.service.auth import require
from rolegraph.service.catalogue import documents
from rolegraph.service.catalogue.shown import facts
from rolegraph.service.linked.schema_org import as_script, dataset_page
from rolegraph.service.negotiation import Offer
from rolegraph.service.parts import parts

blueprint = Blueprint("dataset", __name__)
_SUFFIXED = f"/dataset.<any({', '.join(documents.SUFFIXES)}):extension>"


@blueprint.get("/.well-known/void")
@blueprint.get("/dataset")
@blueprint.get(_SUFFIXED)
def dataset(extension: str | None = None) -> Response:
    """The description, made from the newest generation that was counted.

    Raises :class:`NotBuilt` where none was counted yet.
    """
    require("read")
    offer = documents.chosen(extension)
    made, statistics = parts().statistics.get()
    counted = CountedGeneration(made.content, made.made, statistics)
    base = parts().queries.generation().base
    known = tuple(sorted(parts().dumps.known(counted.content).items()))
    body = (
        _page(base, counted, dict(known)) if documents.is_page(offer) else _rdf(base, counted, known, offer)
    )
    return documents.send(body, offer.sent, _links(base))


@lru_cache(maxsize=8)
def _rdf(base: str, counted: CountedGeneration, known: tuple[tuple[str, File], ...], offer: Offer) -> bytes:
    return documents.as_rdf(describe(base, counted, dict(known)), offer)


def _page(base: str, counted: CountedGeneration, known: Mapping[str, File]) -> bytes:
    script = as_script(dataset_page(base, counted, known))
    return render_template("dataset.html", **facts(base, counted, known), schema_org=script).encode()


def _links(base: str) -> list[str]:
    names = Names(base)
    return [
        *documents.alternates("dataset.dataset"),
        f'<{names.document.value}>; rel="canonical"',
        f'<{names.dataset.value}>; rel="describes"',
        f'<{url_for("sparql.sparql")}>; rel="service-desc"',
    ]
