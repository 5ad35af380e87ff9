"""A country or band asked for over HTTP: every format says the same of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import path_service as service
import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from path_service import problem
from pyoxigraph import RdfFormat
from werkzeug.test import TestResponse

from rolegraph.graph.namespaces import RG, SDMX_DIMENSION
from rolegraph.service.parts import parts_of

HELD = ["Retail Sales", "Microsoft Excel", "Problem Solving"]
ASKED = {"skill": HELD, "target": "Collections Officer", "k": "1"}
ELSEWHERE = "described-elsewhere"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store: Path = service.made_store(tmp_path_factory.mktemp("places") / "store")
    made = service.application(store)
    yield made
    parts_of(made).queries.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def asked(client: FlaskClient, format_name: str, **place: str) -> TestResponse:
    response = client.get("/api/paths", query_string={**ASKED, **place, "format": format_name})
    assert response.status_code == 200, response.text
    return response


def values(response: TestResponse, format_: RdfFormat) -> dict[str, list[str]]:
    """The objects of each predicate by its local name."""
    found: dict[str, list[str]] = {}
    for triple in pyoxigraph.parse(response.data, format=format_):
        name = triple.predicate.value.removeprefix(RG).removeprefix(SDMX_DIMENSION)
        found.setdefault(name, []).append(getattr(triple.object, "value", ""))
    return found


def words(response: TestResponse) -> list[str]:
    return [element.text or "" for element in ET.fromstring(response.data).iter()]


@pytest.mark.parametrize("place", [{"country": "GB"}, {"band": "0-3 years"}, {"country": "au"}])
class TestNothingIsMissing:
    def test_json(self, client: FlaskClient, place: dict[str, str]) -> None:
        (path,) = asked(client, "json", **place).json["paths"]  # type: ignore[index]
        (step,) = path["steps"]
        assert (path["score"], step["coverage"], step["missing"]) == (1.0, 1.0, [])
        assert step["met"] == step["versions"]
        assert len(step["evidence"]["sources"]) == 1

    def test_csv(self, client: FlaskClient, place: dict[str, str]) -> None:
        (row,) = csv.DictReader(io.StringIO(asked(client, "csv", **place).text))
        assert (row["coverage"], row["missing"], row["met"]) == ("1.0", "", row["best_version"])

    @pytest.mark.parametrize(("name", "format_"), [("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)])
    def test_rdf(self, client: FlaskClient, place: dict[str, str], name: str, format_: RdfFormat) -> None:
        found = values(asked(client, name, **place), format_)
        assert {float(one) for one in found["coverage"]} == {1.0}
        assert "missingSkill" not in found
        assert len(found["metVersion"]) == len(found["roleVersion"])
        assert found.get("askedCountry", []) == [one.upper() for one in [place.get("country")] if one]
        assert found.get("askedBand", []) == [one for one in [place.get("band")] if one]

    def test_the_picture(self, client: FlaskClient, place: dict[str, str]) -> None:
        said = words(asked(client, "svg", **place))
        assert {"100 % covered", "Nothing is missing."} <= set(said)


class TestAnywhere:
    def test_every_format_says_for_which_pages_nothing_is_missing(self, client: FlaskClient) -> None:
        (path,) = asked(client, "json").json["paths"]  # type: ignore[index]
        assert [(one["country"], one["missing"]) for one in path["steps"][0]["met"]] == [
            ("AU", []),
            ("GB", []),
        ]
        (row,) = csv.DictReader(io.StringIO(asked(client, "csv").text))
        assert row["met"] == "AU, 3-6 years | GB, 0-3 years"
        assert len(values(asked(client, "ttl"), RdfFormat.TURTLE)["metVersion"]) == 4
        assert "Nothing is missing for AU, 3-6 years; GB, 0-3 years" in words(asked(client, "svg"))

    def test_a_place_that_no_page_speaks_of_is_told(self, client: FlaskClient) -> None:
        (path,) = asked(client, "json", country="FR").json["paths"]  # type: ignore[index]
        assert ELSEWHERE in path["steps"][0]["flags"]
        (row,) = csv.DictReader(io.StringIO(asked(client, "csv", country="FR").text))
        assert ELSEWHERE in row["flags"]
        assert ELSEWHERE in values(asked(client, "ttl", country="FR"), RdfFormat.TURTLE)["flag"]

    def test_a_place_that_is_none_is_refused(self, client: FlaskClient) -> None:
        response = client.get("/api/paths", query_string={**ASKED, "country": "Atlantis"})
        assert "Atlantis" in problem(response, 400)["detail"]
