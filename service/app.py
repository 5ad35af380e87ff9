"""The Flask application: one blueprint per protocol, and what goes with every answer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response

from rolegraph.graph.store.queries import Queries
from rolegraph.service import health, home, problems, sparql
from rolegraph.service.parts import Parts, install
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

    It starts reader processes when first asked; ``parts_of(app).queries.close()`` ends them.
    """
    settings = settings or Settings()
    # Flask would look for an instance folder beside the package's, which an editable install lacks.
    app = Flask("rolegraph.service", instance_path=str(store.absolute()))
    app.config["MAX_CONTENT_LENGTH"] = settings.query_size << 10
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.query_size << 10
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install(app, Parts(settings, Queries(store, settings.pool_limits)))
    for module in (home, sparql, health):
        app.register_blueprint(module.blueprint)
    problems.register(app)
    app.after_request(_harden)
    return app


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
