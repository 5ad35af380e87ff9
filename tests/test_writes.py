"""Updates of clients: what they change, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from writing_clients import BASE, PREFIXES, empty_store, graph_names, held, loaded_store, rows, writer_of

from rolegraph.graph.errors import BadValue, QueryForbidden, QuerySyntax, StoreMissing
from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.store import current_generation
from rolegraph.graph.writes import GraphProtected, Writer, Written, is_loader_graph

LOADER_GRAPHS = [
    "graph/vocabulary",
    "graph/provenance",
    "graph/ontology",
    "id/source/x",
    "graph/derived/similar",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One loaded page, for tests that use graphs of their own."""
    return loaded_store(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="module")
def writer(store: Path) -> Iterator[Writer]:
    with writer_of(store) as writer:
        yield writer


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nothing was loaded into."""
    return empty_store(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def plain_writer(plain: Path) -> Iterator[Writer]:
    with writer_of(plain) as writer:
        yield writer


@pytest.fixture
def fresh(plain: Path, plain_writer: Writer) -> Writer:
    """A writer to a store without a quad."""
    plain_writer.update("DROP ALL")
    return plain_writer


class TestChanges:
    def test_data_come_and_go_and_are_counted(self, fresh: Writer, plain: Path) -> None:
        before = current_generation(plain).number
        done = fresh.update("INSERT DATA { <a> <p> 1, 2 . GRAPH <g> { <a> <p> 1 } }")
        assert done == Written(before + 1, inserted=3, deleted=0)
        assert fresh.update("DELETE DATA { <a> <p> 2, 3 }") == Written(before + 2, inserted=0, deleted=1)
        assert len(held(plain)) == 2

    def test_what_changes_nothing_publishes_nothing(self, fresh: Writer, plain: Path) -> None:
        fresh.update("INSERT DATA { <a> <p> 1 }")
        number = current_generation(plain).number
        for text in (
            "INSERT DATA { <a> <p> 1 }",
            "DELETE DATA { <x> <p> 1 }",
            "",
            "DELETE WHERE { <x> ?p ?o }",
        ):
            assert fresh.update(text) == Written(number, inserted=0, deleted=0)

    def test_what_is_changed_back_is_no_change(self, fresh: Writer, plain: Path) -> None:
        number = current_generation(plain).number
        text = "INSERT DATA { <a> <p> 1 } ; DELETE WHERE { ?s <p> ?o }"
        assert fresh.update(text) == Written(number, inserted=0, deleted=0)

    def test_an_operation_sees_what_those_before_it_did(self, fresh: Writer, plain: Path) -> None:
        fresh.update(
            "INSERT DATA { <a> <n> 1 } ; INSERT { ?s <n> ?m } WHERE { ?s <n> ?n BIND(?n + 1 AS ?m) }"
        )
        assert rows(plain, "SELECT ?n { <a> <n> ?n } ORDER BY ?n", union=False) == [["1"], ["2"]]

    def test_deletion_comes_before_insertion(self, fresh: Writer, plain: Path) -> None:
        fresh.update("INSERT DATA { <a> <p> 1 }")
        done = fresh.update("DELETE { ?s ?p ?o } INSERT { ?s ?p ?o . ?s <q> ?o } WHERE { ?s ?p ?o }")
        assert (done.inserted, done.deleted) == (1, 0)
        assert len(held(plain)) == 2

    def test_blank_nodes_are_fresh_for_each_solution(self, fresh: Writer, plain: Path) -> None:
        fresh.update("INSERT { _:b <p> ?x ; <q> ( ?x ) } WHERE { VALUES ?x { 1 2 2 } }")
        assert rows(plain, "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?b <p> ?x }", union=False) == [["3"]]
        assert rows(plain, "SELECT ?x { ?b <p> ?x ; <q>/rdf:first ?x }".replace("rdf:first", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"), union=False) == [["1"], ["2"], ["2"]]  # fmt: skip

    def test_a_function_of_chance_is_asked_once_a_solution(self, fresh: Writer, plain: Path) -> None:
        fresh.update(
            "INSERT { ?s <id> ?u . GRAPH <g> { ?s <id> ?u } } WHERE { VALUES ?s { <a> <b> } BIND(UUID() AS ?u) }"
        )
        assert len({row[0] for row in rows(plain, "SELECT ?u { ?s <id> ?u }")}) == 2

    def test_terms_that_make_no_triple_are_left_out(self, fresh: Writer) -> None:
        text = "INSERT { ?o <p> 1 . ?s ?o 1 . ?s <p> ?none . ?s <q> ?o . GRAPH ?o { ?s <p> 1 } } WHERE { VALUES (?s ?o) { (<a> 'text') } }"
        assert fresh.update(text).inserted == 1

    def test_triple_terms_are_filled_in(self, fresh: Writer, plain: Path) -> None:
        fresh.update("INSERT { ?s <says> <<( ?s <p> ?o )>> } WHERE { VALUES (?s ?o) { (<a> 1) } }")
        assert rows(plain, "SELECT ?o { ?s <says> <<( <a> <p> ?o )>> }", union=False) == [["1"]]

    def test_an_unknown_function_gives_no_binding(self, fresh: Writer) -> None:
        assert fresh.update("INSERT { <a> <p> 1, ?x } WHERE { BIND(<http://x/f>(1) AS ?x) }").inserted == 1

    def test_relative_iris_are_those_of_the_store(self, fresh: Writer, plain: Path) -> None:
        fresh.update("INSERT DATA { <a> <p> 1 } ; BASE <http://other.example/> INSERT DATA { <a> <p> 1 }")
        assert {row[0] for row in rows(plain, "SELECT ?s { ?s ?p 1 }")} == {
            f"{BASE}a",
            "http://other.example/a",
        }

    def test_without_a_store(self, tmp_path: Path) -> None:
        with writer_of(tmp_path / "none") as writer, pytest.raises(StoreMissing):
            writer.update("DROP ALL")


class TestDataSets:
    @pytest.fixture
    def three(self, fresh: Writer) -> Writer:
        fresh.update("INSERT DATA { <s> <p> 0 . GRAPH <g1> { <s> <p> 1 } GRAPH <g2> { <s> <p> 2 } }")
        return fresh

    @pytest.mark.parametrize(
        ("clauses", "pattern", "found"),
        [
            ("", "?s <p> ?o", {"0"}),
            ("USING <g1>", "?s <p> ?o", {"1"}),
            ("USING <g1> USING <g2>", "?s <p> ?o", {"1", "2"}),
            ("USING NAMED <g1>", "?s <p> ?o", set()),
            ("USING NAMED <g1>", "GRAPH ?g { ?s <p> ?o }", {"1"}),
            ("USING <g1>", "GRAPH ?g { ?s <p> ?o }", set()),
            ("", "GRAPH ?g { ?s <p> ?o }", {"1", "2"}),
        ],
    )
    def test_using(self, three: Writer, plain: Path, clauses: str, pattern: str, found: set[str]) -> None:
        three.update(f"INSERT {{ GRAPH <out> {{ ?s <found> ?o }} }} {clauses} WHERE {{ {pattern} }}")
        assert {row[0] for row in rows(plain, "SELECT ?o { ?s <found> ?o }")} == found

    def test_with_is_where_templates_and_patterns_are_at_home(self, three: Writer, plain: Path) -> None:
        three.update("WITH <g1> DELETE { ?s <p> ?o } INSERT { ?s <q> ?o } WHERE { ?s <p> ?o }")
        assert rows(plain, "SELECT ?o { GRAPH <g1> { ?s <q> ?o } }") == [["1"]]
        assert rows(plain, "SELECT ?o { ?s <p> ?o } ORDER BY ?o") == [["0"], ["2"]]

    def test_parameters_of_the_request(self, three: Writer, plain: Path) -> None:
        text = "DELETE { GRAPH <g1> { ?s ?p ?o } } WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }"
        done = three.update(text, using=(f"{BASE}g1",))
        assert done.deleted == 1
        assert rows(plain, "SELECT ?o { ?s ?p ?o } ORDER BY ?o") == [["0"], ["2"]]
        named = "INSERT { <s> <found> ?o } WHERE { GRAPH ?g { ?s <p> ?o } }"
        assert three.update(named, using_named=(f"{BASE}g2",)).inserted == 1

    @pytest.mark.parametrize(
        "text",
        [
            "INSERT { <s> <p> ?o } USING <g1> WHERE { ?s <p> ?o }",
            "INSERT DATA { <s> <p> 1 } ; WITH <g1> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "INSERT DATA { <s> <p> 1 } ; DELETE { ?s ?p ?o } USING NAMED <g1> WHERE { ?s ?p ?o }",
        ],
    )
    def test_a_data_set_named_twice_is_refused(self, three: Writer, plain: Path, text: str) -> None:
        before = held(plain)
        with pytest.raises(BadValue, match="using-graph-uri"):
            three.update(text, using=(f"{BASE}g2",))
        assert held(plain) == before

    def test_the_words_in_a_literal_name_nothing(self, three: Writer) -> None:
        assert (
            three.update("INSERT { <s> <q> 'WITH <x> USING <y>' } WHERE {}", using=(f"{BASE}g2",)).inserted
            == 1
        )

    def test_the_union_by_choice(self, three: Writer, plain: Path) -> None:
        with writer_of(plain, union=True) as writer:
            done = writer.update("INSERT { GRAPH <out> { ?s <all> ?o } } WHERE { ?s <p> ?o }")
        assert done.inserted == 3


class TestGraphs:
    def test_a_graph_is_there_as_long_as_it_holds_a_triple(self, fresh: Writer, plain: Path) -> None:
        number = current_generation(plain).number
        assert fresh.update("CREATE GRAPH <g>") == Written(number, 0, 0)
        assert graph_names(plain) == set()
        insert = "INSERT DATA { GRAPH <g> { <a> <p> 1 } }"
        for end in ("CLEAR GRAPH <g>", "DROP GRAPH <g>", "DELETE DATA { GRAPH <g> { <a> <p> 1 } }"):
            fresh.update(insert)
            assert graph_names(plain) == {f"{BASE}g"}
            fresh.update(end)
            assert (graph_names(plain), held(plain)) == (set(), set())
            assert fresh.update(f"{insert} ; {end}").inserted == 0

    @pytest.mark.parametrize("text", ["CLEAR GRAPH <x>", "DROP GRAPH <x>", "CREATE GRAPH <g>"])
    def test_what_is_missing_or_there_is_an_error_unless_silent(
        self, fresh: Writer, plain: Path, text: str
    ) -> None:
        fresh.update("INSERT DATA { GRAPH <g> { <a> <p> 1 } }")
        number = current_generation(plain).number
        with pytest.raises(BadValue, match=f"there is (no|a) graph <{BASE}"):
            fresh.update(text)
        assert fresh.update(text.replace("GRAPH", "SILENT GRAPH")) == Written(number, 0, 0)

    @pytest.mark.parametrize(
        ("verb", "goal", "source"),
        [("ADD", {"1", "2"}, {"1"}), ("COPY", {"1"}, {"1"}), ("MOVE", {"1"}, set())],
    )
    def test_add_copy_move(
        self, fresh: Writer, plain: Path, verb: str, goal: set[str], source: set[str]
    ) -> None:
        fresh.update("INSERT DATA { GRAPH <from> { <a> <p> 1 } GRAPH <to> { <a> <p> 2 } }")
        fresh.update(f"{verb} <from> TO <to>")
        assert {row[0] for row in rows(plain, "SELECT ?o { GRAPH <to> { ?s ?p ?o } }")} == goal
        assert {row[0] for row in rows(plain, "SELECT ?o { GRAPH <from> { ?s ?p ?o } }")} == source
        assert fresh.update(f"{verb} <to> TO <to>").inserted == 0

    def test_the_default_graph_is_a_source_and_a_goal(self, fresh: Writer, plain: Path) -> None:
        fresh.update("INSERT DATA { <a> <p> 1 } ; MOVE DEFAULT TO GRAPH <g> ; COPY <g> TO DEFAULT")
        assert len(held(plain)) == 2
        assert fresh.update("CLEAR DEFAULT").deleted == 1
        assert fresh.update("CLEAR NAMED").deleted == 1


class TestProtection:
    @pytest.mark.parametrize("graph", LOADER_GRAPHS)
    @pytest.mark.parametrize(
        "text",
        [
            "INSERT DATA { GRAPH <GRAPH> { <a> <p> 1 } }",
            "DELETE DATA { GRAPH <GRAPH> { <a> <p> 1 } }",
            "WITH <GRAPH> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "INSERT { GRAPH ?g { <a> <p> 1 } } WHERE { BIND(IRI(CONCAT(STR(<>), 'GRAPH')) AS ?g) }",
            "CREATE GRAPH <GRAPH>",
            "DROP SILENT GRAPH <GRAPH>",
            "INSERT DATA { GRAPH <mine> { <a> <p> 1 } } ; COPY <mine> TO <GRAPH>",
            "INSERT DATA { GRAPH <mine> { <a> <p> 1 } } ; MOVE <GRAPH> TO <mine>",
        ],
    )
    def test_graphs_of_the_loader(self, writer: Writer, store: Path, graph: str, text: str) -> None:
        before = held(store)
        with pytest.raises(GraphProtected, match=f"{BASE}{graph}") as caught:
            writer.update(text.replace("GRAPH>", f"{graph}>").replace("'GRAPH'", f"'{graph}'"))
        assert caught.value.graph == BASE + graph
        assert held(store) == before

    @pytest.mark.parametrize(
        "text",
        [
            "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
            "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
            "CLEAR NAMED",
            "DROP ALL",
            "DROP SILENT ALL",
            "PREFIX v: <graph/> INSERT DATA { GRAPH v:vocabulary { <a> <p> 1 } }",
            "INSERT DATA { GRAPH <g\\u0072aph/vocabulary> { <a> <p> 1 } }",
            "BASE <graph/x> INSERT DATA { GRAPH <vocabulary> { <a> <p> 1 } }",
            "DROPGRAPH<graph/vocabulary>",
            "insert{graph<graph/vocabulary>{<a><p>1}}where{}",
            "INSERT DATA { <a> <p> '}' # } ;\n . GRAPH <graph/vocabulary> { <a> <p> 1 } }",
        ],
    )
    def test_by_variables_and_in_disguise(self, writer: Writer, store: Path, text: str) -> None:
        before = held(store)
        with pytest.raises(GraphProtected):
            writer.update(text)
        assert held(store) == before

    def test_graphs_of_clients_are_changed_by_a_variable(self, writer: Writer, store: Path) -> None:
        before = held(store)
        writer.update("INSERT DATA { GRAPH <mine> { <a> <p> 1 } }")
        text = "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?s = <a>) }"
        assert writer.update(text).deleted == 1
        assert held(store) == before

    def test_which_graphs_those_are(self) -> None:
        assert all(is_loader_graph(BASE, BASE + name) for name in LOADER_GRAPHS)
        mine = ["graphs/x", "graph/mine", "graph/vocabulary/x", "id/source", "x"]
        assert not any(is_loader_graph(BASE, BASE + name) for name in mine)

    def test_the_vocabulary_is_derived_from_pages_alone(self, tmp_path: Path) -> None:
        store = loaded_store(tmp_path)
        skill = rows(
            store, "SELECT ?s { ?s a rg:Skill ; skos:prefLabel ?l FILTER(STR(?l) = 'Microsoft Excel') }"
        )[0][0]
        with writer_of(store) as writer:
            writer.update(
                f"{PREFIXES} INSERT DATA {{ GRAPH <mine> {{ <x> schema:item <{skill}> ; schema:name 'Rubbish'@en }} }}"
            )
        load(store, [str(tmp_path / "page.txt")], LoadOptions(again=True))
        labels = rows(store, f"SELECT ?l {{ <{skill}> skos:prefLabel|skos:altLabel ?l }}")
        assert labels == [["Microsoft Excel"]]


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            ("INSERT DATA { <a> <p> }", 1, 23),
            ("PREFIX x: <http://x/>\n\nINSERT DATA {\n  x:a x:p }", 4, 11),
            ("SELECT * {}", 1, 1),
            ("INSERT DATA { <a> <p> 1 } ;\nPREFIX x: <http://x/>\nDROP GRAPHS x:a", 3, 6),
            ("PREFIX x: http://x/ DROP ALL", 1, 8),
            ("PREFIX x: <http://x y/> DROP ALL", 1, 8),
        ],
    )
    def test_syntax_with_its_place(self, writer: Writer, text: str, line: int, column: int) -> None:
        with pytest.raises(QuerySyntax, match="this is not a SPARQL") as caught:
            writer.update(text)
        assert (caught.value.line, caught.value.column) == (line, column)

    @pytest.mark.parametrize(
        "text",
        [
            "LOAD <http://127.0.0.1:9/>",
            "load <file:///etc/hostname> INTO GRAPH <g>",
            "INSERT DATA { <a> <p> 1 } ; LOAD <http://127.0.0.1:9/>",
            "LO\\u0041D <http://127.0.0.1:9/>",
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "DELETE { ?s ?p ?o } WHERE { SERVICE SILENT ?s { ?s ?p ?o } }",
        ],
    )
    def test_requests_to_other_hosts(self, fresh: Writer, plain: Path, text: str) -> None:
        with pytest.raises((QueryForbidden, QuerySyntax)):
            fresh.update(text)
        assert held(plain) == set()

    def test_a_silent_load_fails_without_a_word(self, fresh: Writer, plain: Path) -> None:
        """SPARQL 1.1 Update, 3.1.4; nothing is fetched."""
        assert fresh.update("LOAD SILENT <file:///etc/hostname> INTO GRAPH <g>").inserted == 0
        assert graph_names(plain) == set()

    def test_an_operation_that_fails_undoes_those_before_it(self, fresh: Writer, plain: Path) -> None:
        number = current_generation(plain).number
        with pytest.raises(BadValue):
            fresh.update("INSERT DATA { <a> <p> 1 } ; DROP GRAPH <none>")
        assert current_generation(plain).number == number
        assert held(plain) == set()
