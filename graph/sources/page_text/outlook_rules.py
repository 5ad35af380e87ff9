"""What English prose says of the future of a role, as data: named patterns, each with examples.

``examples`` pairs a sentence with what the rule must read from it, nothing included; the tests run
every one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rolegraph.graph.model import Trend
from rolegraph.graph.sources.page_text.prose_rules import Examples
from rolegraph.graph.sources.values.wording import NUMBER, words_pattern


@dataclass(frozen=True)
class TrendRule:
    """A pattern whose match says which way the demand goes."""

    name: str
    trend: Trend
    pattern: re.Pattern[str]
    examples: Examples


@dataclass(frozen=True)
class GrowthRule:
    """A pattern with the group ``value``: percent, upwards or downwards."""

    name: str
    sign: int
    pattern: re.Pattern[str]
    examples: Examples


@dataclass(frozen=True)
class PeriodRule:
    """A pattern with the group ``years``, or ``first`` and ``last`` (years of the calendar)."""

    name: str
    looks_back: bool
    pattern: re.Pattern[str]
    examples: Examples


_LIKELY = r"(?:expected|projected|predicted|forecast|likely|set) to (?:continue (?:to )?)?"
_UP = r"(?:grow|growing|increase|increasing|rise|rising|expand|expanding)"
_DOWN = r"(?:decline|declining|decrease|decreasing|shrink|shrinking|fall|falling)"
_JOBS = r"(?:demand|need|employment|opportunities|openings|jobs)"

TREND_RULES = (
    TrendRule(
        "growth-named",
        Trend.GROWING,
        words_pattern(
            r"\b(?:steady|strong|rapid|fast|solid|moderate|slow|modest|continued|significant) growth\b"
        ),
        (("The trade sees rapid growth.", ("rapid growth",)), ("There is no growth.", ())),
    ),
    TrendRule(
        "will-grow",
        Trend.GROWING,
        words_pattern(rf"\b{_LIKELY}{_UP}\b"),
        (("Jobs are projected to rise by then.", ("projected to rise",)), ("Prices rise.", ())),
    ),
    TrendRule(
        "demand-grows",
        Trend.GROWING,
        words_pattern(
            rf"\b{_JOBS}(?: for [^.;,]{{2,60}}?)? (?:is|are|keeps?) (?:growing|rising|increasing|expanding)\b"
        ),
        (
            ("The demand for bakers is growing.", ("demand for bakers is growing",)),
            ("The baker is growing herbs.", ()),
        ),
    ),
    TrendRule(
        "positive-outlook",
        Trend.GROWING,
        words_pattern(r"\b(?:positive|bright) outlook\b"),
        (("The trade has a bright outlook.", ("bright outlook",)), ("The outlook is open.", ())),
    ),
    TrendRule(
        "no-change",
        Trend.STABLE,
        words_pattern(
            rf"\b(?:little or no change|{_LIKELY}(?:remain|stay|be) (?:stable|steady|unchanged|level))\b"
        ),
        (
            ("Numbers are expected to remain stable.", ("expected to remain stable",)),
            ("There is little or no change in sight.", ("little or no change",)),
            ("Hands remain steady.", ()),
        ),
    ),
    TrendRule(
        "will-decline",
        Trend.DECLINING,
        words_pattern(rf"\b{_LIKELY}{_DOWN}\b"),
        (("Jobs are likely to fall.", ("likely to fall",)), ("Leaves fall.", ())),
    ),
    TrendRule(
        "demand-declines",
        Trend.DECLINING,
        words_pattern(rf"\b{_JOBS}(?: for [^.;,]{{2,60}}?)? (?:is|are) {_DOWN}\b"),
        (("Openings are shrinking.", ("Openings are shrinking",)), ("Glaciers are shrinking.", ())),
    ),
)
DENIAL = re.compile(
    r"\b(?:not|no|nor|never|n[o’']t|without|unlikely|hardly|less)\W+(?:\w+\W+){0,2}$", re.IGNORECASE
)
"""What, right before a match of a trend or growth rule, turns its sense round."""

_PERCENT = r"(?P<value>\d{1,3}(?:\.\d{1,3})?)(?: )?(?:%|percent\b|per cent\b)(?! (?:to|and) \d)"
_ABOUT = r"(?:by |of )?(?:about |around |roughly |approximately |some )?"

GROWTH_RULES = (
    GrowthRule(
        "grows-by",
        1,
        words_pattern(rf"\b(?:grow|growth|increase|rise|expand|expansion) {_ABOUT}{_PERCENT}"),
        (
            ("Jobs are projected to grow 3.5 percent.", ("3.5",)),
            ("We expect an increase of about 7%.", ("7",)),
            ("Wages were up.", ()),
        ),
    ),
    GrowthRule(
        "percent-growth",
        1,
        words_pattern(rf"(?<![\d.,–-])(?<!to\s)(?<!and\s){_PERCENT} (?:growth|increase|rise)\b"),
        (("A 4% growth is forecast.", ("4",)), ("It is 3 to 4% growth.", ()), ("About 4% of them grow.", ())),
    ),
    GrowthRule(
        "declines-by",
        -1,
        words_pattern(rf"\b(?:decline|decrease|shrink|fall) {_ABOUT}{_PERCENT}"),
        (("Jobs should decline by 2 per cent.", ("-2",)), ("Sales fall.", ())),
    ),
)

_SPAN = rf"(?P<years>{NUMBER})(?: |-)years?"

PERIOD_RULES = (
    PeriodRule(
        "calendar-years",
        False,
        words_pattern(
            r"\b(?:from|between) (?P<first>(?:19|20)\d\d) (?:to|and|until) (?P<last>(?:19|20)\d\d)\b"
        ),
        (("It grows from 2023 to 2033.", ("2023/2033",)), ("From 1 to 2.", ()), ("from 2033 to 2023", ())),
    ),
    PeriodRule(
        "next-years",
        False,
        words_pattern(rf"\b(?:over|in|during|within|for) the (?:next|coming|following) {_SPAN}\b"),
        (("It grows over the next five years.", ("P5Y",)), ("Next year it grows.", ())),
    ),
    PeriodRule(
        "years-of-analysis",
        False,
        words_pattern(rf"\b{_SPAN} (?:analysis|forecast|projection|outlook|period)\b"),
        (("A 5-year forecast says so.", ("P5Y",)), ("A 5-year plan.", ())),
    ),
    PeriodRule(
        "past-years",
        True,
        words_pattern(rf"\b(?:over|in|during|for) the (?:past|last|previous) {_SPAN}\b"),
        (("Demand rose during the last 3 years.", ("P3Y",)), ("In the past it rose.", ())),
    ),
)
