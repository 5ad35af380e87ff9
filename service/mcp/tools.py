"""The tools: one a question about paths, and a search for names. What they take, what they answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from rolegraph.graph.paths.formats.as_json import QUESTIONS as ANSWERS
from rolegraph.graph.paths.names import LONGEST_NAME
from rolegraph.graph.search.index import Wanted
from rolegraph.graph.search.kinds import GROUPS, KINDS, spread
from rolegraph.graph.search.things import Hit
from rolegraph.service.api.putting import ask, checked
from rolegraph.service.api.questions import QUESTIONS, Question
from rolegraph.service.api.schemas import REFERENCE, answer_schemas, parameter_schemas, question_schema
from rolegraph.service.commands.path_tables import answer_lines
from rolegraph.service.errors import BadRequest
from rolegraph.service.mcp.brief import brief, brief_schemas
from rolegraph.service.mcp.opened import Opened

_WIDE = 120
_MOST_MISSING = 50
"""Missing skills of a gap that stand in the text."""
_EVERY_KIND = ", ".join([*GROUPS, *(kind.key for kind in KINDS)])
_OWN_DEFAULTS = {"k": 3, "evidence": 0, "limit": 10}
"""What is asked for where nothing is said: less than over HTTP, as a model reads all of it."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool answers: ``text`` to be read, ``data`` of the tool's schema."""

    text: str
    data: Json


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: ``takes`` and ``gives`` are JSON Schemas; ``run`` may be called by any thread.

    ``run`` raises :class:`~rolegraph.graph.errors.RolegraphError`.
    """

    name: str
    description: str
    takes: Json
    gives: Json
    run: Callable[[Opened, Mapping[str, Any]], Told]


class _Length(BaseModel):
    """How long lists are."""

    model_config = ConfigDict(extra="forbid", strict=True)
    listed: int = Field(
        5,
        ge=1,
        le=1000,
        description="How many entries each list within the answer has at most, the heaviest skills first;"
        " `left_out` counts the others.",
    )


class Search(BaseModel):
    """Parameters of the tool ``search``."""

    model_config = ConfigDict(extra="forbid", strict=True)
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")] = Field(
        description="A name or a part of one, misspelt or not, in any language; or an IRI."
    )
    kind: list[str] = Field(
        ["occupation", "competence"],
        max_length=len(KINDS) + len(GROUPS),
        description="Kinds of things to look for: "
        + ", ".join([*GROUPS, *(kind.key for kind in KINDS)])
        + ".",
    )
    limit: int = Field(10, ge=1, le=100, description="How many things.")


def tools() -> dict[str, Tool]:
    """Every tool by name, in the order in which they are listed."""
    schemas = brief_schemas(answer_schemas())
    named = {question: kind.__name__ for kind, question in ANSWERS.items()}
    made = [*(_asking(kind, _closed(named[kind.name], schemas)) for kind in QUESTIONS), _searching()]
    return {tool.name: tool for tool in made}


def _asking(kind: type[Question], gives: Json) -> Tool:
    takes = question_schema(kind)
    for name, default in _OWN_DEFAULTS.items():
        if name in takes["properties"]:
            takes["properties"][name] = takes["properties"][name] | {"default": default}
    takes["properties"]["listed"] = _plain(_Length)["properties"]["listed"]
    defaults = {name: one for name, one in _OWN_DEFAULTS.items() if name in kind.model_fields}

    def run(opened: Opened, arguments: Mapping[str, Any]) -> Told:
        lists = {name: value for name, value in arguments.items() if name in _Length.model_fields}
        length = checked(lambda: _Length.model_validate(lists))
        others = {name: value for name, value in arguments.items() if name not in lists}
        asked = checked(lambda: kind.model_validate({**defaults, **others}, strict=True))
        answer = ask(opened.questions(), asked)
        text = "\n".join(answer_lines(answer, _WIDE, _MOST_MISSING))
        return Told(text, brief(answer, asked.evidence, length.listed))

    return Tool(kind.name, f"{kind.summary} {_NAMES}", takes, gives, run)


_NAMES = (
    "Roles and skills are given by label, alternative label or IRI; an unknown name gives an error with"
    " suggestions, and the tool search finds names. Coverage is the share of a role's weighted skills that is"
    " held."
)


def _searching() -> Tool:
    about = "Find roles, occupations and skills (or other things) by name, also by one that is misspelt."
    return Tool("search", about, _plain(Search), _FOUND, _search)


def _search(opened: Opened, arguments: Mapping[str, Any]) -> Told:
    asked = checked(lambda: Search.model_validate(dict(arguments)))
    try:
        kinds = spread(asked.kind)
    except KeyError as error:
        name = str(error.args[0])[:40]
        raise BadRequest(f"there is no kind {name!r}: the kinds are {_EVERY_KIND}") from None
    generation, index = opened.index()
    found = [_found(hit) for hit in index.search(asked.text, Wanted(kinds), asked.limit)]
    lines = [f"{one['label']} ({one['kind']}) <{one['iri']}>" for one in found]
    return Told(
        "\n".join(lines) or "nothing has a name like it", {"generation": generation, "results": found}
    )


def _found(hit: Hit) -> Json:
    label, language = hit.thing.name()
    about = {"description": hit.thing.about or None, "matched": hit.label.text, "score": hit.score}
    return {"iri": hit.thing.iri, "kind": hit.thing.kind, "label": label, "language": language, **about}


_TEXT: Json = {"type": "string"}
_HIT: Json = {
    "iri": _TEXT,
    "kind": _TEXT,
    "label": _TEXT,
    "language": {"type": "string", "description": "Of the label (BCP 47), empty where none is known."},
    "description": {"type": ["string", "null"]},
    "matched": {"type": "string", "description": "The label that is like the text."},
    "score": {"type": "number", "description": "How much alike they are, to 100."},
}
_FOUND: Json = {
    "type": "object",
    "properties": {
        "generation": {"type": "integer", "description": "The content generation that was searched."},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": _HIT,
                "required": list(_HIT),
                "additionalProperties": False,
            },
        },
    },
    "required": ["generation", "results"],
    "additionalProperties": False,
}


def _closed(name: str, schemas: Mapping[str, Json]) -> Json:
    """The schema of one answer, with those that it refers to beside it, in few words."""
    needed, waiting = {name}, [name]
    while waiting:
        new = set(_REFERENCE.findall(json.dumps(schemas[waiting.pop()]))) - needed
        needed |= new
        waiting += new
    found = {one: {**schemas[one], "description": _first_sentence(schemas[one])} for one in sorted(needed)}
    text = json.dumps({**found.pop(name), "$defs": found})
    made: Json = json.loads(_REFERENCE.sub(r"#/$defs/\1", text), object_hook=_untitled)
    return made


_REFERENCE = re.compile(re.escape(REFERENCE.removesuffix("{model}")) + r"(\w+)")


def _untitled(schema: Json) -> Json:
    """A schema without the title that pydantic makes up; a member of that name has a schema, not a text."""
    return {name: one for name, one in schema.items() if name != "title" or not isinstance(one, str)}


def _first_sentence(schema: Json) -> str:
    """Its description as far as the first full stop: a model may have to read the schema of every tool."""
    text = str(schema.get("description", "")).partition("\n\n")[0]
    return text.partition(". ")[0].rstrip(".") + "."


def _plain(model: type[BaseModel]) -> Json:
    """The schema of a model without the titles that pydantic makes up."""
    schema = model.model_json_schema()
    described = parameter_schemas(schema["properties"])
    for name, one in schema["properties"].items():
        described[name]["description"] = one["description"]
    required = schema.get("required", [])
    return {"type": "object", "properties": described, "required": required, "additionalProperties": False}
