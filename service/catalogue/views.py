"""The views of this room, for the application."""

from __future__ import annotations

from rolegraph.service.catalogue import crawlers, dataset, dumps, examples, vocabulary

BLUEPRINTS = (
    dataset.blueprint,
    dumps.blueprint,
    vocabulary.blueprint,
    examples.blueprint,
    crawlers.blueprint,
)
