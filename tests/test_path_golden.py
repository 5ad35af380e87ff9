"""Answers about paths against golden files, so that a change of a format is seen as one.

``pytest tests/test_path_golden.py --regenerate-golden`` writes the files anew; look at their difference.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import path_answers as samples
import pytest
from pyoxigraph import RdfFormat

from rolegraph.graph.paths import answers as a
from rolegraph.graph.paths.formats.as_csv import as_csv
from rolegraph.graph.paths.formats.as_json import as_json
from rolegraph.graph.paths.formats.as_rdf import as_rdf
from rolegraph.graph.paths.formats.picture import as_svg

GOLDEN = Path(__file__).resolve().parent / "data" / "paths"


def drawn(answer: a.Answer) -> str:
    assert isinstance(answer, a.PathsAnswer)
    return as_svg(answer)


FORMATS: dict[str, Callable[[a.Answer], str]] = {
    "json": lambda answer: as_json(answer, indent=1),
    "csv": as_csv,
    "nt": lambda answer: as_rdf(answer, RdfFormat.N_TRIPLES).decode(),
    "svg": drawn,
}
FILES = [
    *(("two-steps", kind) for kind in FORMATS),
    *(("reachable", "csv"), ("gap", "json"), ("gap", "csv"), ("similar", "json"), ("no-path", "svg")),
]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_an_answer_is_as_in_its_file(name: str, kind: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / f"{name}.{kind}"
    text = FORMATS[kind](samples.ALL[name]())
    if request.config.getoption("--regenerate-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode()


def test_every_file_belongs_to_a_test() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.{kind}" for name, kind in FILES}
