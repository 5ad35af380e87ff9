"""The Flask application: one blueprint per protocol, and what goes with every answer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from rolegraph.graph.catalogue import statistics
from rolegraph.graph.catalogue.dumps import Dumps
from rolegraph.graph.catalogue.sitemap import NAME as SITEMAP
from rolegraph.graph.catalogue.statistics_artefact import NAME as STATISTICS
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.held import Held
from rolegraph.graph.derived.keeper import Keeper
from rolegraph.graph.paths.artefact import NAME as SKILL_SPACE
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.search.artefact import NAME as SEARCH_INDEX
from rolegraph.graph.search.index import SearchIndex
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.tokens import Tokens
from rolegraph.graph.writes import Writer
from rolegraph.service import (
    breaches,
    describing,
    graphs,
    headers,
    health,
    home,
    problems,
    recording,
    search,
    sparql,
    turns,
    update,
    validation,
)
from rolegraph.service.api import views as api
from rolegraph.service.catalogue import crawlers
from rolegraph.service.catalogue import views as catalogue
from rolegraph.service.express import Express
from rolegraph.service.hosts import guard
from rolegraph.service.linked import documents
from rolegraph.service.linked.names import Names
from rolegraph.service.logs import RequestLog
from rolegraph.service.lookaside import LookAside
from rolegraph.service.metrics import Metrics
from rolegraph.service.parts import Parts, install
from rolegraph.service.reconcile import views as reconcile
from rolegraph.service.screening import screen
from rolegraph.service.settings import Settings
from rolegraph.service.site import Site

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(store: Path, settings: Settings | None = None) -> Flask:
    """The application that serves the store in a folder.

    It starts processes that read and write when first asked; closing ``queries`` and ``writer`` of
    ``parts_of(app)`` ends them.
    """
    settings = settings or Settings()
    # Flask would look for an instance folder beside the package's, which an editable install lacks.
    app = Site("rolegraph.service", instance_path=str(store.absolute()))
    _configure(app, settings)
    shared = _parts(store, settings)
    install(app, shared)
    for module in (
        home,
        sparql,
        describing,
        documents,
        search,
        reconcile,
        api,
        update,
        graphs,
        validation,
        health,
    ):
        app.register_blueprint(module.blueprint)
    for blueprint in catalogue.BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app)
    breaches.register(app)
    app.after_request(_harden)
    headers.register(app)
    if settings.hosts:
        app.before_request(guard(settings.hosts))
    app.before_request(screen)
    is_open = not (settings.read_token or settings.hosts)
    if is_open:
        app.wsgi_app = Express(app.wsgi_app, shared.queries, settings)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign]
    if is_open and not settings.query_log:
        app.wsgi_app = LookAside(app.wsgi_app, shared.queries, settings.cache << 18)  # type: ignore[method-assign]
    log = RequestLog(access=bool(settings.access_log), queries=settings.query_log)
    recording.install(app, log, shared.metrics)
    return app


def _parts(store: Path, settings: Settings) -> Parts:
    union = settings.default_graph == "union"
    queries = Queries(store, settings.pool_limits, union=union)
    writer = Writer(store, settings.write_limits, union=union)
    derived = Derived(store)
    return Parts(
        settings=settings,
        queries=queries,
        writer=writer,
        writes=turns.writes(settings),
        checks=turns.checks(settings),
        questions=turns.questions(settings),
        tokens=Tokens(store),
        metrics=Metrics(store, queries.statistics),
        derived=derived,
        paths=Held(derived, SKILL_SPACE, Questions.open),
        search=Held(derived, SEARCH_INDEX, SearchIndex.open),
        keeper=Keeper(derived),
        names=Names(),
        statistics=Held(derived, STATISTICS, statistics.load),
        sitemap=Held(derived, SITEMAP, crawlers.opened),
        dumps=Dumps(store, settings.dump_space << 20),
    )


def _configure(app: Flask, settings: Settings) -> None:
    app.config["MAX_CONTENT_LENGTH"] = settings.query_size << 10
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.query_size << 10
    # Its redirection would lead to whatever host the request names.
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
