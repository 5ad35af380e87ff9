"""The values of a row that need more than their text: experience, codes, outlook, the page's date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Code, Outlook, Place, Trend
from rolegraph.graph.sources.csv_input.row import Cell, Row
from rolegraph.graph.sources.json_input.fields import is_date, place_of, words_of
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.json_input.values import band_in_words
from rolegraph.graph.sources.values.experience import LONGEST

_BAND = ("experience", "experience_min", "experience_max", "experience_level")
_OUTLOOK = ("outlook_trend", "outlook_growth", "outlook_period")
_CODE = re.compile(r"(?P<scheme>[^:=]*[^:=\s])\s*:\s*(?P<value>[^=]*?)\s*(?:=\s*(?P<title>.*))?", re.DOTALL)
_PERIOD = re.compile(r"P\d{1,3}[YM]|\d{4}/\d{4}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def read_band(row: Row) -> tuple[Band | None, Place | None]:
    """The band of a row in words, years or a level's name; raises :class:`RefusedRecord`."""
    given = [cell for field in _BAND if (cell := row.text(field))]
    if not given:
        return None, None
    words, low, high, level = map(row.text, _BAND)
    if len(given) > 1 and (words or level):
        message = "says the experience a second time: give it in words, in years or as a level"
        raise RefusedRecord("experience-twice", message, given[1].pointer)
    if level:
        return Band(name=level.text), level.place
    if words:
        return band_in_words(words), words.place
    return _years(low, high), given[0].place


def _years(low: Cell | None, high: Cell | None) -> Band:
    start = _number(low) if low else Decimal(0)
    end = _number(high) if high else None
    for cell, years in ((low, start), (high, end)):
        if cell and years is not None and not 0 <= years <= LONGEST:
            message = f"is {years}, not a number of years from 0 to {LONGEST}: correct it"
            raise RefusedRecord("band-absurd", message, cell.pointer)
    if high and end is not None and end <= start:
        message = f"ends at {end}, not above its start {start}: put the smaller number first"
        raise RefusedRecord("band-reversed", message, high.pointer)
    return Band(start, end)


def read_codes(row: Row) -> Iterator[Code]:
    """``SCHEME:VALUE``, ``SCHEME:VALUE=TITLE`` or ``SCHEME:=TITLE``; raises :class:`RefusedRecord`."""
    for cell in row.items("codes"):
        match = _CODE.fullmatch(cell.text)
        if match is None or not (match["value"] or match["title"]):
            message = f"{shown(cell.text)} is no code: write SCHEME:VALUE or SCHEME:VALUE=TITLE"
            raise RefusedRecord("code-invalid", message, cell.pointer)
        yield Code(match["scheme"], cell.place, match["value"] or None, match["title"] or None)


def read_outlook(row: Row) -> Outlook | None:
    """The outlook with its readings; raises :class:`RefusedRecord` for one that can't stand."""
    text, (trend, growth, period) = row.text("outlook"), map(row.text, _OUTLOOK)
    if text is None:
        reading = row.first(*_OUTLOOK)
        if reading is None:
            return None
        message = "is a reading of an outlook that is not there: give its words in the column outlook"
        raise RefusedRecord("outlook-missing", message, reading.pointer)
    if trend and trend.text not in set(Trend):
        message = f"is {shown(trend.text)}: write {' or '.join(Trend)}"
        raise RefusedRecord("outlook-trend", message, trend.pointer)
    if period and not _PERIOD.fullmatch(period.text):
        message = f"is {shown(period.text)}: write P10Y for ten years, or 2023/2033"
        raise RefusedRecord("outlook-period", message, period.pointer)
    return Outlook(
        text.text,
        text.place,
        trend=Trend(trend.text) if trend else None,
        trend_place=place_of(trend),
        growth=_number(growth) if growth else None,
        growth_place=place_of(growth),
        period=words_of(period),
        period_place=place_of(period),
    )


def read_modified(row: Row) -> str | None:
    """The day on which the page was changed last; raises :class:`RefusedRecord`."""
    cell = row.text("modified")
    if cell and not is_date(cell.text):
        message = f"{shown(cell.text)} is no day of the calendar: write it as 2020-11-16"
        raise RefusedRecord("date-invalid", message, cell.pointer)
    return words_of(cell)


def _number(cell: Cell) -> Decimal:
    if not _NUMBER.fullmatch(cell.text):
        message = f"is {shown(cell.text)}, not a number: write it in digits, with a point"
        raise RefusedRecord("number-invalid", message, cell.pointer)
    return Decimal(cell.text)
