"""The benchmark of paths: its data, its comparison with rivals, what it does without one."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import paths
import paths_compare
import pytest
from paths_compare import Rival
from paths_data import Size, links
from paths_ours import Made, Question, measure, prepare, questions
from paths_report import Part, missed, report

SMALL = Size("small", 400, 2_000, 12_000)
HERE = Path(sys.prefix)
"""The tests' own environment has two of the rivals."""


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return prepare(SMALL, 1, tmp_path_factory.mktemp("space"))


@pytest.fixture(scope="module")
def asked(space: Made) -> list[Question]:
    return list(questions(space, 3, 1))


@pytest.fixture(scope="module")
def folder(space: Made, asked: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("questions")
    paths_compare.hand_over(space, asked, place, [], True)
    return place


@pytest.fixture(scope="module")
def rivals(space: Made, asked: list[Question], folder: Path) -> list[Rival]:
    return [paths_compare.run(name, HERE, folder, space, asked) for name in ("scipy", "pyoxigraph")]


class TestData:
    def test_the_same_seed_gives_the_same(self) -> None:
        one, other, another = (links(SMALL, seed) for seed in (1, 1, 2))
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
        assert not np.array_equal(one[1], another[1])

    def test_it_has_its_size_and_few_skills_are_common(self) -> None:
        role, skill, importance = links(SMALL, 1)
        assert len(role) == pytest.approx(SMALL.links, rel=0.01)
        assert len(set(zip(role.tolist(), skill.tolist(), strict=True))) == len(role)
        assert set(importance.tolist()) == {0.5, 1.0}
        having = np.sort(np.bincount(skill, minlength=SMALL.skills))
        assert having[-20:].sum() > having[: SMALL.skills // 2].sum()


class TestRivals:
    def test_they_answer_the_same(self, rivals: list[Rival]) -> None:
        assert [rival.wrong for rival in rivals] == [[], []]
        assert [rival.compared for rival in rivals] == [{"paths": 3, "within": 3, "similar": 3}] * 2

    def test_another_answer_is_noticed(self, space: Made, asked: list[Question], folder: Path) -> None:
        other = replace(space, steps=replace(space.steps, coverage=np.sqrt(space.steps.coverage)))
        assert paths_compare.run("scipy", HERE, folder, other, asked).wrong

    def test_a_rival_that_fails_ends_the_run(self, space: Made, tmp_path: Path) -> None:
        with pytest.raises(SystemExit, match="scipy failed"):
            paths_compare.run("scipy", HERE, tmp_path, space, [])

    def test_without_the_peers_nothing_is_run(self, tmp_path: Path) -> None:
        with pytest.raises(SystemExit, match=r"needs networkx, igraph, .*: run `make peers`"):
            paths.main(["--tools", str(tmp_path)])


class TestReport:
    def test_it_says_what_was_found(self, space: Made, asked: list[Question], rivals: list[Rival]) -> None:
        times, readings = measure(space, asked)
        times.clock["paths"] = [1.0, 1.0, 1.0]
        part = Part(space, times, readings, 1 << 20, rivals)
        assert "9 of 9" in report([part])
        assert "small: 5 best paths, 4 steps, p50: 1,000 ms, to reach 400 ms" in missed([part])
