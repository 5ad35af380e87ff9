"""The requests of the serving benchmark, as bytes for each engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from load_client import BLANKS, NUMBER
from peers.engine import Data, Engine
from serving_data import Roles

ROWS = 20
JSON = "application/sparql-results+json"
_TWENTY = (
    "PREFIX rg: <https://w3id.org/rolegraph/ns#> PREFIX schema: <https://schema.org/> "
    "SELECT ?page ?name ?rank ?skill WHERE {{ ?page rg:role <{iri}> ; schema:name ?name ; "
    "rg:skillRequirement ?asked . ?asked schema:position ?rank ; schema:item ?skill }} LIMIT {rows}"
)
_WHOLE = (
    "PREFIX rg: <https://w3id.org/rolegraph/ns#> "
    "CONSTRUCT {{ <{iri}> ?p ?o . ?page ?q ?v }} WHERE {{ {{ <{iri}> ?p ?o }} "
    "UNION {{ ?page rg:role <{iri}> ; a rg:RoleProfile ; ?q ?v }} }}"
)
_INSERT = 'INSERT DATA {{ GRAPH <{base}benchmark> {{ <{base}thing/{mark}> <{base}says> "{mark}" }} }}'
_COUNT = "SELECT (COUNT(*) AS ?n) {{ GRAPH <{base}benchmark> {{ ?s ?p ?o }} }}"


@dataclass(frozen=True, slots=True)
class Workload:
    """``texts`` gives the queries for an engine; with ``anew`` no query is ever asked twice."""

    name: str
    accept: str
    anew: bool
    texts: Callable[[Engine], list[str]]

    def requests(self, engine: Engine, port: int) -> list[str]:
        """Whole requests; those asked anew end in white space that the load client makes unique."""
        texts = self.texts(engine)
        marked = [text + BLANKS for text in texts] if self.anew else texts[:1]
        return [get(engine, port, text, self.accept) for text in marked]


def get(engine: Engine, port: int, query: str, accept: str, *, closing: bool = False) -> str:
    """A query by GET."""
    end = "Connection: close\r\n" if closing else ""
    return (
        f"GET {engine.query_path}?query={quote(query, safe='@')} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\nAccept: {accept}\r\n{end}\r\n"
    )


def workloads(roles: Roles) -> tuple[Workload, ...]:
    """What is asked: each once anew and once the same again and again."""

    def descriptions(engine: Engine) -> list[str]:
        return [engine.describe.format(iri=iri) for iri in roles.every]

    def with_pages(_: Engine) -> list[str]:
        return [_WHOLE.format(iri=iri) for iri in roles.every]

    def twenty(_: Engine) -> list[str]:
        return [_TWENTY.format(iri=iri, rows=ROWS) for iri in roles.rich]

    return (
        Workload("a role's description", "text/turtle", True, descriptions),
        Workload("the same description again", "text/turtle", False, descriptions),
        Workload("a role with what its pages say", "text/turtle", True, with_pages),
        Workload("a query of 20 rows", JSON, True, twenty),
        Workload("the same query again", JSON, False, twenty),
    )


def every_triple(engine: Engine, port: int, rows: int, accept: str, number: int) -> bytes:
    """A query for many rows, over a connection of its own."""
    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {rows} #{number}"
    return get(engine, port, query, accept, closing=True).encode()


def updates(engine: Engine, port: int, data: Data, headers: Mapping[str, str]) -> list[str]:
    """An update that adds one triple, another each time."""
    text = _INSERT.format(base=data.base, mark=NUMBER)
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return [
        f"POST {engine.update_path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: application/sparql-update\r\nContent-Length: {len(text)}\r\n{more}\r\n{text}"
    ]


def count_updates(engine: Engine, port: int, data: Data) -> bytes:
    """How many triples the updates have left."""
    return get(engine, port, _COUNT.format(base=data.base), JSON, closing=True).encode()
