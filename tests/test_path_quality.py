"""benchmarks/path_quality.py on made-up roles: what is measured, what is shuffled, what is missed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import path_quality
import pytest
from path_quality_data import ALL, NEAR, Task, needs_of
from path_quality_measure import Judge, Outcome, is_for_choosing
from path_quality_methods import Vectored, at_random, baselines, code_alone, f1, shuffled, shuffles, swapped
from scipy.sparse import csr_array

from rolegraph.graph.paths.features import Described
from rolegraph.graph.paths.similarity import similar_roles

ROLES, KEYS = 60, 15
SKILLS_OF_KEY = 6


def key(number: int) -> str:
    return f"key-{number:02}"


def task() -> Task:
    """Roles of 15 occupations, four each, which are related to the next three and share skills with them."""
    generator = np.random.default_rng(5)
    asked = np.zeros((ROLES, KEYS * SKILLS_OF_KEY))
    for role in range(ROLES):
        for step, share in ((0, 0.6), (1, 0.5), (2, 0.4), (3, 0.3)):
            first = (role % KEYS + step) % KEYS * SKILLS_OF_KEY
            asked[role, first : first + SKILLS_OF_KEY] = generator.random(SKILLS_OF_KEY) < share
    asked[:, 0] = 1.0
    importance = csr_array(asked)
    codes = [str(role % KEYS // 3) for role in range(ROLES)]
    described = Described(
        [[f"worker {role % KEYS}"] for role in range(ROLES)],
        [f"text of {role % KEYS}" for role in range(ROLES)],
        ["en"] * ROLES,
        csr_array(np.eye(asked.shape[1])),
        [[code] for code in codes],
    )
    related = {key(one): frozenset(key((one + step) % KEYS) for step in (1, 2, 3)) for one in range(KEYS)}
    return Task(
        "made up",
        [f"role {role}" for role in range(ROLES)],
        importance,
        needs_of(importance),
        described,
        [[code] for code in codes],
        np.arange(ROLES),
        [key(role % KEYS) for role in range(ROLES)],
        {NEAR: related, ALL: related},
    )


@pytest.fixture(scope="module")
def made() -> Task:
    return task()


def right(made: Task) -> np.ndarray:
    """Scores that put all right ones first."""
    related: Mapping[str, frozenset[str]] = made.related[NEAR]
    return np.array([[other in related[one] for other in made.keys] for one in made.keys], dtype=float)


class TestMeasuring:
    def test_both_halves_together_are_all_occupations(self, made: Task) -> None:
        halves = [Judge(made, NEAR, choosing=choosing) for choosing in (True, False)]
        assert sum(half.occupations for half in halves) == KEYS
        assert halves[0].occupations == sum(is_for_choosing(key(one)) for one in range(KEYS))
        assert sum(half.queries for half in halves) == ROLES

    def test_a_perfect_ranking(self, made: Task) -> None:
        found = Judge(made, NEAR, choosing=False).outcome(right(made))
        assert found.means == pytest.approx([1.0, 1.0, 1.0])
        assert found.interval() == pytest.approx((1.0, 1.0))

    def test_the_worst_ranking(self, made: Task) -> None:
        found = Judge(made, NEAR, choosing=False).outcome(-right(made))
        wrong = ROLES - 3 * 4 - 4
        assert found.means == pytest.approx([0.0, 0.0, 1 / (wrong + 1)])

    def test_roles_of_the_same_occupation_are_no_answer(self, made: Task) -> None:
        same = np.array([[float(one == other) for other in made.keys] for one in made.keys])
        judge = Judge(made, NEAR, choosing=False)
        assert judge.outcome(2 * same + right(made)).means == pytest.approx([1.0, 1.0, 1.0])

    def test_intervals_hold_the_mean_and_differences(self, made: Task) -> None:
        judge = Judge(made, NEAR, choosing=False)
        one, other = judge.outcome(f1(made)), judge.outcome(at_random(made))
        low, high = one.interval()
        assert low <= one.means[0] <= high
        assert low < high
        assert one.interval(one) == (0.0, 0.0)
        assert one.interval(other)[0] > 0


class TestMethods:
    def test_links_keep_their_number_but_not_their_place(self, made: Task) -> None:
        found = shuffled(made)
        assert found.importance.sum() <= made.importance.sum()
        assert (np.diff(found.importance.indptr) <= np.diff(made.importance.indptr)).all()
        assert (found.importance != made.importance).nnz > made.importance.nnz / 2

    def test_what_is_swapped_is_anothers(self, made: Task) -> None:
        found = swapped(made)
        assert sorted(map(str, found.described.names)) == sorted(map(str, made.described.names))
        assert found.described.names != made.described.names
        assert found.keys == made.keys

    @pytest.mark.parametrize("name", sorted(shuffles()))
    def test_shuffled_falls_to_random(self, made: Task, name: str) -> None:
        judge = Judge(made, NEAR, choosing=False)
        found, chance = judge.outcome(shuffles()[name](made)), judge.outcome(at_random(made))
        assert found.means[0] < judge.outcome(f1(made)).means[0] - 0.1
        assert found.means[0] == pytest.approx(chance.means[0], abs=0.1)

    def test_f1_is_what_ships_without_vectors(self, made: Task) -> None:
        scores = f1(made)
        found = {one.role: one.score for one in similar_roles(made.needs, 0, ROLES)}
        assert len(found) > 1
        assert found == pytest.approx({other: scores[0, other] for other in found}, abs=1e-6)

    def test_code_alone_counts_levels(self, made: Task) -> None:
        assert set(np.unique(code_alone(made))) == {0.0, 1.0}


class TestReport:
    def test_every_method_has_a_line(self, made: Task) -> None:
        methods = path_quality.reported(Vectored())
        (found,) = path_quality.measured(made, methods, [Judge(made, NEAR, choosing=False)])
        text = path_quality.table(found)
        assert text.count("\n") == len(methods) + 1
        assert all(f"| {name} |" in text for name in [*baselines(), *shuffles()])

    def test_what_is_missed_is_told(self) -> None:
        def flat(value: float) -> Outcome:
            return Outcome(np.full((4, 3), value), np.arange(4))

        good = dict.fromkeys([*baselines(), *shuffles()], flat(0.1))
        good |= {path_quality.WITHOUT: flat(0.31), path_quality.WITH: flat(0.34)}
        assert path_quality.missed(good) == []
        assert len(path_quality.missed(good | {path_quality.WITH: flat(0.33)})) == 1
        assert len(path_quality.missed(good | {path_quality.CODE_ALONE: flat(0.4)})) == 2
        assert len(path_quality.missed(good | {name: flat(0.2) for name in shuffles()})) == len(shuffles())
