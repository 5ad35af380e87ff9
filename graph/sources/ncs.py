"""Job profiles of the UK National Careers Service, as JSON objects.

One record is one page about one role; its two salaries are two experience bands without years, so
it is read as two profiles (starter, experienced) that share everything else. Where both are the
word "variable" there is one profile, at no stated band.

The field names say that pay is in pounds (``…_gbp``), and the service's pages that it is a year's.
The records name no licence; who loads them may know one, the page does not state it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import (
    Basis,
    Duty,
    Money,
    Notice,
    Place,
    Reading,
    Record,
    RoleProfile,
    Salary,
    SkillAsked,
)
from rolegraph.graph.sources.json_input.fields import (
    Fields,
    Text,
    country_of,
    fields_of,
    is_date,
    place_of,
    words_of,
)
from rolegraph.graph.sources.json_input.ncs_facts import FACT_FIELDS, HOURS_FIELDS, codes, facts
from rolegraph.graph.sources.json_input.parsing import object_text, parse_json, shown
from rolegraph.graph.sources.prose import with_prose
from rolegraph.graph.sources.values.ncs_bands import BandPay, by_band

_LANGUAGE = "en"
STARTER = "salary_starter_gbp"
EXPERIENCED = "salary_experienced_gbp"
VARIABLE = "variable"
MODELLED: MappingProxyType[str, str] = MappingProxyType(
    {
        "title": "name of the profile and its role",
        "url": "address of the page",
        "country": "country",
        "description": "description",
        STARTER: "salary, band starter",
        EXPERIENCED: "salary, band experienced",
        "uk_soc2010": "code of UK SOC 2010",
        "uk_soc_title": "title of that code",
        "onet_soc": "code of O*NET-SOC",
        "esco_occupation_label": "title of an ESCO occupation",
        "skills_ranked": "skills asked for: rank is the position, onet_rank the score",
        "day_to_day_tasks": "duties",
        "content_modified": "date of the page",
        **dict.fromkeys(HOURS_FIELDS, "together the text of working hours"),
        **{field: f"text under rg:{remark}" for field, remark in FACT_FIELDS.items()},
    }
)
"""What each field of a record becomes. Any other field is named in a notice and not kept."""

_MARK = re.compile(rf'"(?:{STARTER}|{EXPERIENCED})"\s*:')
_FIGURE = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Pay:
    """One salary field, and the figure in it, if it is one."""

    field: str
    words: Text
    amount: Decimal | None


def recognises(data: bytes) -> bool:
    """Whether the bytes are a JSON object with a salary field of these records."""
    text = object_text(data)
    return text is not None and _MARK.search(text) is not None


def read(record: Record) -> Reading:
    """What a record says.

    Raises :class:`RefusedRecord` with the JSON Pointer of what can't stand: no title, a field of
    another type, an unknown country, an impossible salary or a starter's pay above an experienced
    worker's; :class:`UnreadableSource` where the bytes are no text.
    """
    document = parse_json(record.data)
    fields = fields_of(document.value)
    notices = [*document.notices, *_field_notices(fields)]
    shared = with_prose(_shared_profile(fields, notices), _LANGUAGE)
    profiles = by_band(shared, [_of_band(pay) for pay in _pays(fields, notices)])
    modified = _modified(fields, notices)
    return Reading(profiles, tuple(notices), url=fields.address("url"), language=_LANGUAGE, modified=modified)


def _field_notices(fields: Fields) -> list[Notice]:
    unknown = sorted(fields.value.keys() - MODELLED.keys())
    missing = sorted(MODELLED.keys() - fields.value.keys())
    notices = []
    if unknown:
        names = ", ".join(map(shown, unknown[:5]))
        notices.append(
            Notice(
                "field-not-understood",
                f"fields that are not kept: {names}",
                "",
                "tell the project",
                "",
                names,
            )
        )
    if missing:
        notices.append(Notice("field-missing", f"fields that are not there: {', '.join(missing)}"))
    return notices


def _shared_profile(fields: Fields, notices: list[Notice]) -> RoleProfile:
    """The profile without pay and band."""
    title = fields.required("title")
    country = fields.text("country")
    description = fields.text("description")
    return RoleProfile(
        title=title.text,
        title_place=title.place,
        country=country_of(country),
        country_place=place_of(country),
        description=words_of(description),
        description_place=place_of(description),
        duties=_duties(fields, notices),
        skills=_skills(fields),
        codes=codes(fields, notices),
        facts=facts(fields, notices),
    )


def _duties(fields: Fields, notices: list[Notice]) -> tuple[Duty, ...]:
    found = fields.texts("day_to_day_tasks")
    if not found:
        notices.append(
            Notice("duties-missing", "the page lists no tasks", "/day_to_day_tasks", field="duties")
        )
    return tuple(Duty(text.text, text.place) for text in found)


def _skills(fields: Fields) -> tuple[SkillAsked, ...]:
    return tuple(map(_skill, fields.objects("skills_ranked")))


def _skill(fields: Fields) -> SkillAsked:
    name = fields.required("name")
    place = Place(name.text, pointer=fields.place)
    return SkillAsked(name.text, place, position=fields.whole("rank"), score=fields.number("onet_rank"))


def _pays(fields: Fields, notices: list[Notice]) -> list[_Pay]:
    """The salary fields that say something."""
    pays = [_pay(field, fields) for field in (STARTER, EXPERIENCED)]
    found = [pay for pay in pays if pay is not None]
    without = {pay.words.text.casefold(): pay for pay in reversed(found) if pay.amount is None}
    without.pop(VARIABLE, None)  # understood: the shapes say that it can't be compared
    notices.extend(map(_not_a_figure, without.values()))
    return found


def _pay(field: str, fields: Fields) -> _Pay | None:
    value = fields.value.get(field)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        words: Text | None = Text(str(value), f"/{field}")
    else:
        words = fields.text(field)
    if words is None:
        return None
    if re.match(r"-\s*\d", words.text) or re.search(r"\d[eE][+-]?\d", words.text):
        message = f"{shown(words.text)} can't be pay: write a figure above nothing, with its digits"
        raise RefusedRecord("salary-impossible", message, words.pointer)
    return _Pay(field, words, Decimal(words.text) if _FIGURE.fullmatch(words.text) else None)


def _not_a_figure(pay: _Pay) -> Notice:
    return Notice(
        "salary-not-understood",
        f"{shown(pay.words.text)} is no figure: only its words are kept",
        pay.words.pointer,
        "write the pounds a year in digits",
        "salaries",
        pay.words.text,
    )


def _of_band(pay: _Pay) -> BandPay:
    band = "starter" if pay.field == STARTER else "experienced"
    return BandPay(band, Place(pay.field, pointer=f"/{pay.field}"), _salary(pay))


def _salary(pay: _Pay) -> Salary:
    words, amount = pay.words.text, pay.amount
    if amount is None:
        return Salary(Money(words), pay.words.place)
    return Salary(Money(words, amount, amount, "GBP", Basis.STATED, "P1Y"), pay.words.place)


def _modified(fields: Fields, notices: list[Notice]) -> str | None:
    found = fields.text("content_modified")
    if found is None or is_date(found.text):
        return words_of(found)
    message = f"{shown(found.text)} is no date: it is not kept"
    remedy = "write it as 2020-11-16"
    notices.append(Notice("date-not-understood", message, found.pointer, remedy, "modified", found.text))
    return None
