"""The codes, working hours and other facts of a National Careers Service record."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from rolegraph.graph.model import Code, Fact, Notice, Place, Remark
from rolegraph.graph.sources.json_input.fields import Fields, Text, words_of

FACT_FIELDS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        "categories": Remark.INDUSTRY,
        "working_pattern": Remark.WORK_PATTERN,
        "working_location": Remark.WORKPLACE,
        "working_environment": Remark.WORKING_CONDITIONS,
        "digital_skills": Remark.DIGITAL_SKILLS,
        "restrictions": Remark.QUALIFICATION,
        "other_requirements": Remark.QUALIFICATION,
        "career_path": Remark.CAREER_PATH,
        "career_tips": Remark.CAREER_TIP,
        "apprenticeships": Remark.APPRENTICESHIP,
    }
)
"""Fields that stay text, a fact for each text in them."""

HOURS_FIELDS = ("min_hours", "max_hours", "hours_details")
_NO_CODE = "00-0000.00"


def codes(fields: Fields, notices: list[Notice]) -> tuple[Code, ...]:
    """The classifications that the record states; a placeholder is left out with a notice."""
    return tuple(_codes(fields, notices))


def _codes(fields: Fields, notices: list[Notice]) -> Iterator[Code]:
    soc, soc_title = fields.text("uk_soc2010"), fields.text("uk_soc_title")
    stated = soc or soc_title
    if stated:
        yield Code("UK SOC 2010", stated.place, words_of(soc), words_of(soc_title))
    onet = fields.text("onet_soc")
    if onet and onet.text == _NO_CODE:
        message = f"{_NO_CODE} stands for no occupation: it is not kept"
        remedy = "give the O*NET-SOC code"
        notices.append(Notice("code-placeholder", message, onet.pointer, remedy, "codes", _NO_CODE))
    elif onet:
        yield Code("O*NET-SOC", onet.place, onet.text)
    esco = fields.text("esco_occupation_label")
    if esco:
        yield Code("ESCO", esco.place, title=esco.text)


def facts(fields: Fields, notices: list[Notice]) -> tuple[Fact, ...]:
    """The facts that stay text: working hours first, then the fields in their order here."""
    found = [
        Fact(remark, text.text, text.place)
        for field, remark in FACT_FIELDS.items()
        for text in _text_or_texts(fields, field)
    ]
    return (*_hours(fields, notices), *found)


def _text_or_texts(fields: Fields, field: str) -> list[Text]:
    if isinstance(fields.value.get(field), list):
        return fields.texts(field)
    text = fields.text(field)
    return [text] if text else []


def _hours(fields: Fields, notices: list[Notice]) -> Iterator[Fact]:
    """``38–40 hours a week``: the three fields in one text, and no more than they say."""
    low, high, details = fields.number("min_hours"), fields.number("max_hours"), fields.text("hours_details")
    if not low and not high:
        message = "the page gives no number of hours"
        notices.append(Notice("hours-missing", message, "/min_hours", field="facts"))
        if details and not details.text.startswith("a "):
            yield Fact(Remark.WORK_HOURS, details.text, details.place)
        return
    text = _hours_text(low, high)
    if details:
        text += f" {details.text}" if details.text.startswith("a ") else f", {details.text}"
    words = ", ".join(str(value) for value in (low, high, words_of(details)) if value is not None)
    yield Fact(Remark.WORK_HOURS, text, Place(words, pointer="/min_hours"))


def _hours_text(low: Decimal | None, high: Decimal | None) -> str:
    ends = dict.fromkeys(_plain(end) for end in (low, high) if end is not None)
    return f"{'–'.join(ends)} hours"


def _plain(number: Decimal) -> str:
    """``38.0`` as ``38``."""
    return f"{number.normalize():f}"
