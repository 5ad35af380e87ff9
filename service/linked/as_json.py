"""A thing as plain JSON (docs/linked-data.md tells its members)."""

from __future__ import annotations

import json
from typing import Any

from rolegraph.service.linked.view import Property, Term, Thing


def as_json(thing: Thing, previous: str, following: str) -> bytes:
    """The document; ``previous`` and ``following`` lead to the pages around it, "" for none."""
    members = {
        "iri": thing.iri,
        "kind": thing.kind or None,
        "label": _text(thing.title, thing.language),
        "document": thing.document,
        "types": [one.value for one in thing.types],
        "properties": [_property(one) for one in thing.properties],
        "pointing": {
            "total": thing.total,
            "more": thing.more,
            "page": thing.page,
            "pages": thing.pages,
            "previous": previous or None,
            "next": following or None,
            "properties": [_property(one) for one in thing.incoming],
        },
    }
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"


def _text(value: str, language: str) -> dict[str, Any]:
    return {"value": value, "language": language or None}


def _property(one: Property) -> dict[str, Any]:
    return {"iri": one.iri, "label": one.text, "values": [_term(term) for term in one.values]}


def _term(term: Term) -> dict[str, Any]:
    members: dict[str, Any] = {"type": term.kind, "value": term.value}
    if term.kind == "iri":
        members |= {"label": _text(term.text, term.language), "document": term.href or None}
    elif term.kind == "literal":
        members |= {"language": term.language or None, "datatype": term.datatype or None}
    else:
        members |= {"properties": [_property(one) for one in term.inner]}
    return {**members, "graphs": list(term.graphs)}
