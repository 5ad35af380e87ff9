"""Cross-site scripting: labels, IRIs and requests that mean harm, in every page of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from attacked import Target, surviving
from harmful import DATA, ELSEWHERE, MARK, PAGES, Asked
from serving import publish
from url_map import rules

from rolegraph.graph.derived.derived import Derived

DATA_BLOCK = re.compile(r'<script type="application/ld\+json">[^<>&]*</script>')
"""JSON-LD in a page: data, whatever it holds, as long as nothing in it ends the element."""
LINKS = {
    "href",
    "src",
    "action",
    "formaction",
    "srcset",
    "data",
    "poster",
    "xlink:href",
    "cite",
    "background",
}


class Inert(HTMLParser):
    """A page; whatever would run or load anything of the data in it is in ``harm``, its text in ``text``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.harm: list[str] = []
        self.text = ""
        self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in attrs:
            scheme = urlsplit("".join((value or "").split())).scheme.lower() if name in LINKS else ""
            if name.startswith("on") or name == "srcdoc" or scheme not in ("", "http", "https", "data"):
                self.harm.append(f"{tag} {name}={value}")
            if (scheme == "data" and value != "data:,") or (name == "style" and MARK in (value or "")):
                self.harm.append(f"{tag} {name}={value}")
        if tag in ("img", "iframe", "object", "embed", "base", "meta") and any(
            MARK in (value or "") for _, value in attrs
        ):
            self.harm.append(tag)

    def handle_data(self, data: str) -> None:
        if self._script and "<" in data:
            self.harm.append(data)
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        self._script = False


@pytest.fixture(scope="module")
def hostile(target: Target) -> Iterator[Target]:
    """A service whose data mean harm; no page that is asked for changes them."""
    publish(target.server.store, DATA)
    Derived(target.server.store).build(["search-index", "statistics", "sitemap"])
    with surviving(target):
        yield target


def test_every_view_is_listed() -> None:
    assert set(PAGES) == {rule.endpoint for rule in rules()}


@pytest.mark.parametrize("asked", [one for asked in (*PAGES.values(), ELSEWHERE) for one in asked])
def test_pages_are_inert(hostile: Target, asked: Asked) -> None:
    response, body = hostile.send(asked.method, asked.path, asked.body, asked.kind, Accept="text/html")
    text = body.decode()
    assert response.headers["Content-Type"] == "text/html; charset=utf-8", text
    page = Inert(text)
    assert page.harm == []
    assert "<script" not in DATA_BLOCK.sub("", text, count=1).lower()
    assert "<img" not in text.lower()
    assert "<svg" not in text.lower()
    if asked.shows:
        assert MARK in page.text, text
    assert "script-src" not in (policy := response.headers["Content-Security-Policy"])
    assert "default-src 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked", [one for asked in PAGES.values() for one in asked])
@pytest.mark.parametrize("accept", ["application/problem+json", "*/*"])
def test_other_answers_are_not_taken_for_pages(hostile: Target, asked: Asked, accept: str) -> None:
    """Whatever they hold, their type is told and is to be believed."""
    if "format=html" in asked.path or asked.path.startswith("/reconcile/preview?id=http"):
        return  # pages, whatever is asked for
    response, _ = hostile.send(asked.method, asked.path, asked.body, asked.kind, Accept=accept)
    if response.headers["Content-Type"].startswith("text/html"):
        assert accept == "*/*"
        assert asked.path.partition("?")[0] in ("/", "/role/evil", "/dumps/")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "request_line",
    [
        f"GET /<script>{MARK}</script> HTTP/1.1",
        f"<script>{MARK}</script> / HTTP/1.1",
        f"GET / <script>{MARK}</script>",
        "GET / HTTP/1.1\r\n<script>: 1",
    ],
)
def test_answers_to_what_is_no_request(hostile: Target, request_line: str) -> None:
    received = hostile.server.raw(
        f"{request_line}\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n".encode()
    )
    status = int(received.split()[1])
    assert 400 <= status < 500 or status == 505
    assert b"<script" not in received
