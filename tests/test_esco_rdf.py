"""ESCO in its RDF form gives the statements that the CSV gives."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest
from taxonomy_files import BAKER, CLERK, DOUGH, TYPING

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.importing import ImportOptions, import_taxonomy
from rolegraph.graph.taxonomies.taxonomy import Wanted

IRIS = Iris("http://127.0.0.1:8000/")
ROOT = "http://data.europa.eu/esco/"
TURTLE = f"""
@prefix esco: <http://data.europa.eu/esco/model#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> . @prefix dct: <http://purl.org/dc/terms/> .
<{ROOT}node-literal/1> a esco:NodeLiteral ; esco:language "en" ; esco:nodeLiteral "Keeps accounts." .
<{CLERK}> a skos:Concept , esco:MemberConcept , esco:Occupation ; skos:prefLabel "clerk"@en , "Schreibkraft"@de ;
  skosxl:prefLabel <{ROOT}label/1> ; dct:description <{ROOT}node-literal/1> , <{ROOT}node-literal/2> ;
  esco:relatedEssentialSkill <{TYPING}> ; skos:broader <{ROOT}isco/C4110> ; esco:hasAssociation <{ROOT}relation/1> .
<{ROOT}label/1> a skosxl:Label ; skosxl:literalForm "clerk"@en .
<{ROOT}relation/1> a esco:AssociationObject ; esco:target <{TYPING}> .
<{BAKER}> a skos:Concept , esco:MemberConcept , esco:Occupation ; skos:prefLabel "baker"@en .
<{TYPING}> a skos:Concept , esco:MemberConcept , esco:Skill ; skos:prefLabel "typing"@en ;
  esco:skillType <{ROOT}skill-type/skill> ; esco:skillReuseLevel <{ROOT}skill-reuse-level/cross-sector> .
<{DOUGH}> a skos:Concept , esco:MemberConcept , esco:Skill ; skos:prefLabel "dough"@en ;
  esco:isOptionalSkillFor <{BAKER}> ; esco:skillReuseLevel <{ROOT}skill-reuse-level/cross-sector> .
<{ROOT}node-literal/2> a esco:NodeLiteral ; esco:language "de" ; esco:nodeLiteral "Führt Bücher." .
<{ROOT}isco/C4110> a skos:Concept ; skos:prefLabel "Clerks"@en ; skos:notation "4110" .
"""


def rows(store: Path, query: str) -> set[tuple[str, ...]]:
    with read_current(store) as current:
        graph = ox.NamedNode(IRIS.taxonomy_graph("esco"))
        answer = current.store.query(sparql_prologue() + query, default_graph=[graph])
        assert isinstance(answer, ox.QuerySolutions)
        return {tuple("" if term is None else str(term.value) for term in row) for row in answer}


def test_turtle_is_read_in_the_languages_that_are_wanted(tmp_path: Path) -> None:
    source = tmp_path / "esco-v1.1.1.ttl.gz"
    source.write_bytes(gzip.compress(TURTLE.encode()))
    options = ImportOptions(wanted=Wanted(languages=("de",)))
    [report] = import_taxonomy("esco", tmp_path / "store", [source], ImportOptions())
    assert (report.version, report.languages) == ("1.1.1", ("de", "en"))
    assert rows(tmp_path / "store", f"SELECT ?d {{ <{CLERK}> dcterms:description ?d }}") == {
        ("Keeps accounts.",),
        ("Führt Bücher.",),
    }
    assert rows(tmp_path / "store", "SELECT ?l { ?x skos:prefLabel ?l FILTER(LANG(?l) = 'de') }") == {
        ("Schreibkraft",)
    }
    assert report.held["relations"] == 1
    assert dict(report.left_out) == {"skill-relation-typed": 1}, (
        "the relation that stands on the skill's side"
    )
    kept = "SELECT DISTINCT ?p { ?s ?p ?o FILTER(CONTAINS(STR(?p), 'skos-xl') || ?p = esco:hasAssociation) }"
    assert rows(tmp_path / "store", kept) == set()
    [german] = import_taxonomy("esco", tmp_path / "store", [source], options)
    assert german.languages == ("de",)
    assert {w.code: w.count for w in german.warnings}["esco-label"] == 3
    assert rows(tmp_path / "store", f"SELECT ?d {{ <{CLERK}> dcterms:description ?d }}") == {
        ("Führt Bücher.",)
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TURTLE[: len(TURTLE) // 2], "esco.ttl, line "),
        ("<http://x/a> <http://x/b> <http://x/c> .", "has no esco:Occupation or no esco:Skill"),
    ],
)
def test_rdf_that_is_cut_short_or_something_else(text: str, said: str, tmp_path: Path) -> None:
    source = tmp_path / "esco.ttl"
    source.write_text(text, "utf-8")
    with pytest.raises(UnreadableSource, match=said):
        import_taxonomy("esco", tmp_path / "store", [source])
    assert not (tmp_path / "store").exists()
