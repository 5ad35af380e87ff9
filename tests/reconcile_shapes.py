"""The JSON of the Reconciliation Service API 0.2 as JSON Schema.

Written from the text of its specification (sections 2 to 7), which publishes schemas of its own; these are
stricter: objects have no members that the text does not name.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 1}


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    members = {**required, **(optional or {})}
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_URL: Schema = {"type": "string", "pattern": "^https?://[^ ]+$"}
_WITH_ID: Schema = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
_TYPE = _object({"id": _TEXT, "name": _TEXT})
_TYPE_WITH_BROADER = _object({"id": _TEXT, "name": _TEXT}, {"broader": _list(_TYPE)})
_PROPERTY = _object({"id": _TEXT, "name": _TEXT})
_SUGGESTING = _object(
    {"service_url": _URL, "service_path": _TEXT},
    {"flyout_service_url": _URL, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)
_SETTING = _object(
    {"name": _TEXT, "label": _TEXT, "type": {"enum": ["number", "text", "checkbox", "select"]}},
    {"default": {}, "help_text": _TEXT, "choices": _list(_object({"value": _TEXT, "name": _TEXT}))},
)
MANIFEST = _object(
    {
        "versions": {**_list(_TEXT), "contains": {"const": "0.2"}},
        "name": _TEXT,
        "identifierSpace": _URL,
        "schemaSpace": _URL,
    },
    {
        "defaultTypes": {**_list(_TYPE_WITH_BROADER), "uniqueItems": True},
        "documentation": _URL,
        "logo": _URL,
        "serviceVersion": _TEXT,
        "batchSize": {"type": "integer", "minimum": 1},
        "view": _object({"url": _WITH_ID}),
        "feature_view": _object({"url": _WITH_ID}),
        "preview": _object({"url": _WITH_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": _SUGGESTING, "property": _SUGGESTING, "type": _SUGGESTING}),
        "extend": _object(
            {},
            {
                "propose_properties": _object({"service_url": _URL, "service_path": _TEXT}),
                "property_settings": _list(_SETTING),
            },
        ),
    },
)
_FEATURE = _object({"id": _TEXT, "value": {"type": ["boolean", "number"]}})
CANDIDATE = _object(
    {"id": _TEXT, "name": _TEXT, "score": {"type": "number", "minimum": 0, "maximum": 100}},
    {"description": _TEXT, "match": {"type": "boolean"}, "type": _list(_TYPE), "features": _list(_FEATURE)},
)
RESULTS: Schema = {"type": "object", "additionalProperties": _object({"result": _list(CANDIDATE)})}
ENTITIES = _object(
    {"result": _list(_object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT, "notable": _list(_TYPE)}))}
)
TYPES = _object({"result": _list(_TYPE_WITH_BROADER)})
PROPERTIES = _object({"result": _list(_PROPERTY)})
FLYOUT = _object({"id": _TEXT, "html": _TEXT})
PROPOSED = _object(
    {"type": {"type": "string"}, "properties": _list(_PROPERTY)}, {"limit": {"type": "integer"}}
)
_VALUE: Schema = {
    "oneOf": [
        _object({"id": _TEXT, "name": _TEXT}, {"description": _TEXT}),
        _object({"str": {"type": "string"}}),
        _object({"float": {"type": "number"}}),
        _object({"int": {"type": "integer"}}),
    ]
}
EXTENSION = _object(
    {
        "meta": _list(_object({"id": _TEXT, "name": _TEXT}, {"type": _TYPE, "service": _URL})),
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": _list(_VALUE)},
        },
    }
)


def check(answer: Any, schema: Schema) -> None:
    """Fails where an answer is not of that form."""
    Draft202012Validator(schema).validate(answer)
