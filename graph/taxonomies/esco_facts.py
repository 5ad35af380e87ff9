"""What both forms of ESCO say of themselves."""

from __future__ import annotations

from rolegraph.graph.taxonomies.taxonomy import Taxonomy

TITLE = "ESCO"
LICENCE = "http://data.europa.eu/eli/dec/2011/833/oj"
ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
SCHEMES = tuple(f"http://data.europa.eu/esco/concept-scheme/{name}" for name in ("occupations", "skills"))


def warn_of_version(taxonomy: Taxonomy) -> None:
    """Nothing in ESCO's files tells their version."""
    if taxonomy.version is None:
        taxonomy.warn("version-unknown", 1, "the version can't be told from the name: give it with --version")
