"""Texts of schema.org as a page's texts: markup taken off, lists in one text parted, terms named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.model import Notice
from rolegraph.graph.sources.html_input import parse_html
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said, Value

_MARKUP = re.compile(r"<[/!]?[A-Za-z]|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_BULLET = re.compile(r"^(?:[-*•·‣◦▪–]\s+|\d{1,2}[.)]\s+)")
_STRONG = re.compile(r"[\n;•|]")
# What one part says of all: "knowledge of x, y" is no list of two names.
_SHARED = re.compile(r"\b(?:of|in|with|to|for|using|and|or|as|from|on)\b", re.IGNORECASE)
_NAME_WORDS = 12
_PART_WORDS = 5
_NAMES = ("name", "description")


def lines(said: Said) -> list[str]:
    """The lines or blocks of a text, without markup, bullets and blank lines."""
    if _MARKUP.search(said.text):
        # Markup that was escaped once more ("&lt;p&gt;") is markup after one decoding.
        found = [line.text for line in parse_html(said.text).lines()]
        if any(_MARKUP.search(line) for line in found):
            found = [line.text for line in parse_html("\n".join(found)).lines()]
    else:
        found = said.text.splitlines()
    return [line for each in found if (line := _BULLET.sub("", " ".join(each.split())))]


def flat(said: Said) -> str:
    """A text on one line, without markup."""
    return " ".join(lines(said))


def prose(said: Said) -> str | None:
    """Paragraphs parted by an empty line; ``None`` where only markup stands there."""
    return "\n\n".join(lines(said)) or None


def named(node: Node, *names: str, notices: list[Notice], field: str) -> list[Said]:
    """The texts of properties whose values are texts or terms (``DefinedTerm``: its name)."""
    found = []
    for value in node.values(*names):
        said = value if isinstance(value, Said) else value.text("name", "description")
        if said is not None and flat(said):
            found.append(said)
        elif isinstance(value, Node):
            notices.append(unnamed(value, field))
    return found


def unnamed(node: Node, field: str) -> Notice:
    """The notice of a node that stands for something, and has no name."""
    what = "/".join(node.types) or "a node"
    message = f"{what} has no name: it is not kept"
    return Notice("name-not-understood", message, str(node.spot), 'give it a "name"', field, node.id or what)


def names_in(value: Value, notices: list[Notice], field: str) -> Iterator[tuple[str, Said]]:
    """The names that a text or a term gives; a text that is none, and no clear list, is named in a notice."""
    said = value if isinstance(value, Said) else value.text(*_NAMES)
    if said is None:
        if isinstance(value, Node):
            notices.append(unnamed(value, field))
        return
    parts = _parts(said) if isinstance(value, Said) else [flat(said)]
    if parts is None:
        message = f"{shown(said.text)} is no name, and no list of names that is certain: it is not kept"
        remedy = "give a list of texts"
        notices.append(Notice(f"{field}-not-understood", message, said.pointer, remedy, field, said.text))
        return
    yield from ((part, said) for part in parts if part)


def _parts(said: Said) -> list[str] | None:
    """The names in a text: lines, or what semicolons and bars part, or what commas part without doubt."""
    found = lines(said)
    strong = [" ".join(part.split()) for line in found for part in _STRONG.split(line) if part.strip()]
    if len(strong) == 1 and "," in strong[0]:
        return _enumerated(strong[0])
    if len(strong) > len(found) and any("," in part for part in strong):
        return None
    return strong if all(_is_name(part) for part in strong) else None


def _enumerated(text: str) -> list[str] | None:
    """``Java, SQL, and Python`` is three names; ``knowledge of law, tax`` is not taken apart."""
    parts = [re.sub(r"^(?:and|or)\s+", "", part.strip(), flags=re.IGNORECASE) for part in text.split(",")]
    certain = all(part and len(part.split()) <= _PART_WORDS and not _SHARED.search(part) for part in parts)
    return parts if certain and all(map(_is_name, parts)) else None


def _is_name(text: str) -> bool:
    return len(text.split()) <= _NAME_WORDS and not re.search(r"[.!?]\s", text) and len(text) <= 120
