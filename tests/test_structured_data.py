"""schema.org in pages: what search engines are told, and that no text of the data can leave its block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple

from rolegraph.graph.ingest.load import load
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.service.app import create_app
from rolegraph.service.linked.schema_org import as_script, thing_page
from rolegraph.service.parts import parts_of

PAGE = {"Accept": "text/html"}
EVIL = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>",
    "\u2028\u2029",
    "{{ 7 * 7 }}",
    "&lt;b&gt; \\u003c",
    '"};alert(1)//',
]


class Blocks(HTMLParser):
    """The elements of a page, and the text of its scripts, as a browser parts them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            assert dict(attrs) == {"type": "application/ld+json"}

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script" and data.strip():
            self.scripts.append(data)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Iterator[Flask]:
    store = tmp_path_factory.mktemp("structured") / "store"
    pages = [project_root / "samples" / name for name in ("gb/collections-officer-0-3-years.txt", "us")]
    load(store, [str(page) for page in pages])
    made = create_app(store)
    parts_of(made).derived.build(["statistics"])
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def block(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(path, headers=PAGE)
    assert response.status_code == 200
    (script,) = Blocks(response.text).scripts
    found: dict[str, Any] = json.loads(script)
    assert found["@context"] == "https://schema.org"
    return found


def profile_of(client: FlaskClient, role: str) -> str:
    page = client.get(f"/role/{role}", headers=PAGE).text
    found = re.search(r'profile/[^"?#]+', page)
    assert found
    return f"/{found[0]}"


def test_a_profile_is_an_occupation_with_pay_place_and_skills(client: FlaskClient) -> None:
    found = block(client, profile_of(client, "collections-officer"))
    assert (found["@type"], found["name"]) == ("Occupation", "Collections Officer")
    (pay,) = found["estimatedSalary"]
    (place,) = found["occupationLocation"]
    assert (place["@type"], place["name"]) in [("Country", "United Kingdom"), ("Country", "United States")]
    assert pay["@type"] == "MonetaryAmountDistribution"
    if place["name"] == "United Kingdom":
        assert (pay["currency"], pay["minValue"], pay["maxValue"], pay["duration"]) == (
            "GBP",
            23000,
            23000,
            "P1Y",
        )
    assert {"@type", "@id", "name"} <= found["skills"][0].keys()


def test_a_role_has_the_skills_and_places_of_its_profiles(client: FlaskClient) -> None:
    found = block(client, "/role/collections-officer")
    assert {place["name"] for place in found["occupationLocation"]} == {"United Kingdom", "United States"}
    assert "Microsoft Excel" in {skill["name"] for skill in found["skills"]}
    assert "estimatedSalary" not in found


def test_a_skill_is_a_defined_term(client: FlaskClient) -> None:
    found = block(client, "/skill/microsoft-excel")
    assert (found["@type"], found["name"]) == ("DefinedTerm", "Microsoft Excel")


def test_the_data_set(client: FlaskClient) -> None:
    found = block(client, "/dataset.html")
    assert found["@type"] == "Dataset"
    assert {one["encodingFormat"][0] for one in found["distribution"]} == {
        "application/n-quads",
        "application/trig",
    }


def test_of_other_things_nothing_is_told(client: FlaskClient) -> None:
    assert Blocks(client.get("/country/GB", headers=PAGE).text).scripts == []


@pytest.mark.parametrize("place", range(len(EVIL)))
def test_no_text_leaves_its_block(place: int) -> None:
    text = EVIL[place]
    role = NamedNode("http://example.org/id/role/evil")
    triples = [
        Triple(role, NamedNode(f"{PREFIXES['rdf']}type"), NamedNode(f"{PREFIXES['rg']}Role")),
        Triple(role, NamedNode(f"{PREFIXES['skos']}prefLabel"), Literal(text, language="en")),
    ]
    data = thing_page(role.value, triples)
    assert data is not None
    script = as_script(data)
    page = Blocks(f"<html><head>{script}</head><body>end</body></html>")
    assert page.tags == ["html", "head", "script", "body"]
    assert json.loads(page.scripts[0])["name"] == text
    assert not re.search(r"[<>&\u2028\u2029]", page.scripts[0])
