"""What can be searched for: kinds of things, told by their classes, and groups of kinds."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import NamedTuple

from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import ESCO, OWL, RDF, RDFS, RG, SCHEMA, SKOS
from rolegraph.graph.taxonomies.codes import ONET_SOC, scheme_node


class Kind(NamedTuple):
    """``key`` is what ``kind=`` says, ``title`` a name for people.

    ``prior`` is added to the logarithm of how much the graph says of a thing, where things are ordered.
    """

    key: str
    title: str
    classes: tuple[str, ...] = ()
    prior: float = 0.0


_OF_TERMS = (
    *(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
    *(RDF + "Property", RDFS + "Class"),
)
KINDS = (
    Kind("role", "Role", (RG + "Role",), 4.0),
    Kind("skill", "Skill", (RG + "Skill",), 4.0),
    Kind("country", "Country", (SCHEMA + "Country",), 4.0),
    Kind("experience", "Experience band", (RG + "ExperienceBand",), 3.0),
    Kind("esco-occupation", "ESCO occupation", (ESCO + "Occupation",), 3.0),
    Kind("esco-skill", "ESCO skill", (ESCO + "Skill",), 3.0),
    Kind("onet-occupation", "O*NET occupation", (), 3.0),
    Kind("code", "Occupation code", (SCHEMA + "CategoryCode",), 2.0),
    Kind("profile", "Profile of a role on a page", (RG + "RoleProfile",)),
    Kind("onet-skill", "O*NET skill or technology", (SCHEMA + "DefinedTerm",), 3.0),
    Kind("scheme", "Classification", (SKOS + "ConceptScheme",), 1.0),
    Kind("period", "Period", ()),
    Kind("source", "Page", ()),
    Kind("concept", "Other concept", (SKOS + "Concept",), 1.0),
    Kind("term", "Term of the vocabulary", _OF_TERMS),
    Kind("other", "Other"),
)
"""A thing is of the first kind that has one of its classes; :class:`Sorting` tells those without classes."""
BY_KEY = MappingProxyType({kind.key: kind for kind in KINDS})


class Group(NamedTuple):
    """Kinds that are asked for together."""

    key: str
    title: str
    kinds: tuple[str, ...]


GROUPS = MappingProxyType(
    {
        "occupation": Group(
            "occupation", "Role or occupation", ("role", "esco-occupation", "onet-occupation")
        ),
        "competence": Group("competence", "Skill or technology", ("skill", "esco-skill", "onet-skill")),
    }
)


def rank(kind: str, says: int) -> float:
    """What things that are as alike are ordered by, the highest first: ``says`` statements are about it."""
    return BY_KEY[kind].prior + math.log2(1 + says)


def spread(names: Iterable[str]) -> frozenset[str]:
    """The kinds that names of kinds and groups mean. Raises ``KeyError`` with a name that is neither."""
    found: set[str] = set()
    for name in names:
        found.update(GROUPS[name].kinds if name in GROUPS else (BY_KEY[name].key,))
    return frozenset(found)


class Sorting:
    """Tells the kind of a thing in a store with a base."""

    def __init__(self, base: str) -> None:
        iris = Iris(base)
        self._sources, self._periods = iris.source_prefix, iris.thing("period", "")
        self._onet = scheme_node(iris, ONET_SOC).value
        self._of_class = {cls: rank for rank, kind in reversed([*enumerate(KINDS)]) for cls in kind.classes}

    def kind(self, iri: str, classes: Collection[str], schemes: Collection[str]) -> Kind:
        """The kind of ``iri`` with these classes, in these schemes."""
        if iri.startswith(self._sources):
            return BY_KEY["source"]
        if iri.startswith(self._periods):
            return BY_KEY["period"]
        ranks = [self._of_class[cls] for cls in classes if cls in self._of_class]
        kind = KINDS[min(ranks)] if ranks else BY_KEY["other"]
        return BY_KEY["onet-occupation"] if kind.key == "code" and self._onet in schemes else kind
