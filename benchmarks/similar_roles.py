"""How far the similar occupations of the OOH agree with O*NET's related ones, through the alignment.

Run as ``python benchmarks/similar_roles.py [--report RESULTS.md] [DATA]``. The pages of the Occupational
Outlook Handbook are loaded beside O*NET and aligned; a pair of a page's role and one that it calls similar
is compared where both are linked to O*NET occupations (exact, close, broad or narrow).
"""

from __future__ import annotations

import argparse
import random
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import result_sections

from rolegraph.graph import RoleGraph, open_store
from rolegraph.graph.alignment.align import align
from rolegraph.graph.ingest.load import load
from rolegraph.graph.taxonomies.importing import import_taxonomy

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
_LINKS = """SELECT DISTINCT ?role ?code {
  ?role a rg:Role ; skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch ?code .
  ?code a skos:Concept ; skos:inScheme/skos:prefLabel ?scheme
  FILTER(STRSTARTS(STR(?scheme), "O*NET-SOC")) }"""
_SIMILAR = "SELECT DISTINCT ?role ?other { ?page rg:role ?role ; rg:alternativeRole ?other }"
_RELATED = "SELECT DISTINCT ?one ?other { ?one rg:relatedOccupation ?other }"
_SEED = 20_261_122

Pairs = set[tuple[str, str]]


def make(data: Path, store: Path) -> None:
    """The pages, O*NET and the links between them."""
    pages = store.with_name("pages")
    with tarfile.open(data / "bls-ooh" / "pages.tar.xz", "r:xz") as archive:
        archive.extractall(pages, filter="data")
    load(store, [str(pages)])
    import_taxonomy("onet", store, [data / "onet-29.2"])
    align(store)


def pairs(graph: RoleGraph, query: str) -> Pairs:
    """The two columns of a query."""
    return {(str(one), str(other)) for one, other in graph.select(query)}


def compared(links: Pairs, similar: Pairs, related: Pairs) -> Iterator[tuple[str, bool]]:
    """For each similar pair with both ends linked: the role, and whether O*NET relates any of the codes."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for role, code in links:
        codes[role].add(code)
    known = {one for one, _ in related}
    for role, other in sorted(similar):
        ends = [(a, b) for a in codes[role] & known for b in codes[other] if a != b]
        if ends:
            yield role, any((a, b) in related for a, b in ends)


def shuffled(similar: Pairs) -> Pairs:
    """Each role with as many others, drawn from all that are called similar."""
    others = [other for _, other in sorted(similar)]
    random.Random(_SEED).shuffle(others)
    return set(zip((role for role, _ in sorted(similar)), others, strict=True))


def measured(store: Path) -> str:
    """The report."""
    with open_store(store) as graph:
        links, similar, related = (pairs(graph, query) for query in (_LINKS, _SIMILAR, _RELATED))
    rows = []
    for name, asked in (("similar occupations", similar), ("the same, shuffled", shuffled(similar))):
        outcomes = list(compared(links, asked, related))
        agreed = sum(is_related for _, is_related in outcomes)
        share = f"{agreed / len(outcomes):.3f}" if outcomes else "–"
        rows.append((name, str(len(asked)), str(len(outcomes)), str(agreed), share))
    heads = ("pairs", "all", "both ends linked", "related in O*NET", "share")
    return (
        f"- {result_sections.today()}, {result_sections.machine()}\n\n{result_sections.table(heads, rows)}\n"
    )


def main(given: Sequence[str] | None = None) -> None:
    """Run it; prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    options = parser.parse_args(given)
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        make(options.data, store)
        text = measured(store)
    print(text)
    if options.report:
        result_sections.write(options.report, "similar roles", text)


if __name__ == "__main__":
    main()
