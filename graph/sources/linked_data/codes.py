"""Codes of classifications: ``occupationalCategory`` as a text, a ``CategoryCode`` or a ``DefinedTerm``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from rolegraph.graph.model import Code, Notice, Place
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said, Value
from rolegraph.graph.sources.linked_data.wording import flat

_ONET = "O*NET-SOC"
_CODED = re.compile(r"(?P<value>\d{2}-\d{4}\.\d{2})(?:\s*[-–:,]?\s+(?P<title>\S.*))?", re.DOTALL)
_PLACEHOLDER = re.compile(r"[0.\-]+")
_SAME: MappingProxyType[str, str] = MappingProxyType({"onetsoc": _ONET, "onet": _ONET, "onetonline": _ONET})
_HOST = re.compile(r"https?://(?:www\.)?([^/?#]+?)(?:\.(?:org|com|net|eu|gov|info))?(?:[/?#].*)?")


def read_codes(node: Node, notices: list[Notice]) -> tuple[Code, ...]:
    """The codes of an occupation or posting, and of the occupation that a posting calls relevant.

    A category without a scheme is one of O*NET-SOC where it has that form, else it is not understood.
    """
    found = list(_codes(node, notices))
    for occupation in node.nodes("relevantOccupation"):
        codes = list(_codes(occupation, notices))
        found += codes
        if not {code.title for code in codes} >= {said.text for said in occupation.texts("name")}:
            occupation.asked.discard("name")  # no title of a code says it: it is named as not kept
    first = {(code.scheme, code.value, code.title): code for code in reversed(found)}
    return tuple(code for code in found if first[code.scheme, code.value, code.title] is code)


def _codes(node: Node, notices: list[Notice]) -> Iterator[Code]:
    for value in node.values("occupationalCategory"):
        code = _from_text(value) if isinstance(value, Said) else _from_term(value)
        if code is None:
            notices.append(_not_understood(value))
        elif code.value and _PLACEHOLDER.fullmatch(code.value):
            message = f"{code.value} stands for no occupation: it is not kept"
            remedy = "give the code, or leave it out"
            notices.append(Notice("code-placeholder", message, str(code.place), remedy, "codes", code.value))
        else:
            yield code


def _from_text(said: Said) -> Code | None:
    match = _CODED.fullmatch(flat(said))
    return Code(_ONET, said.place, match["value"], match["title"]) if match else None


def _from_term(node: Node) -> Code | None:
    value, title = node.text("codeValue", "termCode"), node.text("name")
    scheme = _scheme(node)
    words = value or title
    if words is None:
        return None
    if scheme is None and value:
        match = _CODED.fullmatch(value.text)
        scheme = _ONET if match and not match["title"] else None
    if scheme is None:
        return None
    place = Place(words.text, line=node.spot.line, pointer=node.spot.path)
    return Code(scheme, place, value.text if value else None, title.text if title else None)


def _scheme(node: Node) -> str | None:
    """The name of the set of codes, O*NET-SOC however it is written; else what its address says."""
    for given in node.values("inCodeSet", "inDefinedTermSet"):
        said = given if isinstance(given, Said) else given.text("name", "alternateName", "url")
        text = said.text if said else (given.id if isinstance(given, Node) else None)
        if text:
            host = _HOST.fullmatch(text)
            name = host[1] if host else text
            return _SAME.get(re.sub(r"[^a-z]", "", name.casefold()), name)
    return None


def _not_understood(value: Value) -> Notice:
    words = value.text if isinstance(value, Said) else (value.text("codeValue", "termCode", "name") or value)
    text = words if isinstance(words, str) else words.text if isinstance(words, Said) else "CategoryCode"
    place = value.pointer if isinstance(value, Said) else str(value.spot)
    message = f"{shown(text)} is a code or category of no scheme that is known: it is not kept"
    return Notice("code-not-understood", message, place, 'give "codeValue" and "inCodeSet"', "codes", text)
