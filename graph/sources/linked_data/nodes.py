"""What JSON-LD says: nodes with their properties, texts with their places, references followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from rolegraph.graph.model import Place
from rolegraph.graph.sources.json_input.fields import Text


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document: the line on which its script starts (0: it is no script), and a pointer."""

    line: int
    path: str

    def __str__(self) -> str:
        """As places of values are written."""
        return (
            str(Place("", line=self.line, pointer=self.path)) if self.path or not self.line else self._script
        )

    @property
    def _script(self) -> str:
        return f"script on line {self.line}"


@dataclass(frozen=True, slots=True)
class Said(Text):
    """A text, number or truth value as text; ``language`` is its own, ``None`` where it has none."""

    spot: Spot = Spot(0, "")
    language: str | None = None

    @property
    def place(self) -> Place:
        """The text itself, where it stands."""
        return Place(self.text, line=self.spot.line, pointer=self.spot.path)


@dataclass(eq=False, slots=True)
class Node:
    """A node and its properties by their local names; ``asked`` are those that a reader looked at."""

    spot: Spot
    id: str | None = None
    types: list[str] = field(default_factory=list)
    properties: dict[str, list[Value]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def values(self, *names: str) -> list[Value]:
        """The values of the properties, in the order of ``names``."""
        self.asked.update(names)
        return [value for name in names for value in self.properties.get(name, ())]

    def texts(self, *names: str) -> list[Said]:
        """Those values that are texts, blank ones left out."""
        return [value for value in self._of(Said, names) if value.text]

    def text(self, *names: str) -> Said | None:
        """The first of them; the properties behind it are not looked at."""
        return next((found[0] for name in names if (found := self.texts(name))), None)

    def nodes(self, *names: str) -> list[Node]:
        """Those values that are nodes."""
        return self._of(Node, names)

    def _of(self, kind: type[_Kind], names: tuple[str, ...]) -> list[_Kind]:
        """The values of that kind; a property that has others, too, does not count as looked at."""
        found = []
        for name in names:
            values = self.properties.get(name, ())
            fitting = [value for value in values if isinstance(value, kind)]
            if len(fitting) == len(values):
                self.asked.add(name)
            found += fitting
        return found

    def is_a(self, *types: str) -> bool:
        """Whether it has one of the types."""
        return any(name in self.types for name in types)

    @property
    def is_reference(self) -> bool:
        """Whether it only names another node."""
        return self.id is not None and not self.types and not self.properties


_Kind = TypeVar("_Kind", Said, Node)
Value: TypeAlias = Said | Node


def joined(nodes: list[Node]) -> list[Node]:
    """The nodes in their order, those of one identifier made one, and references replaced by what they name.

    A reference to a node that is not described stays a node without properties.
    """
    by_id: dict[str, Node] = {}
    for node in nodes:
        if node.id is not None:
            known = by_id.setdefault(node.id, node)
            if known is not node:
                _merge(known, node)
    kept = [node for node in nodes if node.id is None or by_id[node.id] is node]
    for node in kept:
        for name, values in node.properties.items():
            node.properties[name] = list(_followed(values, by_id))
    return kept


def _merge(into: Node, other: Node) -> None:
    if into.is_reference:
        into.spot = other.spot
    into.types += [name for name in other.types if name not in into.types]
    for name, values in other.properties.items():
        mine = into.properties.setdefault(name, [])
        said = {(value.text, value.language) for value in mine if isinstance(value, Said)}
        mine += [v for v in values if not (isinstance(v, Said) and (v.text, v.language) in said)]


def _followed(values: list[Value], by_id: dict[str, Node]) -> Iterator[Value]:
    seen: set[str] = set()
    for value in values:
        if isinstance(value, Node) and value.id is not None:
            if value.id not in seen:
                yield by_id[value.id]
            seen.add(value.id)
        else:
            yield value


def unasked(node: Node) -> Iterator[str]:
    """Paths of the properties below ``node`` that no reader looked at: ``skills/termCode``."""
    yield from dict.fromkeys(_unasked(node, "", set()))


def _unasked(node: Node, path: str, seen: set[Node]) -> Iterator[str]:
    seen.add(node)
    for name, values in node.properties.items():
        if name not in node.asked:
            yield f"{path}{name}"
            continue
        for value in values:
            if isinstance(value, Node) and value not in seen:
                yield from _unasked(value, f"{path}{name}/", seen)
