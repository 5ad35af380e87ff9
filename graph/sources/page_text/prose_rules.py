"""What English prose of a role page tells, as data: named patterns, each with examples.

A rule reads its group ``value`` (or ``list``, which is taken apart). ``examples`` pairs a sentence
with what the rule must read from it, nothing included; the tests run every one of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rolegraph.graph.model import Remark
from rolegraph.graph.sources.values.wording import words_pattern

Examples = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class FactRule:
    """A pattern whose value is a text fact of a profile."""

    name: str
    remark: Remark
    pattern: re.Pattern[str]
    examples: Examples


@dataclass(frozen=True)
class MentionRule:
    """A pattern whose value is a skill that prose names; the whole match are its words."""

    name: str
    pattern: re.Pattern[str]
    examples: Examples


_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_FIELD = rf"{_WORD}(?: {_WORD}){{0,3}}?"
_LIST = r"[^.;:()]{3,160}?"

FACT_RULES = (
    FactRule(
        "professional-in",
        Remark.INDUSTRY,
        words_pattern(
            rf"\b(?:professional|specialist|expert|worker)s? in (?:the )?(?P<value>{_FIELD})"
            r"(?: (?:industry|sector))? who\b"
        ),
        (
            ("A Baker is a specialist in catering who makes bread.", ("catering",)),
            ("A Teller is a professional in the banking sector who serves people.", ("banking",)),
            ("An expert in 3 fields who writes.", ()),
        ),
    ),
    FactRule(
        "within-industry",
        Remark.INDUSTRY,
        words_pattern(rf"\b(?:within|in) the (?P<value>{_FIELD}) (?:industry|sector)\b"),
        (
            ("There are other jobs within the hospitality industry.", ("hospitality",)),
            ("Many work in the public health sector.", ("public health",)),
            ("The industry is large.", ()),
        ),
    ),
    FactRule(
        "employed-by",
        Remark.EMPLOYER_KIND,
        words_pattern(
            rf"\bemployed by (?P<list>{_LIST})(?=[.;]|,? (?:where|and (?:are|is|may|often|usually|work))\b|$)"
        ),
        (
            ("Most are employed by schools or other bodies that teach.", ("schools", "bodies that teach")),
            ("They are employed by hotels, clinics, and care homes.", ("hotels", "clinics", "care homes")),
            ("They employ staff.", ()),
        ),
    ),
)

_PRAISE = r"(?:excellent|strong|good|great|solid|effective|outstanding|sound)"
_SMALL = r"(?:an?|and|the|of|in|on|at|to|for|with|by|or|as|is|are)"
_TERM_WORD = rf"(?!(?:{_SMALL}|{_PRAISE})\b){_WORD}"
_TERM = rf"{_TERM_WORD}(?: {_TERM_WORD}){{0,2}}"
_END_OF_KNOWLEDGE = (
    r"(?=[.;]|,? (?:and an?|as well as|as|and good|when|if|who|which|to|in order)\b|, and\b|$)"
)

MENTION_RULES = (
    MentionRule(
        "praised-skills",
        words_pattern(rf"\b{_PRAISE} (?P<list>{_TERM}(?:(?:,|,? and) {_TERM})*) skills\b"),
        (
            ("You need strong drawing and planning skills.", ("drawing", "planning")),
            ("Good listening, writing, and typing skills help.", ("listening", "writing", "typing")),
            ("A good grasp of law and strong people skills are asked for.", ("people",)),
            ("Skills help.", ()),
        ),
    ),
    MentionRule(
        "keen-attention",
        words_pattern(
            r"\b(?:keen|sharp|strong|good|close) (?P<value>(?:focus on|attention to|eye for|sense of)"
            r" [^\W\d_]+(?:-[^\W\d_]+)*)"
        ),
        (
            ("A sharp eye for colour is useful.", ("eye for colour",)),
            ("Pay close attention to detail.", ("attention to detail",)),
            ("They focus on sales.", ()),
        ),
    ),
    MentionRule(
        "knowledge-of",
        words_pattern(rf"\b(?P<value>(?:understanding|knowledge|awareness) of {_LIST}){_END_OF_KNOWLEDGE}"),
        (
            ("You have knowledge of hygiene rules.", ("knowledge of hygiene rules",)),
            ("It needs a clear understanding of tax law.", ("understanding of tax law",)),
            (
                "With knowledge of hygiene rules and an eye for colour you do well.",
                ("knowledge of hygiene rules",),
            ),
            ("Nobody knows.", ()),
        ),
    ),
    MentionRule(
        "proficient-in",
        words_pattern(
            r"\b(?:proficient|proficiency|fluent|fluency|skilled) (?:in|with) "
            r"(?P<list>[^.;:()]{2,80}?)(?=[.;]|$)"
        ),
        (
            ("They are proficient in Java and SQL.", ("Java", "SQL")),
            ("The staff is proficient.", ()),
        ),
    ),
)
