"""No rule can take long on any text: bounded ways to match, and hostile sentences get through."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from pattern_ways import ways
from prose_passages import passage

from rolegraph.graph.sources.prose import read_facts, read_mentions, read_outlook
from rolegraph.graph.sources.prose.passages import LONGEST_SENTENCE, sentences
from rolegraph.graph.sources.prose.rules import languages_with_rules, rules_for

MOST_WAYS = 20_000
NAMED = {
    f"{language}-{kind}-{name}": pattern
    for language in languages_with_rules()
    for kind, name, pattern in (
        *(("rule", rule.id, rule.pattern) for rule in rules_for(language).rules),
        *(
            (f"guard-{guard.scope}-{sorted(guard.fields)[0]}", guard.id, guard.pattern)
            for guard in rules_for(language).guards
        ),
    )
}
EXAMPLES = {
    text
    for language in languages_with_rules()
    for rule in rules_for(language).rules
    for text, _ in rule.reads
}


@pytest.mark.parametrize("pattern", NAMED.values(), ids=NAMED)
def test_a_pattern_has_few_ways_to_match(pattern: re.Pattern[str]) -> None:
    assert ways(pattern.pattern) <= MOST_WAYS


@pytest.mark.parametrize("language", languages_with_rules())
def test_the_joints_of_lists_have_few_ways_to_match(language: str) -> None:
    joints = rules_for(language).joints
    for field in fields(joints):
        assert ways(getattr(joints, field.name).pattern) <= MOST_WAYS


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        (r"(?:a+)+b", 10**6),
        (r"(?:\w+\s?)*$", 10**6),
        (r"a.*b.*c", 10**6),
        (r"[^.]{2,60}x", 59),
        (r"\w++ \w++", 1),
    ],
)
def test_the_bound_sees_patterns_that_explode(pattern: str, least: int) -> None:
    assert ways(pattern) >= least


def hostile(text: str) -> list[str]:
    """One example, made as long as a sentence may be: pieces of it over and over, without its end."""
    words = text.rstrip(".").split()
    pieces = [text.rstrip(".") + " ", *(" ".join(words[:number]) + " " for number in (1, 2, 4, 6))]
    pieces += [" ".join(words[-number:]) + ", " for number in (1, 2, 3)]
    made = [(piece * LONGEST_SENTENCE)[: LONGEST_SENTENCE - 1] for piece in pieces]
    start = " ".join(words[: len(words) // 2])
    return [
        *made,
        *(
            (start + filler * LONGEST_SENTENCE)[: LONGEST_SENTENCE - 1]
            for filler in (" a", " ", ",", "-", "9")
        ),
    ]


@pytest.mark.parametrize("text", sorted(EXAMPLES))
def test_hostile_sentences_are_read_through(text: str) -> None:
    for made in hostile(text):
        passages = (passage(made),)
        assert all(len(each.text) <= LONGEST_SENTENCE for each in sentences(passages))
        read_facts(passages, "en")
        read_mentions(passages, "en")
        assert read_outlook(passages, "en").outlook is not None


def test_a_stretch_without_a_stop_is_no_sentence() -> None:
    long = "You need strong drawing skills " + "and more " * LONGEST_SENTENCE
    assert read_mentions((passage(long),), "en") == ()
    assert [
        each.name for each in read_mentions((passage(f"You need strong drawing skills. {long}"),), "en")
    ] == ["drawing"]
