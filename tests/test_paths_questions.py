"""What can be asked and what can't, and the answers that are fixed for edge cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from skill_spaces import BASE, Profile, esco, pages, questions

from rolegraph.graph.paths.answers import Flag, Kind, Method, Reason
from rolegraph.graph.paths.asking import MOST_SKILLS
from rolegraph.graph.paths.questions import MOST_ROLES, Questions
from rolegraph.graph.paths.refusals import BadQuestion, UnknownNames

COOK = [f"c{n}" for n in range(6)]
CHEF = [*COOK[:4], "lead", "plan"]
BAKER = ["lead", "plan", "bake", "knead", "sell"]


@pytest.fixture(scope="module")
def asker() -> Questions:
    """A chain cook → chef → baker, an alternative that nothing else leads to, and roles without skills."""
    return questions(
        pages(
            Profile("Cook", COOK, pay=["20 22 GBP PT1H 2024", "19 19 GBP PT1H 2023", "30 30 EUR PT1H 2024"]),
            Profile("Cook", ["c0"], country="AU", pay=["40 40 AUD PT1H 2024"]),
            Profile("Chef", CHEF, alternatives=["Critic"], pay=["30 33 GBP PT1H 2024"]),
            Profile("Baker", BAKER),
            Profile("Critic", ["write", "taste"]),
            Profile("Idler"),
            Profile("Loner", ["sleep"], alternatives=["Guest"]),
        )
    )


class TestPaths:
    def test_the_skills_learnt_on_the_way_are_missing_no_more(self, asker: Questions) -> None:
        answer = asker.paths("Baker", role="Cook", k=1)
        (path,) = answer.paths
        assert [step.end.label for step in path.steps] == ["Chef", "Baker"]
        assert [one.skill.label for one in path.steps[0].held] == COOK[:4]
        assert [one.skill.label for one in path.steps[0].missing] == ["lead", "plan"]
        assert [one.skill.label for one in path.steps[1].held] == ["lead", "plan"]
        assert [one.skill.label for one in path.steps[1].missing] == ["bake", "knead", "sell"]
        assert path.cost == pytest.approx(sum(step.cost for step in path.steps))
        assert answer.generation == 7
        assert answer.explained is None

    def test_source_and_target_are_one(self, asker: Questions) -> None:
        answer = asker.paths("Cook", role="Cook", skills=["bake"])
        assert [(path.hops, path.score, path.cost) for path in answer.paths] == [(0, 1.0, 0.0)]
        assert answer.direct is None
        assert answer.explained is None

    def test_no_path_is_an_answer_with_its_reason_and_the_direct_gap(self, asker: Questions) -> None:
        answer = asker.paths("Loner", role="Cook")
        assert answer.paths == ()
        assert answer.direct is not None
        assert (answer.direct.gap, answer.direct.cost) == (1.0, float("inf"))
        assert answer.explained is not None
        assert answer.explained.reason is Reason.NO_PATH

    def test_fewer_paths_than_asked_for_say_so(self, asker: Questions) -> None:
        answer = asker.paths("Baker", role="Cook", k=9)
        assert 0 < len(answer.paths) < 9
        assert answer.explained is not None
        assert answer.explained.reason is Reason.FEWER_PATHS

    def test_an_asserted_step_is_of_its_own_kind_and_clamped(self, asker: Questions) -> None:
        (path,) = asker.paths("Critic", role="Cook").paths
        first, last = path.steps
        assert (first.method, last.method) == (Method.SIMILARITY, Method.ALTERNATIVE_ROLE)
        assert last.coverage == 0.0
        assert path.score == pytest.approx(first.coverage * 0.15)
        assert set(last.flags) == {Flag.CLAMPED_COST, Flag.LOW_EVIDENCE}
        assert last.evidence.statements[0].predicate.endswith("#alternative")

    def test_a_target_without_skills_is_unscorable(self, asker: Questions) -> None:
        answer = asker.paths("Idler", role="Cook")
        assert answer.paths == ()
        assert answer.explained is not None
        assert answer.explained.reason is Reason.TARGET_WITHOUT_SKILLS
        assert answer.direct is not None
        assert Flag.UNSCORABLE in answer.direct.flags

    def test_a_target_without_skills_that_a_page_names_is_reached(self, asker: Questions) -> None:
        (path,) = asker.paths("Guest", role="Loner").paths
        assert set(path.steps[0].flags) == {Flag.CLAMPED_COST, Flag.LOW_EVIDENCE, Flag.UNSCORABLE}

    def test_a_start_without_skills(self, asker: Questions) -> None:
        answer = asker.paths("Cook", role="Idler")
        assert answer.paths == ()
        assert answer.explained is not None
        assert answer.explained.reason is Reason.START_WITHOUT_SKILLS

    @pytest.mark.parametrize(("floor", "hops", "found"), [(0.6, 4, 0), (0.15, 1, 0), (0.15, 2, 1)])
    def test_floor_and_hops_bound_the_paths(
        self, asker: Questions, floor: float, hops: int, found: int
    ) -> None:
        assert len(asker.paths("Baker", role="Cook", floor=floor, hops=hops, k=1).paths) == found

    def test_a_higher_floor_leaves_what_reaches_it(self, asker: Questions) -> None:
        (path,) = asker.paths("Chef", role="Cook", floor=0.5).paths
        assert path.hops == 1
        assert path.steps[0].coverage >= 0.5


class TestHeld:
    def test_skills_and_a_role_are_held_together(self, asker: Questions) -> None:
        answer = asker.gap("Chef", skills=["plan"], role="Cook")
        assert [one.skill.label for one in answer.step.missing] == ["lead"]
        assert [one.label for one in answer.start.skills] == ["plan"]
        assert answer.start.role is not None
        assert answer.start.role.label == "Cook"

    def test_unknown_skills_are_named_beside_the_answer(self, asker: Questions) -> None:
        answer = asker.reachable(skills=["c1", "sel", "c1"], gap=0.9)
        assert [one.name for one in answer.unknown] == ["sel"]
        assert answer.unknown[0].suggestions[0].thing.label == "sell"
        assert [one.label for one in answer.start.skills] == ["c1"]

    @pytest.mark.parametrize("part", ["target", "role", "skills"])
    def test_no_known_name_is_refused(self, asker: Questions, part: str) -> None:
        asked: dict[str, Any] = {"target": "Chef", "skills": ["c1"], "role": "Cook"}
        asked |= {"skills": ["sel", "xx"], "role": None} if part == "skills" else {part: "Bakr"}
        with pytest.raises(UnknownNames) as refused:
            asker.paths(**asked)
        assert refused.value.place == part
        assert refused.value.unknown[0].suggestions[0].thing.label == (
            "sell" if part == "skills" else "Baker"
        )
        assert "did you mean" in str(refused.value)
        assert "\n" not in str(refused.value)


class TestReachable:
    def test_smallest_gap_first_and_the_role_itself_left_out(self, asker: Questions) -> None:
        answer = asker.reachable(role="Chef", gap=0.9)
        gaps = [one.step.gap for one in answer.roles]
        assert [one.role.label for one in answer.roles] == ["Cook", "Baker"]
        assert gaps == sorted(gaps)
        assert answer.total == 2

    def test_a_limit_shows_the_first_and_counts_all(self, asker: Questions) -> None:
        answer = asker.reachable(role="Chef", gap=0.9, limit=1)
        assert ([one.role.label for one in answer.roles], answer.total) == (["Cook"], 2)

    def test_none_within_the_gap(self, asker: Questions) -> None:
        answer = asker.reachable(role="Loner", gap=0.0)
        assert answer.roles == ()
        assert answer.explained is not None
        assert answer.explained.reason is Reason.NONE_WITHIN_GAP


class TestSimilar:
    def test_best_first_with_the_skills_shared(self, asker: Questions) -> None:
        answer = asker.similar("Chef")
        assert [one.role.label for one in answer.roles] == ["Cook", "Baker"]
        assert [one.skill.label for one in answer.roles[1].shared] == ["lead", "plan"]

    @pytest.mark.parametrize(
        ("role", "reason"), [("Loner", Reason.NONE_SIMILAR), ("Idler", Reason.START_WITHOUT_SKILLS)]
    )
    def test_none(self, asker: Questions, role: str, reason: Reason) -> None:
        answer = asker.similar(role)
        assert answer.roles == ()
        assert answer.explained is not None
        assert answer.explained.reason is reason


class TestPay:
    def test_only_what_can_be_compared_stands_side_by_side(self, asker: Questions) -> None:
        pay = asker.gap("Chef", role="Cook", country="gb", band="the 0-3-years").step.pay
        assert pay.key is not None
        assert pay.start is not None
        assert pay.end is not None
        assert (pay.key.country, pay.key.currency, pay.key.pay_period, pay.key.period) == (
            "GB",
            "GBP",
            "PT1H",
            "2024",
        )
        assert (int(pay.start.minimum), int(pay.start.maximum), pay.start.count) == (20, 22, 1)
        assert pay.end.minimum == 30

    def test_what_is_missing_stays_missing(self, asker: Questions) -> None:
        pay = asker.gap("Chef", role="Cook", country="AU").step.pay
        assert pay.key is not None
        assert pay.start is not None
        assert (pay.key.currency, int(pay.start.minimum), pay.end) == ("AUD", 40, None)

    def test_a_country_without_pages_has_no_pay(self, asker: Questions) -> None:
        answer = asker.gap("Chef", role="Cook", country="FR")
        assert answer.asked.country == "FR"
        assert (answer.step.pay.key, answer.step.versions) == (None, ())

    def test_one_key_for_the_whole_path(self, asker: Questions) -> None:
        (path,) = asker.paths("Baker", role="Cook", k=1).paths
        assert {step.pay.key for step in path.steps} == {path.pay_key}
        assert path.steps[1].pay.end is None


class TestVersions:
    def test_a_role_is_met_as_the_pages_of_one_country_describe_it(self, asker: Questions) -> None:
        step = asker.gap("Cook", skills=["c0"]).step
        assert [(one.country, len(one.missing), one.profiles) for one in step.versions] == [
            ("AU", 0, 1),
            ("GB", 5, 1),
        ]
        assert [one.country for one in step.met] == ["AU"]
        assert step.gap > 0


class TestFlags:
    def test_a_match_on_hubs_alone_is_flagged(self) -> None:
        needs = {f"r{n}": {"hub": True, **{f"s{n}-{m}": True for m in range(4)}} for n in range(3)}
        needs |= {f"other{n}": {f"o{n}": True} for n in range(37)}
        asker = questions(esco(needs))
        assert asker.gap("r1", role="r0").step.flags == (Flag.HUB_SKILLS_ONLY,)
        assert asker.gap("r1", skills=["hub", "s1-1"]).step.flags == ()
        assert asker.gap("r1", skills=["s0-1"]).step.flags == ()


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("paths", {"k": 0}, "k"),
    ("paths", {"k": 10**9}, "k"),
    ("paths", {"k": True}, "k"),
    ("paths", {"hops": -1}, "hops"),
    ("paths", {"hops": 10**9}, "hops"),
    ("paths", {"floor": 0.01}, "floor"),
    ("paths", {"floor": float("nan")}, "floor"),
    ("paths", {"floor": 1.5}, "floor"),
    ("paths", {"skills": []}, "skills"),
    ("paths", {"skills": "c1"}, "skills"),
    ("paths", {"skills": ["c1", " "]}, "skills"),
    ("paths", {"skills": [f"s{n}" for n in range(10_000)]}, "skills"),
    ("paths", {"target": ""}, "target"),
    ("paths", {"country": "Atlantis"}, "country"),
    ("paths", {"band": "forever"}, "band"),
    ("reachable", {"gap": -0.1}, "gap"),
    ("reachable", {"gap": "much"}, "gap"),
    ("reachable", {"limit": MOST_ROLES + 1}, "limit"),
    ("similar", {"limit": -5}, "limit"),
    ("similar", {"evidence": -1}, "evidence"),
    ("paths", {"evidence": 10**9}, "evidence"),
]


@pytest.mark.parametrize(
    ("name", "wrong", "part"), BAD, ids=[f"{n}-{p}-{i}" for i, (n, _, p) in enumerate(BAD)]
)
def test_what_cant_be_asked_is_refused_by_name(
    asker: Questions, name: str, wrong: dict[str, Any], part: str
) -> None:
    right: dict[str, dict[str, Any]] = {
        "paths": {"target": "Chef", "skills": ["c1"]},
        "reachable": {"skills": ["c1"]},
        "similar": {"role": "Chef"},
    }
    ask: Callable[..., Any] = getattr(asker, name)
    with pytest.raises(BadQuestion) as refused:
        ask(**right[name] | wrong)
    assert refused.value.place == part
    assert len(str(refused.value)) < 300


def test_as_many_skills_as_may_be_named(asker: Questions) -> None:
    answer = asker.gap("Chef", skills=["c1", *(f"none{n}" for n in range(MOST_SKILLS - 1))])
    assert len(answer.unknown) == MOST_SKILLS - 1


def test_the_same_question_has_the_same_answer(asker: Questions) -> None:
    assert asker.paths("Baker", role="Cook") == asker.paths("Baker", role="Cook")


def test_names_show_what_they_were_understood_as(asker: Questions) -> None:
    target = asker.paths("BAKER", role="cook").target
    assert (target.kind, target.iri, target.label) == (Kind.ROLE, f"{BASE}id/role/baker", "Baker")
