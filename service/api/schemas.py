"""The JSON of questions and answers as JSON Schema (2020-12), made from the classes that they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from rolegraph.graph.paths.answers import Step
from rolegraph.graph.paths.formats.as_json import ADDED, QUESTIONS
from rolegraph.service.api.questions import Question

REFERENCE = "#/components/schemas/{model}"
Schema = dict[str, Any]
_ADDED: Mapping[str, Schema] = MappingProxyType(
    {"met": {"type": "array", "items": {"$ref": REFERENCE.format(model="Version")}}}
)
"""Of members that are added and no whole numbers."""


class _Numbers(GenerateJsonSchema):
    """Amounts of money are numbers, as ``as_json`` writes them."""

    def decimal_schema(self, schema: Any) -> JsonSchemaValue:
        return {"type": "number"}


def answer_schemas() -> dict[str, Schema]:
    """The schema of each kind of answer, and of every part of them, by name."""
    inputs: list[tuple[type, Literal["serialization"], TypeAdapter[Any]]] = [
        (kind, "serialization", TypeAdapter(kind)) for kind in QUESTIONS
    ]
    _, made = TypeAdapter.json_schemas(
        inputs,
        ref_template=REFERENCE,
        schema_generator=_Numbers,
    )
    found: dict[str, Schema] = made["$defs"]
    for name, schema in found.items():
        _complete(name, schema)
    return found


def _complete(name: str, schema: Schema) -> None:
    """What the dataclasses can't tell: members that are added, figures without bound, words."""
    if "description" in schema:
        schema["description"] = plain(schema["description"])
    if schema.get("type") != "object":
        return
    for kind, added in ADDED.items():
        if kind.__name__ == name:
            schema["properties"] |= {one: _ADDED.get(one, {"type": "integer"}) for one in added}
    for kind, question in QUESTIONS.items():
        if kind.__name__ == name:
            schema["properties"] = {"question": {"const": question}, **schema["properties"]}
    if name == Step.__name__:
        schema["properties"]["cost"] = {"type": ["number", "null"]}
    schema["required"] = list(schema["properties"])
    schema["additionalProperties"] = False


def plain(docstring: str) -> str:
    """A docstring as CommonMark, the form that OpenAPI has descriptions in."""
    text = re.sub(r":class:`([^`]+)`", r"`\1`", docstring.replace("``", "`")).replace("`None`", "`null`")
    lines = text.strip().splitlines()
    return re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(line.strip() for line in lines))


def parameter_schemas(properties: Mapping[str, Schema]) -> dict[str, Schema]:
    """The schemas of parameters without the titles that pydantic makes up, ``null`` being absence."""
    return {name: _without(schema, "title", "description") for name, schema in properties.items()}


def question_schema(kind: type[Question]) -> Schema:
    """The schema of a question as a JSON object."""
    schema = kind.model_json_schema()
    described = parameter_schemas(schema["properties"])
    for name, one in schema["properties"].items():
        described[name]["description"] = one["description"]
    return {
        "type": "object",
        "description": plain(kind.summary),
        "properties": described,
        "required": schema.get("required", []),
        "additionalProperties": False,
    }


def _without(schema: Schema, *members: str) -> Schema:
    kept = {name: value for name, value in schema.items() if name not in members}
    if choices := kept.pop("anyOf", None):
        [one] = [choice for choice in choices if choice.get("type") != "null"]
        kept = one | {name: value for name, value in kept.items() if value is not None}
    return kept
