"""Finished answers are kept by generation and question, told by entity tags, and bounded."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import ENDLESS, RUNAWAY, Server, fill, publish, serving

from rolegraph.graph.errors import QueryTimeout
from rolegraph.graph.store.answer import Answer, Question
from rolegraph.graph.store.cache import LARGEST_KEPT, AnswerCache, Kept, Key
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.reader_pool import PoolFull, PoolLimits

COUNT = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
PATH = f"/sparql?query={quote(COUNT)}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache") / "store"
    fill(folder, bulk=3000)
    return folder


@pytest.fixture
def queries(store: Path) -> Iterator[Queries]:
    asked = Queries(store, PoolLimits(size=2, deadline=2))
    yield asked
    asked.close()


def ask(queries: Queries, query: str, **how: object) -> Answer:
    return queries.ask(Question(query, **how))[1]  # type: ignore[arg-type]


def counted(queries: Queries) -> tuple[int, int]:
    state = queries.statistics()
    return int(state["cache_hits"]), int(state["cache_misses"])


def test_what_was_asked_before_needs_no_reader(queries: Queries, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(queries, COUNT)
    body = first.read()
    monkeypatch.setattr(queries.pool, "run", None)
    again = ask(queries, COUNT)
    assert (again.read(), again.form, again.format) == (body, first.form, first.format)
    assert again.size == len(body)
    assert again.etag == first.etag == queries.etag(Question(COUNT))
    assert counted(queries) == (1, 1)


@pytest.mark.parametrize(
    "how",
    [
        {"solutions_format": "CSV"},
        {"graph_format": "N_TRIPLES"},
        {"default_graphs": ("http://g",)},
        {"named_graphs": ("http://g",)},
        {"rows": 3},
        {"prologue": "PREFIX a: <http://a/> "},
        {"stored_default": True},
    ],
)
def test_everything_that_makes_the_answer_is_part_of_the_key(
    queries: Queries, how: dict[str, object]
) -> None:
    plain = ask(queries, COUNT)
    other = ask(queries, COUNT, **how)
    assert other.etag != plain.etag
    assert counted(queries) == (0, 2)


def test_the_default_graph_is_part_of_the_key(store: Path) -> None:
    tags = {Queries(store, union=union).etag(Question(COUNT)) for union in (True, False)}
    assert len(tags) == 2


@pytest.mark.parametrize(
    "expression",
    ["NOW()", "rand ()", "UUID( )", "STRUUID#\n()", "IF(true,RAND(),1)", "1+RAND()"],
)
def test_what_varies_is_never_kept(queries: Queries, expression: str) -> None:
    query = f"SELECT ({expression} AS ?x) {{}}"
    one, two = ask(queries, query), ask(queries, query)
    assert one.etag == two.etag == queries.etag(Question(query)) == ""
    assert one.read() != two.read() or "NOW" in expression
    assert counted(queries) == (0, 0)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?now { ?now <http://x/rand> 'now() rand() uuid()' } # NOW()",
        "PREFIX uuid: <http://x/> ASK { ?s uuid:now ?rand }",
    ],
)
def test_the_words_elsewhere_do_not_matter(queries: Queries, query: str) -> None:
    assert ask(queries, query).etag == ask(queries, query).etag != ""
    assert counted(queries) == (1, 1)


def test_a_new_generation_is_asked_anew(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    queries = Queries(tmp_path / "store", PoolLimits(size=1))
    try:
        tags, numbers = [], []
        for number in range(3):
            publish(tmp_path / "store", f"<http://g> {{ <http://s> <http://p> {number} }}")
            for _ in range(2):
                answer = ask(queries, "SELECT (COUNT(*) AS ?n) {<http://s> ?p ?o}", solutions_format="CSV")
                tags.append(answer.etag)
                numbers.append(answer.read())
        assert numbers == [b"n\r\n%d\r\n" % n for n in (1, 1, 2, 2, 3, 3)]
        assert len(set(tags)) == 3
    finally:
        queries.close()


def test_faults_and_cut_answers_are_not_kept(queries: Queries) -> None:
    for _ in range(2):
        answer = ask(queries, ENDLESS)
        with pytest.raises(QueryTimeout):
            answer.read()
    partly = ask(queries, "SELECT * {?s ?p ?o}")
    next(partly)
    partly.close()
    whole = ask(queries, "SELECT * {?s ?p ?o}")
    assert len(json.loads(whole.read())["results"]["bindings"]) > 3000
    assert queries.statistics()["cache_hits"] == 0


def test_a_streamed_answer_is_kept_when_it_is_complete(queries: Queries) -> None:
    query = "SELECT * {?s ?p ?o}"
    first = ask(queries, query)
    assert first.size is None
    body = first.read()
    again = ask(queries, query)
    assert again.size == len(body)
    assert again.read() == body


def kept(size: int) -> Kept:
    return Kept("solutions", "JSON", b"x" * size, "")


def key(number: int) -> Key:
    return Key(1, "now", True, Question(str(number)))


def test_it_is_bounded_and_drops_what_was_used_longest_ago() -> None:
    cache = AnswerCache(100_000)
    for number in range(30):
        cache.keep(key(number), kept(10_000))
        assert cache.bytes <= 100_000
        assert cache.find(key(0)) is not None
    assert cache.find(key(1)) is None
    assert cache.find(key(29)) is not None
    assert cache.bytes == sum(10_000 + key(n).size for n in range(30) if cache.find(key(n)))
    cache.keep(key(99), kept(LARGEST_KEPT + 1))
    assert cache.find(key(99)) is None
    nothing = AnswerCache(0)
    nothing.keep(key(1), kept(1))
    assert (len(nothing), nothing.bytes) == (0, 0)


def test_the_same_question_at_once_is_evaluated_once(
    queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine may take longer than the others would wait.
    monkeypatch.setattr("rolegraph.graph.store.cache._FLIGHT_PATIENCE", 30)
    query = "SELECT (COUNT(*) AS ?n) {?a <http://example.org/n> ?b . ?c <http://example.org/n> ?b}"
    ask(queries, "ASK {}").read()
    orders: list[object] = []
    run = queries.pool.run
    queries.pool.run = lambda *given, **how: orders.append(given) or run(*given, **how)  # type: ignore
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(ask(queries, query).read())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(bodies)) == 1
    assert len(bodies) == 12
    assert len(orders) == 1


def time_out(queries: Queries) -> None:
    with pytest.raises(QueryTimeout):
        ask(queries, RUNAWAY)


def test_a_slow_question_does_not_hold_those_that_ask_it_too(store: Path) -> None:
    queries = Queries(store, PoolLimits(size=1, deadline=3, queue=0))
    try:
        first = threading.Thread(target=time_out, args=(queries,))
        first.start()
        while not queries.statistics()["readers_busy"]:
            time.sleep(0.01)
        with pytest.raises(PoolFull):
            ask(queries, RUNAWAY)
        assert first.is_alive()
        first.join()
    finally:
        queries.close()


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with serving(store, "deadline=2") as running:
        yield running


def get(server: Server, path: str = PATH, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    return server.request(method, path, headers={name.replace("_", "-"): v for name, v in headers.items()})


def test_entity_tags_over_http(server: Server) -> None:
    response, body = get(server)
    tag = response.headers["ETag"]
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Accept" in response.headers["Vary"]
    for sent in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        for method in ("GET", "HEAD"):
            unchanged, nothing = get(server, method=method, If_None_Match=sent)
            assert (unchanged.status, nothing) == (304, b"")
            assert unchanged.headers["ETag"] == tag
            assert "Accept" in unchanged.headers["Vary"]
            assert "Content-Type" not in unchanged.headers
    for changed in ({"If_None_Match": '"other"'}, {"If_None_Match": tag, "Accept": "text/csv"}):
        assert get(server, **changed)[0].status == 200
    head, _ = get(server, method="HEAD")
    assert head.headers["ETag"] == tag
    assert int(head.headers["Content-Length"]) == len(body)


def test_304_costs_no_reader(server: Server) -> None:
    """The tag of a runaway is known without asking; had anybody its answer, it would still stand."""
    with_tag = Queries(server.store).etag(Question(RUNAWAY))
    started = time.monotonic()
    assert get(server, f"/sparql?query={quote(RUNAWAY)}", If_None_Match=with_tag)[0].status == 304
    assert time.monotonic() - started < 2


def test_what_varies_and_what_fails_is_not_for_caches(server: Server) -> None:
    varying, _ = get(server, "/sparql?query=" + quote("SELECT (NOW() AS ?x) {}"))
    assert varying.headers["Cache-Control"] == "no-store"
    assert "ETag" not in varying.headers
    assert "ETag" not in get(server, "/sparql?query=SELECT")[0].headers
    assert "ETag" not in get(server, Accept="text/html")[0].headers


def test_a_load_beside_it_changes_the_tag(tmp_path: Path) -> None:
    fill(tmp_path / "store")
    with serving(tmp_path / "store") as server:
        response, before = get(server)
        tag = response.headers["ETag"]
        assert get(server, If_None_Match=tag)[0].status == 304
        publish(tmp_path / "store", "<http://g> { <http://s> <http://p> 1 }")
        response, body = get(server, If_None_Match=tag)
        assert response.status == 200
        assert response.headers["ETag"] != tag
        assert number(body) == number(before) + 1


def number(body: bytes) -> int:
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])
