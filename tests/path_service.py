"""A small store with its skill space, and an application over it, for the tests of ``/api``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.ingest.load import load
from rolegraph.service.app import create_app
from rolegraph.service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    *("au/collections-officer-3-6-years.txt", "gb/collections-officer-0-3-years.txt"),
    *("us/collections-officer-not-stated.txt", "us/customer-service-representative-not-stated.txt"),
    *("us/financial-analyst-not-stated.txt", "us/loan-officer-0-5-years.txt", "gb/bookkeeper-starter.txt"),
)
"""Pages of the samples that share some skills."""

TARGET = "Collections Officer"
SKILLS = ["Retail Sales", "Microsoft Excel", "Problem Solving"]
ASKED: dict[str, dict[str, Any]] = {
    "paths": {"skill": SKILLS, "target": TARGET, "k": 3},
    "reachable": {"skill": SKILLS, "gap": 0.9},
    "gap": {"role": "Bookkeeper", "target": TARGET},
    "similar": {"role": TARGET, "limit": 3},
}
"""A question of each kind, with its parameters."""


def made_store(store: Path) -> Path:
    """A store of these pages, with the skill space built."""
    load(store, [str(ROOT / "samples" / page) for page in PAGES])
    build_space(store)
    return store


def build_space(store: Path) -> None:
    """Build the skill space of what a store holds now."""
    Derived(store).build(["skill-space"])


def application(store: Path, **settings: str) -> Flask:
    """The application over a store, in this process."""
    return create_app(store, Settings.from_text(settings))


def problem(response: TestResponse, status: int, type_: str = "bad-request") -> dict[str, Any]:
    """The members of a problem, which must be of that status and kind."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = response.json  # type: ignore[assignment]
    assert found["type"].endswith(f"/{type_}")
    return found


def get(client: FlaskClient, name: str, method: str = "GET", more: Any = (), **headers: str) -> TestResponse:
    """Ask what ``ASKED`` has of that name, with more parameters or others."""
    return client.open(
        f"/api/{name}",
        method=method,
        query_string={**ASKED[name], **dict(more)},
        headers={key.replace("_", "-"): value for key, value in headers.items()},
    )


def post(client: FlaskClient, name: str, data: Any, **more: Any) -> TestResponse:
    """Ask by POST: ``data`` as JSON, or as it is where it is text or bytes."""
    body = data if isinstance(data, str | bytes) else json.dumps(data)
    return client.post(f"/api/{name}", data=body, **{"content_type": "application/json", **more})
