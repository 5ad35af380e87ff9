"""The Flask application: one blueprint per protocol, and what goes with every answer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

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
    sparql,
    turns,
    update,
    validation,
)
from rolegraph.service.express import Express
from rolegraph.service.hosts import guard
from rolegraph.service.logs import RequestLog
from rolegraph.service.lookaside import LookAside
from rolegraph.service.metrics import Metrics
from rolegraph.service.parts import Parts, install
from rolegraph.service.screening import screen
from rolegraph.service.settings import Settings

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
    app = Flask("rolegraph.service", instance_path=str(store.absolute()))
    _configure(app, settings)
    union = settings.default_graph == "union"
    queries = Queries(store, settings.pool_limits, union=union)
    writer = Writer(store, settings.write_limits, union=union)
    shared = Parts(
        settings=settings,
        queries=queries,
        writer=writer,
        writes=turns.writes(settings),
        checks=turns.checks(settings),
        tokens=Tokens(store),
        metrics=Metrics(store, queries.statistics),
    )
    install(app, shared)
    for module in (home, sparql, describing, update, graphs, validation, health):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    breaches.register(app)
    app.after_request(_harden)
    headers.register(app)
    if settings.hosts:
        app.before_request(guard(settings.hosts))
    app.before_request(screen)
    is_open = not (settings.read_token or settings.hosts)
    if is_open:
        app.wsgi_app = Express(app.wsgi_app, queries, settings)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign]
    if is_open and not settings.query_log:
        app.wsgi_app = LookAside(app.wsgi_app, queries, settings.cache << 18)  # type: ignore[method-assign]
    log = RequestLog(access=bool(settings.access_log), queries=settings.query_log)
    recording.install(app, log, shared.metrics)
    return app


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
