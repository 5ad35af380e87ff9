"""What the description of a profile says, for sources that hold it as one value of a record."""

from __future__ import annotations

from dataclasses import replace

from rolegraph.graph.model import Place, RoleProfile
from rolegraph.graph.sources.prose.passages import Passage
from rolegraph.graph.sources.prose.statements import read_facts, read_mentions


def with_prose(profile: RoleProfile, language: str) -> RoleProfile:
    """The profile with what its description says beside what the source states.

    Skills that it lists are no mentions, and a remark that it states is not read from prose. Places
    are those of the description (a JSON Pointer, a cell) with the words that were read.
    """
    place = profile.description_place
    if profile.description is None or place is None:
        return profile
    passages = [_passage(text, place) for text in profile.description.split("\n\n")]
    stated = {fact.remark for fact in profile.facts}
    facts = (fact for fact in read_facts(passages, language) if fact.remark not in stated)
    listed = [*(asked.name for asked in profile.skills), *(said.name for said in profile.mentions)]
    return replace(
        profile,
        facts=(*profile.facts, *facts),
        mentions=(*profile.mentions, *read_mentions(passages, language, listed)),
    )


def _passage(text: str, around: Place) -> Passage:
    return Passage(text, lambda start, end: replace(around, words=text[start:end]))
