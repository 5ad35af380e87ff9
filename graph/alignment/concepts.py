"""What is matched: the roles and skills of pages, and the concepts of taxonomies, in one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """Roles are matched to occupations, skills to skills."""

    ROLE = "role"
    SKILL = "skill"


class LabelKind(StrEnum):
    """The three kinds of label of SKOS (SKOS reference, section 5)."""

    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its language tag ("" where it has none)."""

    text: str
    language: str = ""
    kind: LabelKind = LabelKind.PREFERRED


@dataclass(frozen=True, slots=True)
class Concept:
    """A role, a skill, or a concept of a taxonomy.

    ``text`` is what is said of it (descriptions, duties); ``skills`` how much each skill matters, by its
    normal name, on the scale of the source (O*NET importance: 1 to 5); ``codes`` the IRIs of the codes that
    pages state, and for a concept of a taxonomy those that it is mapped to; ``stated`` the titles that pages
    give to the codes of a scheme, by the scheme's name.
    """

    iri: str
    labels: tuple[Label, ...]
    text: str = ""
    language: str = ""
    skills: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    codes: frozenset[str] = frozenset()
    stated: frozenset[tuple[str, str]] = frozenset()

    @property
    def name(self) -> str:
        """The preferred label, in English where there is one; else the IRI."""
        preferred = [label for label in self.labels if label.kind is LabelKind.PREFERRED]
        english = [label for label in preferred if label.language.startswith("en")]
        return next((label.text for label in english + preferred), self.iri)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The concepts of one kind of a taxonomy: ``name`` is "ESCO" or "O*NET", ``key`` that of its graph."""

    key: str
    name: str
    kind: Kind
    concepts: tuple[Concept, ...]
