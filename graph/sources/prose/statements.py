"""Reads industry, kinds of employer and skills from sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import Fact, Remark, SkillMention
from rolegraph.graph.sources.prose.matching import matches
from rolegraph.graph.sources.prose.passages import Passage, Sentence, said, sentences
from rolegraph.graph.sources.prose.rules import Field, Rule, Rules, rules_for

_REMARKS = MappingProxyType(
    {Field.INDUSTRY: Remark.INDUSTRY, Field.EMPLOYER_KIND: Remark.EMPLOYER_KIND},
)


def read_facts(passages: Iterable[Passage], language: str) -> tuple[Fact, ...]:
    """The text facts that ``passages`` state, each once, where it stands first."""
    rules = rules_for(language)
    found: dict[tuple[str, str], Fact] = {}
    for sentence in sentences(passages):
        for field, remark in _REMARKS.items():
            for start, end in values_of(rules, field, sentence):
                fact = Fact(remark, said(sentence.text[start:end]), sentence.place(start, end))
                found.setdefault((remark, normalise_label(fact.text)), fact)
    return tuple(found.values())


def read_mentions(
    passages: Iterable[Passage], language: str, listed: Iterable[str] = ()
) -> tuple[SkillMention, ...]:
    """The skills that ``passages`` name, each once, in the order in which they stand; those ``listed``
    elsewhere are left out."""
    rules = rules_for(language)
    known = {normalise_label(name) for name in listed}
    found: dict[str, SkillMention] = {}
    for sentence in sentences(passages):
        whole = sentence.place(0, len(sentence.text))
        for start, end in _apart(values_of(rules, Field.MENTION, sentence)):
            name = said(sentence.text[start:end])
            mention = SkillMention(name, sentence.place(start, end), sentence=whole)
            found.setdefault(normalise_label(name), mention)
    return tuple(mention for key, mention in found.items() if key not in known)


def values_of(rules: Rules, field: Field, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The offsets in the sentence of what the rules of a field read from it."""
    for rule, match in matches(rules, field, sentence):
        yield from _parts(rules, rule, match)


def _parts(rules: Rules, rule: Rule, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    if "list" not in rule.pattern.groupindex:
        yield match.span("value")
        return
    start, _ = match.span("list")
    words, joints = match["list"], rules.joints
    for first, last in joints.whole(words) if rule.sets.get("own_heads") else joints.members(words):
        yield start + first, start + last


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """``spans`` in order; of two that overlap the longer one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= first or last <= start for first, last in kept):
            kept.append((start, end))
    return sorted(kept)
