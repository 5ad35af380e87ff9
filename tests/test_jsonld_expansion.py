"""Our expansion of JSON-LD says what the parsers of rdflib and Oxigraph say, keeps places, fetches nothing."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic, to_isomorphic

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.sources.json_input.parsing import parse_text
from rolegraph.graph.sources.linked_data.contexts import SCHEMA
from rolegraph.graph.sources.linked_data.expansion import expand
from rolegraph.graph.sources.linked_data.nodes import Node, Said, joined

BUILT_IN = {"@vocab": SCHEMA, "schema": SCHEMA, "type": "@type", "id": "@id"}
S = "https://schema.org"
rdflib_warns = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning:rdflib")
"""rdflib's own parser of JSON-LD still uses what rdflib calls deprecated."""


def nodes_of(document: Any) -> list[Node]:
    return joined(expand(parse_text(json.dumps(document))))


def number(text: str) -> str:
    """A number in one form, so that 41500.00 and 4.15E4 are the same."""
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


def iri(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(name if ":" in name else SCHEMA + name)


def ours(document: Any) -> rdflib.Graph:
    """The triples of our nodes; literals without datatypes."""
    graph = rdflib.Graph()
    nodes = nodes_of(document)
    names = {node: rdflib.URIRef(node.id) if node.id else rdflib.BNode() for node in nodes}
    for node in nodes:
        for name in node.types:
            graph.add((names[node], rdflib.RDF.type, iri(name)))
        for name, values in node.properties.items():
            for value in values:
                said = (
                    rdflib.Literal(number(value.text), lang=value.language)
                    if isinstance(value, Said)
                    else names[value]
                )
                graph.add((names[node], iri(name), said))
    return graph


def with_built_in(value: Any) -> Any:
    """The document with the address of schema.org's context replaced by what it says."""
    if isinstance(value, list):
        return [with_built_in(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {key: with_built_in(each) for key, each in value.items()}
    if "@context" in made:
        given = made["@context"] if isinstance(made["@context"], list) else [made["@context"]]
        made["@context"] = [BUILT_IN if isinstance(c, str) and "schema.org" in c else c for c in given]
    return made


def theirs(document: Any, *, by_oxigraph: bool) -> rdflib.Graph:
    """The triples of another parser, in the same form."""
    data = json.dumps(with_built_in(document))
    parsed = rdflib.Graph()
    if by_oxigraph:
        triples = pyoxigraph.serialize(
            [quad.triple for quad in pyoxigraph.parse(data, pyoxigraph.RdfFormat.JSON_LD)],
            format=pyoxigraph.RdfFormat.N_TRIPLES,
        )
        parsed.parse(data=triples or b"", format="nt")
    else:
        parsed.parse(data=data, format="json-ld")
    graph = rdflib.Graph()
    for s, p, o in parsed:
        said = rdflib.Literal(number(str(o)), lang=o.language) if isinstance(o, rdflib.Literal) else o
        graph.add((s, p, said))
    return graph


def assert_same(document: Any) -> None:
    mine = ours(document)
    assert len(mine) > 0
    for by_oxigraph in (True, False):
        other = theirs(document, by_oxigraph=by_oxigraph)
        assert isomorphic(mine, other), (
            by_oxigraph,
            sorted(to_isomorphic(mine) - to_isomorphic(other)),
            sorted(to_isomorphic(other) - to_isomorphic(mine)),
        )


@rdflib_warns
def test_the_shared_examples_expand_as_other_parsers_expand_them(shared_data: Path) -> None:
    paths = sorted((shared_data / "schemaorg-examples").iterdir())
    assert len(paths) == 18
    for path in paths:
        assert_same(json.loads(path.read_text("utf-8")))


BAKER = {"@type": "Occupation", "name": "Baker"}
DOCUMENTS: dict[str, Any] = {
    "vocabulary": {"@context": {"@vocab": f"{S}/"}, **BAKER},
    "array of contexts": {"@context": [S, {"berufe": "name"}], "@type": "Occupation", "berufe": "Bäcker"},
    "aliases of keywords": {
        "@context": [S, {"kind": "@type", "key": "@id", "val": "@value", "tongue": "@language"}],
        "key": "https://e.org/1",
        "kind": ["Occupation", "Thing"],
        "name": {"val": "Bäcker", "tongue": "de"},
    },
    "alias of a term": {
        "@context": {"s": f"{S}/", "Beruf": "s:Occupation", "titel": {"@id": "s:name"}},
        "@type": "Beruf",
        "titel": "Bäcker",
    },
    "terms in any order": {
        "@context": {"titel": "p:name", "p": f"{S}/"},
        "titel": "Baker",
        "@type": "p:Occupation",
    },
    "graph": {"@context": S, "@graph": [BAKER, {"@type": "Person", "name": "B"}]},
    "array": [{"@context": S, **BAKER}, {"@context": f"{S}/", "@type": "JobPosting", "title": "Baker"}],
    "references": {
        "@context": S,
        "@graph": [
            {"@id": "https://e.org/o", **BAKER, "estimatedSalary": {"@id": "https://e.org/s"}},
            {"@id": "https://e.org/s", "@type": "MonetaryAmount", "currency": "EUR"},
            {"@id": "https://e.org/o", "alternateName": "Bread maker"},
        ],
    },
    "texts as identifiers": {
        "@context": [S, {"where": {"@id": "occupationLocation", "@type": "@id"}}],
        **BAKER,
        "where": "https://e.org/x",
    },
    "set": {"@context": S, **BAKER, "skills": {"@set": ["a", "b"]}},
    "language of the context": {
        "@context": [S, {"@language": "de", "code": {"@id": "termCode", "@language": None}}],
        "@type": "Occupation",
        "name": "Bäcker",
        "code": "7",
    },
    "language map": {
        "@context": [S, {"titel": {"@id": "name", "@container": "@language"}}],
        "@type": "Occupation",
        "titel": {"de": "Bäcker", "en": ["Baker", "Bread maker"]},
    },
    "index map": {
        "@context": [S, {"can": {"@id": "skills", "@container": "@index"}}],
        **BAKER,
        "can": {"x": "kneading", "y": "baking"},
    },
    "context inside": {
        "@context": S,
        **BAKER,
        "occupationLocation": {
            "@context": {"@vocab": "https://other.org/"},
            "@type": "Country",
            "name": "DE",
        },
    },
    "term without meaning": {"@context": [S, {"skills": None}], **BAKER, "skills": "none"},
    "absolute names": {"@type": f"{S}/Occupation", f"{S}/name": "Baker", "name": "dropped"},
    "null": {"@context": S, **BAKER, "description": None, "skills": [None, "kneading"]},
    "no context after null": {"@context": [S, None], "@type": f"{S}/Occupation", f"{S}/name": "B", "x": 1},
    "numbers and truth": {"@context": S, **BAKER, "estimatedSalary": 41500.00, "x": True, "y": 12},
    "typed values": {
        "@context": S,
        **BAKER,
        "datePosted": {"@value": "2024-01-02", "@type": "Date"},
    },
}


@rdflib_warns
@pytest.mark.parametrize("name", DOCUMENTS)
def test_features_expand_as_other_parsers_expand_them(name: str) -> None:
    assert_same(DOCUMENTS[name])


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        "http://schema.org",
        "https://schema.org/",
        "http://schema.org/",
        "http://www.schema.org/",
        "https://schema.org/docs/jsonldcontext.jsonld",
        ["https://schema.org"],
        {"@vocab": "https://schema.org/"},
        {"@vocab": "http://schema.org/"},
        {"@vocab": "http://schema.org"},
        [{"@language": "en"}, "https://schema.org/"],
    ],
)
def test_every_way_to_name_the_context_of_schema_org_is_known(context: Any) -> None:
    [node] = nodes_of({"@context": context, "@type": "Occupation", "name": "Baker"})
    assert node.types == ["Occupation"]
    assert [value.text for value in node.texts("name")] == ["Baker"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/context",
        "file:///etc/passwd",
        "context.jsonld",
        "https://schema.org.evil.example/",
        "",
    ],
)
@pytest.mark.parametrize("wrap", [lambda a: a, lambda a: ["https://schema.org", a]])
def test_another_context_is_refused_and_not_fetched(address: str, wrap: Any) -> None:
    with pytest.raises(RefusedRecord) as caught:
        nodes_of({"@context": wrap(address), "@type": "Occupation"})
    assert caught.value.code == "jsonld-context-remote"
    assert caught.value.place.startswith("/@context")
    assert json.dumps(address) in caught.value.message


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        ({"@context": {"@import": "https://schema.org"}}, "jsonld-unsupported", "/@context/@import"),
        ({"@context": {"@propagate": False}}, "jsonld-unsupported", "/@context/@propagate"),
        ({"@context": {"a": {"@reverse": "name"}}}, "jsonld-unsupported", "/@context/a"),
        ({"@context": {"a": {"@id": "x:y", "@context": {}}}}, "jsonld-unsupported", "/@context/a"),
        ({"@context": {"a": {"@id": "x:y", "@container": "@graph"}}}, "jsonld-unsupported", "/@context/a"),
        ({"@context": {"a": 7}}, "jsonld-context", "/@context/a"),
        ({"@context": 7}, "jsonld-context", "/@context"),
        ({"@context": {"@vocab": 7}}, "jsonld-context", "/@context/@vocab"),
        ({"@context": S, "@reverse": {"hasOccupation": BAKER}}, "jsonld-unsupported", "/@reverse"),
        ({"@context": S, "@nest": {}}, "jsonld-unsupported", "/@nest"),
        ({"@context": S, "name": {"@value": {"a": 1}, "@type": "@json"}}, "jsonld-unsupported", "/name"),
        ({"@context": S, "name": {"@value": "a", "@language": 7}}, "jsonld-syntax", "/name"),
        ({"@context": S, "@id": 7}, "jsonld-syntax", "/@id"),
        ({"@context": S, "@type": {"a": 1}}, "jsonld-syntax", "/@type"),
        (["Baker"], "jsonld-syntax", ""),
    ],
)
def test_what_is_not_followed_is_refused_with_its_place(document: Any, code: str, place: str) -> None:
    with pytest.raises(RefusedRecord) as caught:
        nodes_of(document)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_values_have_the_pointers_of_the_document() -> None:
    document = {
        "@context": [S, {"titel": {"@id": "name", "@container": "@language"}}],
        "@graph": [
            {"@type": "Occupation", "titel": {"de": "Bäcker"}, "skills": {"@list": ["a", {"@value": "b"}]}}
        ],
    }
    [node] = nodes_of(document)
    said = [*node.texts("name"), *node.texts("skills")]
    assert [value.pointer for value in said] == [
        "/@graph/0/titel/de",
        "/@graph/0/skills/@list/0",
        "/@graph/0/skills/@list/1/@value",
    ]
    assert [value.language for value in said] == ["de", None, None]
    assert [value.text for value in said] == ["Bäcker", "a", "b"]


def test_terms_that_lean_on_each_other_in_a_circle_end() -> None:
    [node] = nodes_of({"@context": {"a": "b:x", "b": "a:y"}, "@type": f"{S}/Occupation", "a": "v"})
    assert node.types == ["Occupation"]


def test_nodes_that_refer_to_each_other_in_a_circle_are_joined() -> None:
    first, second = nodes_of(
        {
            "@context": S,
            "@graph": [{"@id": "x:1", "name": {"@id": "x:2"}}, {"@id": "x:2", "name": {"@id": "x:1"}}],
        }
    )
    assert first.nodes("name") == [second]
    assert second.nodes("name") == [first]
