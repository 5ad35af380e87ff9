"""Reads hostile HTML with every reader of HTML, within a memory limit; a test runs it with a deadline.

Each page is one construct over and over, of those that have made parsers of HTML quadratic.
"""

from __future__ import annotations

import resource
import sys

from rolegraph.graph.errors import InputError
from rolegraph.graph.model import Record
from rolegraph.graph.sources import ncs_html, role_page_html
from rolegraph.graph.sources.html_input import parse_html, sections

MEGABYTE = 1_000_000
MANY = 150_000
HEAD = '<html><main class="job-profile-hero"><h1>Potter</h1><p>£20K / year</p><h2>Skills</h2>'
WHOLE = ("comments", "declarations", "less than", "divs", "divs cut short", "attributes without end")
"""Those of which a megabyte is read, and not the shorter page that already shows a quadratic reading."""
PIECES = {
    "comments": "<!--",
    "declarations": "<!",
    "instructions": "<?",
    "sections of XML": "<![CDATA[",
    "less than": "<",
    "ampersands": "&",
    "references": "&amp",
    "divs": "<div>",
    "divs cut short": "<div",
    "attributes without end": '<p a="',
    "end tags": "</div>",
    "formatting": "<b><i>",
    "paragraphs of formatting": "<p><b>",
    "tables": "<table>",
    "cells": "<table><tr><td>",
    "lists": "<ul><li>",
    "numbered lists": "<ol><li value=9>x",
    "links": '<a href="https://e.org">Source: x ',
    "trailers": "<p>Source: <a href=//x>x</a>",
    "headings": "<h2>Skills</h2>",
    "other headings": "<h3>x</h3><p>y",
    "terms": "<dl><dt>Pay<dd>x",
    "scripts": "<script><!--",
    "titles": "<title>",
    "salaries": "<h2>Average salary</h2><p>£1 <span>Starter</span>",
    "restrictions": "<h3>Restrictions and requirements</h3><p>You",
    "mixed": "<a><b></a></b></p><td>",
}
DEEP = {
    "end tags below many": "<div>" * 10_000 + "</span>" * 10_000,
    "ends that do not reach": "<div><table><tr><td>" + "<b>" * 95 + "</div>" * 20_000,
    "attributes": "<p " + " ".join(f"a{number}" for number in range(50_000)) + ">",
}


def pages() -> dict[str, str]:
    """The pages by name."""
    sizes = {name: MEGABYTE if name in WHOLE else MANY for name in PIECES}
    return {name: piece * (sizes[name] // len(piece)) for name, piece in PIECES.items()} | DEEP


def read_all(name: str, body: str) -> None:
    """Everything that is done with a page; refusals are answers."""
    data = (HEAD + body).encode()
    for reader in (role_page_html, ncs_html):
        try:
            reader.recognises(data)
            reader.read(Record(name, name, data))
        except InputError:
            pass
    try:
        root = parse_html(body)
    except InputError:
        return
    root.text()
    root.lines()
    sections(root, "h1", "h2", "h3")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
    for page_name, page_body in pages().items():
        print(page_name, flush=True)
        read_all(page_name, page_body)
    sys.exit(0)
