"""Why an answer holds nothing, or nothing more: one reason and one sentence."""

from __future__ import annotations

import numpy as np

from rolegraph.graph.paths.answers import Explained, Reason, Step
from rolegraph.graph.paths.asking import Held
from rolegraph.graph.paths.k_best import Found
from rolegraph.graph.paths.space import SkillSpace


def paths(
    space: SkillSpace,
    held: Held,
    end: int,
    found: Found,
    k: int,
    hops: int,
    floor: float,
    direct: Step | None,
) -> Explained | None:
    """Why there are fewer than ``k`` paths; ``None`` where there are as many, or start and target are one."""
    if direct is None or len(found.routes) == k:
        return None
    known = _poor(space, held) or _without_skills(space, end)
    if known and not (found.routes and known.reason is Reason.TARGET_WITHOUT_SKILLS):
        return known
    bounds = f"at most {_steps(hops)}, each covering at least {floor:.0%} of what the next role asks"
    if not found.complete:
        text = f"the search ended at its bound on work, so there may be more than these paths of {bounds}"
        return Explained(Reason.SEARCH_ENDED, text)
    if found.routes:
        there = (
            f"there is 1 path of {bounds}"
            if len(found.routes) == 1
            else f"there are {len(found.routes)} paths of {bounds}"
        )
        return Explained(Reason.FEWER_PATHS, there)
    return Explained(
        Reason.NO_PATH, f"there is no path of {bounds}; straight on, {direct.gap:.0%} is missing"
    )


def unreached(space: SkillSpace, held: Held, gap: float) -> Explained:
    """Why no role is reached."""
    nothing = Explained(Reason.NONE_WITHIN_GAP, f"no other role has a gap of at most {gap:.0%}")
    return _poor(space, held) or nothing


def gap(space: SkillSpace, held: Held, end: int) -> Explained | None:
    """Why a gap says nothing."""
    return _without_skills(space, end) or _empty(held)


def unlike(space: SkillSpace, role: int) -> Explained:
    """Why no role is like one."""
    lone = _without_skills(space, role, Reason.START_WITHOUT_SKILLS)
    return _one_role(space) or lone or Explained(Reason.NONE_SIMILAR, "no other role is like it")


def _poor(space: SkillSpace, held: Held) -> Explained | None:
    return _one_role(space) or _empty(held)


def _one_role(space: SkillSpace) -> Explained | None:
    if len(space.roles) > 1:
        return None
    if not len(space.roles):
        return Explained(Reason.NO_ROLES, "the store describes no role: load pages or a classification")
    text = (
        "the store describes one role only, so no step leads to another: load more pages or a classification"
    )
    return Explained(Reason.ONE_ROLE, text)


def _empty(held: Held) -> Explained | None:
    if len(held.skills):
        return None
    text = "no page or classification lists skills of the role to start from, so nothing is held"
    return Explained(Reason.START_WITHOUT_SKILLS, text)


def _without_skills(
    space: SkillSpace, role: int, reason: Reason = Reason.TARGET_WITHOUT_SKILLS
) -> Explained | None:
    here = space.asked_by(role)
    if here.start != here.stop:
        return None
    label = space.strings[int(space.roles.label[role])]
    mentioned = np.diff(space.of_roles.voices[role : role + 2])[0]
    where = "the pages about it list none" if mentioned else "no page or classification describes it"
    return Explained(reason, f"{label!r} can't be scored: it lists no skills, as {where}")


def _steps(hops: int) -> str:
    return "1 step" if hops == 1 else f"{hops} steps"
