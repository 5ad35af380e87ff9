"""What clients write is judged by the shapes where it concerns them, in the union of all graphs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from bad_inputs import PAGE
from writing_clients import BASE, PREFIXES, held, loaded_store, rows, writer_of

from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.namespaces import SH
from rolegraph.graph.packaged import packaged_files
from rolegraph.graph.store import current_generation
from rolegraph.graph.writes import ShapesViolated, Writer
from rolegraph.graph.writes.looks import Step, looks_of, shipped_looks

UNDERSTOOD = {
    "path", "inversePath", "alternativePath", "targetClass", "targetSubjectsOf", "targetObjectsOf",
    "severity", "message", "minCount", "maxCount", "datatype", "class", "nodeKind", "in", "hasValue", "not",
    "pattern", "minLength", "maxLength", "minInclusive", "maxInclusive", "uniqueLang", "equals", "disjoint",
    "languageIn", "sparql", "select", "prefixes", "declare", "prefix", "namespace", "flags", "or", "name",
    "minExclusive", "maxExclusive",
}  # fmt: skip
"""Terms of SHACL that :mod:`rolegraph.graph.writes.looks` was written for."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_store(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="module")
def shared_writer(store: Path) -> Iterator[Writer]:
    with writer_of(store) as writer:
        yield writer


@pytest.fixture
def writer(shared_writer: Writer) -> Iterator[Writer]:
    yield shared_writer
    shared_writer.update("DROP SILENT GRAPH <mine> ; DROP SILENT GRAPH <other> ; CLEAR DEFAULT")


def one(store: Path, kind: str) -> str:
    """Some thing of a class."""
    return f"<{rows(store, f'SELECT ?s {{ ?s a {kind} }} ORDER BY ?s')[0][0]}>"


def violations(writer: Writer, text: str) -> set[tuple[str, str, str]]:
    """Focus node, path and component of what an update would break; local names."""
    with pytest.raises(ShapesViolated) as caught:
        writer.update(PREFIXES + text)
    grave = [result for result in caught.value.report.results if result.severity == "Violation"]
    return {(r.focus_node.rpartition("/")[2], (r.path or "").rpartition("/")[2], r.component.removesuffix("ConstraintComponent")) for r in grave}  # fmt: skip


def mine(triples: str) -> str:
    return f"INSERT DATA {{ GRAPH <mine> {{ {triples} }} }}"


def test_a_refused_update_changes_nothing(writer: Writer, store: Path) -> None:
    before, number = held(store), current_generation(store).number
    role = one(store, "rg:Role")
    assert (role[1:-1].rpartition("/")[2], "core#prefLabel", "UniqueLang") in violations(
        writer, mine(f"{role} skos:prefLabel 'Another'@en . <a> <p> 1")
    )
    assert (held(store), current_generation(store).number) == (before, number)


def test_a_new_thing_must_be_whole(writer: Writer, store: Path) -> None:
    found = violations(writer, mine("<x> a rg:Duty ; schema:description 'Bake'@en"))
    assert found == {("x", "position", "MinCount")}
    whole = "<x> a rg:Duty ; schema:description 'Bake'@en ; schema:position 1"
    assert writer.update(PREFIXES + mine(whole)).inserted == 3
    taken = violations(writer, "DELETE WHERE { GRAPH <mine> { ?s schema:position ?n } }")
    assert taken == {("x", "position", "MinCount")}


def test_what_points_at_a_changed_node_is_judged(writer: Writer) -> None:
    """A requirement in one graph, the class of its skill in another."""
    skill = "<s> a skos:Concept, rg:Skill, schema:DefinedTerm ; skos:inScheme <id/scheme/skills> ; skos:prefLabel 'S'@en"
    writer.update(f"{PREFIXES} INSERT DATA {{ GRAPH <other> {{ {skill} }} }}")
    writer.update(PREFIXES + mine("<q> a rg:SkillRequirement ; schema:item <s> ; schema:name 'S'@en"))
    assert ("q", "item", "Class") in violations(writer, "DROP GRAPH <other>")
    assert ("q", "item", "Class") in violations(writer, "DELETE WHERE { GRAPH <other> { <s> a ?class } }")


def test_a_path_of_two_steps_is_followed_back(writer: Writer, store: Path) -> None:
    """A rank that a second requirement of the same profile has already."""
    profile = one(store, "rg:RoleProfile")
    query = f"SELECT ?q {{ {profile} rg:skillRequirement ?q . ?q schema:position 2 }}"
    requirement = rows(store, query)[0][0]
    found = violations(writer, mine(f"<{requirement}> schema:position 1"))
    assert (profile[1:-1].rpartition("/")[2], "ns#skillRequirement", "SPARQL") in found


def test_a_path_against_a_property_is_followed(writer: Writer, store: Path) -> None:
    """Another profile that claims an observation and is of another role."""
    observation = one(store, "qb:Observation")
    found = violations(writer, mine(f"<p> schema:estimatedSalary {observation} ; rg:role <r>"))
    assert {component for node, _, component in found if node == observation[1:-1].rpartition("/")[2]} == {
        "Equals"
    }


def test_a_class_that_may_be_one_of_two_is_asked_for(writer: Writer, store: Path) -> None:
    """``sh:class`` inside ``sh:or``: pay that is no amount and, without its type, no distribution."""
    profile = one(store, "rg:RoleProfile")
    pay = """<pay> rg:sourceText "1" ; rg:role ?role ; sdmx-dimension:refArea ?country ;
        rg:experienceBand ?band ; rg:source ?page"""
    writer.update(f"""{PREFIXES} PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
        INSERT {{ GRAPH <mine> {{ {profile} schema:estimatedSalary <pay> . {pay} }}
                  GRAPH <other> {{ <pay> a schema:MonetaryAmountDistribution }} }}
        WHERE {{ GRAPH ?page {{ {profile} rg:role ?role ; rg:country ?country ; rg:experienceBand ?band }} }}""")
    found = violations(writer, "DROP GRAPH <other>")
    assert found == {(profile[1:-1].rpartition("/")[2], "estimatedSalary", "Or")}


def test_nodes_with_the_same_source_are_compared(writer: Writer, store: Path) -> None:
    """A second salary for what the page gives one for already (IC-12)."""
    observation = one(store, "qb:Observation")
    copied = f"INSERT {{ GRAPH <mine> {{ <copy> ?p ?o }} }} USING <{source(store)}> WHERE {{ {observation} ?p ?o }}"
    assert ("copy", "ns#source", "SPARQL") in violations(writer, copied)


def source(store: Path) -> str:
    return str(rows(store, "SELECT ?g { GRAPH ?g { ?s a rg:RoleProfile } }")[0][0])


def test_subclasses_count(writer: Writer) -> None:
    writer.update(PREFIXES + mine("<x> a <Chore> . <y> a <Task>"))
    assert ("x", "position", "MinCount") in violations(writer, mine("<Chore> rdfs:subClassOf rg:Duty"))
    writer.update(PREFIXES + mine("<Task> rdfs:subClassOf <Work>"))
    assert ("y", "position", "MinCount") in violations(writer, mine("<Work> rdfs:subClassOf rg:Duty"))


def test_objects_are_targets_too(writer: Writer) -> None:
    found = violations(writer, mine("<x> schema:mainEntityOfPage <page>"))
    assert {node for node, _, _ in found} == {"page"}


def test_what_no_shape_aims_at_is_free(writer: Writer) -> None:
    text = mine("<a> schema:position 'first' ; skos:prefLabel 1, 2 . _:b a <Thing> ; rg:note 'x'")
    assert writer.update(PREFIXES + text).inserted == 5


def test_a_statement_repeated_in_another_graph_is_free(writer: Writer, store: Path) -> None:
    """The union stays what it was; the repeats are counted, and the engine's union shows them."""
    role = one(store, "rg:Role")
    query = f"SELECT ?label {{ {role} skos:prefLabel ?label }}"
    once = rows(store, query)
    assert current_generation(store).meta.repeats == 0
    copy = f"INSERT {{ GRAPH <mine> {{ ?s ?p ?o }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?s = {role}) }}"
    repeated = writer.update(PREFIXES + copy).inserted
    assert current_generation(store).meta.repeats == repeated > 0
    assert rows(store, query) == once * 2
    writer.update("COPY <mine> TO <other>")
    assert current_generation(store).meta.repeats == 2 * repeated
    writer.update("DROP GRAPH <mine> ; DROP GRAPH <other>")
    assert current_generation(store).meta.repeats == 0
    assert rows(store, query) == once


def test_what_was_broken_before_and_is_not_touched_stops_nobody(writer: Writer, store: Path) -> None:
    from rolegraph.graph.store import writing

    with writing(store) as candidate:
        engine = ox.Store(str(candidate.path))
        engine.update(f"{PREFIXES} INSERT DATA {{ GRAPH <other> {{ <broken> a rg:Duty }} }}")
        engine.flush()
        del engine
        candidate.publish()
    assert writer.update(PREFIXES + mine("<x> schema:position 1")).inserted == 1
    assert ("broken", "position", "MinCount") in violations(writer, mine("<broken> <p> 1"))


class TestLooks:
    def test_the_shapes_use_nothing_that_is_not_understood(self) -> None:
        """Another kind of target or path would have to be followed in looks.py and affected.py."""
        quads = [
            q
            for f in packaged_files("rolegraph.shapes")
            for q in ox.parse(path=str(f), format=ox.RdfFormat.TURTLE)
        ]
        used = {q.predicate.value.removeprefix(SH) for q in quads if q.predicate.value.startswith(SH)}
        assert used <= UNDERSTOOD

    def test_only_single_steps_are_alternatives_and_no_class_is_asked_two_steps_away(self) -> None:
        store = ox.Store()
        for file in packaged_files("rolegraph.shapes"):
            store.load(path=str(file), format=ox.RdfFormat.TURTLE)
        prefixes = f"PREFIX sh: <{SH}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
        long = "{ ?s sh:path/rdf:rest ?x ; sh:class|sh:sparql ?c } UNION { ?s sh:path/rdf:rest/rdf:rest/rdf:rest ?x }"
        odd = "{ ?s sh:path/sh:alternativePath/rdf:rest*/rdf:first/(rdf:first|sh:alternativePath) ?x } UNION { ?s sh:property|sh:node|sh:qualifiedValueShape ?x }"
        assert not bool(store.query(f"{prefixes} ASK {{ {long} UNION {odd} }}"))

    def test_each_alternative_is_a_first_step(self) -> None:
        shape = "[] sh:targetClass ex:T ; sh:path [ sh:alternativePath ( ex:a [ sh:inversePath ex:b ] ) ] ; sh:class ex:C ."
        prefixes = f"@prefix sh: <{SH}> . @prefix ex: <http://example.org/> . "
        steps = looks_of(ox.parse(prefixes + shape, format=ox.RdfFormat.TURTLE)).steps
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        a, b = (ox.NamedNode(f"http://example.org/{name}") for name in "ab")
        assert steps == {(Step(a), kind), (Step(b, against=True), kind)}

    def test_what_they_look_at(self) -> None:
        looks = shipped_looks()
        assert any(target.value.endswith("#RoleProfile") for target in looks.classes)
        assert {step.property.value.rpartition("/")[2] for step, _ in looks.steps if step.against} == {
            "estimatedSalary"
        }
        assert {p.value.rpartition("/")[2] for p in looks.against} == {"estimatedSalary"}


def test_a_page_that_says_what_a_client_has_said(tmp_path: Path) -> None:
    """The loader counts repeats too; withdrawing the client's graph ends them."""
    store = loaded_store(tmp_path)
    with writer_of(store) as writer:
        copy = "INSERT { GRAPH <mine> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s a rg:RoleProfile ; ?p ?o } }"
        repeated = writer.update(PREFIXES + copy).inserted
        page = tmp_path / "page.txt"
        page.write_text(PAGE.replace("£23K", "£24K"), "utf-8")
        load(store, [str(page)], LoadOptions())
        assert 0 < current_generation(store).meta.repeats == repeated
        writer.delete(f"{BASE}mine")
    assert current_generation(store).meta.repeats == 0
    held(store)
