"""From a role of pages to others beside the real ESCO and O*NET, cut down to what is near: who says so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import path_service
import pyoxigraph as ox
import pytest
from cut_taxonomies import cut_esco, cut_onet

from rolegraph.graph.alignment.align import align
from rolegraph.graph.client import open_store
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.load import load
from rolegraph.graph.namespaces import SKOS
from rolegraph.graph.paths.answers import Evidence, Flag, Method, PathsAnswer, SkillAsked, Step
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.importing import import_taxonomy
from rolegraph.service.cli import main

OFFICER = "Collections Officer"
NAMES = (OFFICER, "Debt collector", "Bookkeeper", "Loan Officer", "Financial Analyst", "Insurance clerk")
IRIS = Iris("http://127.0.0.1:8000/")
ESCO, ONET = (IRIS.taxonomy_graph(name) for name in ("esco", "onet"))
OCCUPATION = "http://data.europa.eu/esco/occupation/"
CODE = "http://127.0.0.1:8000/id/code/o-net-soc-"
PAGE = "http://127.0.0.1:8000/id/source/"


@dataclass(frozen=True)
class Aligned:
    """A store of pages and classifications that are aligned, with its questions."""

    folder: Path
    store: ox.Store
    questions: Questions

    def given(self, evidence: Evidence) -> set[tuple[str, ...]]:
        """What the query of an evidence gives."""
        rows = self.store.query(evidence.query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return {tuple(term.value for term in row) for row in rows}


@pytest.fixture(scope="module")
def aligned(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aligned]:
    folder = tmp_path_factory.mktemp("aligned")
    store = folder / "store"
    load(store, [str(path_service.ROOT / "samples" / page) for page in path_service.PAGES])
    import_taxonomy("esco", store, [cut_esco(shared_data, folder, NAMES)])
    import_taxonomy("onet", store, [cut_onet(shared_data, folder, NAMES)])
    align(store)
    with open_store(store) as graph, read_current(store) as current:
        yield Aligned(store, current.store, graph.questions)


@pytest.fixture(scope="module")
def to_collector(aligned: Aligned) -> PathsAnswer:
    """From the role of the pages to an occupation that only ESCO describes."""
    return aligned.questions.paths("debt collector", role=OFFICER)


def steps(answer: PathsAnswer) -> list[Step]:
    return [step for path in answer.paths for step in path.steps]


def test_the_role_of_pages_is_the_occupation_that_they_name_by_code(aligned: Aligned) -> None:
    role = aligned.questions.gap(OFFICER, role=OFFICER).target
    assert role.iri == f"{IRIS.base}id/role/collections-officer"
    assert [iri for iri in role.iris if iri.startswith(f"{CODE}43-3011-00-")]
    assert aligned.questions.similar("Bill and Account Collectors").role == role


def test_from_a_page_to_an_occupation_of_esco(to_collector: PathsAnswer) -> None:
    assert to_collector.target.iri.startswith(OCCUPATION)
    assert to_collector.direct is not None
    assert to_collector.direct.coverage < to_collector.floor
    assert to_collector.paths
    assert all(path.hops >= 2 and path.steps[-1].end == to_collector.target for path in to_collector.paths)
    assert all(step.missing for step in steps(to_collector))


def test_pages_and_both_classifications_say_so(to_collector: PathsAnswer, aligned: Aligned) -> None:
    sources = {source for step in steps(to_collector) for source in step.evidence.sources}
    assert {ESCO, ONET} <= sources
    assert [source for source in sources if source.startswith(f"{PAGE}collections-officer")]
    for step in to_collector.paths[0].steps:
        listed = {(one.subject, one.predicate, one.object, one.graph) for one in step.evidence.statements}
        assert step.evidence.total == len(listed) > 0
        assert aligned.given(step.evidence) == listed


def test_steps_that_a_page_names_are_told_apart(to_collector: PathsAnswer) -> None:
    named = [step for step in steps(to_collector) if step.method is Method.ALTERNATIVE_ROLE]
    alike = [step for step in steps(to_collector) if step.method is Method.SIMILARITY]
    assert named
    assert alike
    assert all(step.coverage >= to_collector.floor - 1e-9 for step in alike)
    assert all((Flag.CLAMPED_COST in step.flags) == (step.coverage < to_collector.floor) for step in named)


def test_skills_carry_what_each_source_says(aligned: Aligned) -> None:
    asked = aligned.questions.gap("debt collector", skills=["Microsoft Excel"]).step
    essential = {one.essential for one in (*asked.held, *asked.missing)}
    assert {True, False} == essential
    of_pages = aligned.questions.gap(OFFICER, skills=["Microsoft Excel"]).step
    ranked = {one.skill.label: one.rank for one in (*of_pages.held, *of_pages.missing) if one.rank}
    assert ranked == {"Retail Sales": 1, "Microsoft Excel": 2, "Problem Solving": 3}


def test_a_skill_of_pages_is_that_of_the_classifications(aligned: Aligned) -> None:
    answer = aligned.questions.reachable(skills=["Microsoft Excel"], gap=1.0, limit=200)
    [excel] = answer.start.skills
    assert {iri.rpartition("/")[2] for iri in excel.iris} >= {"microsoft-excel", "technology-microsoft-excel"}
    assert answer.total > 50


def test_what_matches_by_hub_skills_alone_is_flagged(aligned: Aligned) -> None:
    """O*NET asks for the same 35 skills everywhere."""
    answer = aligned.questions.reachable(role=OFFICER, gap=0.8, limit=200)
    flagged = [one.step for one in answer.roles if Flag.HUB_SKILLS_ONLY in one.step.flags]
    assert flagged
    for found in answer.roles:
        common = [one.hub for one in found.step.held]
        assert (Flag.HUB_SKILLS_ONLY in found.step.flags) == all(common)


def test_the_versions_of_pages_stay_what_pages_ask(aligned: Aligned) -> None:
    """The occupation asks for more than 100 skills more; the British page for three."""
    held = ["Retail Sales", "Microsoft Excel", "Problem Solving"]
    step = aligned.questions.gap(OFFICER, skills=held).step
    assert len(step.missing) > 50
    assert {(one.country, one.band) for one in step.met} == {("GB", "0-3 years"), ("AU", "3-6 years")}


def test_nothing_that_was_learnt_is_missing_again(to_collector: PathsAnswer) -> None:
    for path in to_collector.paths:
        learnt: set[str] = set()
        for step in path.steps:
            assert not _iris(step.missing) & learnt
            learnt |= _iris((*step.held, *step.missing))


def test_likeness_is_of_the_trade(aligned: Aligned) -> None:
    """O*NET says of these itself that they are related to collectors."""
    related = {
        "Billing and Posting Clerks",
        "Credit Authorizers, Checkers, and Clerks",
        "Loan Interviewers and Clerks",
        "Teller",
    }
    found = {one.role.label for one in aligned.questions.similar(OFFICER, limit=10).roles}
    assert len(found & related) >= 2


def test_a_name_of_several_occupations_is_not_guessed(
    aligned: Aligned, capsys: pytest.CaptureFixture[str]
) -> None:
    name = _shared_name(aligned.store)
    with pytest.raises(SystemExit) as ended:
        main(["gap", name, "--role", OFFICER, "--store", str(aligned.folder)])
    assert ended.value.code == 1
    [line] = capsys.readouterr().err.splitlines()
    assert f"'{name}' is the name of several roles: give the IRI of one of" in line


def test_the_command_gives_the_same(
    aligned: Aligned, to_collector: PathsAnswer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["paths", "debt collector", "--role", OFFICER, "--as", "json", "--store", str(aligned.folder)])
    told = json.loads(capsys.readouterr().out)
    ends = [[step["end"]["iri"] for step in path["steps"]] for path in told["paths"]]
    assert ends == [[step.end.iri for step in path.steps] for path in to_collector.paths]


def _shared_name(store: ox.Store) -> str:
    """An alternative title of several occupations of O*NET that is the preferred label of nothing."""
    graph = ox.NamedNode(ONET)
    preferred = store.quads_for_pattern(None, ox.NamedNode(f"{SKOS}prefLabel"), None)
    taken = {one.object.value.casefold() for one in preferred if isinstance(one.object, ox.Literal)}
    titles = store.quads_for_pattern(None, ox.NamedNode(f"{SKOS}altLabel"), None, graph)
    counted = Counter(one.object.value for one in titles if isinstance(one.object, ox.Literal))
    return next(name for name, count in sorted(counted.items()) if count > 3 and name.casefold() not in taken)


def _iris(skills: tuple[SkillAsked, ...]) -> set[str]:
    return {one.skill.iri for one in skills}
