"""The description of the data set in DCAT 3 (W3C Recommendation): what it is, which release, where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode

from rolegraph.graph.catalogue.files import PACKED, WHOLE, File, Form
from rolegraph.graph.catalogue.identifiers import Names
from rolegraph.graph.catalogue.sheet import Sheet, english, moment, term
from rolegraph.graph.catalogue.statistics import Statistics
from rolegraph.graph.namespaces import RG, XSD

TITLE = "Roles, skills and pay"
DESCRIPTION = (
    "A graph of job roles: what pages say of a role in a country at an experience band, with its duties, "
    "skills, pay and alternatives, and classifications that they are linked to. Every page is a named graph."
)
RIGHTS = (
    "What pages and classifications say is under the licence that each of them states (dcterms:license "
    "of the page or of the classification); there is none for the whole."
)
_KEYWORDS = ("job roles", "occupations", "skills", "salaries", "labour market", "knowledge graph")
_MEDIA = "https://www.iana.org/assignments/media-types/"


def describe_dcat(
    sheet: Sheet, names: Names, statistics: Statistics, content: int, made: str, known: Mapping[str, File]
) -> None:
    """Add the DCAT part to a sheet.

    ``content`` is the generation that is described, ``made`` when it was (ISO 8601), ``known`` the
    dumps that were made already, by file name.
    """
    whole = names.dataset
    sheet.types(whole, "dcat:Dataset")
    languages = {use.language for use in statistics.datatypes if use.language}
    sheet.add(
        whole,
        dcterms__title=english(TITLE),
        dcterms__description=english(DESCRIPTION),
        dcterms__rights=english(RIGHTS),
        dcterms__conformsTo=NamedNode(RG.removesuffix("#")),
        dcterms__modified=moment(made),
        dcterms__language=map(Literal, sorted(languages)),
        dcat__keyword=map(english, _KEYWORDS),
        dcat__version=Literal(str(content)),
        dcat__landingPage=names.document,
    )
    sheet.add(names.part("pages"), dcterms__license=map(NamedNode, statistics.licences))
    for form in WHOLE:
        name = f"all{form.extension}"
        sheet.add(whole, dcat__distribution=_distribution(sheet, names, name, form, known.get(name)))
    _services(sheet, names)


def _distribution(sheet: Sheet, names: Names, name: str, form: Form, file: File | None) -> NamedNode:
    node = sheet.types(names.part(f"distribution-{name}"), "dcat:Distribution")
    sheet.add(
        node,
        dcterms__title=english(f"All graphs as {form.media_type}, packed with gzip"),
        dcat__downloadURL=names.dump(name),
        dcat__accessURL=NamedNode(f"{names.base}dumps/"),
        dcat__mediaType=NamedNode(_MEDIA + form.media_type),
        dcat__compressFormat=NamedNode(_MEDIA + PACKED),
        dcterms__rights=english(RIGHTS),
    )
    if file:
        checksum = sheet.types(names.part(f"checksum-{name}"), "spdx:Checksum")
        sheet.add(
            checksum,
            spdx__algorithm=term("spdx:checksumAlgorithm_sha256"),
            spdx__checksumValue=Literal(file.sha256, datatype=NamedNode(f"{XSD}hexBinary")),
        )
        sheet.add(node, dcat__byteSize=_bytes(file.size), spdx__checksum=checksum)
    return node


def _bytes(size: int) -> Literal:
    """DCAT 3, section 6.8.14: xsd:nonNegativeInteger."""
    return Literal(str(size), datatype=NamedNode(f"{XSD}nonNegativeInteger"))


def _services(sheet: Sheet, names: Names) -> None:
    for path, title, standard, description in _SERVICES:
        node = sheet.types(names.part(f"service-{path}"), "dcat:DataService")
        sheet.add(
            node,
            dcterms__title=english(title),
            dcat__endpointURL=NamedNode(names.base + path),
            dcat__endpointDescription=NamedNode(urljoin(names.base, description)),
            dcterms__conformsTo=NamedNode(standard),
            dcat__servesDataset=names.dataset,
        )


_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_GRAPH_STORE = "https://www.w3.org/TR/sparql11-http-rdf-update/"
_SERVICES: Iterable[tuple[str, str, str, str]] = (
    ("sparql", "SPARQL endpoint", _PROTOCOL, "sparql"),
    ("graphs", "Graph store", _GRAPH_STORE, _GRAPH_STORE),
)
"""Path, title, standard, and what tells of its operations: the SPARQL endpoint does so itself."""
