"""The OpenAPI 3.1 document of ``/api``, made by apispec from the models of questions and answers."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Any

from apispec import APISpec

from rolegraph.graph.paths.formats.as_json import QUESTIONS as ANSWERS
from rolegraph.service.api.examples import EXAMPLES
from rolegraph.service.api.offers import CSV, OFFERS, SVG, offers_of
from rolegraph.service.api.questions import QUESTIONS, Question
from rolegraph.service.api.schemas import answer_schemas, parameter_schemas, question_schema
from rolegraph.service.negotiation import JSON, Offer

ROOT = "/api"
_PROBLEM = "application/problem+json"
_DESCRIPTION = """\
Questions about the paths between job roles, answered from the graph of roles and skills that this service
holds. Each question is asked by GET or, with the same parameters as JSON, by POST. Every answer names the
content generation that it was made from."""
_FAILURES = {
    "400": "A parameter is missing, unknown, repeated, or out of its bounds.",
    "401": "A token is needed, and none or an unknown one came.",
    "406": "None of the formats asked for can be sent.",
    "413": "The body is too large.",
    "415": "The body is not JSON in UTF-8.",
    "422": "A role, or each of the skills, is unknown; `unknown` says which, with suggestions.",
    "429": "This client has too many questions at once; `Retry-After` says when to try again.",
    "503": "What answers this is being built, or can't be read; `Retry-After` says when to try again.",
}
_OF_BODIES = ("413", "415")
_ANSWER_OF = {question: kind.__name__ for kind, question in ANSWERS.items()}
Operation = dict[str, Any]


@lru_cache(maxsize=4)
def document(root: str) -> dict[str, Any]:
    """The document of a service that is mounted at ``root`` (its ``SCRIPT_NAME``)."""
    spec = APISpec(
        title="rolegraph",
        version=version("rolegraph"),
        openapi_version="3.1.0",
        info={"description": _DESCRIPTION.replace("\n", " "), "license": _LICENSE},
        servers=[{"url": root + ROOT}],
    )
    for name, schema in answer_schemas().items():
        spec.components.schema(name, schema)
    spec.components.schema("Problem", _problem())
    for status, text in _FAILURES.items():
        content = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        spec.components.response(f"Problem{status}", {"description": text, "content": content})
    spec.components.response("Unchanged", {"description": "The client holds this answer already."})
    for kind in QUESTIONS:
        _add(spec, kind)
    made: dict[str, Any] = spec.to_dict()
    return made


_LICENSE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def _add(spec: APISpec, kind: type[Question]) -> None:
    spec.components.schema(f"{kind.__name__}Question", question_schema(kind))
    get = _operation(kind, "get") | {"parameters": [*_parameters(kind), _format(kind)]}
    post = _operation(kind, "post") | {
        "parameters": [_format(kind)],
        "requestBody": {
            "required": True,
            "content": {
                JSON.media_type: {
                    "schema": {"$ref": f"#/components/schemas/{kind.__name__}Question"},
                    "example": EXAMPLES[kind.name],
                }
            },
        },
    }
    spec.path(path=f"/{kind.name}", operations={"get": get, "post": post})


def _parameters(kind: type[Question]) -> list[dict[str, Any]]:
    schema = kind.model_json_schema()
    shapes = parameter_schemas(schema["properties"])
    return [
        {
            "name": name,
            "in": "query",
            "required": field.is_required(),
            "description": field.description,
            "schema": shapes[name],
            **({"style": "form", "explode": True} if shapes[name]["type"] == "array" else {}),
        }
        for name, field in kind.parameters().items()
    ]


def _format(kind: type[Question]) -> dict[str, Any]:
    names = list(dict.fromkeys(offer.key for offer in offers_of(kind.name)))
    return {
        "name": "format",
        "in": "query",
        "required": False,
        "description": "The format of the answer, for clients that can't send an Accept header.",
        "schema": {"type": "string", "enum": names},
    }


def _operation(kind: type[Question], method: str) -> Operation:
    failures = {
        status: f"Problem{status}" for status in _FAILURES if method == "post" or status not in _OF_BODIES
    }
    answer = {
        "description": "The answer.",
        "headers": {"Rolegraph-Generation": _GENERATION, **({"ETag": _ETAG} if method == "get" else {})},
        "content": {offer.media_type: _content(offer, kind) for offer in offers_of(kind.name)},
    }
    unchanged = {"304": "Unchanged"} if method == "get" else {}
    return {
        "operationId": kind.name if method == "get" else f"{kind.name}ByPost",
        "summary": kind.summary,
        "responses": {"200": answer, **unchanged, **failures},
    }


_GENERATION = {
    "description": "The content generation that the answer was made from.",
    "schema": {"type": "integer"},
}
_ETAG = {"description": "Names this answer to this question.", "schema": {"type": "string"}}


def _content(offer: Offer, kind: type[Question]) -> dict[str, Any]:
    if offer == JSON:
        return {"schema": {"$ref": f"#/components/schemas/{_ANSWER_OF[kind.name]}"}}
    return {"schema": {"type": "string"}} if offer in (CSV, SVG) or offer in OFFERS else {}


def _problem() -> dict[str, Any]:
    """RFC 9457, section 3.1, with the member that is ours."""
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string", "format": "uri-reference"},
            "unknown": {"type": "array", "items": {"$ref": "#/components/schemas/UnknownName"}},
        },
        "required": ["type", "title", "status", "detail", "instance"],
    }
