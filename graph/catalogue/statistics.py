"""What a generation holds, counted: the ground of its description, and the file of it.

All counts are of the union of its graphs as a set of triples (SPARQL 1.1, section 13.1), without
the graphs ``{base}graph/derived/…``, which are made from the others.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_FILE = "statistics.json"


@dataclass(frozen=True, slots=True)
class DatatypeUse:
    """Triples whose object is a literal of this datatype and language ("" if it has none)."""

    iri: str
    language: str
    triples: int


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property with its triples and how many different subjects and objects they have.

    ``datatypes`` of its literals are told of the property as a whole, not within a class.
    """

    iri: str
    triples: int
    subjects: int
    objects: int
    datatypes: tuple[DatatypeUse, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassUse:
    """A class with how many things have it, and what is said of them."""

    iri: str
    entities: int
    triples: int
    properties: tuple[PropertyUse, ...]


@dataclass(frozen=True, slots=True)
class LinkUse:
    """Triples that lead into another data set (a key of ``TARGETS``) by one property."""

    target: str
    property: str
    triples: int


@dataclass(frozen=True, slots=True)
class GraphSize:
    """A named graph and its number of triples."""

    iri: str
    triples: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that is counted of one content generation.

    ``entities`` are the IRIs that start with the store's base and have a class; ``properties`` and
    ``classes`` the numbers of all, ``property_uses`` and ``class_uses`` the most used; ``graphs``
    those that are not of a page, ``pages`` the number of the others and ``page_triples`` what they
    hold; ``examples`` one thing of each kind that is there.
    """

    triples: int
    subjects: int
    objects: int
    entities: int
    properties: int
    classes: int
    pages: int
    page_triples: int
    property_uses: tuple[PropertyUse, ...]
    class_uses: tuple[ClassUse, ...]
    datatypes: tuple[DatatypeUse, ...]
    links: tuple[LinkUse, ...]
    graphs: tuple[GraphSize, ...]
    licences: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def save(statistics: Statistics, folder: Path) -> None:
    """Write the file of them into a folder."""
    (folder / _FILE).write_text(json.dumps(asdict(statistics), indent=1), "utf-8")


def load(folder: Path) -> Statistics:
    """Read what :func:`save` wrote. Raises ``FileNotFoundError``."""
    facts: dict[str, Any] = json.loads((folder / _FILE).read_text("utf-8"))
    return Statistics(
        **facts
        | {
            "property_uses": tuple(map(_property_use, facts["property_uses"])),
            "class_uses": tuple(map(_class_use, facts["class_uses"])),
            "datatypes": tuple(DatatypeUse(**use) for use in facts["datatypes"]),
            "links": tuple(LinkUse(**use) for use in facts["links"]),
            "graphs": tuple(GraphSize(**size) for size in facts["graphs"]),
            "licences": tuple(facts["licences"]),
            "examples": tuple(facts["examples"]),
        }
    )


def _class_use(use: dict[str, Any]) -> ClassUse:
    return ClassUse(**use | {"properties": tuple(map(_property_use, use["properties"]))})


def _property_use(use: dict[str, Any]) -> PropertyUse:
    return PropertyUse(**use | {"datatypes": tuple(DatatypeUse(**one) for one in use["datatypes"])})
