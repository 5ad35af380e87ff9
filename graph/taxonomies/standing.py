"""Which classifications stand in a store, in which version, and how much each holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.identity import TAXONOMY_GRAPHS, Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.taxonomy import dataset

_ESCO_SCHEME = "<http://data.europa.eu/esco/concept-scheme/"
_RELATED = "esco:relatedEssentialSkill|esco:relatedOptionalSkill"
_MATCHES = MappingProxyType(
    {
        f"{kind} matches": f"?x skos:{kind}Match ?y"
        for kind in ("exact", "close", "broad", "narrow", "related")
    }
)
_COUNTED: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {
        "esco": MappingProxyType(
            {
                "occupations": "?x a esco:Occupation",
                "skills": "?x a esco:Skill",
                "skill groups": f"?x skos:inScheme {_ESCO_SCHEME}skills-hierarchy>",
                "ISCO groups": f"?x skos:inScheme {_ESCO_SCHEME}isco>",
                "relations": f"?x a esco:Occupation ; {_RELATED} ?y",
                "skill relations": f"?x a esco:Skill ; {_RELATED} ?y",
                "labels": "?x skos:prefLabel|skos:altLabel|skos:hiddenLabel ?y",
            }
        ),
        "onet": MappingProxyType(
            {
                "occupations": "?x a schema:CategoryCode",
                "alternate titles": "?x a schema:CategoryCode ; skos:altLabel ?y",
                "skill ratings": "?x a rg:SkillRating",
                "technologies": "?x rg:hotTechnology ?y",
                "tasks": "?x a rg:Task",
                "job zones": "?x rg:jobZone ?y",
                "related occupations": "?x a rg:RelatedOccupation",
            }
        ),
        "oews": MappingProxyType(
            {
                "occupations": "?x a schema:CategoryCode",
                "distributions": "?x a schema:MonetaryAmountDistribution",
            }
        ),
        "crosswalk-esco-onet": _MATCHES,
        "crosswalk-isco-soc": _MATCHES,
    }
)
"""What is counted in each graph, with the pattern whose solutions are counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A classification in a store; ``version`` is ``None`` where its import could not tell it."""

    name: str
    title: str
    version: str | None
    licence: str
    languages: tuple[str, ...]
    counts: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)

    def line(self) -> str:
        """One line for a person."""
        counts = ", ".join(f"{count:,} {what}" for what, count in self.counts.items())
        return f"{self.title} {self.version or '(version not known)'}: {counts}"


def standing(store: ox.Store, iris: Iris) -> list[Standing]:
    """All classifications that stand, in the order of ``TAXONOMY_GRAPHS``."""
    found = (described(store, iris, name) for name in TAXONOMY_GRAPHS)
    return [one for one in found if one is not None]


def described(store: ox.Store, iris: Iris, name: str) -> Standing | None:
    """One of them with its counts, or ``None`` where it does not stand."""
    title = _values(store, iris, name, tax.TITLE)
    if not title:
        return None
    graph = ox.NamedNode(iris.taxonomy_graph(name))
    counts = {what: _count(store, graph, pattern) for what, pattern in _COUNTED[name].items()}
    licence = _values(store, iris, name, terms.LICENSE)
    return Standing(
        name=name,
        title=title[0],
        version=version(store, iris, name),
        licence=next(iter(licence), ""),
        languages=tuple(sorted(_values(store, iris, name, terms.LANGUAGE))),
        counts={what: count for what, count in counts.items() if count},
    )


def stands(store: ox.Store, iris: Iris, name: str) -> bool:
    """Whether it was imported."""
    return bool(_values(store, iris, name, tax.TITLE))


def version(store: ox.Store, iris: Iris, name: str) -> str | None:
    """The version that stands, where one does and its version is known."""
    return next(iter(_values(store, iris, name, tax.VERSION)), None)


def _values(store: ox.Store, iris: Iris, name: str, predicate: ox.NamedNode) -> list[str]:
    graph = ox.NamedNode(iris.taxonomy_graph(name))
    quads = store.quads_for_pattern(dataset(iris, name), predicate, None, graph)
    return [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]


def _count(store: ox.Store, graph: ox.NamedNode, pattern: str) -> int:
    query = f"{sparql_prologue()} SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    answer = store.query(query, default_graph=[graph])
    assert isinstance(answer, ox.QuerySolutions)
    return int(next(answer)["n"].value)
