"""Cross-site scripting: labels, IRIs and requests that mean harm, in every page of HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import pytest
from attacked import MINE, UPDATE, Target, surviving
from serving import publish
from url_map import rules

MARK = "alert(1)"
SCRIPT = f"</textarea></title></script><script>{MARK}</script>"
IMAGE = f"<img src=x onerror={MARK}>"
LABELS = [
    IMAGE,
    SCRIPT,
    f"\"'><svg/onload={MARK}>",
    f'" autofocus onfocus="{MARK}',
    f"javascript:{MARK}",
    f"<!--><script>{MARK}</script-->",
    f"]]><script>{MARK}</script>",
    f"{{{{ '{MARK}' }}}}",
]
IRIS = [
    f"javascript:{MARK}",
    f"JavaScript:{MARK}",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"vbscript:{MARK}",
    f"http://x/'onmouseover='{MARK}",
    f"http://javascript:{MARK}@x/",
]
ESCAPED = [json.dumps(label, ensure_ascii=False) for label in LABELS]
EVIL = "http://example.org/id/role/evil"
DATA = f"""
    <http://example.org/graph/vocabulary> {{
      <{EVIL}> a <https://w3id.org/rolegraph/ns#Role> ;
        <http://www.w3.org/2004/02/skos/core#prefLabel> {", ".join(f"{label}@en" for label in ESCAPED)} ;
        <http://www.w3.org/2000/01/rdf-schema#seeAlso> {", ".join(f"<{iri}>" for iri in IRIS)} .
    }}
    <{MINE}> {{ <{IRIS[0]}> <{IRIS[1]}> {", ".join(ESCAPED)}, <{IRIS[2]}>, <{IRIS[3]}>, <{IRIS[4]}>, <{IRIS[5]}> . }}
"""
INVALID = f"<{IRIS[0]}> a <https://w3id.org/rolegraph/ns#RoleProfile> ; <https://w3id.org/rolegraph/ns#role> {ESCAPED[0]}, {ESCAPED[1]} ."
SHOWN = f"SELECT * {{ <{EVIL}> ?p ?o }}"
TURTLE = "text/turtle"


class Asked(NamedTuple):
    """A request whose page shows, or could show, what means harm; ``shows``: it must be there to be read."""

    method: str
    path: str
    body: str | None = None
    kind: str = ""
    shows: bool = False


PAGES: dict[str, list[Asked]] = {
    "home.home": [Asked("GET", "/"), Asked("GET", f"/?q={quote(SCRIPT)}")],
    "sparql.sparql": [
        Asked("GET", "/sparql"),
        Asked("GET", f"/sparql?query={quote(SHOWN)}", shows=True),
        Asked("GET", f"/sparql?query={quote(f'DESCRIBE <{EVIL}>')}", shows=True),
        Asked(
            "GET",
            f"/sparql?query={quote(f'CONSTRUCT {{ ?s ?p ?o }} FROM <{MINE}> {{ ?s ?p ?o }}')}",
            shows=True,
        ),
        Asked("GET", f"/sparql?query={quote(SHOWN)}&format=html", shows=True),
        Asked("GET", f"/sparql?query={quote(f'ASK {{}} # {SCRIPT}')}", shows=True),
        Asked("GET", f"/sparql?query={quote(SCRIPT)}", shows=True),
        Asked("GET", f"/sparql?query={quote(IMAGE)}&format=html", shows=True),
        Asked("GET", f"/sparql?query=ASK{{}}&format={quote(IMAGE)}", shows=True),
        Asked("GET", f"/sparql?query=ASK{{}}&timeout={quote(IMAGE)}", shows=True),
        Asked("GET", f"/sparql?query=ASK{{}}&default-graph-uri={quote(IMAGE)}", shows=True),
        Asked(
            "GET", f"/sparql?query={quote(f'SELECT * {{ SERVICE <javascript:{MARK}> {{}} }}')}", shows=True
        ),
        Asked("GET", f"/sparql?query={quote(f'SELECT (1 AS ?{MARK}) {{}}')}", shows=True),
        Asked("POST", "/sparql", SHOWN, "application/sparql-query", shows=True),
        Asked("POST", "/sparql", "ASK {}", IMAGE),
    ],
    "describing.describe": [
        Asked("GET", f"/describe?iri={quote(EVIL)}&format={quote(IMAGE)}", shows=True),
        Asked("GET", f"/describe?iri={quote(IMAGE)}"),
        Asked("GET", f"/describe?iri={quote(IRIS[4])}"),
        Asked("GET", f"/describe?iri={quote(EVIL)}&page={quote(IMAGE)}"),
    ],
    "update.update": [
        Asked("POST", "/update", SCRIPT, UPDATE),
        Asked("POST", "/update", f"INSERT DATA {{ GRAPH <{MINE}> {{ {INVALID} }} }}", UPDATE, shows=True),
        Asked("POST", f"/update?using-graph-uri={quote(IMAGE)}", "INSERT DATA {}", UPDATE, shows=True),
        Asked("POST", "/update", f"DROP GRAPH <javascript:{MARK}>", UPDATE, shows=True),
        Asked("GET", f"/update?{quote(SCRIPT)}"),
    ],
    "graphs.graphs": [
        Asked("GET", "/graphs/mine", shows=True),
        Asked("GET", "/graphs?graph=http://example.org/graph/vocabulary", shows=True),
        Asked("GET", f"/graphs?graph={quote(IRIS[0])}", shows=True),
        Asked("GET", f"/graphs?graph={quote(IMAGE)}", shows=True),
        Asked("GET", f"/graphs?{quote(IMAGE)}=1", shows=True),
        Asked("GET", f"/graphs/{quote(IMAGE, safe='')}"),
        Asked("GET", f"/graphs/{IRIS[0]}", shows=True),
        Asked("PUT", "/graphs/mine", SCRIPT, TURTLE),
        Asked("PUT", "/graphs/mine", f"@prefix {IMAGE} .", TURTLE),
        Asked("PUT", "/graphs/mine", INVALID, TURTLE, shows=True),
        Asked("PUT", "/graphs/mine", "", IMAGE, shows=True),
    ],
    "validation.validate": [
        Asked("POST", "/validate", INVALID, TURTLE, shows=True),
        Asked("POST", "/validate", SCRIPT, TURTLE),
        Asked("POST", f"/validate?format={quote(IMAGE)}", INVALID, TURTLE, shows=True),
    ],
    "health.healthz": [Asked("POST", f"/healthz?{quote(SCRIPT)}")],
    "health.readyz": [Asked("POST", f"/readyz?{quote(SCRIPT)}")],
    "health.metrics": [Asked("POST", f"/metrics?{quote(SCRIPT)}")],
    "static": [Asked("GET", f"/static/{quote(SCRIPT)}"), Asked("GET", f"/static/{quote(IMAGE, safe='')}")],
}
"""By endpoint: a view that is new must be listed here, with requests that have it show what means harm."""
ELSEWHERE = [
    Asked("GET", f"/nowhere/{quote(SCRIPT)}"),
    Asked("GET", f"/{IRIS[0]}"),
    Asked("GET", f"/?callback={quote(SCRIPT)}"),
    Asked("GET", "/graphs/mine%0d%0a%0d%0a<script>"),
]
LINKS = {
    "href",
    "src",
    "action",
    "formaction",
    "srcset",
    "data",
    "poster",
    "xlink:href",
    "cite",
    "background",
}


class Inert(HTMLParser):
    """A page; whatever would run or load anything of the data in it is in ``harm``, its text in ``text``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.harm: list[str] = []
        self.text = ""
        self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in attrs:
            scheme = urlsplit("".join((value or "").split())).scheme.lower() if name in LINKS else ""
            if name.startswith("on") or name == "srcdoc" or scheme not in ("", "http", "https", "data"):
                self.harm.append(f"{tag} {name}={value}")
            if (scheme == "data" and value != "data:,") or (name == "style" and MARK in (value or "")):
                self.harm.append(f"{tag} {name}={value}")
        if tag in ("img", "iframe", "object", "embed", "base", "meta") and any(
            MARK in (value or "") for _, value in attrs
        ):
            self.harm.append(tag)

    def handle_data(self, data: str) -> None:
        if self._script and "<" in data:
            self.harm.append(data)
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        self._script = False


@pytest.fixture(scope="module")
def hostile(target: Target) -> Iterator[Target]:
    """A service whose data mean harm; no page that is asked for changes them."""
    publish(target.server.store, DATA)
    with surviving(target):
        yield target


def test_every_view_is_listed() -> None:
    assert set(PAGES) == {rule.endpoint for rule in rules()}


@pytest.mark.parametrize("asked", [one for asked in (*PAGES.values(), ELSEWHERE) for one in asked])
def test_pages_are_inert(hostile: Target, asked: Asked) -> None:
    response, body = hostile.send(asked.method, asked.path, asked.body, asked.kind, Accept="text/html")
    text = body.decode()
    assert response.headers["Content-Type"] == "text/html; charset=utf-8", text
    page = Inert(text)
    assert page.harm == []
    assert "<script" not in text.lower()
    assert "<img" not in text.lower()
    assert "<svg" not in text.lower()
    if asked.shows:
        assert MARK in page.text, text
    assert "script-src" not in (policy := response.headers["Content-Security-Policy"])
    assert "default-src 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked", [one for asked in PAGES.values() for one in asked])
@pytest.mark.parametrize("accept", ["application/problem+json", "*/*"])
def test_other_answers_are_not_taken_for_pages(hostile: Target, asked: Asked, accept: str) -> None:
    """Whatever they hold, their type is told and is to be believed."""
    if "format=html" in asked.path:
        return
    response, _ = hostile.send(asked.method, asked.path, asked.body, asked.kind, Accept=accept)
    if response.headers["Content-Type"].startswith("text/html"):
        assert accept == "*/*"
        assert asked.path.partition("?")[0] == "/"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "request_line",
    [
        f"GET /<script>{MARK}</script> HTTP/1.1",
        f"<script>{MARK}</script> / HTTP/1.1",
        f"GET / <script>{MARK}</script>",
        "GET / HTTP/1.1\r\n<script>: 1",
    ],
)
def test_answers_to_what_is_no_request(hostile: Target, request_line: str) -> None:
    received = hostile.server.raw(
        f"{request_line}\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n".encode()
    )
    status = int(received.split()[1])
    assert 400 <= status < 500 or status == 505
    assert b"<script" not in received
