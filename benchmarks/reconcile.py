"""Reconciliation with ESCO, measured: job titles and misspelt skills, as OpenRefine sends them.

Run as ``python benchmarks/reconcile.py [--report RESULTS.md] [DATA]``. ESCO is imported into a store of its
own. The titles of the UK National Careers Service are matched with occupations (right is the one whose label
the profile states); 200 labels of skills are misspelt, once and twice, and matched with skills.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import result_sections
from flask.testing import FlaskClient
from search_data import SEED, misspelt

from rolegraph.graph.store import read_current
from rolegraph.graph.store.writing import create_store
from rolegraph.graph.taxonomies.importing import import_taxonomy
from rolegraph.service.app import create_app
from rolegraph.service.parts import parts_of

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
BASE = "http://127.0.0.1:8000/"
SKILLS = 200
_AT_ONCE = 10
"""Queries in a batch: what OpenRefine sends."""
_LABELS = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX esco: <http://data.europa.eu/esco/model#>
SELECT ?thing ?label {
  ?thing a ?class ; skos:prefLabel ?label FILTER(?class IN (esco:Occupation, esco:Skill)) }
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A name, and the IRI of what it means."""

    name: str
    right: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares right at the first rank and among five; how many were sure, and how many of these are right."""

    asked: int
    first: float
    five: float
    sure: int
    sure_right: float
    milliseconds: float

    @property
    def row(self) -> list[str]:
        """Cells of the table."""
        shares = [f"{share:.3f}" for share in (self.first, self.five)]
        return [
            str(self.asked),
            *shares,
            str(self.sure),
            f"{self.sure_right:.3f}",
            f"{self.milliseconds:.1f}",
        ]


def esco(store: Path) -> dict[str, dict[str, str]]:
    """The IRI of each preferred label, in small letters, of occupations and of skills."""
    found: dict[str, dict[str, str]] = {"occupation": {}, "skill": {}}
    with read_current(store) as current:
        rows: Any = current.store.query(_LABELS, use_default_graph_as_union=True)
        for row in rows:
            kind = row["thing"].value.rsplit("/", 2)[1]
            found[kind].setdefault(row["label"].value.casefold(), row["thing"].value)
    return found


def titles(data: Path, occupations: dict[str, str]) -> Iterator[Asked]:
    """The titles of the profiles; right is "" where they state no label that ESCO has."""
    path = data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            label = (record["esco_occupation_label"] or "").strip().casefold()
            yield Asked(record["title"], occupations.get(label, ""))


def skills(known: dict[str, str], typos: int) -> list[Asked]:
    """Labels of skills with so many typos; the same labels each time."""
    draw = random.Random(SEED)
    labels = draw.sample(sorted(known), SKILLS)
    return [Asked(_misspelt(label, typos, draw), known[label]) for label in labels]


def _misspelt(label: str, typos: int, draw: random.Random) -> str:
    for _ in range(typos):
        label = misspelt(label, draw)
    return label


def measured(client: FlaskClient, asked: Sequence[Asked], kind: str) -> Measured:
    """What the service answers; names without a right answer are left out of the shares."""
    found: list[list[dict[str, Any]]] = []
    started = time.perf_counter()
    for place in range(0, len(asked), _AT_ONCE):
        found += _answers(client, asked[place : place + _AT_ONCE], kind)
    seconds = time.perf_counter() - started
    known = [(one.right, some) for one, some in zip(asked, found, strict=True) if one.right]
    ranks = [next((rank for rank, one in enumerate(some) if one["id"] == right), 99) for right, some in known]
    sure = [right == some[0]["id"] for right, some in known if some and some[0]["match"]]
    return Measured(
        len(known),
        sum(rank == 0 for rank in ranks) / len(known),
        sum(rank < 5 for rank in ranks) / len(known),
        len(sure),
        sum(sure) / len(sure) if sure else 0.0,
        1000 * seconds / len(asked),
    )


def _answers(client: FlaskClient, asked: Sequence[Asked], kind: str) -> list[list[dict[str, Any]]]:
    queries = {
        f"q{place}": {"query": one.name, "type": kind, "type_strict": "should", "limit": 5}
        for place, one in enumerate(asked)
    }
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    if response.status_code != 200:
        raise SystemExit(response.text)
    return [response.get_json()[name]["result"] for name in queries]


def run(data: Path, store: Path) -> str:
    """The report."""
    create_store(store, BASE)
    import_taxonomy("esco", store, [data / "esco-1.1.1"])
    app = create_app(store)
    parts_of(app).derived.build(["search-index"])
    known, client = esco(store), app.test_client()
    every = list(titles(data, known["occupation"]))
    rows = [
        ["NCS titles, occupations", *measured(client, every, "esco-occupation").row],
        ["skills, one typo", *measured(client, skills(known["skill"], 1), "esco-skill").row],
        ["skills, two typos", *measured(client, skills(known["skill"], 2), "esco-skill").row],
    ]
    parts_of(app).queries.close()
    heads = ("names", "asked", "first", "in the first five", "sure", "of these right", "ms a name")
    left = len(every) - sum(bool(one.right) for one in every)
    head = f"- {result_sections.today()}, {result_sections.machine()}"
    foot = f"Of {len(every)} profiles {left} state no label of ESCO 1.1.1."
    return f"{head}\n\n{result_sections.table(heads, rows)}\n\n{foot}\n"


def main(given: Sequence[str] | None = None) -> None:
    """Run it; prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    options = parser.parse_args(given)
    with TemporaryDirectory() as folder:
        text = run(options.data, Path(folder) / "store")
    print(text)
    if options.report:
        result_sections.write(options.report, "reconcile", text)


if __name__ == "__main__":
    main()
