"""One query over pages, O*NET and the US wages: the pay of a role by country, each figure with its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rolegraph.graph import open_store
from rolegraph.graph.alignment.align import align
from rolegraph.graph.ingest.load import load
from rolegraph.graph.taxonomies.importing import import_taxonomy


@pytest.fixture(scope="module")
def store(shared_data: Path, project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("across") / "store"
    load(folder, [str(project_root / "samples" / country) for country in ("au", "gb", "us")])
    for kind, name in (("onet", "onet-29.2"), ("oews", "oews")):
        import_taxonomy(kind, folder, [shared_data / name])
    align(folder)
    return folder


@pytest.fixture(scope="module")
def documented(project_root: Path) -> str:
    """The query of docs/taxonomies.md."""
    text = (project_root / "docs" / "taxonomies.md").read_text("utf-8")
    [query] = re.findall(r"```sparql\n(.*?)```", text, re.DOTALL)
    return str(query)


def test_a_role_is_linked_by_its_other_title(store: Path) -> None:
    with open_store(store) as graph:
        rows = graph.select(
            'SELECT ?code { ?role a rg:Role ; skos:prefLabel "Collections Officer"@en ;'
            " skos:exactMatch/schema:codeValue ?code }"
        )
    assert [str(row.code) for row in rows] == ["43-3011.00"]


def test_its_pay_in_three_countries_with_sources(store: Path, documented: str) -> None:
    with open_store(store) as graph:
        found = {
            (str(row.country), str(row.period), float(row.low), float(row.high), str(row.currency))
            for row in graph.select(documented)
        }
        sources = [str(row.source) for row in graph.select(documented)]
    assert found == {
        ("AU", "P1Y", 32000, 45000, "AUD"),
        ("GB", "P1Y", 23000, 23000, "GBP"),
        ("US", "PT1H", 22.14, 22.14, "USD"),
        ("US", "P1Y", 33960, 65830, "USD"),
        ("US", "PT1H", 16.33, 31.65, "USD"),
    }
    assert sum("/id/source/" in source for source in sources) == 3
    assert sum(source.endswith("/id/dataset/oews") for source in sources) == 2
