"""From a request to a question: the query string of a GET, or the JSON of a POST."""

from __future__ import annotations

from typing import Any, TypeVar, get_origin

from werkzeug.wrappers import Request

from rolegraph.service.api.putting import checked
from rolegraph.service.api.questions import Question
from rolegraph.service.errors import BadRequest, UnsupportedMediaType
from rolegraph.service.negotiation import JSON, media_type
from rolegraph.service.parameters import Parameters, decoded, single
from rolegraph.service.uploads import body

FORMAT = "format"
Asked = TypeVar("Asked", bound=Question)


def read(request: Request, kind: type[Asked], most: int) -> tuple[Asked, str | None]:
    """The question, and the format that ``?format=`` names; a body may have ``most`` bytes.

    Raises :class:`BadRequest`, :class:`UnsupportedMediaType`, :class:`TooLarge`.
    """
    parameters = decoded(request.query_string)
    format_name = single(parameters, FORMAT) or None
    others = [(name, value) for name, value in parameters if name != FORMAT]
    if request.method != "POST":
        return checked(lambda: kind.model_validate(_members(kind, others))), format_name
    if others:
        raise BadRequest(f"{others[0][0][:40]!r} stands in the URL: a POST has its parameters in the body")
    sent = _json(request, most)
    return checked(lambda: kind.model_validate_json(sent, strict=True)), format_name


def _members(kind: type[Question], parameters: Parameters) -> dict[str, Any]:
    """Parameters by name; forms of pages send empty ones for what was not filled in."""
    given = [(name, value) for name, value in parameters if value]
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _ in given):
        if name in kind.model_fields and get_origin(kind.model_fields[name].annotation) is list:
            found[name] = [value for other, value in given if other == name]
        else:
            found[name] = single(given, name)
    return found


def _json(request: Request, most: int) -> bytes:
    accepted = {"Accept-Post": JSON.media_type}
    kind, details = media_type(request.headers.get("Content-Type", ""))
    if kind != JSON.media_type:
        raise UnsupportedMediaType(f"this address takes {JSON.media_type}", accepted)
    if details.get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body must be UTF-8", accepted)
    return body(request, most)
