"""Requests that mean harm by their path, their headers or their parameters; driven by the map of addresses."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from attacked import Target, surviving, target_at
from serving import BASE
from url_map import ALL, PLAIN, WITH_PARAMETERS, filled
from werkzeug.routing import Rule

TURTLE = "text/turtle"
HELD = "http://x/held"
BAKER = f"{BASE}id/role/baker"
ONE_QUERY = "/sparql?query=ASK%7B%7D"


UP = [
    "..%2f..%2fetc/passwd",
    "..%2f" * 12 + "etc%2fpasswd",
    "../../../../../../etc/passwd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "x/..%2f..%2f..%2f..%2fetc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "..\\..\\etc\\passwd",
    "%2e%2e%5cetc%5cpasswd",
]
NOT_UP = [
    "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "..;/etc/passwd",
    "%c0%ae%c0%ae%c0%afetc/passwd",
]


def test_there_are_paths_with_parameters() -> None:
    assert {rule.endpoint for rule in WITH_PARAMETERS} >= {"static", "graphs.graphs"}


@pytest.mark.parametrize("rule", WITH_PARAMETERS, ids=lambda rule: rule.endpoint)
@pytest.mark.parametrize("value", UP)
def test_path_traversal(alive: Target, rule: Rule, value: str) -> None:
    for method in sorted((rule.methods or set()) & {"GET", "HEAD", "PUT", "POST", "DELETE"}):
        body, kind = ("", TURTLE) if method in ("PUT", "POST") else (None, None)
        response, answer = alive.send(method, filled(rule, value), body, kind)
        assert response.status == 404, (method, answer)
        assert b"root:" not in answer


@pytest.mark.parametrize("rule", WITH_PARAMETERS, ids=lambda rule: rule.endpoint)
@pytest.mark.parametrize("value", NOT_UP)
def test_path_traversal_in_names_that_are_only_odd(alive: Target, rule: Rule, value: str) -> None:
    response, answer = alive.send("GET", filled(rule, value))
    assert response.status in (400, 404), answer
    assert b"root:" not in answer


@pytest.mark.parametrize("path", PLAIN)
def test_path_traversal_behind_other_paths(alive: Target, path: str) -> None:
    for value in UP:
        for joined in (f"{path.rstrip('/')}/{value}", f"{path}{value}"):
            response, answer = alive.send("GET", joined)
            assert response.status == 404, joined
            assert b"root:" not in answer


LINE_BREAKS = [
    "%0d%0aX-Evil:%201",
    "%0aX-Evil:%201",
    "%0dX-Evil:%201",
    "a%00b",
    "a%0d%0a%0d%0a<script>",
    "%1b",
    "%7f",
]


@pytest.mark.parametrize("value", LINE_BREAKS)
@pytest.mark.parametrize("path", ALL)
def test_header_injection(alive: Target, path: str, value: str) -> None:
    """Line breaks in a path or a parameter that reaches a header, or could: 400."""
    for method, body in (("GET", None), ("PUT", "")):
        response, answer = alive.send(method, path + value, body, TURTLE if body is not None else None)
        assert response.status == 400, answer
        safe(response.headers.as_string())


def safe(head: str) -> None:
    assert "x-evil" not in head.lower()
    assert "<script" not in head


@pytest.mark.parametrize("value", LINE_BREAKS)
def test_header_injection_by_parameters(alive: Target, value: str) -> None:
    for method, path in (
        ("PUT", f"/graphs?graph=http://x/{value}"),
        ("GET", f"/graphs?graph={value}"),
        ("GET", f"/graphs/mine?format=ttl{value}"),
        ("GET", f"/sparql?query=ASK%7B%7D&format=json{value}"),
        ("GET", f"/sparql?query=ASK%7B%7D&default-graph-uri=http://x/{value}"),
        ("GET", f"/sparql?query=ASK%7B%7D&timeout=1{value}"),
        ("POST", f"/update?using-graph-uri=http://x/{value}"),
        ("GET", f"/describe?iri=http://x/{value}"),
        ("GET", f"/describe?iri={quote(BAKER)}&page=1{value}"),
        ("GET", f"/describe?iri={quote(BAKER)}&format=ttl{value}"),
    ):
        body, kind = ("", "application/sparql-update" if path.startswith("/update") else TURTLE)
        response, answer = alive.send(method, path, None if method == "GET" else body, kind)
        assert response.status == 400, (path, answer)
        safe(response.headers.as_string())


@pytest.mark.parametrize(
    "header",
    ["X-Request-ID", "Slug", "Content-Type", "Accept", "Origin", "If-None-Match", "Authorization", "Host"],
)
def test_header_injection_by_headers(alive: Target, header: str) -> None:
    """A header folded over two lines is refused; one with odd characters comes back in none."""
    start = "POST /graphs HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n"
    host = "" if header == "Host" else "Host: x\r\n"
    for value in (
        "a\r\n X-Evil: 1",
        "a\n\tX-Evil: 1",
        "a\rX-Evil: 1",
        "a\x00b",
        "a%0d%0aX-Evil:%201",
        "é\x0bX-Evil: 1",
    ):
        received = alive.server.raw(f"{start}{host}{header}: {value}\r\n\r\n".encode("latin-1"))
        head = received.split(b"\r\n\r\n")[0].decode("latin-1")
        assert 400 <= int(head.split()[1]) < 500, head
        assert not re.search(r"(?mi)^x-evil", head)


HOSTS = [
    ("example.org", True), ("example.org:8000", True), ("EXAMPLE.org", True), ("sparql.example.com", True), ("example.com", True),
    ("evil.example", False), ("example.org.evil.example", False), ("evilexample.com", False), (".example.com.evil", False),
    ("example.org:80:80", False), ("", False), ("example.org@evil.example", False), ("example.org/evil", False), ("example.org,evil.example", False),
]  # fmt: skip


def test_host_poisoning_where_hosts_are_trusted(tmp_path: Path) -> None:
    with (
        target_at(tmp_path / "store", "trusted_hosts=127.0.0.1 example.org .example.com") as target,
        surviving(target),
    ):
        for path in (*PLAIN, ONE_QUERY, "/nowhere", "/static/style.css", "/graphs/mine"):
            usual = target.server.request("GET", path)[0].status
            for host, trusted in HOSTS:
                request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
                status = int(target.server.raw(request.encode()).split()[1])
                assert status == (usual if trusted else 400), (host, path)
        both = "GET / HTTP/1.1\r\nHost: example.org\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        absolute = "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        for request in (both, absolute):
            assert target.server.raw(request.encode()).split()[1] == b"400"


@pytest.mark.parametrize(
    "path",
    [
        *PLAIN,
        ONE_QUERY,
        "//sparql",
        "/sparql/",
        "//other.example/",
        "//other.example/..",
        "/nowhere",
        "/static",
        "/graphs/",
    ],
)
def test_host_poisoning_elsewhere(alive: Target, path: str) -> None:
    """No link is made from what a request says of its host."""
    for host in ("evil.example", "evil.example:80", "e\tv"):
        for accept in ("text/html", "text/turtle", "application/json"):
            request = (
                f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: evil\r\n"
                f"X-Forwarded-Prefix: /evil\r\nForwarded: host=evil.example\r\nX-Original-URL: /evil\r\n"
                f"Accept: {accept}\r\nConnection: close\r\n\r\n"
            )
            received = alive.server.raw(request.encode())
            assert received.startswith(b"HTTP/1.1 ")
            assert b"evil" not in received.replace(path.encode(), b"").replace(quote(path).encode(), b"")
            assert b"\r\nlocation:" not in received.lower()


@pytest.mark.parametrize(
    "path", ["/id/role/baker", "/role/baker", "/describe?iri=urn:x", "/graph/vocabulary"]
)
def test_host_poisoning_of_links(alive: Target, path: str) -> None:
    """The IRIs and documents of things: what they link to is relative, or below the store's base IRI."""
    for accept in ("text/html", "text/turtle", "application/json", "text/csv"):
        response, body = alive.send("GET", path, Host="evil.example", Accept=accept)
        assert b"evil" not in body
        assert "evil" not in response.headers.as_string()
        if response.status == 303:
            assert response.headers["Location"].startswith("../")


def test_host_poisoning_of_a_location(target: Target) -> None:
    response, _ = target.send("POST", "/graphs", f"<{HELD}> <http://x/p> 1 .", TURTLE, Host="evil.example")
    assert response.status == 201
    assert response.headers["Location"].startswith(f"{BASE}graphs/")
    path = "/" + response.headers["Location"].removeprefix(BASE)
    assert target.send("DELETE", path)[0].status == 204
