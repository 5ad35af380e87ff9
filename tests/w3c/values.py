"""One lexical form for each value of the XML Schema datatypes that engines write in their own way.

What the suites write as ``1.0e0`` a service may write as ``1``: the value and the datatype are
what a test prescribes, since SPARQL leaves the lexical form of what is computed to the engine.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from w3c.terms import Row, Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)


def by_value(row: Row) -> Row:
    """A row whose literals have the one lexical form of their value."""
    return tuple(_plain(term) for term in row)


@cache
def _plain(term: Term | None) -> Term | None:
    if term is None or term[0] not in ("literal", "triple"):
        return term
    if term[0] == "triple":
        return ("triple", *(_plain(part) for part in term[1:]))
    kind, lexical, datatype, *rest = term
    return (kind, _form(lexical, datatype), datatype, *rest)


def _form(lexical: str, datatype: str) -> str:
    """The one form of a value; what is ill-typed keeps its own."""
    try:
        return _FORMS.get(datatype.removeprefix(_XSD), str)(lexical)
    except (ValueError, ArithmeticError):
        return lexical


def _decimal(lexical: str) -> str:
    return format(Decimal(lexical).normalize(), "f")


def _double(lexical: str) -> str:
    return repr(float(lexical))


def _float(lexical: str) -> str:
    (narrowed,) = struct.unpack("f", struct.pack("f", float(lexical)))
    return repr(narrowed)


def _boolean(lexical: str) -> str:
    return {"1": "true", "0": "false"}.get(lexical, lexical)


def _time(lexical: str) -> str:
    """UTC is written Z."""
    return lexical[:-6] + "Z" if lexical.endswith(("+00:00", "-00:00")) else lexical


_FORMS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(_INTEGERS, lambda lexical: str(int(lexical))),
    **dict.fromkeys(("date", "time", "dateTime"), _time),
    "decimal": _decimal,
    "double": _double,
    "float": _float,
    "boolean": _boolean,
}
