"""What is found: things with their names, and the labels by which they are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Naming(IntEnum):
    """How a label names its thing, the most telling first; the first three are those of SKOS (section 5)."""

    PREFERRED = 0
    ALTERNATIVE = 1
    HIDDEN = 2
    NOTATION = 3
    IDENTIFIER = 4

    @property
    def word(self) -> str:
        """What answers say: ``preferred``, ``alternative`` …"""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a thing, as the graph has it, and folded; ``language`` is "" where it has none."""

    text: str
    folded: str
    naming: Naming
    language: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the index.

    ``kind`` is one of :mod:`rolegraph.graph.search.kinds`; ``names`` are its preferred labels by language, ""
    for none; ``says`` is how many statements have it as subject or object; ``exact`` are the IRIs that it is
    ``skos:exactMatch`` of, in either direction; ``about`` is the beginning of what describes it.
    """

    iri: str
    kind: str
    classes: tuple[str, ...]
    names: Mapping[str, str]
    says: int
    exact: tuple[str, ...] = ()
    about: str = ""

    def name(self, language: str = "") -> tuple[str, str]:
        """Its preferred label and the language of that: the one asked for, else English, else the first.

        A thing without one is called by its IRI.
        """
        for wanted in (language, "en"):
            for tag, name in self.names.items():
                if wanted and is_within(tag, wanted):
                    return name, tag
        return next(((name, tag) for tag, name in self.names.items()), (self.iri, ""))


def is_within(tag: str, language: str) -> bool:
    """Whether a language tag is in a basic language range (RFC 4647, 3.3.1): ``en-GB`` is in ``en``."""
    tag, language = tag.lower(), language.lower()
    return tag == language or tag.startswith(f"{language}-")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, by which of its labels, and how alike that is to what was sought, 0 to 100."""

    thing: Thing
    label: Label
    score: float
