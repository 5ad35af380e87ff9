"""Dumps: the graph as files, with checksums, that can be resumed and are made once."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from serving import BASE, Server, descendants, fill, publish, serving

from rolegraph.graph.catalogue import dumps as module
from rolegraph.graph.catalogue.dumps import Dump, Dumps, Wanted
from rolegraph.graph.catalogue.files import SINGLE, WHOLE
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.errors import NotBuilt, StoreFull, WriteFailed
from rolegraph.graph.store import current_generation, read_current
from rolegraph.graph.store.children import run_child

VOCABULARY = f"{BASE}graph/vocabulary"
DERIVED = f"{BASE}graph/derived/transitions"
MORE = f"""
<http://x/s> <http://x/p> "in no graph" .
<{VOCABULARY}> {{ <http://x/s> <http://x/p> "a line\\n and <http://x/g> .\\n a quote \\"" . }}
<{DERIVED}> {{ <http://x/s> <http://x/p> "derived" . }}
<http://example.org/graphs/blank> {{ [] <http://x/p> "blank" . }}
"""
ALL = Wanted(None, WHOLE[0])
PATIENCE = 60.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a default graph, a derived graph, and literals that look like the ends of lines."""
    store = tmp_path_factory.mktemp("dumps") / "store"
    fill(store)
    publish(store, MORE)
    return store


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return shutil.copytree(made, tmp_path / "store", symlinks=True)


@pytest.fixture(scope="module")
def server(made: Path) -> Iterator[Server]:
    Derived(made).build(["statistics"])
    with serving(made) as running:
        yield running


def content(dump: Dump) -> bytes:
    with dump.opened:
        return dump.opened.read()


def quads(store: Path) -> set[ox.Quad]:
    with read_current(store) as current:
        return set(current.store)


def parsed(packed: bytes, form: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(gzip.decompress(packed), format=form))


@pytest.mark.parametrize(
    ("wanted", "form"),
    [(Wanted(None, WHOLE[0]), ox.RdfFormat.N_QUADS), (Wanted(None, WHOLE[1]), ox.RdfFormat.TRIG)],
    ids=["nq", "trig"],
)
def test_all_graphs_but_the_derived(store: Path, wanted: Wanted, form: ox.RdfFormat) -> None:
    found = parsed(content(Dumps(store, 1 << 30).get(wanted, PATIENCE)), form)
    expected = {quad for quad in quads(store) if DERIVED not in str(quad.graph_name)}
    named = {quad for quad in found if not isinstance(quad.subject, ox.BlankNode)}
    assert named == {quad for quad in expected if not isinstance(quad.subject, ox.BlankNode)}
    assert len(found) == len(expected) == len(named) + 1


@pytest.mark.parametrize("graph", [VOCABULARY, DERIVED])
@pytest.mark.parametrize("place", [0, 1], ids=["nt", "ttl"])
def test_one_graph(store: Path, graph: str, place: int) -> None:
    form = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE)[place]
    found = parsed(content(Dumps(store, 1 << 30).get(Wanted(graph, SINGLE[place]), PATIENCE)), form)
    assert {q.triple for q in found} == {q.triple for q in quads(store) if str(q.graph_name) == f"<{graph}>"}


def test_the_same_data_give_the_same_bytes(store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    fill(other)
    publish(other, "<http://example.org/graphs/x> { <http://x/s> <http://x/p> 1 . }")
    first = Dumps(other, 1 << 30).get(ALL, PATIENCE)
    shutil.rmtree(other / "dumps")
    again = Dumps(other, 1 << 30).get(ALL, PATIENCE)
    packed = content(again)
    assert packed == content(first)
    assert first.file == again.file
    assert (first.file.size, first.file.sha256) == (len(packed), hashlib.sha256(packed).hexdigest())
    assert packed[4:8] == bytes(4)  # gzip's time
    beside = other / "dumps" / "3" / "all.nq.gz.sha256"
    assert beside.read_text() == f"{first.file.sha256}  all.nq.gz\n"


def test_old_ones_go_and_what_is_being_sent_is_not_cut(store: Path) -> None:
    dumps = Dumps(store, 1 << 30)
    old = dumps.get(ALL, PATIENCE)
    number = current_generation(store).number
    publish(store, "<http://example.org/graphs/x> { <http://x/s> <http://x/p> 1 . }")
    (store / "dumps" / "making-dead").write_text("left by a crash")
    new = dumps.get(ALL, PATIENCE)
    assert (old.generation, new.generation) == (number, number + 1)
    assert {path.name for path in (store / "dumps").iterdir()} == {"lock", str(number + 1)}
    assert hashlib.sha256(content(old)).hexdigest() == old.file.sha256
    assert content(new) != b""
    assert dumps.known(number + 1).keys() == {"all.nq.gz"}
    assert dumps.known(number) == {}


def test_many_who_ask_at_once_get_one(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counting(name: str, order: dict[str, object], *, deadline: float) -> dict[str, object]:
        made.append(name)
        return run_child(name, order, deadline=deadline)

    monkeypatch.setattr(module, "run_child", counting)
    dumps, others = Dumps(store, 1 << 30), Dumps(store, 1 << 30)
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(content(one.get(ALL, PATIENCE))))
        for one in (dumps, others) * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(found) == 8
    assert len(set(found)) == 1


def test_disk_is_bounded(store: Path) -> None:
    size = Dumps(store, 1 << 30).get(ALL, PATIENCE)
    size.opened.close()
    dumps = Dumps(store, size.file.size + 200)
    one = Wanted(f"{BASE}id/source/two", SINGLE[0])
    dumps.get(one, PATIENCE).opened.close()
    names = {path.name for path in (store / "dumps" / "3").iterdir()}
    assert one.name in names
    dumps.get(Wanted(VOCABULARY, SINGLE[0]), PATIENCE).opened.close()
    held = sum(path.stat().st_size for path in (store / "dumps" / "3").glob("*.gz"))
    assert held <= size.file.size + 200
    assert "all.nq.gz" not in {path.name for path in (store / "dumps" / "3").iterdir()}


def test_one_that_is_too_large_leaves_nothing(store: Path) -> None:
    with pytest.raises((StoreFull, WriteFailed)):
        Dumps(store, 100).get(ALL, PATIENCE)
    assert not list((store / "dumps").glob("*/*.gz"))
    assert not list((store / "dumps").glob("making-*"))


def test_who_does_not_wait_is_told_to_ask_again(store: Path) -> None:
    dumps = Dumps(store, 1 << 30)
    with pytest.raises(NotBuilt):
        dumps.get(ALL, 0)
    content(dumps.get(ALL, PATIENCE))


def get(server: Server, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    return server.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_a_download_goes_on_where_it_broke_off(server: Server) -> None:
    response, whole = get(server, "/dumps/all.nq.gz")
    assert response.status == 200
    tag = response.headers["ETag"]
    assert (response.headers["Accept-Ranges"], tag[0]) == ("bytes", '"')
    assert response.headers["Content-Type"] == "application/gzip"
    assert int(response.headers["Content-Length"]) == len(whole)
    response, rest = get(server, "/dumps/all.nq.gz", Range="bytes=100-", If_Range=tag)
    assert (response.status, rest) == (206, whole[100:])
    assert response.headers["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    response, rest = get(server, "/dumps/all.nq.gz", Range="bytes=-7")
    assert (response.status, rest) == (206, whole[-7:])
    response, rest = get(server, "/dumps/all.nq.gz", Range="bytes=100-", If_Range='"another"')
    assert (response.status, rest) == (200, whole)
    response, rest = get(server, "/dumps/all.nq.gz", Range="bytes=0-1,5-6")
    assert (response.status, rest) == (200, whole)
    response, _ = get(server, "/dumps/all.nq.gz", Range=f"bytes={len(whole)}-")
    assert (response.status, response.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert get(server, "/dumps/all.nq.gz", If_None_Match=tag)[0].status == 304
    head, nothing = server.request("HEAD", "/dumps/all.nq.gz")
    assert (head.status, int(head.headers["Content-Length"]), nothing) == (200, len(whole), b"")
    _, checksum = get(server, "/dumps/all.nq.gz.sha256")
    assert checksum.decode().split() == [hashlib.sha256(whole).hexdigest(), "all.nq.gz"]


def test_files_are_let_go(server: Server) -> None:
    def opened() -> int:
        names = []
        for pid in {server.pid, *descendants(server.pid)}:
            for link in Path(f"/proc/{pid}/fd").iterdir():
                try:
                    names.append(os.readlink(link))
                except OSError:
                    continue
        return sum("/dumps/" in name and name.endswith(".gz") for name in names)

    get(server, "/dumps/all.nq.gz")
    for header in ({"Range": "bytes=0-3"}, {"Range": "bytes=99999999-"}, {"If-None-Match": "*"}):
        for method in ("GET", "HEAD"):
            server.request(method, "/dumps/all.nq.gz", headers=header)
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/dumps/all.nq.gz")
    connection.getresponse().read(10)
    connection.close()
    get(server, "/healthz")
    assert opened() == 0


def test_graphs_by_their_names(server: Server) -> None:
    response, packed = get(server, f"/dumps/graph.nt.gz?graph={VOCABULARY}")
    assert response.status == 200
    assert b"Kneading" in gzip.decompress(packed)
    assert get(server, f"/dumps/graph.ttl.gz.sha256?graph={VOCABULARY}")[0].status == 200
    for path, status in {
        "/dumps/graph.nt.gz?graph=http://x/none": 404,
        "/dumps/graph.nt.gz": 400,
        "/dumps/graph.nt.gz?graph=relative": 400,
        f"/dumps/graph.nt.gz?graph={VOCABULARY}&graph={VOCABULARY}": 400,
        "/dumps/all.nq.gz?graph=x": 400,
        "/dumps/all.exe": 404,
        "/dumps/..%2f..%2fstore.json": 404,
        "/dumps/graph.nt.gz?graph=http://x/%3E%20%7D%20DROP%20ALL": 400,
    }.items():
        assert get(server, path)[0].status == status, path


def test_the_list(server: Server) -> None:
    _, page = get(server, "/dumps/", Accept="text/html")
    assert b"all.nq.gz" in page
    told = json.loads(get(server, "/dumps/", Accept="application/json")[1])
    assert told["generation"] == 3
    urls = [dump["url"] for dump in told["whole"]] + [d["url"] for g in told["graphs"] for d in g["dumps"]]
    for url in urls:
        assert get(server, urljoin("/dumps/", url))[0].status == 200, url
    assert told["whole"][0]["sha256"] in get(server, "/dumps/all.nq.gz.sha256")[1].decode()
    for accept in ("text/html", "application/json"):
        tag = get(server, "/dumps/", Accept=accept)[0].headers["ETag"]
        assert get(server, "/dumps/", Accept=accept, If_None_Match=tag)[0].status == 304
