"""Words for people for what an answer holds: shares, amounts, steps."""

from __future__ import annotations

import math
from decimal import Decimal

from babel.numbers import format_currency

from rolegraph.graph.paths.answers import Asked, Flag, Method, PathsAnswer, Pay, PayKey, Start, Step

FLAGS = {
    Flag.LOW_EVIDENCE: "few skills listed",
    Flag.HUB_SKILLS_ONLY: "only common skills match",
    Flag.CLAMPED_COST: "below the floor",
    Flag.UNSCORABLE: "no skills listed",
    Flag.NO_SHARED_SKILL: "no skill shared",
    Flag.DESCRIBED_ELSEWHERE: "not described for that country and band",
}
METHODS = {
    Method.SIMILARITY: "by the skills held",
    Method.ALTERNATIVE_ROLE: "named by a page as an alternative",
}
_PLACES = 6
"""Countries and bands that one line names."""
_PERIODS = {"P1Y": "a year", "P1M": "a month", "P1W": "a week", "P1D": "a day", "PT1H": "an hour"}


def share(value: float) -> str:
    """A fraction as a whole percentage; only what is whole is 100 %, only nothing is 0 %."""
    if 0 < value < 0.01:
        return "under 1 %"
    return f"{math.floor(value * 100 + 1e-9)} %"


def counted(number: int, one: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def pay_range(pay: Pay, key: PayKey) -> str:
    """The figures of one end: ``£19,000–£24,000``."""
    low, high = (_money(value, key.currency) for value in (pay.minimum, pay.maximum))
    return low if low == high else f"{low}–{high}"


def _money(value: Decimal, currency: str) -> str:
    form = "¤#,##0" if value == value.to_integral_value() else "¤#,##0.00"
    return format_currency(value, currency, form, locale="en", currency_digits=False)


def pay_terms(key: PayKey) -> str:
    """What the figures have in common: ``GB, 0-3 years, a year, 2019``."""
    period = _PERIODS.get(key.pay_period, key.pay_period)
    return ", ".join([*stated(key.country, key.band), period, *([key.period] if key.period else [])])


def stated(*parts: str) -> list[str]:
    """Those parts that pages state; a country that is not stated has that key, a band that label."""
    return [part for part in parts if part not in ("not-stated", "not stated")]


def start_name(start: Start) -> str:
    """Where a question begins, in words."""
    skills = ", ".join(skill.label for skill in start.skills)
    if start.role and skills:
        return f"{start.role.label} with {skills}"
    return start.role.label if start.role else skills


def missing_line(step: Step) -> str:
    """How much is missing at a step."""
    if Flag.UNSCORABLE in step.flags:
        return "What it asks for is not known."
    if not step.missing:
        return "Nothing is missing."
    essential = f", {step.missing_essential:,} essential" if step.missing_essential else ""
    return f"Still missing: {counted(len(step.missing), 'skill')}{essential}"


def sentence(text: str) -> str:
    """A text as a sentence that stands alone."""
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def met_line(step: Step) -> str:
    """Where the pages of one country and band ask for nothing more, although all together do."""
    if not step.missing or not step.met:
        return ""
    places = [where(one.country, one.band) for one in step.met]
    shown = "; ".join(places[:_PLACES])
    left = f" and {len(places) - _PLACES:,} more" if len(places) > _PLACES else ""
    return f"Nothing is missing for {shown}{left}"


def where(country: str, band: str) -> str:
    """A country and a band of pages: ``GB, 0-3 years``."""
    return ", ".join(stated(country, band)) or "pages without a country"


def asked_for(asked: Asked) -> str:
    """For which country and band a question was asked: ``, for GB, 0-3 years``; nothing for all."""
    parts = ", ".join(part for part in (asked.country, asked.band) if part)
    return f", for {parts}" if parts else ""


def version_line(step: Step) -> str:
    """Where the pages of one country and band ask for less than all together: which, and how much is held."""
    if met := met_line(step):
        return met
    if not step.versions or step.versions[0].coverage <= step.coverage + 1e-6:
        return ""
    best = step.versions[0]
    place, profiles = where(best.country, best.band), counted(best.profiles, "profile")
    return f"For {place} ({profiles}): {share(best.coverage)} covered"


def in_sentences(answer: PathsAnswer) -> str:
    """A paths answer as text, for those who can't see the picture."""
    said = [f"From {start_name(answer.start)} to {answer.target.label}{asked_for(answer.asked)}."]
    if answer.explained:
        said.append(sentence(answer.explained.text))
    for place, path in enumerate(answer.paths, 1):
        said.append(f"Path {place}: {counted(path.hops, 'step')}.")
        for step in path.steps:
            skills = ", ".join(one.skill.label for one in step.missing[:5])
            named = f": {skills}{' and others' if len(step.missing) > 5 else ''}." if skills else ""
            missing = missing_line(step).rstrip(".")
            said.append(f"To {step.end.label}, {share(step.coverage)} covered. {missing}{named or '.'}")
            if met := met_line(step):
                said.append(f"{met}.")
    return " ".join(said)
