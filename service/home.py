"""``/``: what this is and how much of it there is, for people, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from pyoxigraph import NamedNode

from rolegraph.graph.identity import Iris
from rolegraph.graph.statistics import counts
from rolegraph.graph.store.descriptions import Describer
from rolegraph.graph.store.generations import Generation, current_generation, read_current
from rolegraph.service.errors import NotAcceptable
from rolegraph.service.examples import FIRST
from rolegraph.service.negotiation import PAGES, choose
from rolegraph.service.parts import parts

blueprint = Blueprint("home", __name__)
_SCHEMES = ("roles", "skills", "countries", "experience", "periods")
"""The keys of the schemes that the vocabulary is in, whose documents list it."""


@blueprint.get("/")
def home() -> Response:
    """The counts of the current generation, with links."""
    offer = choose(request.headers.get("Accept"), PAGES)
    if offer is None:
        raise NotAcceptable("this page can be had as text/html or application/json")
    generation, numbers = _current_counts(parts().queries.store)
    if offer.key == "json":
        response = _as_json(generation, numbers)
    else:
        page = render_template(
            "home.html", generation=generation, numbers=numbers, examples=FIRST, schemes=_schemes()
        )
        response = Response(page, content_type="text/html; charset=utf-8")
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _as_json(generation: Generation, numbers: Mapping[str, int]) -> Response:
    links = {
        "sparql": url_for("sparql.sparql"),
        "health": url_for("health.healthz"),
        "ready": url_for("health.readyz"),
    }
    return jsonify(
        name="rolegraph",
        generation=generation.number,
        published=generation.created,
        base=generation.base,
        counts=dict(numbers),
        links=links,
    )


def _schemes() -> list[str]:
    """The schemes that the current generation describes."""

    def described(describer: Describer, base: str) -> list[str]:
        iris = Iris(base)
        return [key for key in _SCHEMES if describer.labels(NamedNode(iris.thing("scheme", key)))]

    queries = parts().queries
    return queries.look(lambda describer: described(describer, queries.generation().base))[1]


def _current_counts(store: Path) -> tuple[Generation, Mapping[str, int]]:
    return _counted(store, current_generation(store))


@lru_cache(maxsize=4)
def _counted(store: Path, generation: Generation) -> tuple[Generation, Mapping[str, int]]:
    """The counts of a generation; if a newer one has come meanwhile, of that.

    A generation never changes, so they are kept.
    """
    with read_current(store) as current:
        numbers = {**counts(current.store), "quads": current.generation.quads}
        return current.generation, MappingProxyType(numbers)
