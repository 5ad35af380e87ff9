"""The projection of employment: the prose of its section, held against the quick facts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rolegraph.graph.model import Outlook, Place, Trend
from rolegraph.graph.sources.ooh_page.layout import Page, QuickFact, paragraphs, passages
from rolegraph.graph.sources.ooh_page.notes import Notes
from rolegraph.graph.sources.prose import Change, Passage, read_change, read_outlook

_YEARS = re.compile(r"\b(?P<first>\d{4})\s*[–—-]\s*(?P<last>\d{4}|\d{2})\b")
_NOT_UNDERSTOOD = "outlook-not-understood"


def read_projection(page: Page, title: str, language: str, notes: Notes) -> Outlook | None:
    """The text of the section with trend, growth and period; ``None`` where the page has neither
    section nor quick fact. Where prose and quick facts differ, neither is taken."""
    reading = read_outlook(passages(paragraphs(page.part("job-outlook"))), language, title)
    notes.take(*reading.notices)
    fact = page.fact("job outlook")
    if fact is None:
        return reading.outlook
    change = read_change(Passage(fact.value.text, fact.value.place), language)
    notes.take(*change.notices)
    told = reading.outlook or Outlook(fact.value.text, fact.value.place())
    return _with_period(_with_change(told, change, fact, notes), fact, notes)


def _with_change(told: Outlook, change: Change, fact: QuickFact, notes: Notes) -> Outlook:
    trend = change.trend or (_trend_of(change.growth) if change.growth is not None else None)
    differs = told.growth is not None and change.growth is not None and told.growth != change.growth
    if differs or (told.trend and trend and told.trend != trend):
        notes.add(_NOT_UNDERSTOOD, "outlook", fact.value.place(), "contradicts the section on the outlook")
        return replace(told, growth=None, growth_place=None, trend=None, trend_place=None)
    if told.growth is None:
        told = replace(told, growth=change.growth, growth_place=change.growth_place)
    if told.trend is None and trend:
        told = replace(told, trend=trend, trend_place=change.trend_place or change.growth_place)
    return told


def _trend_of(growth: Decimal) -> Trend:
    if growth == 0:
        return Trend.STABLE
    return Trend.GROWING if growth > 0 else Trend.DECLINING


def _with_period(told: Outlook, fact: QuickFact, notes: Notes) -> Outlook:
    match = _YEARS.search(fact.label.text)
    if match is None:
        return told
    place: Place = fact.label.place(*match.span())
    last = match["last"] if len(match["last"]) == 4 else match["first"][:2] + match["last"]
    period = f"{match['first']}/{last}"
    if told.period is None or told.period == period:
        return replace(told, period=period, period_place=told.period_place or place)
    notes.add(_NOT_UNDERSTOOD, "outlook", place, f"is another period than that of the section, {told.period}")
    return replace(told, period=None, period_place=None)
