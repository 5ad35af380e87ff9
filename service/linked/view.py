"""What a page, a JSON document or a table says of a thing: plain values, made by :mod:`.building`.

Nothing here knows of a format: ``text`` is not escaped, links are as :mod:`.addresses` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TermKind = Literal["iri", "literal", "blank"]


@dataclass(frozen=True, slots=True)
class Named:
    """A name with a link; ``href`` is "" where there is none."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Term:
    """A value, or what points at the thing.

    ``value`` is the IRI, the lexical form, or the blank node's label; ``text`` what to show, in
    ``language`` ("" where it is in none); ``datatype`` the IRI of a literal's datatype, "" for
    text, ``datatype_name`` that in short. ``href`` leads to it within the service, ``outside``
    elsewhere; "" for none. ``graphs`` are those that say so, ``origins`` the names and links of those that
    ``text`` does not tell already. ``inner`` is what is said of a blank node.
    """

    kind: TermKind
    value: str
    text: str
    language: str = ""
    datatype: str = ""
    datatype_name: str = ""
    href: str = ""
    outside: str = ""
    graphs: tuple[str, ...] = ()
    origins: tuple[Named, ...] = ()
    inner: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property with its values; of what points at the thing, with the subjects as values."""

    iri: str
    text: str
    href: str
    values: tuple[Term, ...]

    @property
    def origins(self) -> tuple[Named, ...]:
        """What says all of the values, where that is the same for several of them."""
        first = self.values[0].origins if len(self.values) > 1 else ()
        return first if all(one.origins == first for one in self.values) else ()


@dataclass(frozen=True, slots=True)
class Group:
    """Properties that belong together."""

    title: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """All that a document says of one thing.

    ``document`` is the relative link to its page. ``total`` is how many triples point at it, at
    least, if ``more``; ``incoming`` those of ``page`` (from 1) of ``pages``. ``graphs`` say what
    is in ``groups``, all of it where there is one only.
    """

    iri: str
    kind: str
    title: str
    language: str
    document: str
    outside: str
    types: tuple[Term, ...]
    groups: tuple[Group, ...]
    incoming: tuple[Property, ...]
    total: int
    more: bool
    page: int
    pages: int
    graphs: tuple[Term, ...]
    crumbs: tuple[Named, ...]

    @property
    def properties(self) -> tuple[Property, ...]:
        """The properties of all groups."""
        return tuple(one for group in self.groups for one in group.properties)
