"""The requests of the serving benchmark, as bytes for each engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from load_client import BLANKS, HOST, NUMBER
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
    """``targets`` gives what is requested of an engine; with ``anew`` nothing is ever asked twice."""

    name: str
    accept: str
    anew: bool
    targets: Callable[[Engine], list[str]]

    def requests(self, engine: Engine, port: int) -> list[str]:
        """Whole requests; those asked anew have marks that the load client makes unique."""
        targets = self.targets(engine)
        marked = list(map(_marked, targets)) if self.anew else targets[:1]
        return [get(target, port, self.accept) for target in marked]


def _marked(target: str) -> str:
    return target + BLANKS if "?query=" in target else target.replace("graph.example", HOST)


def get(target: str, port: int, accept: str, *, closing: bool = False) -> str:
    """A request by GET."""
    end = "Connection: close\r\n" if closing else ""
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n{end}\r\n"


def asking(engine: Engine, query: str) -> str:
    """The target of a query."""
    return f"{engine.query_path}?query={quote(query, safe='@')}"


def workloads(roles: Roles) -> tuple[Workload, ...]:
    """What is asked: each once anew and once the same again and again."""

    def descriptions(engine: Engine) -> list[str]:
        return [engine.description(iri) for iri in roles.every]

    def cbds(engine: Engine) -> list[str]:
        return [asking(engine, engine.cbd.format(iri=iri)) for iri in roles.every]

    def with_pages(engine: Engine) -> list[str]:
        return [asking(engine, _WHOLE.format(iri=iri)) for iri in roles.every]

    def twenty(engine: Engine) -> list[str]:
        return [asking(engine, _TWENTY.format(iri=iri, rows=ROWS)) for iri in roles.rich]

    return (
        Workload("a role's description", "text/turtle", True, descriptions),
        Workload("the same description again", "text/turtle", False, descriptions),
        Workload("DESCRIBE of a role", "text/turtle", True, cbds),
        Workload("a role with what its pages say", "text/turtle", True, with_pages),
        Workload("a query of 20 rows", JSON, True, twenty),
        Workload("the same query again", JSON, False, twenty),
    )


def every_triple(engine: Engine, port: int, rows: int, accept: str, number: int) -> bytes:
    """A query for many rows, over a connection of its own."""
    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {rows} #{number}"
    return get(asking(engine, query), port, accept, closing=True).encode()


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
    return get(asking(engine, _COUNT.format(base=data.base)), port, JSON, closing=True).encode()
