"""A tiny store with pages and two classifications, for the tests of alignment."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.load import load
from rolegraph.graph.store import current_generation, writing

BASE = "http://127.0.0.1:8000/"
IRIS = Iris(BASE)
ESCO = "http://data.europa.eu/esco/"
_PREFIXES = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@base <{BASE}> .
"""
_ESCO = f"""
<{ESCO}occupation/1> a skos:Concept, esco:Occupation ; skos:prefLabel "debt collector"@en ;
    skos:altLabel "collections officer"@en, "collector"@en ; dcterms:description "Collects debts owed."@en .
<{ESCO}occupation/2> a skos:Concept, esco:Occupation ; skos:prefLabel "actor/actress"@en ;
    skos:altLabel "player"@en ; dcterms:description "Plays parts on stage."@en .
<{ESCO}occupation/3> a skos:Concept, esco:Occupation ; skos:prefLabel "stage manager"@en ;
    skos:altLabel "theatre stage manager"@en .
<{ESCO}skill/1> a skos:Concept, esco:Skill ; skos:prefLabel "use spreadsheets software"@en ;
    skos:altLabel "Microsoft Office Excel"@en, "use spreadsheets program"@en .
<{ESCO}skill/2> a skos:Concept, esco:Skill ; skos:prefLabel "negotiation"@en .
<{ESCO}skill/3> a skos:Concept, esco:Skill ; skos:prefLabel "negotiate compromises"@en .
"""
_CODE = """
<id/code/{key}> a skos:Concept, schema:CategoryCode ; skos:inScheme <id/scheme/o-net-soc> ;
    schema:inCodeSet <id/scheme/o-net-soc> ; schema:codeValue "{code}" ; skos:notation "{code}" ;
    {labels} .
"""
_ONET = (
    '<id/scheme/o-net-soc> a skos:ConceptScheme ; skos:prefLabel "O*NET-SOC"@en .'
    + _CODE.format(
        key="o-net-soc-43-3011-00",
        code="43-3011.00",
        labels='skos:prefLabel "Bill and Account Collectors"@en ; skos:altLabel "Collections Officer"@en',
    )
    + _CODE.format(key="o-net-soc-27-2011-00", code="27-2011.00", labels='skos:prefLabel "Actors"@en')
    + """
<id/onet/technology-microsoft-excel> a skos:Concept, schema:DefinedTerm ; skos:prefLabel "Microsoft Excel"@en .
"""
)


def page(title: str, *skills: str, country: str = "Ireland") -> str:
    """A role page of our own."""
    asked = "\n".join(f"{rank}\n{skill}" for rank, skill in enumerate(skills, start=1))
    return (
        f"{title}\n€30K\n/ year\n0-3 years experience\nA {title} is a person with a job in {country}.\n"
        f"For a {title} job role, the following qualifications are required:\n{asked}\n"
    )


def write_pages(folder: Path, **pages: str) -> list[str]:
    """Write pages to files; gives their paths."""
    folder.mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return [str(folder)]


def add_classifications(store: Path, *, esco: str = _ESCO, onet: str = _ONET) -> None:
    """Replace the graphs of ESCO and O*NET, as an import does."""
    with writing(store) as candidate:
        opened = ox.Store(str(candidate.path))
        for key, text in (("esco", esco), ("onet", onet)):
            graph = ox.NamedNode(IRIS.taxonomy_graph(key))
            opened.remove_graph(graph)
            triples = ox.parse(_PREFIXES + text, format=ox.RdfFormat.TURTLE)
            opened.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
        opened.flush()
        del opened
        candidate.publish()


def made_store(folder: Path, **pages: str) -> Path:
    """A store of these pages, ESCO and O*NET."""
    store = folder / "store"
    report = load(store, write_pages(folder / "pages", **pages))
    assert not report.refused, report.refused
    add_classifications(store)
    return store


def ask(store: Path, pattern: str) -> list[tuple[str, ...]]:
    """The rows of ``SELECT *`` over the union of all graphs, sorted; columns in the order of the pattern."""
    opened = ox.Store.read_only(str(current_generation(store).data))
    text = (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rg: <https://w3id.org/rolegraph/ns#>"
        "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX schema: <https://schema.org/>"
        f"BASE <{BASE}> SELECT * {{ {pattern} }}"
    )
    found = opened.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = dict.fromkeys(re.findall(r"\?(\w+)", pattern))
    return sorted(tuple(str(row[name].value) for name in names) for row in found)
