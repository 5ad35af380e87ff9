"""Accept headers, as a table of edge cases."""

from __future__ import annotations

import pytest

from rolegraph.service.errors import BadRequest
from rolegraph.service.negotiation import (
    DESCRIPTIONS,
    GRAPH_FORMATS,
    GRAPHS,
    LONGEST_ACCEPT,
    PAGES,
    SOLUTIONS,
    SOLUTIONS_FORMATS,
    choose,
    media_type,
    named,
)

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (XML, XML),
        ("APPLICATION/SPARQL-RESULTS+XML", XML),
        ("text/csv;charset=utf-8", "text/csv"),
        ('text/csv; header="present"; q=0.5', "text/csv"),
        ("text/tab-separated-values, text/csv;q=0.9", "text/tab-separated-values"),
        ("text/csv;q=0.1, text/tab-separated-values;q=0.2", "text/tab-separated-values"),
        ("application/json", "application/json"),
        (f"{XML};q=0.5, application/json;q=0.4", XML),
        ("text/csv, */*", "text/csv"),
        ("text/csv, */*;q=0.1", "text/csv"),
        (f"{JSON};q=0, */*", XML),
        (f"{JSON};q=0, application/*;q=0.5, text/csv;q=0.4", XML),
        ("text/*", "text/csv"),
        (BROWSER, "text/html"),
        ("image/png", None),
        ("image/png;q=1, text/turtle", None),
        ("*/*;q=0", None),
        ("nonsense", JSON),
        ("nonsense, text/csv", "text/csv"),
        ("text/csv;q=7", "text/csv"),
        (" text/csv ;Q=0.5 , text/html ; q = 0.4", "text/csv"),
    ],
)
def test_solutions(accept: str | None, expected: str | None) -> None:
    offer = choose(accept, SOLUTIONS)
    assert (offer and offer.media_type) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("application/n-quads", "application/n-quads"),
        ("application/trig, text/turtle;q=0.9", "application/trig"),
        ("application/*", "application/n-triples"),
        (BROWSER, "text/html"),
        (JSON, None),
    ],
)
def test_graphs(accept: str | None, expected: str | None) -> None:
    offer = choose(accept, GRAPHS)
    assert (offer and offer.media_type) == expected


def test_pages_are_for_people_first() -> None:
    assert [offer and offer.key for offer in (choose("*/*", PAGES), choose("application/json", PAGES))] == [
        "html",
        "json",
    ]


def test_a_header_too_long_to_read_is_refused() -> None:
    with pytest.raises(BadRequest):
        choose(",".join(f"a/b{n}" for n in range(20_000)), SOLUTIONS)
    many = "a/b;q=0.1," * (LONGEST_ACCEPT // 10 - 1) + "text/csv"
    offer = choose(many, SOLUTIONS)
    assert offer
    assert offer.key == "csv"


def test_every_offer_has_a_format_of_the_engine_and_text_a_charset() -> None:
    assert {offer.key for offer in SOLUTIONS} == set(SOLUTIONS_FORMATS)
    assert {offer.key for offer in GRAPHS} == set(GRAPH_FORMATS)
    for offer in (*SOLUTIONS, *GRAPHS, *PAGES):
        assert offer.sent.endswith("charset=utf-8") == offer.media_type.startswith("text/")


def test_formats_by_name() -> None:
    assert named("nt", GRAPHS) == choose("application/n-triples", GRAPHS)
    assert named("nt", SOLUTIONS) is None
    assert named("json", GRAPHS) == choose("application/ld+json", GRAPHS)
    assert named("json", DESCRIPTIONS) == choose("application/json", DESCRIPTIONS)


def test_content_types() -> None:
    assert media_type('Text/Turtle ; Charset="UTF-8"') == ("text/turtle", {"charset": "utf-8"})
    assert media_type("") == ("", {})
