"""The shapes of classifications: asked by the engine, they find what pySHACL finds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from taxonomy_files import esco_tables, onet_tables, written

from rolegraph.graph.identity import Iris
from rolegraph.graph.taxonomies import esco, onet
from rolegraph.graph.taxonomies.files import Distribution
from rolegraph.graph.taxonomies.shapes import check, taxonomy_shapes
from rolegraph.graph.taxonomies.taxonomy import Wanted
from rolegraph.graph.validation import Report, Validator
from rolegraph.graph.validation.shapes import SHAPES

IRIS = Iris("http://127.0.0.1:8000/")
OWN = {shape.iri for shape in taxonomy_shapes()}


def compared(quads: list[ox.Quad]) -> tuple[Report, Report]:
    """What the engine finds, and what pySHACL finds for the same shapes."""
    store = ox.Store()
    store.extend(quads)
    validated = Validator().validate(quads).results
    return check(store), Report.of(result for result in validated if result.shape in OWN)


def test_on_small_classifications(tmp_path: Path) -> None:
    [one] = esco.read(Distribution([written(tmp_path / "esco", esco_tables())]), IRIS, Wanted(), None)
    [other] = onet.read(Distribution([written(tmp_path / "onet", onet_tables())]), IRIS, Wanted(), None)
    found, wanted = compared([*one.quads, *other.quads])
    assert found == wanted
    assert len(found.results) == 7


@pytest.mark.parametrize("shape", sorted(OWN))
def test_on_what_breaks_each_shape(shape: str, project_root: Path) -> None:
    paths = sorted((project_root / "tests/data/shapes").glob(f"{shape.removeprefix(SHAPES)}.*.bad.ttl"))
    assert paths
    for path in paths:
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        found, wanted = compared(quads)
        assert found == wanted
        assert shape in {result.shape for result in found.results}
