"""The parts of documents: languages, names of properties, addresses, cells of tables, near names in bounds."""

from __future__ import annotations

import csv
import io

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.identity import Iris, slug
from rolegraph.graph.namespaces import PROV, RG, SCHEMA, SKOS
from rolegraph.graph.store.descriptions import Describer, Inexpressible, Wanted
from rolegraph.service.linked import names
from rolegraph.service.linked.addresses import Addresses, as_uri, outside, segment, split
from rolegraph.service.linked.as_csv import inert
from rolegraph.service.linked.building import Builder
from rolegraph.service.linked.languages import preferred, rank
from rolegraph.service.linked.names import Names
from rolegraph.service.linked.terms import called, place, short

BASE = "http://example.org/a/"
IRIS = Iris(BASE)
TEXT = st.text(max_size=40)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, ()),
        ("de", ("de",)),
        ("de-CH, fr;q=0.8, en;q=0.9, *;q=0.1", ("de", "en", "fr")),
        ("de;q=0, fr", ("fr",)),
        ("fr;q=0.5,de-AT,de-DE;q=0.7", ("de", "fr")),
        ("a,b;;,x=1,q=,de;q=2", ()),
        ("aa,bb,cc,dd,ee,ff", ("aa", "bb", "cc", "dd")),
        ("de," * 1000, ()),
        ("\r\nX-Evil: 1", ()),
    ],
)
def test_languages(header: str | None, found: tuple[str, ...]) -> None:
    assert preferred(header) == found


def test_the_order_of_languages() -> None:
    order = sorted(["ja", None, "und", "en-GB", "fr", "DE"], key=lambda one: rank(one, ("de", "fr")))
    assert order == ["DE", "fr", "en-GB", None, "und", "ja"]


@pytest.mark.parametrize(
    ("iri", "name", "words"),
    [
        (SKOS + "prefLabel", "skos:prefLabel", "preferred label"),
        (SCHEMA + "URLThing", "schema:URLThing", "url thing"),
        (PROV + "wasRevisionOf", "prov:wasRevisionOf", "was revision of"),
        ("http://x/y#z", "http://x/y#z", "http://x/y#z"),
        (SKOS, SKOS, SKOS),
    ],
)
def test_what_properties_are_called(iri: str, name: str, words: str) -> None:
    assert (short(iri), called(iri)) == (name, words)


def test_the_order_of_properties() -> None:
    found = [RG + "checksum", SKOS + "altLabel", PROV + "value", "http://x/y", SKOS + "prefLabel"]
    groups = [place(iri)[0] for iri in found]
    assert groups == ["Where it comes from", "Names", "Where it comes from", "More", "Names"]
    assert place(SKOS + "prefLabel") < place(SKOS + "altLabel")


@pytest.mark.parametrize(
    ("iri", "link"),
    [
        (f"{BASE}id/role/baker", "../role/baker"),
        (f"{BASE}id/role/c%2B%2B", "../role/c%2B%2B"),
        (f"{BASE}id/role/a?b#c", "../role/a%3Fb%23c"),
        (f"{BASE}id/role/", f"../describe?iri={as_uri('http%3A%2F%2Fexample.org%2Fa%2Fid%2Frole%2F')}"),
        (f"{BASE}graph/vocabulary", "../graph/vocabulary"),
        (f"{BASE}dataset#all", "../dataset#all"),
        ("http://elsewhere.example/", ""),
        ("http://example.org/id/role/baker", ""),
    ],
)
def test_links(iri: str, link: str) -> None:
    assert Addresses(BASE, "../").within(iri) == link


@given(TEXT)
def test_a_segment_is_one(text: str) -> None:
    made = segment(text)
    assert not set(made) & set('<>"{}|\\^` ?#/\n\r')
    assert as_uri(made).isascii()


@given(st.from_regex(r"\A[a-zA-Z]{1,10}:.{0,20}\Z"))
def test_links_outside_are_to_the_web_alone(iri: str) -> None:
    link = outside(iri)
    assert not link or link.lower().startswith(("http://", "https://"))
    assert not set(link) & set('<>"\n\r ')


@given(st.text(min_size=1, max_size=30))
def test_slugs_are_their_own_segments(label: str) -> None:
    key = slug(label)
    assert segment(key) == key
    assert split(key) == (key, None)


@given(TEXT)
def test_no_cell_is_a_formula(text: str) -> None:
    cell = inert(text)
    assert cell in (text, f"'{text}")
    assert not cell.lstrip().startswith(("=", "@", "|", "%"))
    if cell.lstrip().startswith(("+", "-")):
        float(cell)
    written = io.StringIO(newline="")
    csv.writer(written).writerow([cell, "x"])
    assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [cell, "x"]


def store_of(*quads: tuple[str, str, str | Literal]) -> pyoxigraph.Store:
    held, graph = pyoxigraph.Store(), NamedNode(IRIS.vocabulary_graph)
    for subject, predicate, value in quads:
        term = value if isinstance(value, Literal) else NamedNode(value)
        held.add(Quad(NamedNode(subject), NamedNode(predicate), term, graph))
    return held


def test_rdf_xml_that_nobody_could_read_is_not_made() -> None:
    describer = Describer(store_of(("urn:a", "http://x/1", "urn:b"), ("urn:c", "http://x/a-1.2", "urn:b")))
    with pytest.raises(Inexpressible, match="http://x/1"):
        describer.describe(Wanted("urn:a", "RDF_XML"))
    made = describer.describe(Wanted("urn:c", "RDF_XML")).body
    assert len(list(pyoxigraph.parse(made, format=pyoxigraph.RdfFormat.RDF_XML))) == 1


def test_blank_nodes_in_a_circle_end() -> None:
    held = pyoxigraph.Store()
    held.load(
        b"@prefix : <urn:> . :a :p _:x . _:x :q _:y . _:y :q _:x , 'deep' .", pyoxigraph.RdfFormat.TURTLE
    )
    describer = Describer(held)
    found = Builder(describer, Addresses(BASE, ""), ()).thing(describer.look("urn:a"), 1)
    [outer] = found.properties[0].values
    assert outer.inner[0].values[0].inner


def test_who_says_so_is_told_once_and_not_where_the_key_tells_it() -> None:
    page, baker, asks = f"{BASE}id/source/one-0123abcd", f"{BASE}id/role/baker", f"{RG}asksFor"
    held = store_of((baker, asks, f"{BASE}id/skill/a"), (baker, asks, f"{BASE}id/skill/b"))
    held.load(
        f"<{page}> {{ <{baker}> <{SKOS}note> 'x', 'y' . <{BASE}id/duty/one-0123abcd-1> <{RG}role> <{baker}> }}"
        f"<{BASE}graph/vocabulary> {{ <{baker}> <{SKOS}note> 'x' }}".encode(),
        pyoxigraph.RdfFormat.TRIG,
    )
    describer = Describer(held)
    found = Builder(describer, Addresses(BASE, ""), ()).thing(describer.look(baker), 1)
    skills, notes = (next(one for one in found.properties if one.iri == iri) for iri in (asks, f"{SKOS}note"))
    assert [one.text for one in skills.origins] == ["vocabulary"]
    assert notes.origins == ()
    told = {one.text: {origin.text for origin in one.origins} for one in notes.values}
    assert told == {"x": {"one-0123abcd", "vocabulary"}, "y": {"one-0123abcd"}}
    [duty] = found.incoming[0].values
    assert (duty.graphs, duty.origins) == ((page,), ())


def test_names_that_are_looked_through_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_NAMES", 3)
    roles = [(f"{BASE}id/role/r{n}", f"{SKOS}prefLabel", Literal(f"welder {n}")) for n in range(9)]
    found = Names().near(store_of(*roles), IRIS, "role", "welder")
    assert len(found) == 3


def test_what_is_gone_is_not_suggested() -> None:
    near, baker = Names(), f"{BASE}id/role/baker"
    held = store_of((baker, f"{SKOS}prefLabel", Literal("Baker")))
    assert [one.iri for one in near.near(held, IRIS, "role", "bakr")] == [baker]
    held.clear()
    assert near.near(held, IRIS, "role", "bakr") == []
