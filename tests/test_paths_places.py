"""Questions that name a country or a band: the role asked about is what its pages there ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skill_spaces import BASE, Profile, esco, pages, questions, space, store
from small_spaces import Key, Small, needs_of

from rolegraph.graph.paths.answers import Evidence, Flag, Step
from rolegraph.graph.paths.holding import Aim
from rolegraph.graph.paths.k_best import MOST_HOPS, Finder, Start
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.paths.steps import Steps

LISTS = {"GB": ["sell", "count", "solve"], "US": ["count", "type", "write", "listen", "persuade", "talk"]}


def turtle() -> dict[str, str]:
    """An officer asked for less in GB than in the US; a clerk on the way; a trader of ESCO."""
    made = pages(
        Profile("Officer", LISTS["GB"], country="GB", band="0-3-years"),
        Profile("Officer", LISTS["US"], country="US", band="not-stated", ranked=False),
        Profile("Officer", ["sell"], country="AU", band="3-6-years"),
        Profile("Clerk", ["count", "type", "file", "greet", "wait"], country="US", alternatives=["Officer"]),
        Profile("Painter", ["paint", "draw", "mix", "hang", "count"], country="GB", band="3-6-years"),
    )
    made |= esco({"trader": {"haggle": True, "weigh": False}})
    made["graph/alignment"] = "<id/role/officer> skos:exactMatch <occupation/trader> ."
    return made


@pytest.fixture(scope="module")
def asker() -> Questions:
    return questions(turtle())


@pytest.fixture(scope="module")
def raw() -> ox.Store:
    return store(turtle())


def gap(asker: Questions, **asked: Any) -> Step:
    return asker.gap("Officer", skills=LISTS["GB"], **asked).step


def labels(step: Step) -> tuple[list[str], list[str]]:
    return [one.skill.label for one in step.held], [one.skill.label for one in step.missing]


class TestGap:
    def test_without_a_place_all_that_is_known_counts(self, asker: Questions) -> None:
        step = gap(asker)
        assert step.coverage < 1
        assert {"haggle", "write"} <= set(labels(step)[1])
        assert [one.country for one in step.met] == ["AU", "GB"]

    @pytest.mark.parametrize(
        "asked", [{"country": "GB"}, {"band": "0-3-years"}, {"country": "GB", "band": "the 0-3-years"}]
    )
    def test_of_a_country_or_band_nothing_is_missing(self, asker: Questions, asked: dict[str, str]) -> None:
        step = gap(asker, **asked)
        assert (step.coverage, step.gap, step.cost, step.missing) == (1.0, 0.0, 0.0, ())
        assert labels(step) == (LISTS["GB"], [])
        assert Flag.LOW_EVIDENCE in step.flags
        assert Flag.DESCRIBED_ELSEWHERE not in step.flags

    def test_figures_are_those_of_these_pages(self, asker: Questions) -> None:
        held = {
            one.skill.label: (one.importance, one.rank, one.profiles) for one in gap(asker, country="GB").held
        }
        assert held == {"sell": (1.0, 1, 1), "count": (2 / 3, 2, 1), "solve": (1 / 3, 3, 1)}

    def test_a_place_and_its_version_say_the_same(self, asker: Questions) -> None:
        step = gap(asker, country="US")
        (version,) = step.versions
        assert version.coverage == pytest.approx(step.coverage)
        assert version.missing == tuple(one.skill for one in step.missing)
        everywhere = next(one for one in gap(asker).versions if one.country == "US")
        assert everywhere == version

    @pytest.mark.parametrize("asked", [{"country": "FR"}, {"country": "GB", "band": "3-6-years"}])
    def test_where_no_page_describes_it_all_that_is_known_counts(
        self, asker: Questions, asked: dict[str, str]
    ) -> None:
        step, whole = gap(asker, **asked), gap(asker)
        assert (step.coverage, step.missing, step.evidence) == (whole.coverage, whole.missing, whole.evidence)
        assert Flag.DESCRIBED_ELSEWHERE in step.flags
        assert Flag.DESCRIBED_ELSEWHERE not in whole.flags


class TestEvidence:
    @pytest.mark.parametrize(
        "asked", [{}, {"country": "GB"}, {"band": "3-6-years"}, {"country": "US", "band": "not-stated"}]
    )
    @pytest.mark.parametrize("role", [None, "Clerk"])
    def test_the_query_gives_exactly_what_is_listed(
        self, asker: Questions, raw: ox.Store, asked: dict[str, Any], role: str | None
    ) -> None:
        step = asker.gap("Officer", skills=["sell"], role=role, **asked).step
        assert listed(step.evidence) == answered(raw, step.evidence)
        assert step.evidence.total == len(step.evidence.statements) > 0

    def test_it_is_of_the_pages_of_the_place(self, asker: Questions) -> None:
        assert gap(asker, country="GB").evidence.sources == (f"{BASE}id/source/0",)

    def test_sources_are_told_whether_or_not_statements_are_listed(self, asker: Questions) -> None:
        few, all_ = gap(asker, evidence=1).evidence, gap(asker).evidence
        assert (few.sources, few.total, few.query) == (all_.sources, all_.total, all_.query)
        assert few.statements == all_.statements[:1]


def listed(evidence: Evidence) -> set[tuple[str, ...]]:
    return {(one.subject, one.predicate, one.object, one.graph) for one in evidence.statements}


def answered(raw: ox.Store, evidence: Evidence) -> set[tuple[str, ...]]:
    rows = raw.query(evidence.query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return {tuple(term.value for term in row) for row in rows}


class TestReachable:
    def test_each_role_is_looked_at_where_pages_describe_it_there(self, asker: Questions) -> None:
        answer = asker.reachable(skills=LISTS["GB"], gap=1.0, country="GB")
        found = {one.role.label: one.step for one in answer.roles}
        assert list(found) == ["Officer", "Clerk", "Painter"]
        assert found["Officer"].coverage == 1.0
        assert Flag.DESCRIBED_ELSEWHERE in found["Clerk"].flags
        for name, step in found.items():
            assert step.coverage == pytest.approx(
                asker.gap(name, skills=LISTS["GB"], country="GB").step.coverage
            )

    def test_a_gap_of_nothing_finds_it(self, asker: Questions) -> None:
        assert [one.role.label for one in asker.reachable(skills=LISTS["GB"], gap=0.0).roles] == []
        (one,) = asker.reachable(skills=LISTS["GB"], gap=0.0, country="GB").roles
        assert one.role.label == "Officer"


class TestPaths:
    def test_the_last_step_is_of_the_place(self, asker: Questions) -> None:
        answer = asker.paths("Officer", skills=LISTS["GB"], country="GB")
        assert answer.paths[0].score == pytest.approx(1.0)
        for path in answer.paths:
            assert path.steps[-1].coverage == 1.0
            assert path.steps[-1].missing == ()
        assert answer.direct is not None
        assert answer.direct.coverage == 1.0

    def test_steps_before_it_are_of_all_pages(self, asker: Questions) -> None:
        answer = asker.paths("Officer", skills=["type"], country="GB")
        (path,) = (one for one in answer.paths if one.hops == 2)
        first, last = path.steps
        everywhere = asker.paths("Clerk", skills=["type"]).paths[0].steps[0]
        assert replace(first, versions=everywhere.versions) == everywhere
        assert labels(last) == (["count"], ["sell", "solve"])


@st.composite
def aimed(draw: st.DrawFn) -> tuple[Small, list[int]]:
    """A small space, and what its target asks elsewhere."""
    roles, skills = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    row = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 4]), min_size=skills, max_size=skills)
    number = st.integers(0, roles - 1)
    start_role = draw(st.integers(-1, roles - 1))
    small = Small(
        weights=draw(st.lists(row, min_size=roles, max_size=roles)),
        asserted=frozenset(draw(st.lists(st.tuples(number, number), max_size=4))),
        floor=draw(st.sampled_from([0.15, 0.25, 0.5, 1.0])),
        skills=draw(st.frozensets(st.integers(0, skills - 1), min_size=start_role < 0)),
        start_role=start_role,
        target=draw(number),
        with_start=draw(st.booleans()),
    )
    return small, draw(row.filter(any))


class TestBesideEveryPath:
    @settings(max_examples=250, deadline=None)
    @given(aimed(), st.integers(1, 12), st.integers(1, MOST_HOPS))
    def test_as_if_the_target_asked_that_alone(
        self, given_: tuple[Small, list[int]], k: int, hops: int
    ) -> None:
        small, row = given_
        assert found(small, row, k, hops) == expected(small, row, k, hops)


def found(small: Small, row: list[int], k: int, hops: int) -> list[Key]:
    needs = needs_of(small.weights)
    pairs = np.array(sorted(small.asserted), dtype=np.int64).reshape(-1, 2)
    finder = Finder(needs, Steps.build(needs, pairs, small.floor), small.with_start)
    role = small.start_role if small.start_role >= 0 else None
    weights = np.array(row, dtype=float)
    skills = np.flatnonzero(weights)
    aim = Aim(small.target, skills, weights[skills])
    start = Start(np.array(sorted(small.skills), dtype=np.int64), role)
    routes = finder.find(start, small.target, k, hops, aim=aim).routes
    return [(round(one.cost, 9), len(one.hops), tuple(hop.role for hop in one.hops)) for one in routes]


def expected(small: Small, row: list[int], k: int, hops: int) -> list[Key]:
    """By every path of the space in which the target asks that."""
    weights = [row if role == small.target else list(old) for role, old in enumerate(small.weights)]
    return Small(
        weights, small.asserted, small.floor, small.skills, small.start_role, small.target, small.with_start
    ).best(k, hops)


def test_only_the_start_leads_to_the_target() -> None:
    """All roles lead back to the start, and no path may: the search has nothing to look at."""
    needs = {f"r{n}": {"common": True, "shared": True} for n in range(60)}
    turtle = esco(needs | {"start": {"common": True, "rare": True}, "end": {"rare": True, "far": True}})
    made = space(turtle)
    steps = Steps.build(made.needs, made.alternatives.pairs())
    numbers = {made.strings[int(label)]: n for n, label in enumerate(made.roles.label)}
    start = Start(np.zeros(0, dtype=np.int64), numbers["start"])
    result = Finder(made.needs, steps).find(start, numbers["end"], hops=6, most=200_000)
    assert result.complete
    assert [len(one.hops) for one in result.routes] == [1]
