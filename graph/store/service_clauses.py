"""SERVICE clauses that may stand: their endpoints, and the text in which our relay stands for them.

A clause is taken only in its plain form, ``SERVICE <IRI> {`` or ``SERVICE SILENT <IRI> {`` with an
allowed IRI, outside of other SERVICE clauses, in a text that can be read in one way only. The rest
is refused as if no host were allowed. Safety does not rest on this: a reader has no other way out
than the relay, which checks again.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rolegraph.graph.errors import QueryForbidden
from rolegraph.graph.store.query_text import Token, has_keyword, readings, refuse_keyword, unescaped
from rolegraph.graph.store.relay import is_allowed

_KEYWORD = "service"
_IN_FULL = "write the endpoint's IRI in full, as in SERVICE <https://host/sparql> { … }"
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")


class Rewritten(NamedTuple):
    """A query for the engine, and the endpoints by the numbers under which the relay knows them."""

    text: str
    services: tuple[str, ...]


def rewrite_services(query: str, hosts: tuple[str, ...]) -> Rewritten:
    """The query with the relay in place of each endpoint.

    ``hosts`` are as in :func:`is_allowed`. Raises :class:`QueryForbidden` for a clause that is not
    allowed.
    """
    if not hosts:
        refuse_keyword(query, _KEYWORD)
        return Rewritten(query, ())
    plain = unescaped(query)
    if not has_keyword(query, _KEYWORD) and (plain == query or not has_keyword(plain, _KEYWORD)):
        return Rewritten(query, ())
    if plain != query:
        raise QueryForbidden("a query with SERVICE must be written without \\u escapes")
    if len(read := readings(query)) > 1:
        raise QueryForbidden("a query with SERVICE must have spaces around every operator '<'")
    return _replaced(query, _endpoints(read[0], hosts))


def _endpoints(tokens: list[Token], hosts: tuple[str, ...]) -> list[Token]:
    """The endpoint's IRI of each clause."""
    found: list[Token] = []
    depth, inside = 0, -1
    for place, token in enumerate(tokens):
        if token.text == "{":
            depth += 1
        elif token.text == "}":
            depth -= 1
            inside = -1 if depth <= inside else inside
        elif token.kind in ("word", "name") and _KEYWORD in token.text.partition(":")[0].lower():
            if token.kind == "name":
                _refuse_glued(tokens, place)
                continue
            if inside >= 0:
                raise QueryForbidden("a SERVICE within a SERVICE is not allowed")
            found.append(_endpoint(tokens, place, hosts))
            inside = depth
    return found


def _refuse_glued(tokens: list[Token], place: int) -> None:
    """``SERVICEex:a {`` is the keyword to the engine; ``GRAPH service:a {`` is not."""
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    before = tokens[place - 1].text.lower() if place else ""
    if after == "{" and before != "graph":
        raise QueryForbidden(f"SERVICE has no space behind it: {_IN_FULL}")


def _endpoint(tokens: list[Token], place: int, hosts: tuple[str, ...]) -> Token:
    following = tokens[place + 1 : place + 4]
    if following and following[0].text.lower() == "silent":
        following = following[1:]
    kinds = [token.kind for token in following[:2]]
    if tokens[place].text.lower() == _KEYWORD and kinds == ["name", "open"]:
        raise QueryForbidden(f"SERVICE {following[0].text[:200]} is a prefixed name: {_IN_FULL}")
    if tokens[place].text.lower() != _KEYWORD or kinds != ["iri", "open"]:
        raise QueryForbidden(f"SERVICE is allowed in the form SERVICE <IRI> {{ … }} only: {_IN_FULL}")
    endpoint = following[0]
    if not _SCHEME.match(endpoint.text):
        raise QueryForbidden(f"SERVICE {endpoint.text[:200]} is a relative IRI: {_IN_FULL}")
    if not is_allowed(endpoint.text[1:-1], hosts):
        raise QueryForbidden(
            f"SERVICE {endpoint.text[:200]} is not allowed: this service asks {', '.join(hosts)}"
        )
    return endpoint


def _replaced(query: str, endpoints: list[Token]) -> Rewritten:
    """The relay's IRIs are padded to the length of those that they replace: errors keep their place."""
    services = tuple(dict.fromkeys(endpoint.text[1:-1] for endpoint in endpoints))
    for endpoint in reversed(endpoints):
        relay = f"<http://127.0.0.1/{services.index(endpoint.text[1:-1])}"
        padding = len(endpoint.text) - len(relay) - 2
        relay += f"?{'_' * padding}>" if padding >= 0 else ">"
        end = endpoint.position + len(endpoint.text)
        query = query[: endpoint.position] + relay + query[end:]
    return Rewritten(query, services)
