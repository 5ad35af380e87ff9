"""Contexts of JSON-LD 1.1 (clause 4.1), as far as pages of schema.org use them; nothing is fetched.

The contexts of schema.org are built in. Any other address of a context is refused, whatever its
scheme. So is what would change the meaning of a document and is not followed here: scoped contexts,
reverse properties, nesting, containers by id, graph or type, ``@import`` and ``@propagate``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NoReturn

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.sources.json_input.parsing import Json, pointer, shown

SCHEMA = "https://schema.org/"
_SCHEMA_CONTEXT = re.compile(r"https?://(www\.)?schema\.org/?(docs/jsonldcontext\.json(ld)?)?(#.*)?", re.I)
_SCHEMA_TERM = re.compile(r"https?://(?:www\.)?schema\.org/(?P<name>[A-Za-z0-9_-]+)")
_KEYWORD = re.compile(r"@[A-Za-z]+")
_CONTAINERS = frozenset({"@list", "@set", "@language", "@index"})
_IN_CONTEXT = frozenset({"@version", "@vocab", "@language", "@base", "@protected", "@direction"})
_IN_TERM = frozenset(
    {"@id", "@type", "@language", "@container", "@prefix", "@protected", "@index", "@direction"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """What a term means: an IRI or keyword (``None``: nothing), and how its values are read.

    ``type`` is ``@id`` or ``@vocab`` where texts are IRIs. ``language`` is that of its texts: ``None``
    is no language, ``""`` that of the context.
    """

    iri: str | None
    type: str | None = None
    language: str | None = ""
    containers: frozenset[str] = frozenset()


_PLAIN = Term(None)


@dataclass(frozen=True, slots=True)
class Context:
    """An active context: what names mean from here on."""

    vocabulary: str | None = None
    language: str | None = None
    base: str = ""
    terms: MappingProxyType[str, Term] = field(default_factory=lambda: MappingProxyType({}))

    def expand(self, name: str, *, relative_to_vocabulary: bool = True) -> str | None:
        """The keyword or IRI that a name means (JSON-LD 1.1 API, IRI expansion); ``None``: nothing.

        Terms of schema.org come as their local names, whether the page writes http or https.
        """
        if _KEYWORD.fullmatch(name):
            return name
        if relative_to_vocabulary and name in self.terms:
            return self.terms[name].iri
        prefix, colon, rest = name.partition(":")
        if colon:
            known = None if rest.startswith("//") else self.terms.get(prefix)
            return local_name(f"{known.iri}{rest}" if known and known.iri else name)
        if not relative_to_vocabulary:
            return self.base + name
        return None if self.vocabulary is None else local_name(self.vocabulary + name)

    def term(self, name: str) -> Term:
        """How values of the term are read."""
        return self.terms.get(name, _PLAIN)


_BUILT_IN = MappingProxyType({"type": Term("@type"), "id": Term("@id"), "schema": Term(SCHEMA)})


def local_name(iri: str) -> str:
    """``name`` for ``http://schema.org/name``; other IRIs as they are."""
    match = _SCHEMA_TERM.fullmatch(iri)
    return match["name"] if match else iri


def extended(context: Context, given: Json, place: str) -> Context:
    """``context`` after the value of an ``@context`` at ``place``.

    Raises :class:`RefusedRecord`: ``jsonld-context-remote`` for an address that is not that of
    schema.org, ``jsonld-unsupported`` for features not followed, ``jsonld-context`` for what is none.
    """
    if given is None:
        return Context()
    if isinstance(given, list):
        for number, each in enumerate(given):
            context = extended(context, each, pointer(place, number))
        return context
    if isinstance(given, str):
        return _built_in(context, given, place)
    if isinstance(given, dict):
        return _Definitions(context, given, place).context()
    raise RefusedRecord("jsonld-context", f"is {shown(given)}, which is no context: correct it", place)


def _built_in(context: Context, address: str, place: str) -> Context:
    if not _SCHEMA_CONTEXT.fullmatch(address.strip()):
        message = (
            f"names the context {shown(address)}, and no context is fetched: "
            'write "https://schema.org", or the terms themselves'
        )
        raise RefusedRecord("jsonld-context-remote", message, place)
    return replace(context, vocabulary=SCHEMA, terms=MappingProxyType({**context.terms, **_BUILT_IN}))


def unsupported(what: str, place: str) -> NoReturn:
    """Raises the refusal of a feature of JSON-LD that is not followed here."""
    message = f"uses {what}, which is not read here: write the document without it"
    raise RefusedRecord("jsonld-unsupported", message, place)


class _Definitions:
    """An inline context on its way to an active one; terms may build on each other in any order."""

    def __init__(self, context: Context, given: dict[str, Json], place: str) -> None:
        self._given = given
        self._place = place
        self._waiting = {name for name in given if not name.startswith("@")}
        self._terms = {name: term for name, term in context.terms.items() if name not in self._waiting}
        self._base = context

    def context(self) -> Context:
        """The active context with all definitions in it."""
        for name in self._given:
            if name.startswith("@") and name not in _IN_CONTEXT:
                unsupported(f"{shown(name)} in a context", pointer(self._place, name))
        made = replace(
            self._base,
            vocabulary=self._vocabulary(),
            language=self._text("@language", self._base.language),
            base=self._text("@base", self._base.base) or "",
        )
        self._base = made
        for name in self._given:
            self._define(name)
        return replace(made, terms=MappingProxyType(self._terms))

    def _text(self, key: str, otherwise: str | None) -> str | None:
        value = self._given.get(key, otherwise)
        if value is not None and not isinstance(value, str):
            self._refuse(key, value)
        return value

    def _vocabulary(self) -> str | None:
        """Left without its slash, the vocabulary of schema.org is meant all the same."""
        given = self._text("@vocab", self._base.vocabulary)
        return SCHEMA if given and _SCHEMA_CONTEXT.fullmatch(given) else given

    def _define(self, name: str) -> None:
        if name not in self._waiting:
            return
        self._waiting.discard(name)
        value = self._given[name]
        if isinstance(value, dict):
            self._terms[name] = self._expanded(name, value)
        elif value is None or isinstance(value, str):
            self._terms[name] = Term(self._iri(name, value))
        else:
            self._refuse(name, value)

    def _expanded(self, name: str, value: dict[str, Json]) -> Term:
        place = pointer(self._place, name)
        for key in value.keys() - _IN_TERM:
            unsupported(f"{shown(key)} in a definition of a term", place)
        containers = value.get("@container")
        named = frozenset(
            str(each) for each in (containers if isinstance(containers, list) else [containers])
        )
        if containers is not None and named - _CONTAINERS:
            unsupported(f"the container {shown(containers)}", place)
        language, kind, iri = value.get("@language", ""), value.get("@type"), value.get("@id", name)
        for each in (language, kind, iri):
            if each is not None and not isinstance(each, str):
                self._refuse(name, value)
        return Term(
            self._iri(name, iri if isinstance(iri, str) else None),
            type=kind if isinstance(kind, str) else None,
            language=language if isinstance(language, str) else None,
            containers=named if containers is not None else frozenset(),
        )

    def _iri(self, name: str, value: str | None) -> str | None:
        """The IRI of a definition; the terms that it builds on are defined first."""
        if value is None:
            return None
        for needed in (value, value.partition(":")[0]):
            self._define(needed)
        known = replace(self._base, terms=MappingProxyType(self._terms))
        return known.expand(value)

    def _refuse(self, key: str, value: Json) -> NoReturn:
        message = f"is {shown(value)}, which is no definition: correct it"
        raise RefusedRecord("jsonld-context", message, pointer(self._place, key))
