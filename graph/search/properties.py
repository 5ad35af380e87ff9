"""What can be told of a thing beside its name: properties by name, each a path through the graph.

A path is followed by keys of the engine's index; what is looked at is counted, so that it stays bounded
whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType
from typing import Literal as OneOf
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from rolegraph.graph.errors import RolegraphError
from rolegraph.graph.mapping import terms
from rolegraph.graph.namespaces import DCTERMS
from rolegraph.graph.search.kinds import GROUPS, KINDS
from rolegraph.graph.taxonomies import terms as tax

_OCCUPATIONS, _SKILLS = GROUPS["occupation"].kinds, GROUPS["competence"].kinds
_ALL = tuple(kind.key for kind in KINDS)
_CONCEPTS = (*_OCCUPATIONS, *_SKILLS, "code", "concept", "country", "experience")


class Step(NamedTuple):
    """From a thing along a property, or against it."""

    term: NamedNode
    back: bool = False


Path = tuple[Step, ...]
Node = NamedNode | Literal


class Property(NamedTuple):
    """``kinds`` are those of things that have it; the values of all ``paths`` are its values.

    ``of`` are the kinds of its values where these are things, ``None`` where they are texts and numbers.
    """

    key: str
    title: str
    kinds: tuple[str, ...]
    paths: tuple[Path, ...]
    of: tuple[str, ...] | None = None


def _ahead(*some: NamedNode) -> tuple[Path, ...]:
    """Several properties that say the same."""
    return tuple((Step(term),) for term in some)


_PROFILES = Step(terms.ROLE, back=True)
_ASKING = Step(terms.SKILLS, back=True)
_ESSENTIAL, _OPTIONAL = tax.RELATED_ESSENTIAL, tax.RELATED_OPTIONAL

PROPERTIES = MappingProxyType(
    {
        one.key: one
        for one in (
            Property(
                "label", "Preferred label", _ALL, _ahead(terms.PREF_LABEL, terms.NAME, terms.RDFS_LABEL)
            ),
            Property("alternative-label", "Alternative label", _ALL, _ahead(terms.ALT_LABEL)),
            Property("notation", "Code", _CONCEPTS, _ahead(terms.NOTATION)),
            Property(
                "description",
                "Description",
                _ALL,
                _ahead(NamedNode(DCTERMS + "description"), terms.DESCRIPTION),
            ),
            Property(
                "exact-match",
                "The same thing elsewhere",
                _CONCEPTS,
                ((Step(terms.EXACT_MATCH),), (Step(terms.EXACT_MATCH, back=True),)),
                _CONCEPTS,
            ),
            Property(
                "close-match",
                "Nearly the same thing elsewhere",
                _CONCEPTS,
                _ahead(tax.CLOSE_MATCH),
                _CONCEPTS,
            ),
            Property(
                "broader", "Broader concept", _CONCEPTS, _ahead(tax.BROADER, tax.BROAD_MATCH), _CONCEPTS
            ),
            Property(
                "country", "Country of a page", ("role",), ((_PROFILES, Step(terms.COUNTRY)),), ("country",)
            ),
            Property(
                "experience",
                "Experience band of a page",
                ("role",),
                ((_PROFILES, Step(terms.EXPERIENCE_BAND)),),
                ("experience",),
            ),
            Property("pay", "Pay as pages write it", ("role",), ((_PROFILES, Step(terms.SOURCE_TEXT)),)),
            Property(
                "skill",
                "Skill asked for, essential where that is told",
                _OCCUPATIONS,
                ((_PROFILES, Step(terms.SKILLS)), *_ahead(_ESSENTIAL, terms.SKILLS)),
                _SKILLS,
            ),
            Property("optional-skill", "Optional skill", ("esco-occupation",), _ahead(_OPTIONAL), _SKILLS),
            Property(
                "role",
                "Role or occupation that asks for it",
                _SKILLS,
                ((_ASKING, Step(terms.ROLE)), (Step(_ESSENTIAL, back=True),), (_ASKING,)),
                _OCCUPATIONS,
            ),
            Property(
                "alternative-role",
                "Alternative role",
                ("role",),
                ((_PROFILES, Step(terms.ALTERNATIVE_ROLE)),),
                ("role",),
            ),
            Property(
                "code",
                "Occupation code on a page",
                ("role",),
                ((_PROFILES, Step(terms.OCCUPATIONAL_CATEGORY)),),
                ("code", "onet-occupation"),
            ),
            Property(
                "isco-group",
                "ISCO group",
                ("esco-occupation",),
                _ahead(tax.MEMBER_OF_ISCO_GROUP),
                ("concept",),
            ),
        )
    }
)
"""By key."""


class TooMuch(RolegraphError):
    """More would have to be looked at than one request may."""


Direction = OneOf["ahead", "back"]


class Looking:
    """Follows paths in one store; ``most`` statements may be looked at in all."""

    def __init__(self, store: Store, most: int = 200_000) -> None:
        self._store, self._left = store, most

    def values(self, iri: str, wanted: Property, most: int) -> list[Node]:
        """The first values of a property of a thing, each once. Raises :class:`TooMuch`."""
        found = (node for path in wanted.paths for node in self._along([NamedNode(iri)], path))
        return list(islice(dict.fromkeys(found), most))

    def holders(self, value: NamedNode, wanted: Property, most: int) -> list[str]:
        """Some things that have a thing as a value of a property. Raises :class:`TooMuch`."""
        paths = (tuple(Step(step.term, not step.back) for step in reversed(path)) for path in wanted.paths)
        found = (node for path in paths for node in self._along([value], path))
        return list(islice(dict.fromkeys(node.value for node in found if isinstance(node, NamedNode)), most))

    def _along(self, starts: list[Node], path: Path) -> list[Node]:
        nodes = starts
        for step in path:
            nodes = list(dict.fromkeys(node for start in nodes for node in self._next(start, step)))
        return nodes

    def _next(self, start: Node, step: Step) -> Iterator[Node]:
        if not isinstance(start, NamedNode):
            return
        for quad in self._quads(start, step):
            self._left -= 1
            if self._left < 0:
                raise TooMuch("this asks for too much at once: ask for fewer things or properties")
            node = quad.subject if step.back else quad.object
            if isinstance(node, NamedNode | Literal):
                yield node

    def _quads(self, start: NamedNode, step: Step) -> Iterator[Quad]:
        if step.back:
            return self._store.quads_for_pattern(None, step.term, start)
        return self._store.quads_for_pattern(start, step.term, None)
