"""What made-up role pages say: page i depends on the settings and on i only.

Roles are drawn by a Zipf law; each role has a pool of skills, drawn by another, from which its
pages choose, so that pages of one role resemble each other as real ones do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TypeVar

from made_pay import Pay, pay_of
from made_vocabulary import (
    ACTIVITIES,
    COUNTRIES,
    ROLE_NAMES,
    SKILL_NAMES,
    TOPICS,
    Country,
    Zipf,
    below,
    role_name,
    skill_name,
)

BANDS: tuple[tuple[int, int | None], ...] = ((0, 3), (3, 6), (6, 10), (10, None))
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six")
_VERBS = ("Check", "Plan", "Prepare", "Record", "Review", "Agree", "Test", "Order", "Compare", "Explain")
_PARTNERS = ("clients", "suppliers", "the site team", "auditors", "new colleagues", "the night shift")
_TRENDS = (
    ("growing", "experience steady growth in the market", "rise"),
    ("stable", "remain stable", "stay"),
    ("declining", "decline slowly", "fall"),
)
_GRADE_PAY = {"Senior": 1.5, "Junior": 0.9, "Lead": 1.7, "Trainee": 0.7, "Principal": 1.9, "Regional": 1.4}
_POOL = 24
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What pages depend on besides their number.

    The exponents are those of the Zipf laws. For comparison, fitted slopes of real data: skills
    over occupations in ESCO 1.1.1 0.6, job titles 1.5 and countries 2.0 in the aijobs salaries.
    ``countries`` are ISO 3166-1 alpha-2 codes out of those that the vocabulary has.
    Raises ``ValueError`` where the vocabulary has not as many names, or no such country.
    """

    seed: int = 1
    roles: int = 3000
    skills: int = 14000
    defects: float = 0.0
    role_exponent: float = 1.0
    skill_exponent: float = 0.6
    country_exponent: float = 1.0
    countries: tuple[str, ...] = tuple(country.code for country in COUNTRIES)

    def __post_init__(self) -> None:
        for what, number, most in (("roles", self.roles, ROLE_NAMES), ("skills", self.skills, SKILL_NAMES)):
            if not 1 <= number <= most:
                raise ValueError(f"{what}: {number} is not between 1 and {most}")
        if not 0 <= self.defects <= 1:
            raise ValueError(f"defects: {self.defects} is not a share between 0 and 1")
        unknown = set(self.countries) - {country.code for country in COUNTRIES}
        if unknown or not self.countries:
            raise ValueError(
                f"countries: not in the vocabulary: {', '.join(sorted(unknown)) or 'none given'}"
            )


@dataclass(frozen=True, slots=True)
class Page:
    """All that a page says, before it is written in a form.

    ``ranks`` are the numbers that stand before the skills, empty where the page does not rank.
    ``announced`` is the number of alternative roles that the page promises, ``None`` where it says
    none. ``trend`` and ``growth`` (percent over ten years) are what the words of ``outlook`` mean,
    ``trend_words`` those of the trend.
    """

    number: int
    role: int
    title: str
    also_known_as: tuple[str, ...]
    country: str
    country_name: str
    band: tuple[int, int | None]
    pay: Pay
    description: tuple[str, ...]
    duties: tuple[str, ...]
    skills: tuple[str, ...]
    ranks: tuple[int, ...]
    alternatives: tuple[str, ...]
    announced: int | None
    outlook: str
    trend: str
    trend_words: str
    growth: int | None
    url: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class _Role:
    """What the pages of one role have in common."""

    title: str
    also_known_as: tuple[str, ...]
    skills: tuple[int, ...]
    duties: tuple[str, ...]
    alternatives: tuple[str, ...]
    trend: int
    pay: float


class Pages:
    """Makes pages; keeps what roles have in common, so memory is bounded by the number of roles."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.role_law = Zipf(settings.roles, settings.role_exponent)
        self.skill_law = Zipf(settings.skills, settings.skill_exponent)
        self._countries = tuple(country for country in COUNTRIES if country.code in settings.countries)
        self._country_law = Zipf(len(self._countries), settings.country_exponent)
        self._role = lru_cache(maxsize=None)(self._make_role)

    def page(self, number: int) -> Page:
        """Page ``number`` (from 0), without defects."""
        random = Random(f"{self.settings.seed}:page:{number}")
        rank = self.role_law.draw(random)
        role = self._role(rank)
        country = self._countries[self._country_law.draw(random)]
        level = below(random, len(BANDS))
        skills = self._skills(role, random)
        trend, trend_words, _ = _TRENDS[role.trend]
        growth = 2 + below(random, 14) if trend != "stable" and random.random() < 0.5 else None
        announced = len(role.alternatives) or None if random.random() < 0.7 else None
        return Page(
            number=number,
            role=rank,
            title=role.title,
            also_known_as=role.also_known_as,
            country=country.code,
            country_name=country.name,
            band=BANDS[level],
            pay=pay_of(country, country.pay * role.pay * (1 + 0.35 * level), random),
            description=_description(role, skills, random),
            duties=_some(role.duties, 3, random),
            skills=skills,
            ranks=tuple(range(1, len(skills) + 1)) if random.random() < 0.85 else (),
            alternatives=role.alternatives,
            announced=announced,
            outlook=_outlook(role, country, growth),
            trend=trend,
            trend_words=trend_words,
            growth=-growth if growth and trend == "declining" else growth,
            url=f"https://example.org/roles/{number}" if random.random() < 0.5 else None,
            period=str(2015 + below(random, 10)) if random.random() < 0.3 else None,
        )

    def _make_role(self, rank: int) -> _Role:
        random = Random(f"{self.settings.seed}:role:{rank}")
        title = role_name(rank)
        skills = tuple(self.skill_law.draw_distinct(random, _POOL))
        others = [other for other in self.role_law.draw_distinct(random, 5) if other != rank]
        field, office = title.split()[-2:]
        known = (f"{field} {office} II", f"{office} of {field}")
        return _Role(
            title=title,
            also_known_as=known[: below(random, 3)],
            skills=skills,
            duties=tuple(dict.fromkeys(_duty(random) for _ in range(9))),
            alternatives=tuple(role_name(other) for other in others[:4]),
            trend=below(random, len(_TRENDS)),
            pay=_GRADE_PAY.get(title.split()[0], 1.0) * (0.8 + random.random()),
        )

    def _skills(self, role: _Role, random: Random) -> tuple[str, ...]:
        """Most from the role's pool, sometimes one from anywhere; some written in small letters."""
        chosen = list(_some(role.skills, 3, random))[:12]
        if random.random() < 0.5:
            chosen.append(self.skill_law.draw(random))
        names = (skill_name(rank) for rank in dict.fromkeys(chosen))
        return tuple(name.lower() if random.random() < 0.04 else name for name in names)


def _some(things: tuple[T, ...], least: int, random: Random) -> tuple[T, ...]:
    """The first few things, in their order, some of them left out."""
    kept = tuple(thing for thing in things if random.random() < 0.55)
    return kept if len(kept) >= least else things[:least]


def _duty(random: Random) -> str:
    verb, topic = _VERBS[below(random, len(_VERBS))], TOPICS[below(random, len(TOPICS))]
    activity, partner = ACTIVITIES[below(random, len(ACTIVITIES))], _PARTNERS[below(random, len(_PARTNERS))]
    return f"{verb} the {topic.lower()} {activity.lower()} with {partner}"


def _description(role: _Role, skills: tuple[str, ...], random: Random) -> tuple[str, ...]:
    """One to three paragraphs; the first names the role and what else it is called."""
    article = "An" if role.title[0] in "AEIOU" else "A"
    if random.random() < 0.03:  # real pages have these errors
        article = "And" if article == "An" else "An"
    known = f" (also known as a {', or '.join(role.also_known_as)})" if role.also_known_as else ""
    duty = role.duties[0][0].lower() + role.duties[0][1:]
    paragraphs = (
        f"{article} {role.title}{known} is someone whose days are spent in one trade. "
        f"Among other things they {duty}.",
        f"Most people in this role work for firms of {10 * (1 + below(random, 90))} people or more.",
        f"To do well, a {role.title} needs patience and a sound grasp of {skills[0]}.",
    )
    return paragraphs[: 1 + below(random, len(paragraphs))]


def _outlook(role: _Role, country: Country, growth: int | None) -> str:
    _, expected, verb = _TRENDS[role.trend]
    change = f" Over the next 10 years jobs should {verb} by {growth}%." if growth else ""
    return (
        f"The role of {role.title} in {country.name} is expected to {expected}.{change} "
        f"These words and figures are made up by a generator for tests and say nothing of the real world."
    )
