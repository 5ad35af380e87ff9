"""A small store of roles, skills, countries and classifications, for the tests of search and reconciliation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from flask import Flask
from serving import publish

from rolegraph.graph.derived.made import Made, Shelf
from rolegraph.graph.identity import Iris
from rolegraph.graph.search.artefact import ARTEFACT
from rolegraph.graph.search.building import build
from rolegraph.graph.search.index import SearchIndex
from rolegraph.graph.store import read_current
from rolegraph.graph.store.writing import create_store
from rolegraph.graph.taxonomies.codes import ONET_SOC, scheme_node
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings

BASE = "http://example.org/"
ID = f"{BASE}id/"
ESCO = "http://data.europa.eu/esco/"
SCHEME = scheme_node(Iris(BASE), ONET_SOC).value
HOSTILE = "<img src=x onerror=alert(1)>"
DATA = f"""
@prefix rg: <https://w3id.org/rolegraph/ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix esco: <http://data.europa.eu/esco/model#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{ID}> .
<{BASE}graph/vocabulary> {{
  <role/baker> a skos:Concept, rg:Role ; skos:prefLabel "Baker"@en, "Bäcker"@de, "パン職人"@ja ; skos:altLabel "Bread Maker"@en .
  <role/data-analyst> a skos:Concept, rg:Role ; skos:prefLabel "Data Analyst"@en .
  <role/store-manager> a skos:Concept, rg:Role ; skos:prefLabel "Store Manager"@en .
  <role/evil> a skos:Concept, rg:Role ; skos:prefLabel "{HOSTILE}"@en .
  <role/nurse> a skos:Concept, rg:Role ; skos:prefLabel "高级护士长"@zh .
  <skill/excel> a skos:Concept, rg:Skill, schema:DefinedTerm ; skos:prefLabel "Microsoft Excel"@en ; skos:altLabel "Excel"@en .
  <skill/c> a skos:Concept, rg:Skill, schema:DefinedTerm ; skos:prefLabel "C"@en .
  <skill/cpp> a skos:Concept, rg:Skill, schema:DefinedTerm ; skos:prefLabel "C++"@en .
  <skill/kneading> a skos:Concept, rg:Skill, schema:DefinedTerm ; skos:prefLabel "Kneading"@en .
  <country/GB> a skos:Concept, schema:Country ; skos:prefLabel "United Kingdom"@en ; skos:notation "GB" .
  <country/DE> a skos:Concept, schema:Country ; skos:prefLabel "Germany"@en ; skos:notation "DE" ;
    skos:exactMatch <http://publications.europa.eu/resource/authority/country/DEU> .
  <experience/0-3-years> a skos:Concept, rg:ExperienceBand ; skos:prefLabel "0-3 years"@en .
  <code/onet-1> a skos:Concept, schema:CategoryCode ; skos:inScheme <{SCHEME}> ;
    skos:prefLabel "Bakers"@en ; skos:notation "51-3011.00" .
}}
<source/one> {{
  <source/one> rg:checksum "00" ; dcterms:identifier "gb/baker.txt" .
  <profile/one-1> a rg:RoleProfile ; rg:role <role/baker> ; rg:country <country/GB> ; schema:name "Baker"@en ;
    schema:skills <skill/kneading> ; rg:experienceBand <experience/0-3-years> ; rg:skillRequirement <requirement/one-1> .
  <requirement/one-1> schema:name "Not a label of its own"@en ; schema:item <skill/kneading> .
  <observation/one-1> rg:role <role/baker> ; rg:sourceText "£23K" ; schema:minValue 23000.0 .
}}
<source/two> {{
  <profile/two-1> a rg:RoleProfile ; rg:role <role/baker> ; rg:country <country/DE> ; schema:name "Bäcker"@de .
  <profile/two-2> a rg:RoleProfile ; rg:role <role/data-analyst> ; rg:country <country/DE> ; schema:name "Data Analyst"@en ;
    schema:skills <skill/excel> .
}}
<{BASE}graph/esco> {{
  <{ESCO}occupation/1> a skos:Concept, esco:Occupation ; skos:prefLabel "baker"@en ;
    skos:altLabel "bread baker"@en, "store manager"@en ; skos:hiddenLabel "bred baker"@en ; skos:notation "7512.1" ;
    dcterms:description "Bakers make bread."@en ; esco:relatedEssentialSkill <{ESCO}skill/1> .
  <{ESCO}occupation/2> a skos:Concept, esco:Occupation ; skos:prefLabel "shop manager"@en ; skos:altLabel "store manager"@en .
  <{ESCO}skill/1> a skos:Concept, esco:Skill ; skos:prefLabel "knead dough"@en .
  <{ESCO}occupation/3> a skos:Concept, esco:Occupation ; skos:prefLabel "actor/actress"@en .
}}
<{BASE}graph/alignment> {{
  <role/baker> skos:exactMatch <{ESCO}occupation/1> .
  <role/old-baker> dcterms:isReplacedBy <role/baker> .
}}
<{BASE}graph/derived/role-skills> {{ <role/phantom> a rg:Role ; skos:prefLabel "Phantom Role"@en . }}
"""


def store_of(trig: str = DATA) -> ox.Store:
    """A store in memory."""
    store = ox.Store()
    store.load(trig.encode(), format=ox.RdfFormat.TRIG)
    return store


def index_of(folder: Path, trig: str = DATA) -> SearchIndex:
    """The index of some data, built in this process."""
    folder.mkdir(parents=True)
    build(store_of(trig), BASE, folder, lambda what, done, of: None)
    return SearchIndex.open(folder)


def place_index(store: Path) -> None:
    """Build the search index of the current generation here and now: a process for it costs seconds."""
    shelf = Shelf(store)
    folder = shelf.fresh()
    with read_current(store) as current:
        build(current.store, current.generation.base, folder, lambda what, done, of: None)
        content = current.generation.content
    target = shelf.folder / str(content) / ARTEFACT.name
    shelf.place(
        folder, Made(ARTEFACT.name, content, target, 0.0, 0, ARTEFACT.layout, current.generation.created)
    )


@contextmanager
def application(folder: Path, settings: Settings | None = None) -> Iterator[Flask]:
    """The application over the data, its search index built."""
    store = folder / "store"
    create_store(store, BASE)
    publish(store, DATA)
    place_index(store)
    app = create_app(store, settings)
    try:
        yield app
    finally:
        parts_of(app).queries.close()
