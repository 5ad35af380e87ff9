"""The table at the top: experience, entry-level education, training on the job."""

from __future__ import annotations

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Band, Fact, Place, Remark
from rolegraph.graph.sources.ooh_page.layout import Page, QuickFact
from rolegraph.graph.sources.ooh_page.notes import Notes
from rolegraph.graph.sources.values.experience import parse_band

# Values of a row that state nothing of its own subject.
_NOTHING = ("", "none", "n/a", "—", "-")
_ELSEWHERE = "see "


def read_band(page: Page, notes: Notes) -> tuple[Band | None, Place | None]:
    """The work experience in a related occupation that entrants usually have.

    "None", and a row that refers to another section ("See How to Become One"), state no band.
    """
    fact = page.fact("work experience in a related")
    if fact is None or _states_nothing(fact):
        return None, None
    try:
        band = parse_band(fact.value.text)
    except BadValue:
        band = None
    if band is None:
        notes.add("band-not-understood", "band", fact.value.place(), "is no span of years of experience")
        return None, None
    return band, fact.value.place()


def read_entry_facts(page: Page) -> list[Fact]:
    """The typical entry-level education, and the training on the job."""
    rows = (
        (page.fact("entry-level education"), Remark.QUALIFICATION),
        (page.fact("on-the-job training"), Remark.APPRENTICESHIP),
    )
    return [
        Fact(remark, fact.value.text, fact.value.place())
        for fact, remark in rows
        if fact is not None and not _states_nothing(fact)
    ]


def _states_nothing(fact: QuickFact) -> bool:
    value = fact.value.text.casefold()
    return value in _NOTHING or value.startswith(_ELSEWHERE)
