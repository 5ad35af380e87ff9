"""What the views share: the parts of the application that serves the request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from rolegraph.graph.catalogue.dumps import Dumps
from rolegraph.graph.catalogue.statistics import Statistics
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.held import Held
from rolegraph.graph.derived.keeper import Keeper
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.search.index import SearchIndex
from rolegraph.graph.store.admission import Gate
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.tokens import Tokens
from rolegraph.graph.writes import Writer
from rolegraph.service.linked.names import Names
from rolegraph.service.metrics import Metrics
from rolegraph.service.settings import Settings

_NAME = "rolegraph"


@dataclass(frozen=True, slots=True)
class Parts:
    """One application's parts; ``writes``, ``checks`` and ``questions`` say whose turn it is.

    ``keeper`` is for the server to start.
    """

    settings: Settings
    queries: Queries
    writer: Writer
    writes: Gate
    checks: Gate
    questions: Gate
    tokens: Tokens
    metrics: Metrics
    derived: Derived
    search: Held[SearchIndex]
    paths: Held[Questions]
    names: Names
    keeper: Keeper
    statistics: Held[Statistics]
    sitemap: Held[Path]
    dumps: Dumps


def install(app: Flask, shared: Parts) -> None:
    """Give an application its parts."""
    app.extensions[_NAME] = shared


def parts_of(app: Flask) -> Parts:
    """The parts of an application."""
    shared = app.extensions[_NAME]
    assert isinstance(shared, Parts)
    return shared


def parts() -> Parts:
    """The parts of the application that serves this request."""
    return parts_of(current_app)
