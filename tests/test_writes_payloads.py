"""Graph-store writes: whole graphs sent in every format, and payloads that mean harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat
from writing_clients import BASE, empty_store, graph_names, held, writer_of

from rolegraph.graph.store import current_generation
from rolegraph.graph.writes import (
    BadPayload,
    Condition,
    ConditionFailed,
    GraphMissing,
    GraphProtected,
    PayloadTooLarge,
    ShapesViolated,
    WriteLimits,
    Writer,
    Written,
)

GRAPH = f"{BASE}graphs/mine"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMATS = [
    (RdfFormat.TURTLE, "<x> <p> 1 ."),
    (RdfFormat.N_TRIPLES, f'<{GRAPH}/x> <{GRAPH}/p> "1" .'),
    (RdfFormat.N_QUADS, f'<{GRAPH}/x> <{GRAPH}/p> "1" .'),
    (RdfFormat.TRIG, "<x> <p> 1 . { <y> <p> 1 }"),
    (RdfFormat.JSON_LD, '{"@id": "x", "http://x/p": [1, 2]}'),
    (RdfFormat.RDF_XML, f'<r:RDF xmlns:r="{RDF}"><r:Description r:about="x" r:value="1"/></r:RDF>'),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def shared_writer(store: Path) -> Iterator[Writer]:
    with writer_of(store, WriteLimits(payload=4 << 20)) as writer:
        yield writer


@pytest.fixture
def writer(shared_writer: Writer) -> Writer:
    shared_writer.update("DROP ALL")
    return shared_writer


class Sent:
    """Lays payloads down in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str | bytes, name: str = "sent") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return Sent(tmp_path)


class TestGraphs:
    def test_put_replaces(self, writer: Writer, store: Path, sent: Sent) -> None:
        first = writer.put(GRAPH, sent("<x> <p> 1, 2 ."), RdfFormat.TURTLE)
        assert (first.created, first.inserted, first.deleted) == (True, 2, 0)
        again = writer.put(GRAPH, sent("<x> <p> 2, 3 ."), RdfFormat.TURTLE)
        assert (again.created, again.inserted, again.deleted) == (False, 1, 1)
        assert {str(quad.object.value) for quad in held(store) if isinstance(quad.object, ox.Literal)} == {
            "2",
            "3",
        }

    def test_post_adds(self, writer: Writer, store: Path, sent: Sent) -> None:
        assert writer.post(GRAPH, sent("<x> <p> 1, 2 ."), RdfFormat.TURTLE).created
        again = writer.post(GRAPH, sent("<x> <p> 2, 3 ."), RdfFormat.TURTLE)
        assert (again.created, again.inserted, again.deleted) == (False, 1, 0)
        assert len(held(store)) == 3

    def test_the_same_again_publishes_nothing(self, writer: Writer, sent: Sent) -> None:
        first = writer.put(GRAPH, sent("<x> <p> 1 ."), RdfFormat.TURTLE)
        assert writer.put(GRAPH, sent("<x> <p> 1 ."), RdfFormat.TURTLE) == Written(first.generation, 0, 0)

    def test_there_are_no_empty_graphs(self, writer: Writer, store: Path, sent: Sent) -> None:
        empty = sent("", "empty")
        number = current_generation(store).number
        for write in (writer.put, writer.post):
            assert write(GRAPH, empty, RdfFormat.TURTLE) == Written(number, 0, 0, created=False)
        assert graph_names(store) == set()
        assert writer.put(GRAPH, sent("<x> <p> 1 ."), RdfFormat.TURTLE).created
        assert writer.post(GRAPH, empty, RdfFormat.TURTLE).inserted == 0
        assert graph_names(store) == {GRAPH}
        assert writer.put(GRAPH, empty, RdfFormat.TURTLE).deleted == 1
        assert (graph_names(store), held(store)) == (set(), set())

    def test_numbers_that_are_written_in_two_ways_are_one(
        self, writer: Writer, store: Path, sent: Sent
    ) -> None:
        assert writer.put(GRAPH, sent("<x> <p> 1, 01, +1 ."), RdfFormat.TURTLE).inserted == 1
        assert writer.put(GRAPH, sent("<x> <p> 001 ."), RdfFormat.TURTLE).deleted == 0
        assert len(held(store)) == 1

    def test_the_default_graph_is_always_there(self, writer: Writer, store: Path, sent: Sent) -> None:
        assert not writer.put(None, sent("<x> <p> 1 ."), RdfFormat.TURTLE).created
        assert {quad.graph_name for quad in held(store)} == {ox.DefaultGraph()}
        assert {quad.subject for quad in held(store)} == {ox.NamedNode(f"{BASE}x")}
        assert writer.delete(None).deleted == 1
        assert writer.delete(None).deleted == 0

    def test_delete(self, writer: Writer, store: Path, sent: Sent) -> None:
        writer.put(GRAPH, sent("<x> <p> 1 ."), RdfFormat.TURTLE)
        assert writer.delete(GRAPH).deleted == 1
        assert graph_names(store) == set()
        with pytest.raises(GraphMissing, match=GRAPH) as caught:
            writer.delete(GRAPH)
        assert caught.value.graph == GRAPH

    def test_several_files_are_one_write(self, writer: Writer, store: Path, sent: Sent) -> None:
        before = current_generation(store).number
        files = [
            (sent("<x> <p> 1 .", "a"), RdfFormat.TURTLE),
            (sent('{"@id": "x", "http://x/p": 1}', "b"), RdfFormat.JSON_LD),
        ]
        assert writer.post(GRAPH, files) == Written(before + 1, inserted=2, deleted=0, created=True)

    def test_blank_nodes_of_two_payloads_are_two(self, writer: Writer, store: Path, sent: Sent) -> None:
        for _ in range(2):
            writer.post(GRAPH, sent("_:b <p> 1 ."), RdfFormat.TURTLE)
        assert len(held(store)) == 2

    @pytest.mark.parametrize("graph", ["graph/vocabulary", "id/source/x"])
    def test_graphs_of_the_loader(self, writer: Writer, store: Path, sent: Sent, graph: str) -> None:
        for write in (writer.put, writer.post):
            with pytest.raises(GraphProtected):
                write(BASE + graph, sent("<x> <p> 1 ."), RdfFormat.TURTLE)
        with pytest.raises(GraphProtected):
            writer.delete(BASE + graph)
        assert held(store) == set()

    def test_shapes(self, writer: Writer, store: Path, sent: Sent) -> None:
        with pytest.raises(ShapesViolated) as caught:
            writer.put(GRAPH, sent("<x> a <https://w3id.org/rolegraph/ns#Duty> ."), RdfFormat.TURTLE)
        assert {result.focus_node for result in caught.value.report.results} == {f"{BASE}graphs/x"}
        assert graph_names(store) == set()


class TestFormats:
    @pytest.mark.parametrize(("rdf_format", "text"), FORMATS, ids=lambda value: getattr(value, "name", ""))
    def test_every_format_is_read(
        self, writer: Writer, store: Path, sent: Sent, rdf_format: RdfFormat, text: str
    ) -> None:
        assert writer.put(GRAPH, sent(text), rdf_format).inserted >= 1
        assert {quad.graph_name for quad in held(store)} == {ox.NamedNode(GRAPH)}
        assert {str(quad.subject) for quad in held(store)} <= {
            f"<{BASE}graphs/x>",
            f"<{BASE}graphs/y>",
            f"<{GRAPH}/x>",
        }

    @pytest.mark.parametrize(
        ("rdf_format", "text"),
        [
            (RdfFormat.TRIG, "<x> <p> 1 . <g> { <x> <p> 2 }"),
            (RdfFormat.N_QUADS, "<http://x/a> <http://x/p> <http://x/o> <http://x/g> ."),
            (RdfFormat.JSON_LD, '{"@id": "http://x/g", "@graph": [{"@id": "http://x/a", "http://x/p": 1}]}'),
        ],
        ids=["trig", "n-quads", "json-ld"],
    )
    def test_a_payload_that_names_graphs_is_no_graph(
        self, writer: Writer, store: Path, sent: Sent, rdf_format: RdfFormat, text: str
    ) -> None:
        with pytest.raises(BadPayload):
            writer.put(GRAPH, sent(text), rdf_format)
        assert held(store) == set()

    @pytest.mark.parametrize(
        ("rdf_format", "text", "line"),
        [
            (RdfFormat.TURTLE, "<x> <p> 1 .\n<x> <p> .", 2),
            (RdfFormat.N_TRIPLES, "<http://x/a> <http://x/p> 1 .", 1),
            (RdfFormat.RDF_XML, f'<r:RDF xmlns:r="{RDF}">\n<r:Description>\n</r:RDF>', 3),
            (RdfFormat.JSON_LD, '{"@id": "x",\n "http://x/p": }', 2),
            (RdfFormat.TURTLE, b"<x> <p> '\xff' .", 1),
        ],
    )
    def test_malformed_with_its_place(
        self, writer: Writer, store: Path, sent: Sent, rdf_format: RdfFormat, text: str, line: int
    ) -> None:
        with pytest.raises(BadPayload, match="can't be read") as caught:
            writer.put(GRAPH, sent(text), rdf_format)
        assert caught.value.line == line
        assert caught.value.column > 0
        assert (held(store), graph_names(store)) == (set(), set())


class TestHarm:
    def test_too_much(self, writer: Writer, sent: Sent) -> None:
        with pytest.raises(PayloadTooLarge, match="4194304"):
            writer.post(GRAPH, sent(b"<x> <p> '" + b"x" * (4 << 20) + b"' ."), RdfFormat.TURTLE)

    @pytest.mark.parametrize(
        ("rdf_format", "text"),
        [
            (RdfFormat.TURTLE, '<x> <p> "{}" .'),
            (RdfFormat.TURTLE, "<x> <p> <y{}> ."),
            (RdfFormat.TURTLE, "<x> <p> 1 . # {}\n"),
            (RdfFormat.N_QUADS, '<http://x/a> <http://x/p> "{}" .'),
            (RdfFormat.TRIG, '<x> <p> 1 . {{ <x> <p> "{}" }}'),
            (RdfFormat.JSON_LD, '{{"@id": "x", "http://x/p": "{}"}}'),
        ],
    )
    def test_a_part_longer_than_the_engine_takes(
        self, store: Path, sent: Sent, rdf_format: RdfFormat, text: str
    ) -> None:
        """It says so, and not that memory is short."""
        payload = sent(text.format("x" * (17 << 20)))
        before = held(store)
        with writer_of(store, WriteLimits(payload=32 << 20)) as roomy:
            for write in (
                lambda: roomy.put(GRAPH, payload, rdf_format),
                lambda: roomy.check(payload, rdf_format),
            ):
                with pytest.raises(PayloadTooLarge, match="more than 16 MiB"):
                    write()
        assert held(store) == before


class TestCheck:
    def test_a_report_and_nothing_written(self, writer: Writer, store: Path, sent: Sent) -> None:
        before = current_generation(store).number
        report = writer.check(sent("<x> a <https://w3id.org/rolegraph/ns#Duty> ."), RdfFormat.TURTLE)
        assert not report.conforms
        assert {result.focus_node for result in report.results} == {f"{BASE}x"}
        assert writer.check([(sent("<x> <p> 1 ."), RdfFormat.TURTLE)]).conforms
        assert current_generation(store).number == before

    def test_named_graphs_are_seen_as_one(self, writer: Writer, sent: Sent) -> None:
        text = "PREFIX s: <https://schema.org/> <g> { <x> a <https://w3id.org/rolegraph/ns#Duty> } <h> { <x> s:position 1 ; s:description 'd'@en }"
        assert writer.check(sent(text), RdfFormat.TRIG).conforms

    def test_malformed(self, writer: Writer, sent: Sent) -> None:
        with pytest.raises(BadPayload):
            writer.check(sent("<x> <p> "), RdfFormat.TURTLE)


class TestConditions:
    def test_nothing_was_written_since(self, writer: Writer, store: Path, sent: Sent) -> None:
        number = writer.put(GRAPH, sent("<x> <p> 1 ."), RdfFormat.TURTLE).generation
        since = Condition(generation=number)
        assert writer.post(GRAPH, sent("<x> <p> 2 ."), RdfFormat.TURTLE, condition=since).inserted == 1
        self.refused(writer, store, sent, since)

    def test_the_graph_is_there_or_not(self, writer: Writer, store: Path, sent: Sent) -> None:
        self.refused(writer, store, sent, Condition(exists=True))
        absent = Condition(exists=False)
        assert writer.put(GRAPH, sent("<x> <p> 1 ."), RdfFormat.TURTLE, condition=absent).created
        self.refused(writer, store, sent, absent)
        assert writer.delete(GRAPH, condition=Condition(exists=True)).deleted == 1

    def refused(self, writer: Writer, store: Path, sent: Sent, condition: Condition) -> None:
        before = held(store)
        for write in (writer.put, writer.post):
            with pytest.raises(ConditionFailed):
                write(GRAPH, sent("<x> <p> 3 ."), RdfFormat.TURTLE, condition=condition)
        with pytest.raises(ConditionFailed):
            writer.delete(GRAPH, condition=condition)
        assert held(store) == before
