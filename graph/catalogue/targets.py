"""The data sets of others that the graph leads into."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from rolegraph.graph.namespaces import COUNTRY, CURRENCY


class Target(NamedTuple):
    """A data set of others: its title, its home page, and what its IRIs start with.

    ``space`` is relative to the store's base where it is no absolute IRI: O*NET has no IRIs of its
    own, so that its occupations stand here under codes of ours.
    """

    title: str
    homepage: str
    space: str


TARGETS: MappingProxyType[str, Target] = MappingProxyType(
    {
        "esco": Target(
            "ESCO, the European classification of skills, competences, qualifications and occupations",
            "https://esco.ec.europa.eu/",
            "http://data.europa.eu/esco/",
        ),
        "onet": Target(
            "O*NET, the occupational information network", "https://www.onetonline.org/", "id/code/o-net-soc-"
        ),
        "eu-countries": Target(
            "EU authority table of countries",
            "https://op.europa.eu/en/web/eu-vocabularies/dataset/-/resource?uri=http://publications.europa.eu/resource/dataset/country",
            COUNTRY,
        ),
        "eu-currencies": Target(
            "EU authority table of currencies",
            "https://op.europa.eu/en/web/eu-vocabularies/dataset/-/resource?uri=http://publications.europa.eu/resource/dataset/currency",
            CURRENCY,
        ),
    }
)
"""By the key that linksets to them have."""


def spaces(base: str) -> dict[str, str]:
    """What the IRIs of each target start with, in a store with that base."""
    return {
        key: target.space if "://" in target.space else base + target.space for key, target in TARGETS.items()
    }
