"""JSON-LD to nodes (JSON-LD 1.1 API, clause 5.1), every value with its JSON Pointer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.sources.json_input.parsing import Json, pointer, shown
from rolegraph.graph.sources.linked_data.contexts import Context, Term, extended, unsupported
from rolegraph.graph.sources.linked_data.nodes import Node, Said, Spot, Value

_PASSED_OVER = frozenset({"@context", "@index", "@direction"})
_NO_TERM = Term(None)


def expand(document: Json, line: int = 0) -> list[Node]:
    """All nodes of a document, outer ones before those in them; not joined yet.

    ``line`` is that of the script that holds it. Raises :class:`RefusedRecord` with the place of
    what is no JSON-LD, or is JSON-LD that is not followed here (``jsonld-…``).
    """
    expansion = _Expansion(line)
    for value in expansion.values(document, Context(), _NO_TERM, ""):
        if isinstance(value, Said):
            expansion.refuse("is a value alone, and no document: give an object", "")
    return expansion.nodes


class _Expansion:
    def __init__(self, line: int) -> None:
        self._line = line
        self.nodes: list[Node] = []

    def refuse(self, message: str, path: str) -> None:
        """Raises the refusal of a document that breaks the rules of JSON-LD."""
        raise RefusedRecord("jsonld-syntax", message, str(Spot(self._line, path)))

    def values(self, value: Json, context: Context, term: Term, path: str) -> Iterator[Value]:
        """The values that a member of an object has: lists and sets are flat."""
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.values(each, context, term, pointer(path, number))
        elif isinstance(value, dict):
            yield from self._object(value, context, term, path)
        elif value is not None:
            yield self._scalar(value, context, term, path)

    def _scalar(self, value: str | int | Decimal | bool, context: Context, term: Term, path: str) -> Value:
        if isinstance(value, str) and term.type in ("@id", "@vocab"):
            node = Node(
                Spot(self._line, path),
                context.expand(value, relative_to_vocabulary=term.type == "@vocab") or value,
            )
            self.nodes.append(node)
            return node
        typed = not isinstance(value, str) or term.type is not None
        language = context.language if term.language == "" else term.language
        return self._said(value, None if typed else language, path)

    def _said(self, value: str | int | Decimal | bool, language: str | None, path: str) -> Said:
        spot = Spot(self._line, path)
        return Said(_text(value), str(spot), spot, language)

    def _object(self, value: dict[str, Json], context: Context, term: Term, path: str) -> Iterator[Value]:
        maps = term.containers & {"@language", "@index"}
        if maps and not any(key.startswith("@") for key in value):
            yield from self._map(value, context, term, path, is_languages="@language" in maps)
            return
        if "@context" in value:
            context = self._extended(context, value["@context"], pointer(path, "@context"))
        keys = {context.expand(key): key for key in value}
        if "@value" in keys:
            yield from self._literal(value, keys, context, path)
        elif "@list" in keys or "@set" in keys:
            key = keys.get("@list") or keys["@set"]
            yield from self.values(value[key], context, term, pointer(path, key))
        else:
            yield from self._node(value, context, path)

    def _extended(self, context: Context, given: Json, path: str) -> Context:
        try:
            return extended(context, given, path)
        except RefusedRecord as error:
            raise self._placed(error) from error

    def _placed(self, error: RefusedRecord) -> RefusedRecord:
        return RefusedRecord(error.code, error.message, str(Spot(self._line, error.place)))

    def _map(
        self, value: dict[str, Json], context: Context, term: Term, path: str, *, is_languages: bool
    ) -> Iterator[Value]:
        """A map by language or by index: the keys are languages, or say nothing."""
        for key, each in value.items():
            at = pointer(path, key)
            for said in self.values(each, context, Term(term.iri, term.type), at):
                if is_languages and isinstance(said, Said):
                    yield Said(said.text, said.pointer, said.spot, key)
                else:
                    yield said

    def _literal(
        self, value: dict[str, Json], keys: dict[str | None, str], context: Context, path: str
    ) -> Iterator[Said]:
        content = value[keys["@value"]]
        language = value[keys["@language"]] if "@language" in keys else None
        if isinstance(content, dict | list):
            unsupported("a value of type @json", str(Spot(self._line, path)))
        if language is not None and not isinstance(language, str):
            self.refuse(f"has the language {shown(language)}, not a tag: correct it", path)
        if content is not None:
            tag = language if isinstance(language, str) else None
            yield self._said(content, tag, pointer(path, keys["@value"]))

    def _node(self, value: dict[str, Json], context: Context, path: str) -> Iterator[Node]:
        node = Node(Spot(self._line, path))
        at = len(self.nodes)
        for key, member in value.items():
            self._member(node, key, member, context, pointer(path, key))
        if node.id is not None or node.types or node.properties:
            self.nodes.insert(at, node)
            yield node

    def _member(self, node: Node, key: str, member: Json, context: Context, path: str) -> None:
        name = context.expand(key)
        if name is None or name in _PASSED_OVER:
            return
        if name == "@id":
            node.id = self._identifier(member, context, path)
        elif name == "@type":
            node.types += self._types(member, context, path)
        elif name in ("@graph", "@included"):
            list(self.values(member, context, _NO_TERM, path))
        elif name.startswith("@"):
            unsupported(shown(name), str(Spot(self._line, path)))
        else:
            found = self.values(member, context, context.term(key), path)
            node.properties.setdefault(name, []).extend(found)

    def _identifier(self, member: Json, context: Context, path: str) -> str | None:
        if not isinstance(member, str):
            self.refuse(f"is {shown(member)}, not an identifier: correct it", path)
        return context.expand(str(member), relative_to_vocabulary=False)

    def _types(self, member: Json, context: Context, path: str) -> list[str]:
        given = member if isinstance(member, list) else [member]
        if not all(isinstance(each, str) for each in given):
            self.refuse(f"is {shown(member)}, not the name of a type: correct it", path)
        return [name for each in given if (name := context.expand(str(each)))]


def _text(value: str | int | Decimal | bool) -> str:
    """``true``, ``100000`` (never ``1E+5``), and texts without blanks around them."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
