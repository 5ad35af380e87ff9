"""Small graphs for the tests of paths, and the space and questions of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.paths.questions import Questions
from rolegraph.graph.paths.reading import read_space
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.steps import Steps

BASE = "http://127.0.0.1:8000/"
PREFIX = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + f"@base <{BASE}> .\n"


@dataclass(frozen=True)
class Profile:
    """A page about a role: skills in their order, ranked or not, alternatives by key."""

    role: str
    skills: Sequence[str] = ()
    ranked: bool = True
    country: str = "GB"
    band: str = "0-3-years"
    alternatives: Sequence[str] = ()
    pay: Sequence[str] = ()
    """Each ``"LOW HIGH CURRENCY PAY-PERIOD PERIOD"``."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """More Turtle about the requirement of a skill, by the skill's key."""


def key(label: str) -> str:
    return label.lower().replace(" ", "-")


def store(turtle: Mapping[str, str]) -> ox.Store:
    """A store in memory with Turtle in graphs, each named below the base."""
    made = ox.Store()
    for graph, text in turtle.items():
        made.load((PREFIX + text).encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(BASE + graph))
    return made


def pages(*profiles: Profile) -> dict[str, str]:
    """Each profile in a page of its own, and the vocabulary of all."""
    graphs = {f"id/source/{n}": _page(n, one) for n, one in enumerate(profiles)}
    roles = {name for one in profiles for name in (one.role, *one.alternatives)}
    skills = {name for one in profiles for name in one.skills}
    places = {("country", one.country) for one in profiles} | {("experience", one.band) for one in profiles}
    lines = [f'<id/role/{key(one)}> a rg:Role ; skos:prefLabel "{one}"@en .' for one in sorted(roles)]
    lines += [f'<id/skill/{key(one)}> a rg:Skill ; skos:prefLabel "{one}"@en .' for one in sorted(skills)]
    lines += [f'<id/{kind}/{one}> skos:prefLabel "the {one}"@en .' for kind, one in sorted(places)]
    return graphs | {"graph/vocabulary": "\n".join(lines)}


def _page(number: int, one: Profile) -> str:
    me = f"<id/profile/{number}-1>"
    lines = [
        f"{me} a rg:RoleProfile ; rg:role <id/role/{key(one.role)}> ; rg:country <id/country/{one.country}> ;"
        f" rg:experienceBand <id/experience/{one.band}> ."
    ]
    for place, skill in enumerate(one.skills, start=1):
        item = f"<id/requirement/{number}-{place}>"
        lines.append(f"{me} rg:skillRequirement {item} . {item} schema:item <id/skill/{key(skill)}> .")
        if one.ranked:
            lines.append(f"{item} schema:position {place} .")
        if skill in one.extra:
            lines.append(f"{item} {one.extra[skill]} .")
    for place, other in enumerate(one.alternatives, start=1):
        item = f"<id/alternative/{number}-{place}>"
        lines.append(f"{me} rg:alternative {item} . {item} schema:item <id/role/{key(other)}> .")
    return "\n".join(
        [*lines, *(_observation(number, place, one, text) for place, text in enumerate(one.pay))]
    )


def _observation(number: int, place: int, one: Profile, text: str) -> str:
    low, high, currency, pay_period, period = text.split()
    return (
        f"<id/observation/{number}-{place}> a qb:Observation ; rg:role <id/role/{key(one.role)}> ;"
        f" sdmx-dimension:refArea <id/country/{one.country}> ; rg:experienceBand <id/experience/{one.band}> ;"
        f' sdmx-dimension:refPeriod <id/period/{period}> ; rg:payPeriod "{pay_period}"^^xsd:duration ;'
        f' schema:currency "{currency}" ; schema:minValue {low} ; schema:maxValue {high} .'
    )


def esco(needs: Mapping[str, Mapping[str, bool]]) -> dict[str, str]:
    """Occupations of ESCO by key, each with its skills by key: essential or optional."""
    skills = {skill for asked in needs.values() for skill in asked}
    lines = [f'<occupation/{one}> a esco:Occupation ; skos:prefLabel "{one}"@en .' for one in needs]
    lines += [f'<esco-skill/{one}> a esco:Skill ; skos:prefLabel "{one}"@en .' for one in sorted(skills)]
    for occupation, asked in needs.items():
        for skill, is_essential in asked.items():
            how = "Essential" if is_essential else "Optional"
            lines.append(f"<occupation/{occupation}> esco:related{how}Skill <esco-skill/{skill}> .")
    return {"graph/esco": "\n".join(lines)}


def space(turtle: Mapping[str, str]) -> SkillSpace:
    return read_space(store(turtle), BASE)


def questions(turtle: Mapping[str, str], floor: float = 0.15) -> Questions:
    made = space(turtle)
    return Questions(made, Steps.build(made.needs, made.alternatives.pairs(), floor), generation=7)
