"""What the page of the data set shows, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from rolegraph.graph.catalogue.dcat import DESCRIPTION, RIGHTS, TITLE
from rolegraph.graph.catalogue.description import CountedGeneration
from rolegraph.graph.catalogue.files import SINGLE, WHOLE, File
from rolegraph.graph.catalogue.targets import TARGETS
from rolegraph.graph.catalogue.terms import short
from rolegraph.service.linked.addresses import Addresses

_MOST_ROWS = 200


def facts(base: str, counted: CountedGeneration, known: Mapping[str, File]) -> dict[str, Any]:
    """The values of the template."""
    statistics = counted.statistics
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "rights": RIGHTS,
        "generation": counted.content,
        "made": counted.made,
        "statistics": statistics,
        "classes": [(short(use.iri), use) for use in statistics.class_uses[:_MOST_ROWS]],
        "properties": [(short(use.iri), use) for use in statistics.property_uses[:_MOST_ROWS]],
        "datatypes": [(short(use.iri), use) for use in statistics.datatypes],
        "links": [(TARGETS[use.target], short(use.property), use) for use in statistics.links],
        "dumps": whole_dumps(known),
        "graphs": [(size.iri.removeprefix(base), size, graph_dumps(size.iri)) for size in statistics.graphs],
        "examples": [(iri.removeprefix(base), _document(base, iri)) for iri in statistics.examples],
    }


def _document(base: str, iri: str) -> str:
    """The link to what the service says of a thing."""
    place = Addresses(base, "").place(iri)
    if place is None:
        return url_for("describing.describe", iri=iri)
    return url_for("linked.document", kind=place[0], name=place[1])


def whole_dumps(known: Mapping[str, File]) -> list[dict[str, Any]]:
    """The dumps of all graphs, with their size and checksum where they were made already."""
    found = []
    for form in WHOLE:
        name = f"all{form.extension}"
        file = known.get(name)
        size = {"byteSize": file.size, "sha256": file.sha256} if file else {}
        url = url_for("dumps.whole", name=name)
        found.append({"name": name, "url": url, "mediaType": form.media_type, **size})
    return found


def graph_dumps(graph: str) -> list[dict[str, str]]:
    """The dumps of one graph."""
    return [
        {
            "url": url_for("dumps.single_graph", name=f"graph{form.extension}", graph=graph),
            "mediaType": form.media_type,
        }
        for form in SINGLE
    ]
