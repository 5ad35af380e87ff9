"""Pages of schema.org made by hand, and how tests read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Notice, Reading, Record, RoleProfile
from rolegraph.graph.sources import schema_org


def record(data: bytes | str, name: str = "page.jsonld") -> Record:
    """A record of those bytes, or of the text as UTF-8."""
    return Record(name, name, data.encode() if isinstance(data, str) else data)


def read(kind: str = "Occupation", **properties: Any) -> Reading:
    """A node of that type in the context of schema.org, called Baker unless it says otherwise."""
    named = {"title" if kind == "JobPosting" else "name": "Baker"}
    document = {"@context": "https://schema.org", "@type": kind, **named, **properties}
    return schema_org.read(record(json.dumps({k: v for k, v in document.items() if v is not None})))


def profile(kind: str = "Occupation", **properties: Any) -> RoleProfile:
    """Its only profile."""
    [found] = read(kind, **properties).profiles
    return found


def refused(data: str) -> RefusedRecord:
    """Why the page is refused."""
    with pytest.raises(RefusedRecord) as caught:
        schema_org.read(record(data))
    assert "\n" not in str(caught.value)
    return caught.value


def notice(reading: Reading, code: str) -> Notice:
    """The only notice of that code."""
    [found] = [each for each in reading.notices if each.code == code]
    return found


def codes(reading: Reading) -> list[str]:
    """The codes of all notices but the list of what is not modelled."""
    return [each.code for each in reading.notices if each.code != "field-unknown"]
