"""The query operation of the SPARQL 1.1 Protocol: from a request to what it asks for.

Everything is decoded exactly once. Clauses in brackets are those of the protocol.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.wrappers import Request

from rolegraph.service.errors import BadRequest, TooLarge, UnsupportedMediaType, UpdatesRefused
from rolegraph.service.negotiation import FORMAT_NAMES, is_format, media_type

FORM = "application/x-www-form-urlencoded"
DIRECT_QUERY = "application/sparql-query"
DIRECT_UPDATE = "application/sparql-update"
ACCEPT_POST = {"Accept-Post": f"{FORM}, {DIRECT_QUERY}"}
_MOST_PARAMETERS = 1000
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")

Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a request asks for; ``query`` is ``None`` where it has none (a GET of the endpoint itself).

    ``format`` is what ``?format=`` says, a way for people to choose without an Accept header.
    """

    query: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


def read_request(request: Request, most: int) -> QueryRequest:
    """Read a GET, HEAD or POST; a query may have ``most`` bytes.

    Raises :class:`BadRequest`, :class:`UnsupportedMediaType`, :class:`TooLarge`,
    :class:`UpdatesRefused`.
    """
    parameters = _decoded(request.query_string)
    if request.method == "POST":
        parameters = parameters + _posted(request, parameters)
    else:
        _refuse_update_by_get(parameters)
    query = _single(parameters, "query")
    if query is None and request.method == "POST":
        raise BadRequest("there is no query: send it as the parameter 'query' or as application/sparql-query")
    if query is not None and len(query.encode()) > most:
        raise TooLarge(f"the query has more than {most} bytes")
    return QueryRequest(
        query=query,
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
        format=_format(parameters),
    )


def _posted(request: Request, in_url: Parameters) -> Parameters:
    """The body's parameters [2.1.2] or the query that it is [2.1.3]."""
    kind, details = media_type(request.headers.get("Content-Type", ""))
    if kind not in (FORM, DIRECT_QUERY, DIRECT_UPDATE):
        raise UnsupportedMediaType(f"a query is posted as {FORM} or {DIRECT_QUERY}", ACCEPT_POST)
    if details.get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body must be UTF-8", ACCEPT_POST)
    body = [("query", _text(request.get_data()))] if kind == DIRECT_QUERY else []
    if kind == FORM:
        body = _decoded(request.get_data())
    names = {name for name, _ in (*in_url, *body)}
    if "update" in names and "query" in names:
        raise BadRequest("a request holds a query or an update, not both")
    if "update" in names or kind == DIRECT_UPDATE:
        raise UpdatesRefused("this service answers queries; the store is changed by 'rolegraph load'")
    return body


def _refuse_update_by_get(parameters: Parameters) -> None:
    if any(name == "update" for name, _ in parameters):
        raise BadRequest("an update can't be sent by GET")


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("the body is not UTF-8") from None


def _decoded(encoded: bytes) -> Parameters:
    """Names and values of a form or a query string, in order."""
    try:
        return parse_qsl(
            _text(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise BadRequest("a parameter is not percent-encoded UTF-8") from None
    except ValueError:
        raise BadRequest(f"the request has more than {_MOST_PARAMETERS} parameters") from None


def _single(parameters: Parameters, name: str) -> str | None:
    values = [value for key, value in parameters if key == name]
    if len(values) > 1:
        raise BadRequest(f"the parameter {name!r} is given {len(values)} times")
    return values[0] if values else None


def _graphs(parameters: Parameters, name: str) -> tuple[str, ...] | None:
    """The graphs that the data set is made of [2.1.4]; IRIs in no base, so absolute."""
    values: Sequence[str] = [value for key, value in parameters if key == name]
    for value in values:
        if not _ABSOLUTE_IRI.match(value):
            raise BadRequest(f"{name} must be an absolute IRI, not {value[:100]!r}")
    return tuple(dict.fromkeys(values)) or None


def _format(parameters: Parameters) -> str | None:
    """The first format that is known: clients send several spellings at once."""
    names = [value for key, value in parameters if key == "format" and value]
    known = [name for name in names if is_format(name)]
    if names and not known:
        raise BadRequest(f"there is no format {names[0][:40]!r}: the formats are {', '.join(FORMAT_NAMES)}")
    return known[0] if known else None
