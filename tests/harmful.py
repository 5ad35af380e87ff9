"""Labels, IRIs and requests that mean harm, for the tests of cross-site scripting.

They are many, so they stand apart from what is tested of them.
"""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import quote

from attacked import MINE, UPDATE

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
        Asked("GET", f"/describe?iri={quote(EVIL)}", shows=True),
        *(Asked("GET", f"/describe?iri={quote(iri)}", shows=True) for iri in (*IRIS[:2], *IRIS[3:5])),
    ],
    "linked.thing": [
        Asked("GET", f"/id/role/{quote(IMAGE, safe='')}", shows=True),
        Asked("GET", f"/id/role/evil{quote(SCRIPT, safe='')}"),
    ],
    "linked.document": [
        Asked("GET", "/role/evil", shows=True),
        Asked("GET", "/role/evul", shows=True),
        Asked("GET", f"/role/{quote(IMAGE, safe='')}", shows=True),
        Asked("GET", f"/role/evil?page={quote(IMAGE)}"),
        Asked("GET", f"/role/evil?{quote(SCRIPT)}", shows=True),
    ],
    "linked.graph": [
        Asked("GET", f"/graph/{quote(IMAGE, safe='')}", shows=True),
        Asked("GET", f"/graph/{IRIS[0]}", shows=True),
    ],
    "api.about": [Asked("GET", "/api"), Asked("GET", f"/api?{quote(SCRIPT)}")],
    "api.openapi": [Asked("GET", f"/api/openapi.json?{quote(SCRIPT)}")],
    "api.paths": [
        Asked("GET", f"/api/paths?skill={quote(IMAGE)}&target=x"),
        Asked("GET", f"/api/paths?skill=x&target=x&{quote(IMAGE)}=1", shows=True),
        Asked("GET", f"/api/paths?skill=x&target=x&format={quote(IMAGE)}", shows=True),
    ],
    "api.reachable": [Asked("POST", "/api/reachable", f'{{"{MARK}<b>": 1}}', "application/json", shows=True)],
    "api.gap": [
        Asked("POST", "/api/gap", SCRIPT, IMAGE),
        Asked("GET", f"/api/gap?{quote(SCRIPT)}=1", shows=True),
    ],
    "api.similar": [Asked("GET", f"/api/similar?role={quote(SCRIPT)}")],
    "search.search": [
        Asked("GET", "/search"),
        Asked("GET", f"/search?q={quote(LABELS[0])}", shows=True),
        *(Asked("GET", f"/search?q={quote(label)}", shows=True) for label in LABELS[1:]),
        Asked("GET", f"/search?q=x&kind={quote(IMAGE)}", shows=True),
        Asked("GET", f"/search?q=x&lang={quote(LABELS[3])}"),
        Asked("GET", f"/search?q=x&cursor={quote(IMAGE)}"),
    ],
    "search.suggest": [Asked("GET", f"/suggest?prefix=x&kind={quote(IMAGE)}", shows=True)],
    "reconcile.reconcile": [
        Asked("GET", f"/reconcile?queries={quote(SCRIPT)}"),
        Asked("GET", f"/reconcile?extend={quote(IMAGE)}"),
        Asked("POST", "/reconcile", SCRIPT, "application/x-www-form-urlencoded"),
    ],
    "reconcile.suggest_entity": [
        Asked("GET", f"/reconcile/suggest/entity?prefix=x&type={quote(IMAGE)}", shows=True)
    ],
    "reconcile.suggest_type": [Asked("GET", f"/reconcile/suggest/type?prefix=x&cursor={quote(IMAGE)}")],
    "reconcile.suggest_property": [Asked("GET", f"/reconcile/suggest/property?{quote(IMAGE)}")],
    "reconcile.flyout_entity": [Asked("GET", f"/reconcile/flyout/entity?id={quote(IMAGE)}", shows=True)],
    "reconcile.flyout_type": [Asked("GET", f"/reconcile/flyout/type?id={quote(IMAGE)}", shows=True)],
    "reconcile.flyout_property": [Asked("GET", f"/reconcile/flyout/property?id={quote(IMAGE)}", shows=True)],
    "reconcile.preview": [
        Asked("GET", f"/reconcile/preview?id={quote(EVIL)}", shows=True),
        Asked("GET", f"/reconcile/preview?id={quote(IRIS[0])}", shows=True),
    ],
    "reconcile.properties": [Asked("GET", f"/reconcile/properties?type={quote(SCRIPT)}", shows=True)],
    "dataset.dataset": [
        Asked("GET", "/dataset?format=html", shows=True),
        Asked("GET", "/.well-known/void", shows=True),
        Asked("GET", f"/dataset?format={quote(IMAGE)}", shows=True),
        Asked("GET", f"/dataset?{quote(IMAGE)}=1", shows=True),
    ],
    "dumps.dumps": [Asked("GET", "/dumps/"), Asked("GET", f"/dumps/?{quote(SCRIPT)}")],
    "dumps.whole": [Asked("GET", f"/dumps/all.nq.gz?{quote(SCRIPT)}")],
    "dumps.single_graph": [
        Asked("GET", f"/dumps/graph.ttl.gz?graph={quote(IRIS[0])}", shows=True),
        Asked("GET", f"/dumps/graph.ttl.gz.sha256?graph={quote(IMAGE)}", shows=True),
    ],
    "vocabulary.terms": [Asked("GET", f"/ns.html?{quote(IMAGE)}=1", shows=True)],
    "vocabulary.shapes": [Asked("GET", f"/shapes?format={quote(IMAGE)}", shows=True)],
    "vocabulary.context": [Asked("POST", f"/context.jsonld?{quote(SCRIPT)}")],
    "example_queries.examples": [Asked("GET", f"/.well-known/sparql-examples?{quote(IMAGE)}=1", shows=True)],
    "crawlers.robots": [Asked("POST", f"/robots.txt?{quote(SCRIPT)}")],
    "crawlers.sitemap": [Asked("POST", f"/sitemap.xml?{quote(SCRIPT)}")],
    "crawlers.part": [Asked("GET", f"/sitemap-9.xml?{quote(SCRIPT)}")],
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
