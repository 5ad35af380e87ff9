"""Answers about paths made by hand, for the tests of their formats and of HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from rolegraph.graph.paths import answers as a

BASE = "http://example.org/"
KEY = a.PayKey("GB", f"{BASE}id/country/GB", "0-3 years", f"{BASE}id/experience/0-3", "GBP", "P1Y", "2019")
QUERY = "SELECT ?subject ?predicate ?object ?graph { GRAPH ?graph { ?subject ?predicate ?object } }"
HOSTILE = "=1+1</text><script>alert(1)</script>\x00\x0b\u202e\ufffe&'\""


def thing(label: str, kind: a.Kind = a.Kind.ROLE, *others: str) -> a.Thing:
    """A role or skill whose key is its label in small letters."""
    key = "".join(c if c.isascii() and c.isalnum() else "-" for c in label.lower())[:60] or "none"
    iri = f"{BASE}id/{kind}/{key}"
    return a.Thing(kind, iri, label, "en", tuple(sorted((iri, *others))))


def asked(
    label: str, weight: float = 1.5, *, rank: int | None = None, essential: bool | None = None
) -> a.SkillAsked:
    """A skill that a role asks for."""
    return a.SkillAsked(thing(label, a.Kind.SKILL), weight, 0.75, rank, essential, 2, hub=False)


def evidence(number: int = 1) -> a.Evidence:
    """Statements of one page."""
    page = f"{BASE}id/source/one"
    made = tuple(
        a.Statement(f"{BASE}id/profile/{n}", "https://schema.org/skills", f"{BASE}id/skill/s{n}", page)
        for n in range(number)
    )
    return a.Evidence(made, (page,), number, QUERY)


def version(coverage: float, *missing: str) -> a.Version:
    """A role as the pages of one country and band describe it."""
    things = tuple(thing(label, a.Kind.SKILL) for label in missing)
    return a.Version("GB", KEY.country_iri, "0-3 years", KEY.band_iri, 2, coverage, things)


def pay(low: str, high: str) -> a.Pay:
    return a.Pay(Decimal(low), Decimal(high), (f"{BASE}id/observation/{low}-{high}",))


def step(
    start: a.Thing | None,
    end: a.Thing,
    missing: tuple[a.SkillAsked, ...] = (),
    held: tuple[a.SkillAsked, ...] = (),
    coverage: float = 0.64,
    method: a.Method = a.Method.SIMILARITY,
    step_pay: a.StepPay | None = None,
    flags: tuple[a.Flag, ...] = (),
    versions: tuple[a.Version, ...] = (),
) -> a.Step:
    """A step; its cost is not worked out."""
    essential = sum(one.essential is True for one in missing)
    figures = step_pay or a.StepPay(None, None, None)
    return a.Step(
        start,
        end,
        method,
        coverage,
        1 - coverage,
        0.446287102628,
        held,
        missing,
        essential,
        versions,
        figures,
        flags,
        evidence(),
    )


def paths(
    *found: a.Path,
    start: a.Start | None = None,
    target: a.Thing | None = None,
    explained: a.Explained | None = None,
    direct: a.Step | None = None,
) -> a.PathsAnswer:
    """An answer of paths."""
    start = start or a.Start((), thing("Baker"))
    target = target or thing("Miller")
    unknown = (a.UnknownName("Flying", a.Kind.SKILL, ambiguous=False, suggestions=()),)
    return a.PathsAnswer(7, start, target, 5, 4, 0.15, a.Asked("GB", None), unknown, found, direct, explained)


def two_steps() -> a.PathsAnswer:
    """Baker → Mill Hand → Miller, with pay at some ends, one step that a page names, and a direct gap."""
    baker, hand, miller = (
        thing("Baker"),
        thing("Mill Hand", a.Kind.ROLE, "http://data.example/o/1"),
        thing("Miller"),
    )
    first = step(
        baker,
        hand,
        missing=(asked("Sack lifting", 2.25, rank=2, essential=True), asked("Sieving")),
        held=(asked("Kneading", 1.125, rank=1, essential=False),),
        step_pay=a.StepPay(KEY, pay("19000", "24000.50"), None),
        versions=(version(0.8, "Sieving"), version(0.5, "Sieving", "Sack lifting")),
    )
    second = step(
        hand,
        miller,
        coverage=0.1,
        missing=(asked("Dressing millstones", 3.0),),
        method=a.Method.ALTERNATIVE_ROLE,
        step_pay=a.StepPay(KEY, None, pay("26000", "26000")),
        flags=(a.Flag.LOW_EVIDENCE, a.Flag.CLAMPED_COST),
    )
    path = a.Path((first, second), 0.41, 0.9, KEY)
    return paths(
        path, direct=step(baker, miller, coverage=0.05, missing=(asked("Dressing millstones", 3.0),))
    )


def no_hops() -> a.PathsAnswer:
    """Start and target are the same."""
    return paths(a.Path((), 1.0, 0.0, None), target=thing("Baker"))


def no_path() -> a.PathsAnswer:
    """Nothing is held, so the direct step has a cost without bound."""
    why = a.Explained(a.Reason.NO_PATH, "No path of at most 4 steps leads from Baker to Miller.")
    straight = step(thing("Baker"), thing("Miller"), coverage=0.0, missing=(asked("Dressing millstones"),))
    straight = replace(straight, cost=float("inf"))
    return paths(explained=why, direct=straight)


def hostile() -> a.PathsAnswer:
    """Labels that mean harm wherever a label stands."""
    one, other = thing(HOSTILE), thing("@" + HOSTILE)
    skill = asked(HOSTILE, essential=True)
    path = a.Path((step(one, other, missing=(skill,), held=(skill,)),), 0.64, 0.446287, None)
    return paths(
        path,
        start=a.Start((skill.skill,), one),
        target=other,
        explained=a.Explained(a.Reason.FEWER_PATHS, HOSTILE),
    )


def reachable() -> a.ReachableAnswer:
    """Two roles within a gap."""
    start = a.Start((thing("Kneading", a.Kind.SKILL),), None)
    roles = tuple(
        a.ReachableRole(
            thing(label), step(None, thing(label), held=(asked("Kneading"),), missing=(asked("Selling"),))
        )
        for label in ("Baker", "Miller")
    )
    return a.ReachableAnswer(7, start, 0.5, 20, a.Asked(None, None), (), roles, 9, None)


def gap() -> a.GapAnswer:
    """What a miller asks beyond what a baker has."""
    start = a.Start((), thing("Baker"))
    one = step(
        thing("Baker"),
        thing("Miller"),
        missing=(asked("Dressing millstones", 3.0, rank=1),),
        held=(asked("Sieving"),),
    )
    return a.GapAnswer(7, start, thing("Miller"), a.Asked(None, None), (), one, None)


def similar() -> a.SimilarAnswer:
    """One role like a baker."""
    found = a.SimilarRole(
        *(thing("Miller"), 0.512345678, 0.5, 0.25, (asked("Sieving"),)),
        *((a.Signal("skills", 0.5),), (a.Flag.HUB_SKILLS_ONLY,), evidence(3)),
    )
    return a.SimilarAnswer(7, thing("Baker"), 20, True, (found,), None)


PATHS: dict[str, Callable[[], a.PathsAnswer]] = {
    "two-steps": two_steps,
    "no-hops": no_hops,
    "no-path": no_path,
    "hostile": hostile,
}
"""Answers that can be drawn, by a name."""
ALL: dict[str, Callable[[], a.Answer]] = {
    **PATHS,
    "reachable": reachable,
    "gap": gap,
    "similar": similar,
}
"""Every answer, by a name."""
