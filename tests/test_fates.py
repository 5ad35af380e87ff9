"""What became of things: withdrawn with their page (410), merged (301), back again; and near names (404)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode
from taxonomy_store import IRIS, write_pages

from rolegraph.graph.alignment.merge import merge
from rolegraph.graph.identity import source_key
from rolegraph.graph.ingest.check import check_generation
from rolegraph.graph.ingest.fates import Fates
from rolegraph.graph.ingest.load import load, withdraw
from rolegraph.graph.mapping import terms
from rolegraph.graph.store import read_current
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of
from rolegraph.service.settings import Settings


def page(title: str, *skills: str, country: str = "Ireland") -> str:
    asked = "\n".join(f"{rank}\n{skill}" for rank, skill in enumerate(skills, start=1))
    return (
        f"{title}\n€30K\n/ year\n0-3 years experience\n{title}s work.\n"
        f"As a {title} with 0-3 years of experience in {country}, your main responsibilities include:\n"
        f"Work with care\nFor a {title} job role, the following qualifications are required:\n{asked}\n"
    )


PAGES = {
    "one": page("Collections Officer", "Negotiation", "Microsoft Excel"),
    "two": page("Actor", "Negotiaton", "Singing", country="Norway"),
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    write_pages(tmp_path / "pages", **PAGES)
    load(tmp_path / "store", [str(tmp_path / "pages")])
    return tmp_path / "store"


@contextmanager
def serving(store: Path) -> Iterator[FlaskClient]:
    app = create_app(store, Settings(access_log=0))
    try:
        yield app.test_client()
    finally:
        parts_of(app).queries.close()


def status(store: Path, *paths: str) -> list[int]:
    with serving(store) as client:
        return [client.get(path).status_code for path in paths]


def key_of(store: Path, name: str) -> str:
    with read_current(store) as current:
        found = current.store.quads_for_pattern(None, terms.IDENTIFIER, None, None)
        keys = [str(q.subject.value) for q in found if isinstance(q.subject, NamedNode)]
    [key] = [iri.rpartition("/")[2] for iri in keys if iri.rpartition("/")[2].startswith(name)]
    return key


def ended(store: Path) -> set[str]:
    """The shared things that are recorded to have ended."""
    with read_current(store) as current:
        graph = NamedNode(IRIS.provenance_graph)
        found = current.store.quads_for_pattern(None, terms.INVALIDATED_AT, None, graph)
        subjects = {str(quad.subject.value) for quad in found if isinstance(quad.subject, NamedNode)}
    return {iri.removeprefix(f"{IRIS.base}id/") for iri in subjects if "/revision/" not in iri}


def test_what_was_withdrawn_is_gone_and_what_others_say_stands(store: Path) -> None:
    key = key_of(store, "two")
    withdraw(store, [key])
    assert ended(store) == {"role/actor", "skill/negotiaton", "skill/singing", "country/NO"}
    gone = [f"source/{key}", f"profile/{key}-1", f"requirement/{key}-2", "role/actor", "skill/singing"]
    forms = [form for name in gone for form in (f"/id/{name}", f"/{name}", f"/{name}.ttl", f"/{name}.json")]
    assert set(status(store, *forms)) == {410}
    assert set(status(store, "/country/IE", "/skill/negotiation", f"/revision/{key}-1")) == {200}
    assert status(store, f"/profile/{key}-x", f"/source/{key}-1") == [404, 404]
    with read_current(store) as current:
        assert check_generation(current).conforms


def test_what_is_told_of_it(store: Path) -> None:
    withdraw(store, [key_of(store, "two")])
    with serving(store) as client:
        problem = client.get("/skill/negotiaton").get_json()
        page = client.get("/id/skill/negotiaton", headers={"Accept": "text/html"})
    assert problem["type"].endswith("/withdrawn")
    assert problem["withdrawn"].startswith("20")
    assert problem["suggestions"][0] == {
        "iri": f"{IRIS.base}id/skill/negotiation",
        "label": "Negotiation",
        "document": "../skill/negotiation",
    }
    assert page.status_code == 410
    assert '<a href="../../skill/negotiation">Negotiation</a>' in page.text


def test_what_comes_back_is_there_again(store: Path, tmp_path: Path) -> None:
    withdraw(store, [key_of(store, "two")])
    load(store, [str(tmp_path / "pages")])
    assert ended(store) == set()
    assert set(status(store, "/role/actor", "/skill/singing", "/country/NO")) == {200}
    # The page that goes now speaks of other things.
    write_pages(tmp_path / "pages", two=page("Actor", "Juggling", country="Norway"))
    load(store, [str(tmp_path / "pages")])
    assert ended(store) == {"skill/negotiaton", "skill/singing"}
    with read_current(store) as current:
        assert current.generation.quads == len(current.store)


def test_what_was_merged_leads_to_what_stands_for_it(store: Path) -> None:
    merge(store, "skill/negotiaton", "skill/negotiation")
    with serving(store) as client:
        for path, to in (
            ("/id/skill/negotiaton", "../../id/skill/negotiation"),
            ("/skill/negotiaton", "../skill/negotiation"),
            ("/skill/negotiaton.ttl", "../skill/negotiation.ttl"),
        ):
            response = client.get(path)
            assert (response.status_code, response.headers["Location"]) == (301, to)
        following = client.get(urljoin("/id/skill/x", "../../id/skill/negotiation"))
        assert following.status_code == 303
        told = client.get(f"/describe?iri={IRIS.base}id/skill/negotiaton")
        assert "isReplacedBy" in told.text


@pytest.mark.parametrize(
    ("pairs", "start", "end"),
    [
        ((("a", "b"), ("b", "c"), ("c", "d")), "a", "d"),
        ((("a", "b"), ("b", "a")), "a", None),
        ((("a", "a"),), "a", None),
        ((), "a", None),
    ],
)
def test_chains_are_followed_and_circles_are_not(
    pairs: tuple[tuple[str, str], ...], start: str, end: str | None
) -> None:
    held, graph = pyoxigraph.Store(), NamedNode(IRIS.alignment_graph)
    for one, other in pairs:
        subject, target = (NamedNode(IRIS.thing("role", key)) for key in (one, other))
        held.add(pyoxigraph.Quad(subject, terms.IS_REPLACED_BY, target, graph))
    found = Fates(held, IRIS).successor(IRIS.thing("role", start))
    assert found == (end and IRIS.thing("role", end))


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/role/colections-oficer", ["role/collections-officer"]),
        ("/id/role/Actors", ["role/actor"]),
        ("/skill/microsoft-exel.ttl", ["skill/microsoft-excel"]),
        ("/country/Irland", ["country/IE"]),
        ("/skill/collections-officer", []),
        (f"/role/{'x' * 5000}", []),
    ],
)
def test_what_may_have_been_meant(store: Path, path: str, near: list[str]) -> None:
    with serving(store) as client:
        response = client.get(path)
    assert response.status_code == 404
    found = [one["iri"].removeprefix(f"{IRIS.base}id/") for one in response.get_json()["suggestions"]]
    assert found[: len(near)] == near
    assert bool(found) == bool(near)


@pytest.mark.parametrize("place", ["duty/{}-99", "profile/{}"])
def test_for_what_a_page_owns_the_page_is_meant(store: Path, place: str) -> None:
    key = key_of(store, "one")
    assert key == source_key("one.txt")
    with serving(store) as client:
        found = client.get(f"/{place.format(key)}").get_json()["suggestions"]
    assert found[0]["document"] == f"../source/{key}"
