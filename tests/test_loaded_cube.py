"""The integrity constraints of the Data Cube (IC-1 to IC-21) on what loads have made of real pages."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from cube_integrity import NORMALISATION, violations
from pyoxigraph import NamedNode, Quad

from rolegraph.graph.ingest.load import load
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.namespaces import QB, RDF, SCHEMA, SDMX_DIMENSION, sparql_prologue
from rolegraph.graph.store import read_current

TYPE = NamedNode(RDF + "type")
OBSERVATION = NamedNode(QB + "Observation")
AMOUNT = NamedNode(SCHEMA + "MonetaryAmount")


def loaded(folder: Path, path: Path) -> list[Quad]:
    """The triples of all graphs after loading ``path``, the ontology among them."""
    assert load(folder, [str(path)]).refused == []
    return stored(folder)


def stored(folder: Path) -> list[Quad]:
    """The triples of all graphs of a store."""
    with read_current(folder) as current:
        return [Quad(q.subject, q.predicate, q.object) for q in current.store]


def failed(triples: list[Quad]) -> list[str]:
    """The constraints that the cube violates, after the normalisation that section 10.3 asks for."""
    store = pyoxigraph.Store()
    store.bulk_extend(triples)
    store.update(sparql_prologue() + NORMALISATION)
    return violations(store)


def count(triples: list[Quad], kind: NamedNode) -> int:
    return sum(1 for t in triples if t.predicate == TYPE and t.object == kind)


@pytest.fixture(scope="module")
def samples(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    return loaded(tmp_path_factory.mktemp("cube") / "samples", project_root / "samples")


def test_the_cube_of_the_samples_is_well_formed(samples: list[Quad]) -> None:
    """Two of the 45 pages give no figure, or an open end: they stay outside."""
    assert (count(samples, OBSERVATION), count(samples, AMOUNT)) == (43, 45)
    assert failed(samples) == []


def test_the_cube_of_the_seed_pages_is_well_formed(shared_data: Path, tmp_path: Path) -> None:
    seeds = loaded(tmp_path / "store", shared_data / "seed-pages")
    assert (count(seeds, OBSERVATION), count(seeds, AMOUNT)) == (2, 2)
    assert failed(seeds) == []


def test_the_cube_of_the_careers_service_is_well_formed(ncs_load: tuple[Path, LoadReport]) -> None:
    profiles = stored(ncs_load[0])
    assert (count(profiles, OBSERVATION), count(profiles, AMOUNT)) == (736, 736 + 40)
    assert failed(profiles) == []


def test_a_loaded_observation_that_loses_a_dimension_is_found(samples: list[Quad]) -> None:
    area = NamedNode(SDMX_DIMENSION + "refArea")
    observations = {t.subject for t in samples if t.object == OBSERVATION}
    lost = min((t for t in samples if t.predicate == area and t.subject in observations), key=str)
    assert failed([t for t in samples if t != lost]) == [f"IC-11 all dimensions are required: {lost.subject}"]


def test_a_second_observation_of_the_same_is_found(samples: list[Quad]) -> None:
    first = min((t.subject for t in samples if t.object == OBSERVATION), key=str)
    second = NamedNode("https://example.org/second")
    copies = [Quad(second, t.predicate, t.object) for t in samples if t.subject == first]
    [text] = failed([*samples, *copies])
    assert text.startswith("IC-12 no duplicate observations")
