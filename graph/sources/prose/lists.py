"""The members of a list within a sentence: ``banks, credit unions and other lenders``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Joints:
    """How a language joins the members of a list.

    ``all`` parts members wherever a comma or conjunction stands. ``alternatives`` is for lists in which a
    ``clause`` stands, that may hold "and" itself: it parts them at commas and "or". ``headed`` tells of a
    word that it lacks no noun; "hospital" does in "hospital or laboratory procedures". ``filler`` is what
    stands before a member and is no part of it: articles, "other". A list with a member that ``unclean``
    meets is no list of names, and has no members.
    """

    all: re.Pattern[str]
    alternatives: re.Pattern[str]
    clause: re.Pattern[str]
    headed: re.Pattern[str]
    filler: re.Pattern[str]
    unclean: re.Pattern[str]

    def members(self, text: str) -> list[tuple[int, int]]:
        """The offsets of each member; a list with a comma is parted at "and" in any case."""
        found = list(self._parts(text))
        return [] if any(self.unclean.search(text[start:end]) for start, end in found) else found

    def _parts(self, text: str) -> Iterator[tuple[int, int]]:
        joint = self.alternatives if "," not in text and self.clause.search(text) else self.all
        start = 0
        for stop in (*joint.finditer(text), None):
            end = stop.start() if stop else len(text)
            filler = self.filler.match(text, start, end)
            first = filler.end() if filler else start
            last = first + len(text[first:end].rstrip())
            if first < last:
                yield first, last
            start = stop.end() if stop else end

    def whole(self, text: str) -> list[tuple[int, int]]:
        """The members without the last but one, where that is one word that may share the last's noun."""
        found = self.members(text)
        if len(found) < 2:
            return found
        before, last = (text[start:end] for start, end in found[-2:])
        alone = len(before.split()) == 1 and not self.headed.search(before)
        return [*found[:-2], found[-1]] if alone and len(last.split()) > 1 else found
