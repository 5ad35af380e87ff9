"""Each rule and each guard against its own examples, one by one; and the form of the data files."""

from __future__ import annotations

from collections import Counter

import pytest
from prose_passages import passage

from rolegraph.graph.sources.prose.matching import matches
from rolegraph.graph.sources.prose.outlook import readings_of
from rolegraph.graph.sources.prose.passages import Sentence
from rolegraph.graph.sources.prose.rules import (
    Field,
    Guard,
    Rule,
    Rules,
    Scope,
    languages_with_rules,
    rules_for,
)
from rolegraph.graph.sources.prose.statements import values_of

ALL_RULES = [(language, rule) for language in languages_with_rules() for rule in rules_for(language).rules]
ALL_GUARDS = [
    (language, guard) for language in languages_with_rules() for guard in rules_for(language).guards
]


def named(pairs: list[tuple[str, Rule]] | list[tuple[str, Guard]]) -> list[str]:
    """The names of the tests."""
    return [f"{language}-{each.id}" for language, each in pairs]


def read(language: str, rule: Rule, text: str) -> tuple[str, ...]:
    """What one rule reads from one sentence, with the guards and joints of its language."""
    whole = rules_for(language)
    alone = Rules(language, (rule,), whole.guards, whole.joints)
    sentence = Sentence(passage(text), 0, len(text))
    if rule.field.startswith("outlook"):
        return tuple(readings_of(alone, rule.field, sentence))
    return tuple(text[start:end] for start, end in values_of(alone, rule.field, sentence))


@pytest.mark.parametrize(("language", "rule"), ALL_RULES, ids=named(ALL_RULES))
def test_a_rule_reads_its_examples_and_leaves_the_others(language: str, rule: Rule) -> None:
    assert rule.reads
    assert rule.leaves
    for text, expected in rule.reads:
        assert expected, f"'{text}' reads nothing: it belongs under leaves"
        assert read(language, rule, text) == expected, text
    for text in rule.leaves:
        assert read(language, rule, text) == (), text


@pytest.mark.parametrize(("language", "guard"), ALL_GUARDS, ids=named(ALL_GUARDS))
def test_a_guard_stops_its_examples_and_passes_the_others(language: str, guard: Guard) -> None:
    assert guard.fields
    assert guard.stops
    assert guard.passes
    for text in guard.stops:
        assert guard.pattern.search(text), text
    for text in guard.passes:
        assert not guard.pattern.search(text), text


@pytest.mark.parametrize("language", languages_with_rules())
def test_names_are_unique_and_each_field_has_rules(language: str) -> None:
    rules = rules_for(language)
    names = Counter(rule.id for rule in rules.rules)
    guards = Counter((guard.id, field) for guard in rules.guards for field in guard.fields)
    assert [name for name, number in (names + guards).items() if number > 1] == []
    assert {rule.field for rule in rules.rules} == set(Field)


@pytest.mark.parametrize(("language", "rule"), ALL_RULES, ids=named(ALL_RULES))
def test_a_rule_has_the_groups_and_settings_of_its_field(language: str, rule: Rule) -> None:
    groups, sets = set(rule.pattern.groupindex), set(rule.sets)
    if rule.field in (Field.INDUSTRY, Field.EMPLOYER_KIND, Field.MENTION):
        assert len(groups & {"value", "list"}) == 1
        assert sets <= {"own_heads"}
    elif rule.field in (Field.GROWTH, Field.FIGURE):
        assert {"value"} <= groups <= {"value", "words", "subject", "overall"}
        assert sets <= {"sign"}
    elif rule.field is Field.TREND:
        assert groups <= {"words", "subject", "overall"}
        assert {"trend"} <= sets <= {"trend", "strong", "projected"}
    elif rule.field is Field.CHANGE:
        assert ("value" in groups) != ("trend" in sets)
    else:
        assert groups in ({"years"}, {"first", "last"}) or sets == {"duration"}


def test_a_guard_of_a_sentence_lets_no_rule_of_its_fields_match() -> None:
    whole = rules_for("en")
    for guard in (guard for guard in whole.guards if guard.scope is Scope.SENTENCE):
        for text in guard.stops:
            sentence = Sentence(passage(text), 0, len(text))
            assert not [found for field in guard.fields for found in matches(whole, field, sentence)]
