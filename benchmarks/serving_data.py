"""The data of the serving benchmark: made pages, loaded by our own loader, exported for the peers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from peers.engine import Data

from rolegraph.graph import open_store

BASE = "http://graph.example/"
_QUADS_A_PAGE = 215
_RUN = "from rolegraph.service.cli import main; main()"
_RICH = """SELECT ?role (COUNT(?asked) AS ?n) {
  ?page rg:role ?role ; schema:name ?name ; rg:skillRequirement ?asked .
  ?asked schema:position ?rank ; schema:item ?skill } GROUP BY ?role HAVING (COUNT(?asked) >= %d)"""


@dataclass(frozen=True, slots=True)
class Roles:
    """IRIs of all roles, and of those that have enough to tell for the query of so many rows."""

    every: list[str]
    rich: list[str]


def make(folder: Path, quads: int) -> Data:
    """Make about ``quads`` quads in ``folder``: ``store`` and ``data.nq``."""
    pages, store, exported = folder / "pages", folder / "store", folder / "data.nq"
    number = str(max(1, quads // _QUADS_A_PAGE))
    _run(str(Path(__file__).with_name("generate.py")), number, "--out", str(pages))
    _run("-c", _RUN, "load", str(pages), "--store", str(store), "--base", BASE, "--quiet")
    _run("-c", _RUN, "export", "--store", str(store), "--output", str(exported))
    with exported.open("rb") as lines:
        return Data(BASE, store, exported, sum(1 for _ in lines))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def roles(data: Data, rows: int) -> Roles:
    """The roles in the store; ``rich`` have at least ``rows`` ranked skills over all their pages."""
    with open_store(data.store) as graph:
        every = [str(row.role) for row in graph.select("SELECT ?role { ?role a rg:Role } ORDER BY ?role")]
        rich = sorted(str(row.role) for row in graph.select(_RICH % rows))
    if not rich:
        raise SystemExit(f"no role has {rows} ranked skills: give more --quads")
    return Roles(every, rich)
