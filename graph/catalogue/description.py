"""The whole description of the data set: VoID and DCAT, from what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from rolegraph.graph.catalogue.dcat import TITLE, describe_dcat
from rolegraph.graph.catalogue.files import File
from rolegraph.graph.catalogue.identifiers import Names
from rolegraph.graph.catalogue.sheet import Sheet, english, moment, number
from rolegraph.graph.catalogue.statistics import Statistics
from rolegraph.graph.catalogue.void import describe_void


@dataclass(frozen=True, slots=True)
class CountedGeneration:
    """A content generation that was counted: its number, and when that was done (ISO 8601)."""

    content: int
    made: str
    statistics: Statistics


def describe(base: str, counted: CountedGeneration, known: Mapping[str, File]) -> list[Triple]:
    """The triples of ``{base}dataset``; ``known`` are the dumps that were made already, by file name."""
    sheet, names = Sheet(), Names(base)
    sheet.add(
        names.document,
        dcterms__title=english(f"{TITLE}: the data set as it is in generation {counted.content}"),
        dcterms__modified=moment(counted.made),
        dcterms__identifier=number(counted.content),
    )
    describe_void(sheet, names, counted.statistics)
    describe_dcat(sheet, names, counted.statistics, counted.content, counted.made, known)
    return sheet.triples
