"""``POST /validate`` against a real server: the shapes over RDF that is sent, nothing written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, SH
from serving import Server, fill, serving

from rolegraph.graph.store.generations import current_generation

RG = "https://w3id.org/rolegraph/ns#"
BAD = f"<http://example.org/id/profile/z-1> a <{RG}RoleProfile> ."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("validate") / "store"
    fill(store)
    with serving(store, "upload_size=1") as running:
        yield running
        assert current_generation(store).number == 2


def validate(server: Server, data: bytes, accept: str = "", **headers: str) -> tuple[int, str, bytes]:
    sent = {"Content-Type": "text/turtle", "Accept": accept, **headers}
    response, body = server.request("POST", "/validate", data, {n: v for n, v in sent.items() if v})
    return response.status, response.headers["Content-Type"], body


def test_what_conforms(server: Server, project_root: Path) -> None:
    data = (project_root / "tests" / "data" / "shapes" / "duty-position.good.ttl").read_bytes()
    status, kind, body = validate(server, data)
    assert (status, kind) == (200, "text/turtle; charset=utf-8")
    report = rdflib.Graph().parse(data=body, format="turtle")
    [node] = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == rdflib.Literal(True)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_what_does_not_conform_is_told_with_200(server: Server, accept: str) -> None:
    status, kind, body = validate(server, BAD.encode(), accept)
    assert (status, kind.partition(";")[0]) == (200, accept)
    report = rdflib.Graph().parse(data=body, format=accept)
    [node] = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == rdflib.Literal(False)
    found = set(report.objects(None, SH.sourceConstraintComponent))
    assert SH.MinCountConstraintComponent in found


def test_a_form_with_files_and_packed_bodies(server: Server) -> None:
    form = (
        f'--limit\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n{BAD}\r\n--limit--\r\n'
    )
    status, _, body = validate(
        server, form.encode(), **{"Content-Type": "multipart/form-data; boundary=limit"}
    )
    assert status == 200
    assert b"z-1" in body
    status, _, again = validate(server, gzip.compress(BAD.encode()), **{"Content-Encoding": "gzip"})
    assert (status, again) == (200, body)


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (b"<http://x/s> .", {}, 400),
        (b"<http://x/s> <http://x/p> 1 .", {"Content-Type": "text/plain"}, 415),
        (b"<http://x/s> <http://x/p> 1 .", {"Accept": "text/csv"}, 406),
    ],
)
def test_refused_requests_are_problems(
    server: Server, data: bytes, headers: dict[str, str], status: int
) -> None:
    found, kind, body = validate(server, data, **headers)
    assert (found, kind) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status


def test_only_post(server: Server) -> None:
    for method in ("GET", "PUT", "DELETE"):
        response, _ = server.request(method, "/validate")
        assert response.status == 405
        assert "POST" in response.headers["Allow"]
