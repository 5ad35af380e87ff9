"""Paths on the samples and on the two seed pages; evidence equal to what its query gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from taxonomy_store import IRIS, add_classifications, made_store, page

from rolegraph.graph.alignment.align import align
from rolegraph.graph.client import open_store
from rolegraph.graph.ingest.load import load
from rolegraph.graph.paths.answers import Evidence, Kind, Method, Reason
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.store import read_current

OFFICER = "Collections Officer"
HELD = ["Retail Sales", "Microsoft Excel", "Problem Solving"]


_ESCO = """
<http://data.europa.eu/esco/occupation/1> a skos:Concept, esco:Occupation ; skos:prefLabel "debt collector"@en ;
    skos:altLabel "collections officer"@en ; esco:relatedEssentialSkill <http://data.europa.eu/esco/skill/2> ;
    esco:relatedOptionalSkill <http://data.europa.eu/esco/skill/3> .
<http://data.europa.eu/esco/skill/2> a skos:Concept, esco:Skill ; skos:prefLabel "negotiation"@en .
<http://data.europa.eu/esco/skill/3> a skos:Concept, esco:Skill ; skos:prefLabel "negotiate compromises"@en .
"""
_ONET = """
<id/scheme/o-net-soc> a skos:ConceptScheme ; skos:prefLabel "O*NET-SOC"@en .
<id/code/o-net-soc-27-2011-00> a skos:Concept, schema:CategoryCode ; skos:prefLabel "Actor"@en ;
    skos:inScheme <id/scheme/o-net-soc> ; schema:inCodeSet <id/scheme/o-net-soc> ; schema:codeValue "27-2011.00" ;
    skos:notation "27-2011.00" ; schema:skills <id/onet/element-x>, <id/onet/technology-t> ;
    <https://w3id.org/rolegraph/ns#skillRating> <id/onet/rating-1>, <id/onet/rating-2> .
<id/onet/rating-1> schema:item <id/onet/element-x> ; <https://w3id.org/rolegraph/ns#importance> 4.0 .
<id/onet/rating-2> schema:item <id/onet/element-y> ; <https://w3id.org/rolegraph/ns#importance> 1.5 ;
    <https://w3id.org/rolegraph/ns#notRelevant> true .
<id/onet/element-x> a skos:Concept, schema:DefinedTerm ; skos:prefLabel "Speaking"@en .
<id/onet/element-y> a skos:Concept, schema:DefinedTerm ; skos:prefLabel "Science"@en .
<id/onet/technology-t> a skos:Concept, schema:DefinedTerm ; skos:prefLabel "Microsoft Excel"@en .
"""


@dataclass(frozen=True)
class Opened:
    """A store with its questions."""

    store: ox.Store
    questions: Questions


def opened(folder: Path) -> Iterator[Opened]:
    with open_store(folder) as graph, read_current(folder) as current:
        yield Opened(current.store, graph.questions)


def given(opened: Opened, evidence: Evidence) -> set[tuple[str, ...]]:
    """What the query of an evidence gives on the store."""
    rows = opened.store.query(evidence.query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return {tuple(term.value for term in row) for row in rows}


def listed(evidence: Evidence) -> set[tuple[str, ...]]:
    return {(one.subject, one.predicate, one.object, one.graph) for one in evidence.statements}


@pytest.fixture(scope="module")
def samples(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("paths") / "store"
    load(folder, [str(project_root / "samples")])
    yield from opened(folder)


@pytest.fixture(scope="module")
def seed(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("seed") / "store"
    load(folder, [str(shared_data / "seed-pages")])
    yield from opened(folder)


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    pages = {"one": page(OFFICER, "Negotiation", "Microsoft Excel"), "two": page("Actor", "Negotiation")}
    folder = made_store(tmp_path_factory.mktemp("aligned"), **pages)
    add_classifications(folder, esco=_ESCO, onet=_ONET)
    align(folder)
    yield from opened(folder)


class TestSamples:
    def test_from_three_skills_to_collections_officer_with_nothing_missing(self, samples: Opened) -> None:
        answer = samples.questions.paths(OFFICER, skills=HELD)
        step = answer.paths[0].steps[0]
        assert answer.paths[0].hops == 1
        assert {(one.country, one.band) for one in step.met} == {("GB", "0-3 years"), ("AU", "3-6 years")}
        assert {one.skill.label for one in step.held} == set(HELD)
        assert [one.rank for one in step.held] == [1, 2, 3]

    def test_what_the_page_of_another_country_asks_is_told(self, samples: Opened) -> None:
        step = samples.questions.gap(OFFICER, skills=HELD).step
        american = next(one for one in step.versions if one.country == "US")
        assert {one.iri for one in american.missing} == {one.skill.iri for one in step.missing}
        assert step.missing

    def test_a_country_and_a_band_show_their_pay(self, samples: Opened) -> None:
        step = samples.questions.gap(OFFICER, skills=HELD, country="GB", band="0-3 years").step
        assert step.pay.end is not None
        assert step.pay.key is not None
        assert (int(step.pay.end.minimum), step.pay.key.currency, step.pay.end.count) == (23000, "GBP", 1)
        assert [one.missing for one in step.versions] == [()]

    def test_paths_of_several_steps_with_what_they_lack(self, samples: Opened) -> None:
        answer = samples.questions.paths("Data Scientist", role=OFFICER)
        assert len(answer.paths) == 5
        assert {path.hops for path in answer.paths} >= {2, 3}
        assert all(path.steps[0].missing and path.steps[-1].end == answer.target for path in answer.paths)
        costs = [path.cost for path in answer.paths]
        assert costs == sorted(costs)
        assert any(step.method is Method.ALTERNATIVE_ROLE for path in answer.paths for step in path.steps)

    def test_nothing_learnt_is_missing_again(self, samples: Opened) -> None:
        for path in samples.questions.paths("Data Scientist", role=OFFICER, k=20).paths:
            learnt: set[str] = set()
            for step in path.steps:
                missing = {one.skill.iri for one in step.missing}
                assert not missing & learnt
                learnt |= missing | {one.skill.iri for one in step.held}

    def test_the_query_of_a_step_gives_exactly_its_statements(self, samples: Opened) -> None:
        for path in samples.questions.paths("Data Scientist", role=OFFICER).paths:
            for step in path.steps:
                assert given(samples, step.evidence) == listed(step.evidence)
                assert step.evidence.total == len(step.evidence.statements) > 0

    def test_the_query_of_likeness_does_too(self, samples: Opened) -> None:
        answer = samples.questions.similar(OFFICER, limit=3)
        assert answer.roles
        for one in answer.roles:
            assert given(samples, one.evidence) == listed(one.evidence)

    def test_statements_stand_in_the_store(self, samples: Opened) -> None:
        step = samples.questions.gap("Loan Officer", role=OFFICER).step
        for one in step.evidence.statements:
            terms = map(ox.NamedNode, (one.subject, one.predicate, one.object, one.graph))
            assert ox.Quad(*terms) in samples.store
        assert set(step.evidence.sources) == {one.graph for one in step.evidence.statements}


class TestSeedPages:
    def test_the_one_role_is_reached_and_nothing_is_missing(self, seed: Opened) -> None:
        answer = seed.questions.paths(OFFICER, skills=HELD)
        ((step,),) = (path.steps for path in answer.paths)
        assert (step.coverage, step.missing) == (1.0, ())
        assert answer.explained is not None
        assert answer.explained.reason is Reason.ONE_ROLE

    def test_nothing_is_like_it_or_reached_from_it(self, seed: Opened) -> None:
        similar, reachable = seed.questions.similar(OFFICER), seed.questions.reachable(role=OFFICER, gap=1.0)
        assert (similar.roles, reachable.roles) == ((), ())
        for explained in (similar.explained, reachable.explained):
            assert explained is not None
            assert explained.reason is Reason.ONE_ROLE

    def test_from_itself_it_takes_no_step(self, seed: Opened) -> None:
        assert [path.hops for path in seed.questions.paths(OFFICER, role=OFFICER).paths] == [0]


class TestClassifications:
    def test_pages_and_classifications_are_evidence_of_one_step(self, aligned: Opened) -> None:
        step = aligned.questions.gap(OFFICER, role="Actor").step
        assert len(step.end.iris) > 1
        assert {one.skill.label for one in step.held} == {"Negotiation", "Microsoft Excel"}
        assert {IRIS.taxonomy_graph("esco"), IRIS.taxonomy_graph("onet")} <= set(step.evidence.sources)
        assert any(source.startswith(IRIS.source_prefix) for source in step.evidence.sources)
        assert given(aligned, step.evidence) == listed(step.evidence)

    def test_the_occupation_is_another_name_of_the_role(self, aligned: Opened) -> None:
        by_label = aligned.questions.similar("debt collector").role
        assert (by_label.kind, by_label.label) == (Kind.ROLE, OFFICER)
