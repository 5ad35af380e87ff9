"""Roles most like one role: by F1 and by vectors, against naive implementations, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from small_spaces import Weights, needs_of

from rolegraph.graph.paths import embedding, similarity
from rolegraph.graph.paths.embedding import embedded
from rolegraph.graph.paths.features import Described, blocks
from rolegraph.graph.paths.similarity import overlap, similar_roles
from rolegraph.graph.paths.vectors import Vectors, no_vectors

SPACES = st.integers(1, 6).flatmap(
    lambda skills: st.lists(
        st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.5]), min_size=skills, max_size=skills),
        min_size=1,
        max_size=7,
    )
)
TEXTS = ("draws plans of houses", "cooks and serves meals", "", "plans and cooks meals", "builds houses")
MIX = [
    [1.0, 0.5, 0.0, 0.0],
    [0.0, 1.0, 1.0, 0.0],
    [0.0, 0.0, 0.0, 0.0],
    [0.0, 0.2, 1.0, 1.0],
    [1.0, 0.0, 0.0, 0.0],
]


def naive(weights: Weights, role: int, other: int) -> float:
    """F1, from its definition."""
    both = [s for s, (a, b) in enumerate(zip(weights[role], weights[other], strict=True)) if a and b]
    if not both:
        return 0.0
    forth = sum(weights[other][s] for s in both) / sum(weights[other])
    back = sum(weights[role][s] for s in both) / sum(weights[role])
    return 2 * forth * back / (forth + back)


def described(roles: int, skills: int, codes: tuple[str, ...] = ("a", "b", "a", "b", "")) -> Described:
    """Names, texts, groups and codes for as many roles and skills."""
    names = [[f"role {number}", "builder" if number % 2 else "cook"] for number in range(roles)]
    texts = [TEXTS[number % len(TEXTS)] for number in range(roles)]
    above = csr_array(np.eye(skills)[:, : max(1, skills // 2)])
    own = [[code] if (code := codes[number % len(codes)]) else [] for number in range(roles)]
    return Described(names, texts, ["en"] * roles, above, own)


def vectors_of(weights: Weights, dimensions: int = 120) -> Vectors:
    needs = needs_of(weights)
    known = described(len(weights), len(weights[0]))
    return embedded(needs, needs.weights / (needs.weights.max(initial=0.0) or 1.0), known, dimensions)


class TestOverlap:
    @given(SPACES)
    def test_is_the_naive_ranking(self, weights: Weights) -> None:
        needs = needs_of(weights)
        for role in range(len(weights)):
            scores = {other: naive(weights, role, other) for other in range(len(weights)) if other != role}
            wanted = sorted(
                (one for one in scores if scores[one]), key=lambda one: (-round(scores[one], 9), one)
            )
            found = similar_roles(needs, role, 20)
            assert [one.role for one in found] == wanted
            assert [one.score for one in found] == pytest.approx([scores[one] for one in wanted])
            assert [one.role for one in similar_roles(needs, role, 2)] == wanted[:2]

    @given(SPACES)
    def test_is_symmetric_in_range_and_adds_up(self, weights: Weights) -> None:
        needs = needs_of(weights)
        for role in range(len(weights)):
            for one in similar_roles(needs, role):
                back = overlap(needs, one.role, role)
                assert 0 < one.score <= 1 + 1e-12
                assert one.overlap.score == pytest.approx(one.score) == back.score
                assert (one.forth, one.back) == pytest.approx((back.back, back.forth))
                assert one.overlap.shares.sum() == pytest.approx(one.score)
                assert all(a >= b - 1e-9 for a, b in pairwise(one.overlap.shares.tolist()))
                assert one.signals == (("skills", one.score),)

    def test_roles_that_ask_for_the_same_score_1(self) -> None:
        (one,) = similar_roles(needs_of([[1.0, 2.0], [1.0, 2.0]]), 0)
        assert one.score == pytest.approx(1.0)
        assert one.shared.tolist() == [1, 0]

    def test_ties_go_by_number(self) -> None:
        needs = needs_of([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
        assert [one.role for one in similar_roles(needs, 0)] == [1, 2, 3]
        assert [one.role for one in similar_roles(needs, 0, 2)] == [1, 2]

    @pytest.mark.parametrize("vectors", [None, no_vectors()], ids=["none", "empty"])
    def test_a_role_without_skills_is_like_none(self, vectors: Vectors | None) -> None:
        needs = needs_of([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
        assert similar_roles(needs, 0, 20, vectors) == []
        assert [one.role for one in similar_roles(needs, 1, 20, vectors)] == [2]
        assert similar_roles(needs, 1, 0, vectors) == []

    def test_nothing_in_common(self) -> None:
        found = overlap(needs_of([[1.0, 0.0], [0.0, 1.0]]), 0, 1)
        assert (found.score, found.forth, found.back, len(found.skills), len(found.shares)) == (0, 0, 0, 0, 0)


class TestVectors:
    @pytest.mark.parametrize("with_code", [True, False], ids=["code", "no-code"])
    @given(SPACES)
    @settings(max_examples=40)
    def test_is_the_naive_ranking(self, with_code: bool, weights: Weights) -> None:
        needs, vectors = needs_of(weights), vectors_of(weights)
        rows = (vectors.coded if with_code else vectors.plain).astype(float)
        for role in range(len(weights)):
            scores = {other: float(rows[role] @ rows[other]) for other in range(len(weights))}
            found = similar_roles(needs, role, 20, vectors, with_code=with_code)
            near = {one for one in scores if scores[one] > 1e-5 and one != role and any(weights[one])}
            assert near <= {one.role for one in found} or not any(weights[role])
            assert role not in {one.role for one in found}
            assert all(any(weights[one.role]) for one in found)
            assert [one.score for one in found] == pytest.approx(
                [scores[one.role] for one in found], abs=1e-5
            )
            rounded = [(-round(one.score, 6), one.role) for one in found]
            assert rounded == sorted(rounded)

    @pytest.mark.parametrize("with_code", [True, False], ids=["code", "no-code"])
    @given(SPACES)
    @settings(max_examples=40)
    def test_is_symmetric_in_range_and_adds_up(self, with_code: bool, weights: Weights) -> None:
        needs, vectors = needs_of(weights), vectors_of(weights)
        for role in range(len(weights)):
            for one in similar_roles(needs, role, 20, vectors, with_code=with_code):
                back = vectors.scores(one.role, np.array([role]), with_code)
                assert 0 < one.score <= 1
                assert float(back[0]) == pytest.approx(one.score, abs=1e-6)
                assert sum(value for _, value in one.signals) == pytest.approx(one.score, abs=1e-5)
                turned = vectors.signals(one.role, role, with_code)
                assert dict(turned) == pytest.approx(dict(one.signals), abs=1e-6)

    @given(SPACES)
    @settings(max_examples=40)
    def test_of_few_roles_are_the_cosine_of_all_that_is_known(self, weights: Weights) -> None:
        needs = needs_of(weights)
        found = blocks(needs, needs.weights / 2.5, described(len(weights), len(weights[0])))
        rows = np.hstack([one.toarray() * say for one, say in zip(found, embedding.SAY, strict=True)])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        plain = embedded(needs, needs.weights / 2.5, described(len(weights), len(weights[0]))).plain
        assert np.allclose(plain @ plain.T, rows @ rows.T, atol=1e-5)

    @given(SPACES)
    @settings(max_examples=40)
    def test_lengths_and_parts(self, weights: Weights) -> None:
        vectors = vectors_of(weights)
        for rows in (vectors.plain, vectors.coded):
            lengths = np.linalg.norm(rows, axis=1)
            assert np.all(np.isclose(lengths, 1.0, atol=1e-5) | np.isclose(lengths, 0.0, atol=1e-5))
        assert np.allclose(vectors.parts.sum(axis=1), vectors.plain, atol=1e-5)

    def test_a_code_draws_its_roles_together(self) -> None:
        vectors = vectors_of(MIX)
        plain, coded = (rows @ rows.T for rows in (vectors.plain, vectors.coded))
        assert coded[1, 3] > plain[1, 3]
        assert np.allclose(vectors.coded[4], vectors.plain[4])
        assert vectors.scale[4] == pytest.approx(1.0)

    def test_the_same_input_gives_the_same(self) -> None:
        assert np.array_equal(vectors_of(MIX).coded, vectors_of(MIX).coded)

    def test_few_dimensions_leave_out_noise(self) -> None:
        vectors = vectors_of(MIX, 2)
        assert vectors.plain.shape == (5, 2)
        assert [one.role for one in similar_roles(needs_of(MIX), 1, 1, vectors)] == [3]


class TestLargeSpaces:
    """What is done another way from some size on, on a small space with the sizes changed."""

    def test_singular_vectors_of_many_roles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        weights = np.random.default_rng(3).choice([0.0, 0.0, 0.5, 1.0], (40, 30)).tolist()
        few = vectors_of(weights, 6)
        monkeypatch.setattr(embedding, "_DENSE", 0)
        many = vectors_of(weights, 6)
        assert np.allclose(few.plain @ few.plain.T, many.plain @ many.plain.T, atol=1e-4)

    def test_only_the_first_by_f1_are_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        weights = np.random.default_rng(4).choice([0.0, 0.5, 1.0], (40, 12)).tolist()
        needs, vectors = needs_of(weights), vectors_of(weights)
        first = {one.role for one in similar_roles(needs, 7, 10)}
        every = [one.role for one in similar_roles(needs, 7, 40, vectors)]
        monkeypatch.setattr(similarity, "MOST_COMPARED", 39)
        monkeypatch.setattr(similarity, "FIRST", 10)
        found = [one.role for one in similar_roles(needs, 7, 40, vectors)]
        assert found == [role for role in every if role in first]
        assert 0 < len(found) < len(every)

    def test_read_only_arrays_do(self) -> None:
        needs, vectors = needs_of(MIX), vectors_of(MIX)
        for rows in (vectors.plain, vectors.parts, vectors.coded, vectors.scale):
            rows.setflags(write=False)
        assert similar_roles(needs, 1, 5, replace(vectors))[0].signals
