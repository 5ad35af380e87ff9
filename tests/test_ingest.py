"""Loading: replace, skip, refuse, withdraw; crashes and two loads at once; the graph's invariants."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rolegraph.graph import open_store
from rolegraph.graph.errors import BaseMismatch, StoreError
from rolegraph.graph.ingest.load import LoadOptions, load, withdraw
from rolegraph.graph.ingest.refused import RefusedPages
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.store import current_generation

PAGE = """Collections Officer
{pay}
/ year
0-3 years experience
A Collections Officer (also known as a Collector) gets back what is owed.
As a Collections Officer with 0-3 years of experience in the United Kingdom, your main responsibilities include:
Call customers
For a Collections Officer job role, the following qualifications are required:
{skills}
"""
DEFAULT_BASE = "http://127.0.0.1:8000/"


def page(pay: str = "£23K", skills: tuple[str, ...] = ("Retail Sales", "Microsoft Excel")) -> str:
    """A role page with that pay and those ranked skills."""
    ranked = "\n".join(f"{rank}\n{name}" for rank, name in enumerate(skills, start=1))
    return PAGE.format(pay=pay, skills=ranked)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of one page, to be changed by tests."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(page(), "utf-8")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where the store will be."""
    return tmp_path / "store"


def run(store: Path, *paths: Path, **options: object) -> LoadReport:
    """Load paths with options."""
    return load(store, [str(path) for path in paths], LoadOptions(**options))  # type: ignore[arg-type]


def column(store: Path, query: str) -> list[str]:
    """The first variable of each row, as sorted text."""
    with open_store(store) as graph:
        return sorted(str(row[0]) for row in graph.select(query))


def figures(store: Path) -> list[str]:
    """All lower ends of pay."""
    return column(store, "SELECT ?v { ?o a qb:Observation ; schema:minValue ?v }")


def test_a_page_becomes_a_graph_of_its_own(store: Path, pages: Path) -> None:
    report = run(store, pages)
    assert report.summary() == (
        "1 pages: 1 accepted, 0 replaced, 0 unchanged, 0 duplicate, 0 refused; 0 warnings"
    )
    assert column(store, "SELECT ?n { GRAPH ?g { ?g dcterms:identifier ?n } }") == ["a.txt"]
    assert column(store, "SELECT ?l { ?r a rg:Role ; skos:altLabel ?l }") == ["Collector"]


def test_a_changed_page_replaces_what_it_said_and_keeps_its_history(store: Path, pages: Path) -> None:
    run(store, pages)
    (pages / "a.txt").write_text(page("£25K", skills=("Tact",)), "utf-8")
    report = run(store, pages)
    assert report.counts["replaced"] == 1
    assert figures(store) == ["25000"]
    assert column(store, "SELECT ?l { ?s a rg:Skill ; skos:prefLabel ?l }") == ["Tact"]
    revised = "SELECT ?old { ?new prov:wasRevisionOf ?old . ?old prov:invalidatedAtTime ?t }"
    assert len(column(store, revised)) == 1


def test_a_page_that_returns_to_earlier_bytes_is_a_third_revision(store: Path, pages: Path) -> None:
    for pay in ("£23K", "£25K", "£23K"):
        (pages / "a.txt").write_text(page(pay), "utf-8")
        run(store, pages)
    assert figures(store) == ["23000"]
    assert len(column(store, "SELECT ?r { ?r prov:specializationOf ?s }")) == 3
    current = "SELECT ?r { ?r prov:specializationOf ?s FILTER NOT EXISTS { ?r prov:invalidatedAtTime ?t } }"
    assert len(column(store, current)) == 1


def test_a_second_load_changes_nothing_and_says_so(store: Path, pages: Path) -> None:
    run(store, pages)
    before = current_generation(store)
    report = run(store, pages)
    assert (report.counts["unchanged"], report.counts["accepted"]) == (1, 0)
    assert current_generation(store).number == before.number == report.generation


def test_again_loads_unchanged_pages(store: Path, pages: Path) -> None:
    run(store, pages)
    assert run(store, pages, again=True).counts["replaced"] == 1


def test_a_refused_page_changes_nothing_and_is_listed(store: Path, pages: Path) -> None:
    run(store, pages)
    before = current_generation(store)
    (pages / "a.txt").write_text(page("£45K-£32K"), "utf-8")
    report = run(store, pages)
    assert report.counts["refused"] == 1
    assert current_generation(store).number == before.number
    [(_, kept)] = RefusedPages(store).all()
    assert kept.name == "a.txt"
    assert "a.txt, line 2" in str(kept.reasons[0])


def test_a_page_that_is_mended_leaves_the_list_of_refused_pages(store: Path, pages: Path) -> None:
    (pages / "a.txt").write_text(page("£45K-£32K"), "utf-8")
    run(store, pages)
    (pages / "a.txt").write_text(page(), "utf-8")
    run(store, pages)
    assert RefusedPages(store).all() == []


def test_ranks_with_a_gap_are_refused_by_the_shapes_and_the_rest_is_loaded(store: Path, pages: Path) -> None:
    gap = page(skills=("A", "B")).replace("\n2\n", "\n3\n")
    (pages / "b.txt").write_text(gap, "utf-8")
    report = run(store, pages)
    assert (report.counts["accepted"], report.counts["refused"]) == (1, 1)
    [refusal] = report.refused
    assert refusal.origin.endswith("b.txt")
    assert "sh:conforms false" in report.shacl_turtle()


def test_the_same_bytes_under_two_names_are_loaded_once_with_a_warning(store: Path, pages: Path) -> None:
    (pages / "b.txt").write_text(page(), "utf-8")
    report = run(store, pages)
    assert (report.counts["accepted"], report.counts["duplicate"]) == (1, 1)
    [warning] = [entry for entry in report.warnings if entry.code == "same-bytes"]
    assert "b.txt" in warning.origin
    assert "a.txt" in warning.message
    assert figures(store) == ["23000"]


def test_a_page_that_becomes_a_copy_of_another_says_nothing_any_more(store: Path, pages: Path) -> None:
    (pages / "b.txt").write_text(page("£99K"), "utf-8")
    run(store, pages)
    (pages / "b.txt").write_text(page(), "utf-8")
    run(store, pages)
    assert figures(store) == ["23000"]


def test_one_address_twice_in_one_load_the_later_stands(store: Path, pages: Path) -> None:
    for name, pay in (("b.txt", "£30K"), ("c.txt", "£31K")):
        (pages / name).write_text(page(pay) + "Page: https://example.org/role\n", "utf-8")
    report = run(store, pages)
    assert (report.counts["accepted"], report.counts["replaced"]) == (2, 1)
    assert [entry.code for entry in report.warnings] == ["page-repeated"]
    assert figures(store) == ["23000", "31000"]


def test_withdrawing_removes_what_a_page_said_and_leaves_the_rest(store: Path, pages: Path) -> None:
    (pages / "b.txt").write_text(page("£30K", skills=("Tact", "retail sales")), "utf-8")
    run(store, pages)
    withdraw(store, ["b.txt"])
    assert figures(store) == ["23000"]
    assert column(store, "SELECT ?l { ?s a rg:Skill ; skos:prefLabel ?l }") == [
        "Microsoft Excel",
        "Retail Sales",
    ]
    assert column(store, "SELECT ?l { ?s a rg:Skill ; skos:altLabel ?l }") == []
    assert len(column(store, "SELECT ?r { ?r prov:specializationOf ?p ; prov:invalidatedAtTime ?t }")) == 1


@pytest.mark.parametrize("form", ["iri", "key", "name"])
def test_a_page_is_withdrawn_by_iri_key_or_name(store: Path, pages: Path, form: str) -> None:
    run(store, pages)
    [iri] = column(store, "SELECT ?s { ?s rg:checksum ?c }")
    names = {"iri": iri, "key": iri.rpartition("/")[2], "name": "a.txt"}
    withdraw(store, [names[form]])
    assert column(store, "SELECT ?s { ?s rg:checksum ?c }") == []


def test_an_unknown_page_withdraws_nothing(store: Path, pages: Path) -> None:
    run(store, pages)
    with pytest.raises(StoreError, match="no page 'never'"):
        withdraw(store, ["a.txt", "never"])
    assert figures(store) == ["23000"]


def test_a_dry_run_leaves_nothing_behind(store: Path, pages: Path) -> None:
    report = run(store, pages, dry_run=True)
    assert report.counts["accepted"] == 1
    assert not store.exists()


def test_the_base_is_fixed_by_the_first_load(store: Path, pages: Path) -> None:
    run(store, pages, base="https://jobs.example.org/")
    assert column(store, "SELECT ?r { ?r a rg:Role }") == [
        "https://jobs.example.org/id/role/collections-officer"
    ]
    with pytest.raises(BaseMismatch):
        run(store, pages, base=DEFAULT_BASE)


def test_the_count_of_quads_is_that_of_the_store(store: Path, pages: Path) -> None:
    (pages / "b.txt").write_text(page("£30K", skills=("Tact",)), "utf-8")
    run(store, pages)
    (pages / "a.txt").write_text(page("£24K"), "utf-8")
    run(store, pages)
    withdraw(store, ["b.txt"])
    stated = current_generation(store).quads
    assert column(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == [str(stated)]


def test_no_triple_stands_in_two_graphs(store: Path, project_root: Path) -> None:
    run(store, project_root / "samples")
    twice = "SELECT ?s { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER (?g != ?h) }"
    assert column(store, twice) == []
    blank = "ASK { ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) }"
    with open_store(store) as graph:
        assert graph.query(blank) is False


def test_order_and_number_of_loads_do_not_change_the_graph(tmp_path: Path, project_root: Path) -> None:
    samples = sorted((project_root / "samples" / "us").glob("*.txt"))
    once, singly = tmp_path / "once", tmp_path / "singly"
    run(once, *samples)
    for sample in reversed(samples):
        run(singly, sample)
    assert _state(once) == _state(singly)


def _state(store: Path) -> set[tuple[str, ...]]:
    """All quads but those of the provenance graph."""
    query = f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{DEFAULT_BASE}graph/provenance>) }}"
    with open_store(store) as graph:
        return {tuple(term.n3() for term in row) for row in graph.select(query)}


LOADER = (
    "import sys; from pathlib import Path; from rolegraph.graph.ingest.load import load; "
    "report = load(Path(sys.argv[1]), sys.argv[2:]); print(report.summary())"
)


def test_two_loads_at_once_lose_nothing(store: Path, project_root: Path) -> None:
    folders = [str(project_root / "samples" / country) for country in ("gb", "us")]
    loaders = [subprocess.Popen([sys.executable, "-c", LOADER, str(store), folder]) for folder in folders]
    assert [loader.wait(120) for loader in loaders] == [0, 0]
    files = [path for folder in folders for path in Path(folder).iterdir()]
    assert column(store, "SELECT (COUNT(*) AS ?n) { ?s rg:checksum ?c }") == [str(len(files))]


def test_kill_during_a_load_keeps_the_last_generation_and_a_repeat_completes(
    store: Path, project_root: Path
) -> None:
    samples = str(project_root / "samples")
    run(store, Path(samples) / "gb" / "collections-officer-0-3-years.txt")
    for delay in (0.2, 0.7, 1.0, 1.3, 1.6, 1.9, 2.2):
        with subprocess.Popen(
            [sys.executable, "-c", LOADER, str(store), samples], stdout=subprocess.DEVNULL
        ) as loader:
            time.sleep(delay)
            os.kill(loader.pid, signal.SIGKILL)
        assert "23000" in figures(store)
        pages = column(store, "SELECT (COUNT(*) AS ?n) { ?s rg:checksum ?c }")
        assert pages in (["1"], ["45"])
    report = run(store, Path(samples))
    assert report.counts.total() == 45
    assert not report.refused
    assert column(store, "SELECT (COUNT(*) AS ?n) { ?s rg:checksum ?c }") == ["45"]


def test_a_page_may_take_over_the_bytes_that_another_gives_up(store: Path, pages: Path) -> None:
    run(store, pages)
    (pages / "b.txt").write_text(page(), "utf-8")
    (pages / "a.txt").write_text(page("£99K"), "utf-8")
    report = run(store, pages)
    assert (report.counts["accepted"], report.counts["replaced"]) == (1, 1)
    assert figures(store) == ["23000", "99000"]


def test_the_ontology_of_another_version_is_replaced_by_a_load_that_changes_nothing(
    store: Path, pages: Path
) -> None:
    run(store, pages)
    meta = current_generation(store).path / "meta.json"
    meta.write_text(meta.read_text().replace(current_generation(store).meta.ontology, "of another version"))
    before = current_generation(store)
    assert run(store, pages).counts["unchanged"] == 1
    after = current_generation(store)
    assert after.number == before.number + 1
    assert after.quads - before.quads == 3 + 1, "a load more in the provenance graph, nothing else"
    assert run(store, pages).generation == after.number
