"""The arrays of a skill space: importance, weights, files; equal to the definitions worked out with sets."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skill_spaces import esco, questions, space

from rolegraph.graph.paths.importance import Entry, importances
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.strings import strings

Needs = Mapping[str, Mapping[str, bool]]
SKILLS = [f"s{n}" for n in range(8)]
NEEDS: st.SearchStrategy[Needs] = st.dictionaries(
    st.sampled_from([f"r{n}" for n in range(6)]),
    st.dictionaries(st.sampled_from(SKILLS), st.booleans()),
    min_size=2,
)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([Entry(position=1), Entry(position=2), Entry(position=4)], [1, 0.75, 0.25], id="ranked"),
        pytest.param([Entry(), Entry()], [1, 1], id="unranked"),
        pytest.param([Entry(essential=True), Entry(essential=False)], [1, 0.5], id="necessity"),
        pytest.param([Entry(importance=5), Entry(importance=1)], [1, 0.2], id="known scale"),
        pytest.param([Entry(1, 2.5), Entry(2, 4)], [0.5, 0.8], id="known scale before rank"),
        pytest.param([Entry(1, 90), Entry(2, 4)], [1, 0.5], id="rank before unknown scale"),
        pytest.param([Entry(importance=9), Entry(importance=70)], [0.5, 1], id="unknown scale is order"),
        pytest.param(
            [Entry(score=6.39), Entry(score=1.75), Entry(score=1.75)], [1, 2 / 3, 2 / 3], id="scores"
        ),
        pytest.param(
            [Entry(position=2, score=6), Entry(position=1, score=3)], [0.5, 1], id="rank before score"
        ),
    ],
)
def test_importance_is_what_the_list_says_best(entries: list[Entry], expected: list[float]) -> None:
    assert importances(entries) == pytest.approx(expected)


class TestAgainstSets:
    @settings(max_examples=40, deadline=None)
    @given(needs=NEEDS)
    def test_weights(self, needs: Needs) -> None:
        made = space(esco(needs))
        asking = [one for one, asked in needs.items() if asked]
        found = made.needs.weights.tolist()
        expected = [
            (1.0 if asked[skill] else 0.5) * log(1 + len(asking) / sum(skill in needs[one] for one in asking))
            for _, asked in sorted(needs.items())
            for skill in sorted(asked)
        ]
        assert found == pytest.approx(expected)
        assert made.needs.role_weights.sum() == pytest.approx(sum(found))

    @settings(max_examples=40, deadline=None)
    @given(needs=NEEDS, held=st.sets(st.sampled_from(SKILLS), min_size=1), data=st.data())
    def test_coverage_gap_and_missing(self, needs: Needs, held: set[str], data: st.DataObject) -> None:
        asker = questions(esco({**needs, "all": dict.fromkeys(SKILLS, True)}))
        target = data.draw(st.sampled_from(sorted(needs)))
        step = asker.gap(target, skills=sorted(held)).step
        count = {s: 1 + sum(s in asked for asked in needs.values()) for s in SKILLS}
        total = 1 + sum(bool(asked) for asked in needs.values())
        weight = {s: (1.0 if e else 0.5) * log(1 + total / count[s]) for s, e in needs[target].items()}
        covered = sum(weight[s] for s in held & set(weight)) / sum(weight.values()) if weight else 0.0
        assert step.coverage == pytest.approx(covered)
        assert step.gap == pytest.approx(1 - covered)
        assert {one.skill.label: one.weight for one in step.held} == pytest.approx(
            {s: weight[s] for s in held & set(weight)}
        )
        assert {one.skill.label: one.weight for one in step.missing} == pytest.approx(
            {s: weight[s] for s in set(weight) - held}
        )
        assert step.missing_essential == sum(e for s, e in needs[target].items() if s not in held)


class TestFiles:
    def test_a_space_is_the_same_after_it_was_saved(self, tmp_path: Path) -> None:
        made = space(esco({"cook": {"taste": True, "cut": False}, "chef": {"taste": True}, "idle": {}}))
        made.save(tmp_path)
        again = SkillSpace.load(tmp_path)
        assert again.base == made.base
        assert again.places == made.places
        for part in ("roles", "skills", "voices", "claims", "called", "pay"):
            one, other = getattr(made, part), getattr(again, part)
            for name in one.__slots__:
                assert np.array_equal(getattr(one, name), getattr(other, name)), (part, name)
        assert np.array_equal(again.needs.role_weights, made.needs.role_weights)
        assert [again.strings[n] for n in range(len(again.strings))] == [
            made.strings[n] for n in range(len(made.strings))
        ]

    def test_an_empty_store_is_an_empty_space(self, tmp_path: Path) -> None:
        made = space({})
        made.save(tmp_path)
        again = SkillSpace.load(tmp_path)
        assert (len(again.roles), len(again.skills), again.scorable) == (0, 0, 0)

    def test_a_folder_without_a_space_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            SkillSpace.load(tmp_path)


class TestStrings:
    @given(st.lists(st.text()))
    def test_texts_come_back(self, texts: list[str]) -> None:
        made = strings(text.encode("utf-8", "replace").decode() for text in texts)
        assert [made[n] for n in range(len(made))] == [
            text.encode("utf-8", "replace").decode() for text in texts
        ]

    def test_negative_numbers_do_not_count_from_the_end(self) -> None:
        with pytest.raises(IndexError):
            strings(["one"])[-1]


class TestPlainArrays:
    def test_links_in_any_order(self) -> None:
        made = SkillSpace.from_links(
            [2, 0, 0], [1, 1, 0], [1.0, 0.5, 1.0], roles=4, alternatives=[(0, 2), (0, 2)]
        )
        assert made.needs.starts.tolist() == [0, 2, 2, 3, 3]
        assert made.needs.skills.tolist() == [0, 1, 1]
        assert made.needs.weights == pytest.approx([log(3), 0.5 * log(2), log(2)])
        assert made.scorable == 2
        assert made.alternatives.pairs().tolist() == [[0, 2]]

    def test_a_pair_that_comes_twice_is_refused(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            SkillSpace.from_links([0, 0], [1, 1])

    def test_hubs_are_asked_for_by_more_than_a_twentieth(self) -> None:
        roles = [*range(40), 0, 1, 0, 1, 2]
        skills = [*range(40), 40, 40, 41, 41, 41]
        made = SkillSpace.from_links(roles, skills)
        assert np.flatnonzero(made.hubs).tolist() == [41]
