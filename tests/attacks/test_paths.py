"""Answers about paths whose labels mean harm: in pictures, tables, JSON, RDF and problems."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from attacked import Target, surviving
from path_service import build_space
from serving import publish

MARK = "alert(1)"
LABELS = [
    f"</text></svg><script>{MARK}</script>",
    f"]]><svg onload={MARK}>",
    f'" onload="{MARK}',
    f"</style><script>{MARK}</script>",
    f"<!ENTITY x SYSTEM 'file:///etc/passwd'>&x; {MARK}",
    f'=HYPERLINK("http://evil.example","{MARK}")',
    f"\t=cmd|' /C calc'!A0 {MARK}",
    f"@SUM(1) \u202e{MARK}\u0000\u0007\r\nX-Evil: 1",
]
ID = "http://example.org/id/"


def data() -> str:
    """A baker, and a role for each label, that ask for kneading and for skills of these labels."""
    lines = []
    for number, label in enumerate(LABELS):
        said = json.dumps(label)
        role, skill, profile = (f"<{ID}{kind}/evil-{number}>" for kind in ("role", "skill", "profile"))
        lines.append(
            f"{role} a rg:Role ; skos:prefLabel {said}@en . {skill} a rg:Skill ; skos:prefLabel {said}@en ."
        )
        for owner, owned in ((role, profile), (f"<{ID}role/baker>", f"<{ID}profile/baker-{number}>")):
            items = {f"{owned[:-1]}-1>": skill, f"{owned[:-1]}-2>": f"<{ID}skill/kneading>"}
            asked = " , ".join(items)
            lines.append(f"{owned} a rg:RoleProfile ; rg:role {owner} ; rg:skillRequirement {asked} .")
            lines += [f"{item} schema:item {one} ." for item, one in items.items()]
    prefixes = {
        "rg": "https://w3id.org/rolegraph/ns#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
    }
    head = "".join(f"@prefix {name}: <{iri}> . " for name, iri in prefixes.items())
    return f"{head} <{ID}source/evil> {{ {' '.join(lines)} }}"


@pytest.fixture(scope="module")
def hostile(target: Target) -> Iterator[Target]:
    publish(target.server.store, data())
    build_space(target.server.store)
    with surviving(target):
        yield target


def questions() -> list[str]:
    """Addresses whose answers hold these labels."""
    start = {"role": f"{ID}role/baker"}
    roles = [f"{ID}role/evil-{number}" for number in range(len(LABELS))]
    return [
        *(f"/api/paths?{urlencode({**start, 'target': role})}" for role in roles),
        f"/api/gap?{urlencode({'skill': 'Kneading', 'target': roles[0]})}",
        f"/api/reachable?{urlencode({**start, 'gap': 1, 'limit': 200})}",
        f"/api/similar?{urlencode(start)}",
    ]


PATHS = [one for one in questions() if one.startswith("/api/paths")]


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_pictures_are_inert(hostile: Target, path: str) -> None:
    response, body = hostile.send("GET", f"{path}&format=svg")
    assert response.headers["Content-Type"] == "image/svg+xml", body
    root = ET.fromstring(body)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "line", "circle", "text"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert MARK in "".join(root.itertext())
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy


def test_tables_hold_no_formula(hostile: Target) -> None:
    for path in questions():
        _, body = hostile.send("GET", f"{path}&format=csv")
        rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
        assert len(rows) > 1, path
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_labels_are_data_in_every_other_format(hostile: Target) -> None:
    for path in questions():
        response, body = hostile.send("GET", path)
        assert response.headers["Content-Type"] == "application/json"
        assert json.loads(body)["generation"] >= 1
        response, body = hostile.send("GET", f"{path}&format=ttl")
        labels = {
            quad.object.value
            for quad in pyoxigraph.parse(body, pyoxigraph.RdfFormat.TURTLE)
            if quad.predicate.value.endswith("#label") and isinstance(quad.object, pyoxigraph.Literal)
        }
        assert labels & set(LABELS) or "Kneading" in labels
        assert "X-Evil" not in response.headers


def test_costly_questions_at_once(hostile: Target) -> None:
    """The largest that may be asked: answered or refused, and others are answered meanwhile."""
    path = f"{PATHS[0]}&k=100&hops=6&evidence=100"
    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(hostile.server.request, "GET", f"{path}&floor=0.{n}") for n in range(15, 65)]
        assert hostile.count() > 0
        statuses = {one.result()[0].status for one in asked}
    assert 200 in statuses
    assert statuses <= {200, 429, 503}


@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
@pytest.mark.parametrize("name", ["skill", "role", "target", "country", "band", "k", "format", "evil"])
def test_parameters_come_back_as_text(hostile: Target, name: str, label: str) -> None:
    given = {"skill": "Kneading", "target": "Baker", name: label}
    for accept in ("text/html, */*;q=0.1", "*/*"):
        response, body = hostile.send("GET", f"/api/paths?{urlencode(given)}", Accept=accept)
        assert response.status in (200, 400, 422), body
        assert (
            b"<script" not in body.lower() or response.headers["Content-Type"] != "text/html; charset=utf-8"
        )
        assert response.headers["Content-Type"] in (
            *("text/html; charset=utf-8", "application/problem+json", "application/json"),
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "X-Evil" not in response.headers
    response, body = hostile.send("GET", f"/api/paths?{quote(label)}=1", Accept="text/html")
    assert response.status == 400
    assert b"<script" not in body.lower()
