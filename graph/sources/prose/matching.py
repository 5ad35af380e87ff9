"""Where the rules of a field match in a sentence, and no guard takes the match away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.sources.prose.passages import Sentence
from rolegraph.graph.sources.prose.rules import Field, Rule, Rules, Scope

_REACH = 60  # characters before a match in which a guard sees what turns its sense round


def matches(rules: Rules, field: Field, sentence: Sentence) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Each rule of ``field`` with each of its matches, with offsets in the sentence."""
    text = sentence.text
    if any(guard.pattern.search(text) for guard in rules.guarding(field, Scope.SENTENCE)):
        return
    taken = [
        found.span()
        for guard in rules.guarding(field, Scope.WITHIN)
        for found in guard.pattern.finditer(text)
    ]
    before = rules.guarding(field, Scope.BEFORE)
    for rule in rules.of(field):
        for match in rule.pattern.finditer(text):
            words = text[max(0, match.start() - _REACH) : match.start()]
            overlaps = any(start < match.end() and match.start() < end for start, end in taken)
            if not overlaps and not any(guard.pattern.search(words) for guard in before):
                yield rule, match
