"""The parameters of a query string or a form, decoded once and checked."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pyoxigraph

from rolegraph.service.errors import BadRequest
from rolegraph.service.negotiation import FORMAT_NAMES, is_format

_MOST_PARAMETERS = 1000
_JSONP = frozenset({"callback", "jsonp"})
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")

Parameters = list[tuple[str, str]]


def text(body: bytes) -> str:
    """Bytes that must be UTF-8. Raises :class:`BadRequest`."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("the body is not UTF-8") from None


def decoded(encoded: bytes) -> Parameters:
    """Names and values of a form or a query string, in order.

    Raises :class:`BadRequest`, also where one asks for JSONP: an answer is never made a script.
    """
    try:
        found = parse_qsl(
            text(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise BadRequest("a parameter is not percent-encoded UTF-8") from None
    except ValueError:
        raise BadRequest(f"the request has more than {_MOST_PARAMETERS} parameters") from None
    if any(name.lower() in _JSONP for name, _ in found):
        raise BadRequest("there is no JSONP: scripts of any origin may read the answers as they are")
    return found


def single(parameters: Parameters, name: str) -> str | None:
    """The value of a parameter that may be given once. Raises :class:`BadRequest`."""
    values = [value for key, value in parameters if key == name]
    if len(values) > 1:
        raise BadRequest(f"the parameter {name!r} is given {len(values)} times")
    return values[0] if values else None


def absolute_iri(value: str, name: str) -> str:
    """A parameter's value that must be an IRI, in no base. Raises :class:`BadRequest`."""
    try:
        if _ABSOLUTE_IRI.match(value):
            return pyoxigraph.NamedNode(value).value
    except ValueError:
        pass
    raise BadRequest(f"{name} must be an absolute IRI, not {value[:100]!r}")


def graphs(parameters: Parameters, name: str) -> tuple[str, ...] | None:
    """The graphs that a data set is made of (SPARQL 1.1 Protocol, section 2.1.4); none is ``None``."""
    values = [absolute_iri(value, name) for key, value in parameters if key == name]
    return tuple(dict.fromkeys(values)) or None


def format_name(parameters: Parameters) -> str | None:
    """What ``format`` says, the first that is known: clients send several spellings at once."""
    names = [value for key, value in parameters if key == "format" and value]
    known = [name for name in names if is_format(name)]
    if names and not known:
        raise BadRequest(f"there is no format {names[0][:40]!r}: the formats are {', '.join(FORMAT_NAMES)}")
    return known[0] if known else None


def seconds(parameters: Parameters, name: str) -> float | None:
    """A time that must be above 0; nothing where the parameter is empty. Raises :class:`BadRequest`."""
    value = single(parameters, name)
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise BadRequest(f"{name} must be a number of seconds above 0, not {value[:40]!r}")
    return number
