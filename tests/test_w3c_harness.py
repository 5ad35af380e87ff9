"""The harness of the W3C suites itself: a wrong answer must not pass, a right one must."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from w3c.comparison import data_set_difference, difference
from w3c.evaluation import Reply, Runner
from w3c.isomorphism import same_bag, same_sequence, within
from w3c.manifest import DataSet, W3cTest
from w3c.results import read_result, solutions
from w3c.terms import Row, blank, iri, literal, triple
from w3c.values import by_value

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B, C = blank("a"), blank("b"), blank("c")
P = iri("http://example.org/p")


class TestBlankNodes:
    def test_names_do_not_matter(self) -> None:
        assert same_bag([(A, P, B), (B, P, C)], [(C, P, A), (B, P, C)])

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ([(A, P, A)], [(A, P, B)]),
            ([(A, A), (B, B)], [(A, B), (B, A)]),
            ([(A,), (A,)], [(A,), (B,)]),
            ([(A,)], [(A,), (A,)]),
            ([(P,), (P,), (A,)], [(P,), (A,), (A,)]),
            ([(triple(A, P, A),)], [(triple(A, P, B),)]),
            ([(None,)], [(A,)]),
        ],
    )
    def test_what_differs(self, first: list[Row], second: list[Row]) -> None:
        assert not same_bag(first, second)

    def test_two_triangles_are_no_hexagon(self) -> None:
        """Each node looks like each other, so only trying tells."""
        nodes = [blank(str(number)) for number in range(6)]
        hexagon = [(nodes[i], P, nodes[(i + 1) % 6]) for i in range(6)]
        triangles = [(nodes[i], P, nodes[3 * (i // 3) + (i + 1) % 3]) for i in range(6)]
        assert not same_bag(hexagon, triangles)
        assert same_bag(hexagon, hexagon[::-1])

    def test_a_sequence_has_an_order(self) -> None:
        assert same_sequence([(A,), (P,)], [(B,), (P,)])
        assert not same_sequence([(A,), (P,)], [(P,), (A,)])

    def test_reduced_may_lose_repetitions_alone(self) -> None:
        every: list[Row] = [(P,), (P,), (iri("http://example.org/q"),)]
        assert within(every[1:], every)
        assert not within(every[:2], every)
        assert not within([*every, every[0]], every)

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_graphs_are_the_same_where_rdflib_says_so(self, data: st.DataObject) -> None:
        edges = st.sets(
            st.tuples(st.sampled_from("abcd"), st.sampled_from("pq"), st.sampled_from("abcd")), max_size=5
        )
        first = data.draw(edges)
        renaming = dict(zip("abcd", data.draw(st.permutations("abcd")), strict=True))
        renamed = {(renaming[s], p, renaming[o]) for s, p, o in first}
        second = renamed if data.draw(st.booleans()) else data.draw(edges)
        assert same_bag(map(_row, first), map(_row, second)) == isomorphic(_graph(first), _graph(second))


def _row(edge: tuple[str, str, str]) -> Row:
    return blank(edge[0]), iri(f"x:{edge[1]}"), blank(edge[2])


def _graph(edges: Iterable[tuple[str, str, str]]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for subject, predicate, object_ in edges:
        graph.add((rdflib.BNode(subject), rdflib.URIRef(f"x:{predicate}"), rdflib.BNode(object_)))
    return graph


class TestValues:
    @pytest.mark.parametrize(
        ("one", "other", "datatype"),
        [
            ("01", "1", "integer"),
            ("1.0", "1", "decimal"),
            ("1.0e6", "1000000", "double"),
            ("0.1", "1.0E-1", "float"),
            ("1", "true", "boolean"),
            ("2006-08-23+00:00", "2006-08-23Z", "date"),
        ],
    )
    def test_are_the_same(self, one: str, other: str, datatype: str) -> None:
        assert by_value((literal(one, XSD + datatype),)) == by_value((literal(other, XSD + datatype),))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (literal("1", XSD + "integer"), literal("1", XSD + "decimal")),
            (literal("1", XSD + "integer"), literal("2", XSD + "integer")),
            (literal("x", XSD + "integer"), literal("0", XSD + "integer")),
            (literal("01"), literal("1")),
            (literal("2006-08-23", XSD + "date"), literal("2006-08-23Z", XSD + "date")),
            (literal("a", language="en"), literal("a")),
        ],
    )
    def test_are_not(self, one: Row, other: Row) -> None:
        assert by_value((one,)) != by_value((other,))

    def test_language_tags_have_no_case(self) -> None:
        assert literal("a", language="en-GB") == literal("a", language="EN-gb")


XML = b"""<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/><variable name="y"/></head>
<results><result><binding name="y"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">1</literal></binding>
<binding name="x"><bnode>b</bnode></binding></result></results></sparql>"""
JSON = b"""{"head": {"vars": ["x", "y"]}, "results": {"bindings": [{"x": {"type": "bnode", "value": "z"},
"y": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}]}}"""
TURTLE = b"""@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
[] a rs:ResultSet ; rs:resultVariable "x", "y" ; rs:solution [
  rs:binding [rs:variable "x" ; rs:value _:k], [rs:variable "y" ; rs:value 1] ] ."""


class TestResults:
    @pytest.mark.parametrize(
        ("data", "extension"),
        [(XML, "srx"), (JSON, "srj"), (TURTLE, "ttl"), (b"?y\t?x\n1\t_:b\n", "tsv")],
    )
    def test_formats_agree(self, data: bytes, extension: str) -> None:
        expected = solutions(["x", "y"], [{"x": A, "y": literal("1", XSD + "integer")}])
        assert difference(read_result(data, extension, "http://example.org/"), expected) is None

    def test_csv_keeps_the_text_alone(self) -> None:
        read = read_result(b'x,y\r\n"a ""b""",\r\n', "csv", "http://example.org/")
        assert read.rows == ((("text", 'a "b"'), None),)

    def test_a_numbered_result_set_is_in_order(self) -> None:
        text = TURTLE.replace(b"rs:solution [", b"rs:solution [ rs:index 1 ;")
        assert read_result(text, "ttl", "http://example.org/").ordered

    @pytest.mark.parametrize(
        "data", [b'{"boolean": true}', b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}']
    )
    def test_a_difference_is_told(self, data: bytes) -> None:
        expected = solutions(["x", "y"], [])
        assert difference(read_result(data, "srj", "http://example.org/"), expected)

    def test_data_sets_differ_by_graph(self) -> None:
        graph = iri("http://example.org/g")
        assert data_set_difference([(A, P, B, None)], [(B, P, A, None)]) is None
        assert data_set_difference([(A, P, B, None)], [(A, P, B, graph)])


class Pretender:
    """A service that gives the same reply whatever is asked."""

    base = "http://example.org/"

    def __init__(self, status: int, content_type: str, body: bytes) -> None:
        self.reply = Reply(status, content_type, body)
        self.held: list[pyoxigraph.Quad] = []

    def hold(self, quads: Iterable[pyoxigraph.Quad]) -> None:
        self.held = list(quads)

    def query(self, text: bytes, accept: str | None = None) -> Reply:
        return self.reply

    def update(self, text: bytes) -> Reply:
        return self.reply


SYNTAX = b'{"type": "https://example.org/problem/query-syntax"}'
FORBIDDEN = b'{"type": "https://example.org/problem/query-forbidden"}'
PROBLEM = "application/problem+json"


class TestVerdicts:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "q.rq").write_bytes(b"ASK {}")
        (tmp_path / "d.ttl").write_bytes(b"<x:s> <x:p> _:b .")
        (tmp_path / "r.srj").write_bytes(b'{"boolean": true}')
        return tmp_path

    @pytest.mark.parametrize(
        ("status", "content_type", "body", "passes"),
        [
            (200, "application/sparql-results+json", b'{"boolean": true}', True),
            (200, "application/sparql-results+json", b'{"boolean": false}', False),
            (200, "application/json", b'{"boolean": true}', False),
            (503, PROBLEM, b'{"type": "x"}', False),
        ],
    )
    def test_of_an_evaluation(
        self, folder: Path, status: int, content_type: str, body: bytes, passes: bool
    ) -> None:
        service = Pretender(status, content_type, body)
        test = W3cTest("sparql11/x#a", "query", "q.rq", DataSet((("", "d.ttl"),)), "r.srj")
        assert (Runner(folder, service).fault(test) is None) == passes
        assert len(service.held) == 1

    @pytest.mark.parametrize(
        ("status", "body", "good", "bad"),
        [
            (200, b'{"type": "none"}', True, False),
            (400, SYNTAX, False, True),
            (400, FORBIDDEN, False, False),
            (500, b'{"type": "x"}', False, False),
        ],
    )
    def test_of_syntax(self, folder: Path, status: int, body: bytes, good: bool, bad: bool) -> None:
        runner = Runner(folder, Pretender(status, PROBLEM, body))
        tests = [
            W3cTest("sparql11/x#a", kind, "q.rq", DataSet(), None) for kind in ("query-good", "query-bad")
        ]
        assert [runner.fault(test) is None for test in tests] == [good, bad]
