"""The service manifest [3.1], and what the links in it lead to."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from rolegraph.graph.namespaces import SKOS
from rolegraph.service.reconcile.queries import BATCH
from rolegraph.service.reconcile.types import DEFAULT, described

VERSIONS = ("0.2",)
WIDTH, HEIGHT = 400, 240
"""Pixels of the frame in which a preview is shown."""
_SETTINGS: list[dict[str, Any]] = [
    {
        "name": "limit",
        "label": "Values",
        "type": "number",
        "default": 10,
        "help_text": "How many values of the property a thing gets at most",
    },
    {
        "name": "lang",
        "label": "Language",
        "type": "text",
        "default": "",
        "help_text": "The language of texts, such as en; all if empty",
    },
]


def manifest(base: str) -> dict[str, Any]:
    """The manifest of the service of a store with a base: every link in it is below that."""
    service = f"{base}reconcile"
    return {
        "versions": list(VERSIONS),
        "name": "rolegraph: roles, skills and countries",
        "identifierSpace": f"{base}id/",
        "schemaSpace": f"{SKOS}Concept",
        "documentation": base,
        "serviceVersion": version("rolegraph"),
        "defaultTypes": [described(key) for key in DEFAULT],
        "batchSize": BATCH,
        "view": {"url": f"{base}describe?iri={{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {name: _suggesting(service, name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": _SETTINGS,
        },
    }


def _suggesting(service: str, name: str) -> dict[str, str]:
    return {
        "service_url": service,
        "service_path": f"/suggest/{name}",
        "flyout_service_url": service,
        "flyout_service_path": f"/flyout/{name}?id=${{id}}",
    }
