"""``rolegraph align`` and ``rolegraph merge`` on a store: links, decisions, later loads and imports."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from taxonomy_store import BASE, ESCO, add_classifications, ask, made_store, page, write_pages

from rolegraph.graph.alignment.align import align
from rolegraph.graph.errors import RolegraphError, StoreError
from rolegraph.graph.ingest.check import check_generation
from rolegraph.graph.ingest.load import LoadOptions, load
from rolegraph.graph.store import current_generation, read_current
from rolegraph.graph.validation import Report, Severity
from rolegraph.service.cli import cli

PAGES = {
    "one": page("Collections Officer", "Negotiation", "Microsoft Excel"),
    "two": page("Actor", "Negotiaton"),
    "three": page("Thespian", "Juggling"),
}


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages, ESCO and O*NET, aligned."""
    made = made_store(tmp_path_factory.mktemp("aligned"), **PAGES)
    align(made)
    return made


@pytest.fixture
def store(aligned: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    write_pages(tmp_path / "pages", **PAGES)
    return shutil.copytree(aligned, tmp_path / "store", symlinks=True)


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--store", str(store)])


def proposed(store: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(run(store, "align", "--review", "--json").stdout)
    return found


def matches(store: Path, thing: str) -> set[tuple[str, ...]]:
    return set(
        ask(
            store,
            f"<id/{thing}> ?how ?what FILTER(STRSTARTS(STR(?how), STR(skos:)) && CONTAINS(STR(?how), 'Match'))",
        )
    )


def faults(report: Report) -> list[str]:
    """Violations by all but the tiny classifications, which are not whole."""
    theirs = (ESCO, f"{BASE}id/code/", f"{BASE}id/onet/", f"{BASE}id/scheme/")
    return [
        f"{one.focus_node}: {one.message}"
        for one in report.results
        if one.severity is Severity.VIOLATION and not one.focus_node.startswith(theirs)
    ]


SKOS = "http://www.w3.org/2004/02/skos/core#"


def test_roles_and_skills_are_linked(store: Path) -> None:
    assert (f"{SKOS}exactMatch", f"{ESCO}occupation/2") in matches(store, "role/actor")
    assert (f"{SKOS}exactMatch", f"{BASE}id/code/o-net-soc-27-2011-00") in matches(store, "role/actor")
    assert (f"{SKOS}exactMatch", f"{ESCO}skill/2") in matches(store, "skill/negotiation")
    assert matches(store, "role/thespian") == set()


def test_excel_of_a_page_of_esco_and_of_onet_lead_to_each_other(store: Path) -> None:
    page_skill, esco, onet = (
        f"{BASE}id/skill/microsoft-excel",
        f"{ESCO}skill/1",
        f"{BASE}id/onet/technology-microsoft-excel",
    )
    step = "(skos:exactMatch|skos:closeMatch|^skos:exactMatch|^skos:closeMatch)"
    for start in (page_skill, esco, onet):
        reached = {row[0] for row in ask(store, f"<{start}> {step}+ ?other")}
        assert {page_skill, esco, onet} <= reached | {start}


def test_a_link_says_what_it_rests_on(store: Path) -> None:
    pattern = "?a a rg:Alignment ; rg:alignedSubject <id/role/actor> ; rg:alignedObject ?o ; rg:relation ?r ;"
    rows = ask(store, pattern + "rg:method ?m ; rg:evidence ?e ; rg:decision ?d ; rg:alignmentScore ?s")
    assert {row[1] for row in rows} == {f"{ESCO}occupation/2", f"{BASE}id/code/o-net-soc-27-2011-00"}
    assert {row[3] for row in rows} == {"preferred label"}
    assert {row[5] for row in rows} == {"asserted"}
    assert all(0.9 < float(row[6]) <= 1 for row in rows)


def test_the_store_keeps_its_shapes(store: Path) -> None:
    with read_current(store) as current:
        assert faults(check_generation(current)) == []
        assert len(current.store) == current.generation.quads


def test_again_changes_nothing(store: Path) -> None:
    before = current_generation(store).number
    assert align(store).generation == before


def test_without_a_classification_it_says_what_to_do(tmp_path: Path) -> None:
    load(tmp_path / "store", write_pages(tmp_path / "pages", one=page("Actor", "Juggling")))
    with pytest.raises(StoreError, match="rolegraph import"):
        align(tmp_path / "store")


def test_decisions_survive_loads_imports_and_alignments(store: Path, tmp_path: Path) -> None:
    pattern = "?a rg:alignedSubject <id/role/actor> ; rg:alignedObject ?o ; rg:decision ?d"
    [key] = [row[0] for row in ask(store, pattern) if row[1] == f"{ESCO}occupation/2"]
    assert run(store, "align", "--reject", key.rpartition("/")[2]).exit_code == 0
    assert f"{ESCO}occupation/2" not in {what for _, what in matches(store, "role/actor")}
    add_classifications(store)
    load(store, [str(tmp_path / "pages")], LoadOptions(again=True))
    assert align(store).kept == 1
    assert f"{ESCO}occupation/2" not in {what for _, what in matches(store, "role/actor")}
    accepted = run(store, "align", "--accept", key, "--relation", "close")
    assert accepted.exit_code == 0, accepted.output
    align(store)
    assert (f"{SKOS}closeMatch", f"{ESCO}occupation/2") in matches(store, "role/actor")


def test_proposals_are_listed_and_can_be_accepted(store: Path) -> None:
    found = [one for one in proposed(store) if one["subject"].endswith("negotiaton")]
    assert found
    assert found[0]["evidence"]
    assert not matches(store, "skill/negotiaton")
    listed = run(store, "align", "--review").stdout
    assert found[0]["key"] in listed
    assert run(store, "align", "--accept", found[0]["key"]).exit_code == 0
    assert matches(store, "skill/negotiaton")
    assert found[0]["key"] not in {one["key"] for one in proposed(store)}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["align", "--accept", "nonsense"], "no link 'nonsense'"),
        (["align", "--review", "--accept", "x"], "--review changes nothing"),
        (["align", "--relation", "exact"], "--relation goes with --accept"),
        (["align", "--json"], "go with --review"),
        (["merge", "role/actor", "role/actor"], "into itself"),
        (["merge", "role/actor", "skill/negotiation"], "a role can't be merged into a skill"),
        (["merge", "role/nobody", "role/actor"], "no page speaks of"),
        (["merge", "country/GB", "country/IE"], "is no role or skill"),
        (["merge", "http://x y/", "role/actor"], "is no IRI"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(store: Path, arguments: list[str], said: str) -> None:
    before = current_generation(store).number
    done = run(store, *arguments)
    assert done.exit_code != 0
    assert said in (
        done.output
        if done.exception is None or isinstance(done.exception, SystemExit)
        else str(done.exception)
    )
    assert isinstance(done.exception, SystemExit | RolegraphError)
    assert current_generation(store).number == before


def test_a_second_exact_match_is_refused(store: Path) -> None:
    [key] = [one["key"] for one in proposed(store) if one["subject"].endswith("negotiaton")]
    refused = run(store, "align", "--accept", key, "--relation", "exact")
    assert isinstance(refused.exception, StoreError)
    assert "can't be an exact match beside" in str(refused.exception)
    assert not matches(store, "skill/negotiaton")
    assert run(store, "align", "--accept", key, "--relation", "close").exit_code == 0
    assert matches(store, "skill/negotiaton") == {(f"{SKOS}closeMatch", f"{ESCO}skill/2")}


def test_merged_things_are_one_now_and_later(store: Path, tmp_path: Path) -> None:
    assert run(store, "merge", "role/thespian", f"{BASE}id/role/actor").exit_code == 0
    assert ask(store, "<id/role/thespian> dcterms:isReplacedBy ?new") == [(f"{BASE}id/role/actor",)]
    assert len(ask(store, "?profile rg:role <id/role/actor> ; a rg:RoleProfile")) == 2
    assert ask(store, "?s ?p <id/role/thespian>") == []
    assert ("Thespian",) in ask(store, "<id/role/actor> skos:altLabel ?name")
    later = write_pages(tmp_path / "later", four=page("Thespian", "Juggling", country="France"))
    assert not load(store, later).refused
    assert len(ask(store, "?profile rg:role <id/role/actor> ; a rg:RoleProfile")) == 3
    align(store)
    assert ask(store, "<id/role/thespian> dcterms:isReplacedBy ?new") == [(f"{BASE}id/role/actor",)]
    with read_current(store) as current:
        assert faults(check_generation(current)) == []
        assert len(current.store) == current.generation.quads


def test_merges_lead_to_what_stands(store: Path) -> None:
    assert run(store, "merge", "role/thespian", "role/actor").exit_code == 0
    again = run(store, "merge", "role/thespian", "role/collections-officer")
    assert "was merged into" in str(again.exception)
    assert run(store, "merge", "role/actor", "role/collections-officer").exit_code == 0
    target = (f"{BASE}id/role/collections-officer",)
    assert ask(store, "<id/role/thespian> dcterms:isReplacedBy ?new") == [target]
    assert ask(store, "<id/role/actor> dcterms:isReplacedBy ?new") == [target]


def test_links_of_what_was_merged_go_but_decisions_pass_on(store: Path) -> None:
    rows = ask(store, "?a rg:alignedSubject <id/role/actor> ; rg:alignedObject ?o")
    for row in rows:
        run(store, "align", "--accept", row[0], "--relation", "close")
    assert run(store, "merge", "role/actor", "role/thespian").exit_code == 0
    assert matches(store, "role/actor") == set()
    assert {what for _, what in matches(store, "role/thespian")} == {row[1] for row in rows}
