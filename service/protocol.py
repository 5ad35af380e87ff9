"""The operations of the SPARQL 1.1 Protocol: from a request to what it asks for.

Everything is decoded exactly once. Clauses in brackets are those of the protocol.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.wrappers import Request

from rolegraph.service.errors import BadRequest, TooLarge, UnsupportedMediaType, UpdatesRefused
from rolegraph.service.negotiation import media_type
from rolegraph.service.parameters import Parameters, decoded, format_name, graphs, seconds, single, text
from rolegraph.service.uploads import body

FORM = "application/x-www-form-urlencoded"
DIRECT_QUERY = "application/sparql-query"
DIRECT_UPDATE = "application/sparql-update"
UPDATE_DATA_SET = ("using-graph-uri", "using-named-graph-uri")


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """What a request asks for; ``query`` is ``None`` where it has none (a GET of the endpoint itself).

    ``format`` is what ``?format=`` says, a way for people to choose without an Accept header;
    ``timeout`` is in seconds.
    """

    query: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update, with the data set that stands for USING and USING NAMED; ``timeout`` is in seconds."""

    update: str
    using: tuple[str, ...] | None = None
    using_named: tuple[str, ...] | None = None
    timeout: float | None = None


def read_query(request: Request, most: int) -> QueryRequest:
    """Read a GET, HEAD or POST; a query may have ``most`` bytes.

    Raises :class:`BadRequest`, :class:`UnsupportedMediaType`, :class:`TooLarge`,
    :class:`UpdatesRefused`.
    """
    parameters = decoded(request.query_string)
    if request.method == "POST":
        parameters = parameters + _posted(request, "query", DIRECT_QUERY, most)
    _refuse_update(request, parameters)
    query = single(parameters, "query")
    if query is None and request.method == "POST":
        raise BadRequest(f"there is no query: send it as the parameter 'query' or as {DIRECT_QUERY}")
    if query is not None:
        _bounded(query, most)
    return QueryRequest(
        query=query,
        default_graphs=graphs(parameters, "default-graph-uri"),
        named_graphs=graphs(parameters, "named-graph-uri"),
        format=format_name(parameters),
        timeout=seconds(parameters, "timeout"),
    )


def read_update(request: Request, most: int) -> UpdateRequest:
    """Read a POST to the update endpoint [2.2]; an update may have ``most`` bytes.

    Raises :class:`BadRequest`, :class:`UnsupportedMediaType`, :class:`TooLarge`.
    """
    in_url = decoded(request.query_string)
    if any(name == "update" for name, _ in in_url):
        raise BadRequest("an update is sent in the body, not in the URL")
    parameters = in_url + _posted(request, "update", DIRECT_UPDATE, most)
    if any(name == "query" for name, _ in parameters):
        raise BadRequest("this address takes updates; queries are sent to /sparql")
    update = single(parameters, "update")
    if update is None:
        raise BadRequest(f"there is no update: send it as the parameter 'update' or as {DIRECT_UPDATE}")
    _bounded(update, most)
    using, using_named = (graphs(parameters, name) for name in UPDATE_DATA_SET)
    return UpdateRequest(update, using, using_named, seconds(parameters, "timeout"))


def _posted(request: Request, name: str, direct: str, most: int) -> Parameters:
    """The parameters in the body [2.1.2, 2.2.1], or the operation that it is [2.1.3, 2.2.2]."""
    kind, details = media_type(request.headers.get("Content-Type", ""))
    accepted = {"Accept-Post": f"{FORM}, {direct}"}
    if kind not in (FORM, direct):
        if kind == DIRECT_UPDATE:
            raise UpdatesRefused("updates are sent to /update")
        raise UnsupportedMediaType(f"this address takes {FORM} and {direct}", accepted)
    if details.get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body must be UTF-8", accepted)
    sent = body(request, most)
    return decoded(sent) if kind == FORM else [(name, text(sent))]


def _refuse_update(request: Request, parameters: Parameters) -> None:
    names = {name for name, _ in parameters}
    if "update" not in names:
        return
    if "query" in names:
        raise BadRequest("a request holds a query or an update, not both")
    if request.method != "POST":
        raise BadRequest("an update can't be sent by GET")
    raise UpdatesRefused("updates are sent to /update")


def _bounded(operation: str, most: int) -> None:
    if len(operation.encode()) > most:
        raise TooLarge(f"the text has more than {most} bytes")
