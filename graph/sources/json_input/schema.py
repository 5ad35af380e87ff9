"""The JSON Schema of the project's own form, and its faults in plain words.

The schema is draft 2020-12; the library ``jsonschema`` decides, this module only words what it
finds: one line, with the JSON Pointer and what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.sources.json_input.parsing import Json, pointer, shown

_DOCUMENT = "docs/profile-json.md"
_NAMES = ("additionalProperties", "unevaluatedProperties")
_TYPES = MappingProxyType(
    {
        "string": "text",
        "object": "an object",
        "array": "a list",
        "number": "a number",
        "integer": "a whole number",
    }
)
_FORMS = MappingProxyType(
    {
        r"\S": "is empty: give the text or leave the property out",
        r"^[A-Z]{3}$": "is no currency code: write three capital letters of ISO 4217, such as GBP",
    }
)


@dataclass(frozen=True, slots=True)
class _Fault:
    """One fault: where, which keyword of the schema, what it wanted, and what it found."""

    place: str
    depth: int
    keyword: str
    wanted: Any
    found: Any
    schema: Mapping[str, Any]


def check(value: Json) -> None:
    """Raises :class:`RefusedRecord` with the pointer of the outermost fault against the schema."""
    faults = [fault for fault in map(_fault, _validator().iter_errors(value)) if not _follows(fault)]
    if faults:
        first = min(faults, key=lambda fault: (fault.depth, fault.keyword not in _NAMES))
        raise RefusedRecord("json-form", _WORDS.get(first.keyword, _other)(first), first.place)


@cache
def schema() -> Mapping[str, Any]:
    """The schema as shipped."""
    text = files(__package__).joinpath("profile.schema.json").read_text("utf-8")
    return MappingProxyType(json.loads(text))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(dict(schema()))


def _fault(error: ValidationError) -> _Fault:
    place = ""
    for part in error.absolute_path:
        place = pointer(place, part)
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    keyword, depth = str(error.validator), len(error.absolute_path)
    return _Fault(place, depth, keyword, error.validator_value, error.instance, schema)


def _follows(fault: _Fault) -> bool:
    """Whether a fault is only the echo of another: a property at fault counts as not evaluated."""
    return fault.keyword == "unevaluatedProperties" and fault.found.keys() <= _known_names(fault)


def _unknown_property(fault: _Fault) -> str:
    """The name that is not ours, with the nearest one that is."""
    known = _known_names(fault)
    name = next(name for name in fault.found if name not in known)
    near = get_close_matches(name, known, n=1)
    remedy = f"write {shown(near[0])}" if near else f"one of {', '.join(sorted(known))} is allowed"
    return f"has the unknown property {shown(name)}: {remedy}"


def _known_names(fault: _Fault) -> set[str]:
    """The names that the object at fault may have; profiles share theirs by reference."""
    names = set(fault.schema.get("properties", ()))
    if fault.keyword == "unevaluatedProperties":
        names |= set(schema()["$defs"]["profile"]["properties"])
    return names


def _missing(fault: _Fault) -> str:
    missing = next(name for name in fault.wanted if name not in fault.found)
    if missing == "rolegraph":
        return f'has no "rolegraph": 1, which marks the form of {_DOCUMENT}: add it'
    if missing == "profiles":
        return 'has no "title": give it here, or in each of "profiles"'
    return f"has no {shown(missing)}: add it"


def _wrong_type(fault: _Fault) -> str:
    wanted = fault.wanted
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return f"is {shown(fault.found)}, not {' or '.join(_TYPES[kind] for kind in kinds)}: correct it"


def _wrong_form(fault: _Fault) -> str:
    wanted = fault.schema.get("description", "")
    text = _FORMS.get(fault.wanted)
    if text:
        return text if fault.wanted == r"\S" else f"{shown(fault.found)} {text}"
    if "https" in fault.wanted:
        return f"{shown(fault.found)} is no web address: write it in full, from https:// on, without spaces"
    return (
        f"{shown(fault.found)} has another form than expected: {wanted[:1].lower()}{wanted[1:].rstrip('.')}"
    )


def _not_allowed(fault: _Fault) -> str:
    return f"is {shown(fault.found)}: write {' or '.join(fault.wanted)}"


def _wrong_version(fault: _Fault) -> str:
    return f"is {shown(fault.found)}: this release reads version {fault.wanted} of the form"


def _too_small(fault: _Fault) -> str:
    return f"is {fault.found}, and the least is {fault.wanted}: correct it"


def _too_large(fault: _Fault) -> str:
    return f"is {fault.found}, and the most is {fault.wanted}: correct it"


def _too_few(fault: _Fault) -> str:
    return f"is empty: fill it or leave it out; see {_DOCUMENT}"


def _none_of(fault: _Fault) -> str:
    """Only salaries and codes have a choice of required properties."""
    choices = [option["required"][0] for option in fault.wanted if "required" in option]
    return f"says too little: give {' or '.join(map(shown, choices))}"


def _needs_another(fault: _Fault) -> str:
    """A reading of the outlook and its words stand together."""
    for name, needed in fault.wanted.items():
        if name in fault.found and needed[0] not in fault.found:
            return f"has {shown(name)} without {shown(needed[0])}: give both"
    return _other(fault)


def _list_in_list(fault: _Fault) -> str:
    """Only a list of salaries forbids a type."""
    return "is a list inside a list: write its elements into the outer one"


def _excluded(fault: _Fault) -> str:
    """Only a band's name excludes other properties."""
    return 'has a "name" and years: leave out the name, or "min" and "max"'


def _other(fault: _Fault) -> str:
    return f"does not have the form of {_DOCUMENT} ({fault.keyword}): correct it"


_WORDS: Mapping[str, Callable[[_Fault], str]] = MappingProxyType(
    {
        "additionalProperties": _unknown_property,
        "unevaluatedProperties": _unknown_property,
        "required": _missing,
        "type": _wrong_type,
        "pattern": _wrong_form,
        "enum": _not_allowed,
        "const": _wrong_version,
        "minimum": _too_small,
        "maximum": _too_large,
        "minItems": _too_few,
        "minProperties": _too_few,
        "anyOf": _none_of,
        "dependentRequired": _needs_another,
        "not": _list_in_list,
        "None": _excluded,
    }
)
