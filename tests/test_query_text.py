"""The token scan finds SERVICE and FROM as the engine reads them, and nothing else."""

from __future__ import annotations

import random

import pyoxigraph
import pytest

from rolegraph.graph.errors import QueryForbidden
from rolegraph.graph.store.query_errors import syntax_error
from rolegraph.graph.store.query_text import MAX_DEPTH, QueryTooComplex, examine, refuse_keyword

# The engine refuses this port without a packet, with an OSError: so we see that it would have asked.
REMOTE = "SERVICE<http://127.0.0.1:9/>{}"
PREFIXES = "PREFIX ex: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> "


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <http://x/> {?s ?p ?o}",
        "SeRvIcE SILENT ?x {}",
        "SERVICESILENT<http://x/>{}",
        "?s ?p 'x'SERVICE<http://x/>{}",
        "?s ?p trueSERVICE<http://x/>{}",
        "?s ?p 5e5SERVICE<http://x/>{}",
        "SERVICEex:a # comment\n {}",
        "service:a{}",
        "\\u0053ERVICE <http://x/> {}",
        "\\U00000053ERV\\u0049CE <http://x/> {}",
        "# comment\rSERVICE<http://x/>{}",
        "{ SELECT * { OPTIONAL { SERVICE ?x {} } } }",
        "FILTER(1<2#>'''\n) SERVICE<http://x/>{} #'''\n",
        "FILTER(?x<'''>''')SERVICE<http://x/>{} #'''",
        "FILTER(?x<?y)SERVICE?z#>\n{}",
        "?s ?p ex:a\u0301\\# SERVICE<http://x/>{}",
        "?s ?p '''it''s''' SERVICE<http://x/>{}",
    ],
)
def test_service_is_refused_in_every_disguise(pattern: str) -> None:
    with pytest.raises(QueryForbidden):
        examine(f"{PREFIXES} SELECT * {{ {pattern} }}")


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p 'SERVICE', \"SERVICE <http://x/> {}\"",
        '?s ?p """one\nSERVICE <x> {}\n"""',
        "?s ?p 'it\\'s SERVICE'",
        "?s ?p '\\u0053ERVICE <x> {}'",
        "# SERVICE <http://x/> {}\n",
        "?s <http://x/SERVICE#SERVICE> ?service",
        "?s ex:SERVICE ?SERVICE",
        "?s service:x 'a'@service",
        "GRAPH service:x { ?s ?p _:SERVICE }",
        "FILTER(?x < 3 && ?y > 4) # SERVICE",
        "VALUES (?a ?b) {" + "(<http://x#a> <http://x#b>)\n" * 40 + "} ?s ?p 'service'",
    ],
)
def test_the_word_service_elsewhere_is_allowed(pattern: str) -> None:
    examine(f"{PREFIXES} SELECT * {{ {pattern} }}")


FRAGMENTS = [
    *("FILTER(", "?x", "<", "?y", "#", ">", "'''", "'", '"', '"""', "\n", ")", REMOTE, "{", "}", "ex:a"),
    *("\\#", "\\'", "true", "5", ".", "ex:a\\", "@en", "<http://a#b>", "<http://a'b>", "||", " ", "_:b"),
    *("BIND(1 AS ?z)", "'a'", "EXISTS", "(", "VALUES ?z {", "UNDEF", "1<2", "?y#>", "?y'>", "SERVICEex:a"),
]


def test_whatever_the_engine_takes_for_service_the_scan_does_too() -> None:
    chance, engine, requests = random.Random(7), pyoxigraph.Store(), 0
    for _ in range(20_000):
        parts = [chance.choice(FRAGMENTS) for _ in range(chance.randint(0, 8))]
        parts.insert(
            chance.randint(0, len(parts)), chance.choice([REMOTE, "SERVICEex:a{}", "service:a#\n{}"])
        )
        query = f"{PREFIXES}SELECT * {{{''.join(parts)}}}"
        try:
            solutions = engine.query(query)
            assert isinstance(solutions, pyoxigraph.QuerySolutions)
            list(solutions)
        except OSError:
            requests += 1
            with pytest.raises(QueryForbidden):
                examine(query)
        except (SyntaxError, RuntimeError):
            continue
    assert requests > 100


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM <http://g> {}", True),
        ("SELECT *FROM<http://g>{}", True),
        ("ASK FROM NAMED <http://g> {}", True),
        ("PREFIX ex: <http://x/> DESCRIBE <http://x>FROMex:g", True),
        ("CONSTRUCT {?s ?p ?o} from <http://g> WHERE {?s ?p ?o}", True),
        ("SELECT * {?s ?p 'FROM'} # FROM <http://g>", False),
        ("PREFIX from: <http://x/> DESCRIBE from:a", False),
        ("SELECT ?from {?from <http://x/FROM> ?o}", False),
    ],
)
def test_a_data_set_is_seen_only_where_it_is_named(query: str, names: bool) -> None:
    assert examine(query).names_data_set is names


def test_depth_is_bounded_where_the_engine_still_stands() -> None:
    examine("SELECT * {" + "{" * (MAX_DEPTH - 1) + "}" * MAX_DEPTH)
    with pytest.raises(QueryTooComplex):
        examine("SELECT * {" + "{" * 3000 + "}" * 3001)
    with pytest.raises(QueryTooComplex):
        examine("SELECT (" + "(" * 4800 + "1" + ")" * 4800 + " AS ?x) {}")
    examine("SELECT * {" + "{}" * 3000 + "}")
    examine("SELECT * { ?s ?p '" + "{" * 3000 + "' }")


def test_too_many_readings_are_refused() -> None:
    with pytest.raises(QueryTooComplex, match="spaces"):
        examine("SELECT * { ?s ?p 'service' " + "FILTER(?x<?y#>\n) " * 20 + "}")


def test_another_keyword_can_be_refused() -> None:
    with pytest.raises(QueryForbidden, match="LOAD"):
        refuse_keyword("INSERT DATA {} ; lo\\u0061d <http://x>", "load")
    refuse_keyword("INSERT DATA { <a> <b> 'LOAD <x>' }", "load")


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELEC * {?s ?p ?o}", 1, 1, "unexpected 'SELEC'"),
        ("SELECT * {\n ?s ?p ?o .\n FLITER(?o)\n}", 3, 2, "unexpected 'FLITER'"),
        ("SELECT * { ?s ?p ?o", 1, 20, "end of the query"),
        ("SELECT * {?s ?p ?o} LIMIT x", 1, 27, "unexpected 'x'"),
        ("ASK { ?s foo:bar ?o }", 1, 17, "a prefix is not declared"),
        ("SELECT ?s ?p {?s ?p ?o} GROUP BY ?s", 1, 36, "unbound"),
        ("INSERT DATA {<http://a> <http://b> 1}", 1, 1, "unexpected 'INSERT'"),
    ],
)
def test_syntax_errors_have_a_place_and_a_reason(query: str, line: int, column: int, words: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        pyoxigraph.Store().query(query)
    error = syntax_error(query, str(raised.value))
    assert (error.line, error.column) == (line, column)
    assert words in str(error)
    assert "\n" not in str(error)
