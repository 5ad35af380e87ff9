"""The k best paths, beside a search that tries every path."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_spaces import Key, Small, needs_of

from rolegraph.graph.errors import BadValue
from rolegraph.graph.paths import holding as holding_module
from rolegraph.graph.paths.k_best import MOST_HOPS, MOST_PATHS, Finder, Found, Start
from rolegraph.graph.paths.steps import Steps


@st.composite
def smalls(draw: st.DrawFn) -> Small:
    """Spaces of few weights, so that ties are common."""
    roles, skills = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    row = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 4]), min_size=skills, max_size=skills)
    number = st.integers(0, roles - 1)
    start_role = draw(st.integers(-1, roles - 1))
    held = st.frozensets(st.integers(0, skills - 1), min_size=start_role < 0)
    return Small(
        weights=draw(st.lists(row, min_size=roles, max_size=roles)),
        asserted=frozenset(draw(st.lists(st.tuples(number, number), max_size=4))),
        floor=draw(st.sampled_from([0.15, 0.15, 0.25, 0.5, 1.0])),
        skills=draw(held),
        start_role=start_role,
        target=draw(number),
        with_start=draw(st.booleans()),
    )


def steps_of(small: Small, most: int = 1_000) -> Steps:
    pairs = np.array(sorted(small.asserted), dtype=np.int64).reshape(-1, 2)
    return Steps.build(needs_of(small.weights), pairs, small.floor, most=most)


def answer(small: Small, k: int = 5, hops: int = 4) -> Found:
    finder = Finder(needs_of(small.weights), steps_of(small), small.with_start)
    role = small.start_role if small.start_role >= 0 else None
    return finder.find(Start(np.array(sorted(small.skills), dtype=np.int64), role), small.target, k, hops)


def keys(found: Found) -> list[Key]:
    return [
        (round(route.cost, 9), len(route.hops), tuple(hop.role for hop in route.hops))
        for route in found.routes
    ]


CHAIN = Small(
    weights=[[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1]],
    asserted=frozenset(),
    floor=0.15,
    skills=frozenset({0}),
    start_role=-1,
    target=3,
    with_start=True,
)
"""Each role shares one skill with the next."""


class TestBesideEveryPath:
    @settings(max_examples=250, deadline=None)
    @given(smalls(), st.integers(1, 12), st.integers(1, MOST_HOPS))
    def test_the_same_paths_in_the_same_order(self, small: Small, k: int, hops: int) -> None:
        found = answer(small, k, hops)
        assert found.complete
        assert keys(found) == small.best(k, hops)

    @settings(max_examples=100, deadline=None)
    @given(smalls())
    def test_steps_have_their_coverage_cost_and_kind(self, small: Small) -> None:
        for route in answer(small).routes:
            before = -1
            for hop in route.hops:
                covered = small.step(before, hop.role)
                assert covered is not None
                assert hop.coverage == pytest.approx(covered, abs=1e-12)
                assert hop.cost == pytest.approx(-log(max(covered, small.floor)), abs=1e-12)
                begin = small.start_role if before < 0 else before
                assert hop.asserted == ((begin, hop.role) in small.asserted)
                before = hop.role
            assert route.cost == pytest.approx(sum(hop.cost for hop in route.hops))

    @settings(max_examples=100, deadline=None)
    @given(small=smalls())
    def test_a_start_too_large_for_tables_is_answered_alike(self, small: Small) -> None:
        usual = keys(answer(small))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(holding_module, "_MOST_CELLS", 0)
            assert keys(answer(small)) == usual


class TestSteps:
    @settings(max_examples=100, deadline=None)
    @given(smalls())
    def test_both_ways_hold_the_same(self, small: Small) -> None:
        steps = steps_of(small)
        size = len(small.weights)
        begins = np.repeat(np.arange(size), np.diff(steps.first))
        ends = np.repeat(np.arange(size), np.diff(steps.last))
        assert (steps.begins == begins[steps.places]).all()
        assert (ends == steps.ends[steps.places]).all()
        plain = replace(small, with_start=False, skills=frozenset(), start_role=-1)
        pairs = {(a, b) for a in range(size) for b in range(size) if a != b}
        there = {(a, b) for a, b in pairs if plain.step(a, b) is not None}
        assert set(zip(begins.tolist(), steps.ends.tolist(), strict=True)) == there

    def test_what_is_saved_is_loaded(self, tmp_path: Path) -> None:
        steps = steps_of(replace(CHAIN, asserted=frozenset({(0, 3)}), floor=0.3))
        steps.save(tmp_path)
        loaded = Steps.load(tmp_path)
        assert (loaded.floor, loaded.left_out) == (0.3, 0)
        for name in ("first", "ends", "coverage", "asserted", "last", "begins", "places"):
            assert np.array_equal(getattr(loaded, name), getattr(steps, name))

    def test_a_folder_without_steps_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            Steps.load(tmp_path)

    def test_the_weakest_steps_beyond_the_most_are_left_out_and_counted(self) -> None:
        size = 300
        weights = [[float(role + 1), 1.0] for role in range(size)]
        steps = Steps.build(needs_of(weights), np.array([[0, 1]]), most=1)
        assert steps.left_out == size * (size - 1 - 256)
        assert np.diff(steps.first).tolist() == [256] * size
        found = Finder(needs_of(weights), steps).find(Start(np.array([0])), 1)
        assert found.routes
        assert not found.complete

    def test_a_floor_of_nothing_is_refused(self) -> None:
        with pytest.raises(BadValue, match="floor"):
            steps_of(replace(CHAIN, floor=0.0))

    def test_progress_is_told(self) -> None:
        said: list[tuple[str, int, int | None]] = []
        Steps.build(needs_of(CHAIN.weights), np.zeros((0, 2)), tell=lambda *told: said.append(told))
        assert said[-1][1:] == (4, 4)

    def test_a_space_without_roles_has_no_steps(self) -> None:
        steps = Steps.build(needs_of([]), np.zeros((0, 2)))
        assert (steps.roles, len(steps.ends)) == (0, 0)


class TestEdges:
    def test_each_step_of_a_chain_costs_a_half(self) -> None:
        found = answer(CHAIN)
        assert keys(found) == [(round(4 * log(2), 9), 4, (0, 1, 2, 3))]

    def test_the_hop_limit_ends_it(self) -> None:
        assert answer(CHAIN, hops=3).routes == ()

    def test_the_floor_ends_it(self) -> None:
        assert answer(replace(CHAIN, floor=0.6)).routes == ()

    def test_the_start_is_the_target(self) -> None:
        found = answer(replace(CHAIN, start_role=3))
        assert keys(found) == [(0.0, 0, ())]

    def test_the_start_counts_at_every_step_or_at_the_first(self) -> None:
        small = replace(
            CHAIN, skills=frozenset({0, 4}), target=2, weights=[*CHAIN.weights[:2], [0, 0, 1, 1, 1]]
        )
        both = [keys(answer(replace(small, with_start=way))) for way in (True, False)]
        assert [paths[0][2] for paths in both] == [(2,), (2,)]
        small = replace(small, floor=0.34)
        costs = [
            keys(answer(replace(small, with_start=way, asserted=frozenset({(1, 2)}))))[0]
            for way in (True, False)
        ]
        assert costs[0][0] < costs[1][0]

    def test_an_asserted_step_costs_as_at_the_floor(self) -> None:
        small = replace(CHAIN, asserted=frozenset({(0, 3)}), skills=frozenset({0}), with_start=False)
        hop = answer(small).routes[0].hops[-1]
        assert (hop.role, hop.coverage, hop.asserted) == (3, 0.0, True)
        assert hop.cost == pytest.approx(-log(0.15))

    def test_twins_are_told_apart_by_steps_then_numbers(self) -> None:
        small = replace(CHAIN, weights=[[1, 1]] * 40, skills=frozenset({0, 1}), target=39)
        assert [key[1:] for key in keys(answer(small, k=4))] == [
            (1, (39,)),
            (2, (0, 39)),
            (2, (1, 39)),
            (2, (2, 39)),
        ]

    def test_a_role_without_skills_is_reached_by_assertion_only(self) -> None:
        small = replace(CHAIN, weights=[*CHAIN.weights, [0, 0, 0, 0, 0]], target=4)
        assert answer(small).routes == ()
        assert [key[2] for key in keys(answer(replace(small, asserted=frozenset({(0, 4)}))))] == [(0, 4)]


class TestLimits:
    @pytest.mark.parametrize(("k", "hops"), [(0, 4), (-1, 4), (MOST_PATHS + 1, 4), (10**9, 4)])
    def test_a_k_out_of_range_is_refused(self, k: int, hops: int) -> None:
        with pytest.raises(BadValue, match=f"k is {k}: give a whole number from 1 to {MOST_PATHS}"):
            answer(CHAIN, k, hops)

    @pytest.mark.parametrize("hops", [0, -4, MOST_HOPS + 1])
    def test_hops_out_of_range_are_refused(self, hops: int) -> None:
        with pytest.raises(BadValue, match=f"hops is {hops}"):
            answer(CHAIN, 5, hops)

    def test_work_beyond_the_most_is_said(self) -> None:
        finder = Finder(needs_of(CHAIN.weights), steps_of(CHAIN))
        start = Start(np.array([0]))
        assert not finder.find(start, 3, most=10_000).complete
        assert finder.find(start, 3).complete

    def test_many_twins_stay_in_bounds(self) -> None:
        """500 equal roles have 10^8 paths of one cost: only what the answer needs is looked at."""
        small = replace(CHAIN, weights=[[1, 1]] * 500, skills=frozenset({0, 1}), target=499)
        finder = Finder(needs_of(small.weights), steps_of(small, 10**6))
        found = finder.find(Start(np.array([0, 1])), 499, k=100, hops=6, most=2_000_000)
        assert found.complete
        assert len(found.routes) == 100
