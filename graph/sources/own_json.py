"""The project's own JSON form: all that a page can say, for those who can write it as data.

The form is described in ``docs/profile-json.md`` and by ``json_input/profile.schema.json``.
What stands at the top of a record is said by each of its profiles, unless a profile says it itself:
so profiles share their duties and skills without repeating them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import (
    AlternativeRole,
    Announcement,
    Band,
    Code,
    Duty,
    Fact,
    Listing,
    Necessity,
    Notice,
    Outlook,
    PayDistribution,
    Place,
    Reading,
    Record,
    Remark,
    RoleProfile,
    Salary,
    SkillAsked,
    SkillMention,
)
from rolegraph.graph.sources.json_input import values as own_values
from rolegraph.graph.sources.json_input.distributions import pay_distribution
from rolegraph.graph.sources.json_input.fields import (
    Fields,
    Text,
    country_of,
    fields_of,
    is_date,
    place_of,
    words_of,
)
from rolegraph.graph.sources.json_input.parsing import Json, object_text, parse_json, pointer, shown
from rolegraph.graph.sources.json_input.schema import check
from rolegraph.graph.sources.values.language import language_of
from rolegraph.graph.sources.values.running_text import running_text

_MARK = re.compile(r'"rolegraph"\s*:')


def recognises(data: bytes) -> bool:
    """Whether the bytes are a JSON object with the mark ``"rolegraph": 1``."""
    text = object_text(data)
    return text is not None and _MARK.search(text) is not None


def read(record: Record) -> Reading:
    """What a record in this form says.

    Raises :class:`RefusedRecord` with the JSON Pointer of what can't stand, and
    :class:`UnreadableSource` where the bytes are no text.
    """
    document = parse_json(record.data)
    check(document.value)
    page = fields_of(document.value)
    notices = list(document.notices)
    profiles = tuple(_Profiles(page, notices).profiles())
    language = language_of(running_text(profiles), words_of(page.text("language")))
    notices.extend(language.notices)
    return Reading(
        profiles=profiles,
        notices=tuple(dict.fromkeys(notices)),
        url=page.address("url"),
        licence=page.address("licence"),
        cited=tuple(text.text for text in page.texts("cited")),
        citation=words_of(page.text("citation")),
        language=language.tag,
        modified=_modified(page),
    )


class _Profiles:
    """Reads the profiles of a page; each property from the profile or else from the page."""

    def __init__(self, page: Fields, notices: list[Notice]) -> None:
        self._page = page
        self._notices = notices

    def profiles(self) -> Iterator[RoleProfile]:
        """One for each element of ``profiles``, or the page itself."""
        given = self._page.objects("profiles") or [self._page]
        yield from map(self._profile, given)

    def _profile(self, own: Fields) -> RoleProfile:
        title = self._home(own, "title").required("title")
        country = self._home(own, "country").text("country")
        description = self._home(own, "description").text("description")
        code = country_of(country)
        band, band_place = _band(self._home(own, "experience"))
        return RoleProfile(
            title=title.text,
            title_place=title.place,
            alternative_titles=_roles(self._home(own, "alternativeTitles"), "alternativeTitles"),
            country=code,
            country_place=place_of(country),
            band=band,
            band_place=band_place,
            salaries=_salaries(self._home(own, "salary"), code, self._notices),
            pay_distributions=_distributions(self._home(own, "payDistributions")),
            description=words_of(description),
            description_place=place_of(description),
            duties=tuple(Duty(t.text, t.place) for t in self._home(own, "duties").texts("duties")),
            skills=_skills(self._home(own, "skills")),
            mentions=_mentions(self._home(own, "mentions")),
            alternative_roles=_roles(self._home(own, "alternativeRoles"), "alternativeRoles"),
            codes=_codes(self._home(own, "codes")),
            facts=_facts(self._home(own, "facts")),
            announcements=_announcements(self._home(own, "announcements")),
            outlook=_outlook(self._home(own, "outlook")),
        )

    def _home(self, own: Fields, key: str) -> Fields:
        """Where the property stands: in the profile, else in the page."""
        return own if key in own.value else self._page


def _either(home: Fields, key: str) -> Text | Fields | None:
    """A property that is text or an object."""
    value = home.value.get(key)
    return _text_or_fields(value, pointer(home.place, key)) if value is not None else None


def _text_or_fields(value: Json, place: str) -> Text | Fields:
    return Text(value.strip(), place) if isinstance(value, str) else fields_of(value, place)


def _each(home: Fields, key: str) -> list[Text | Fields]:
    """The elements of a list of texts and objects; one alone is a list of one."""
    value = home.value.get(key)
    if not isinstance(value, list):
        found = _either(home, key)
        return [] if found is None else [found]
    at = pointer(home.place, key)
    return [_text_or_fields(item, pointer(at, number)) for number, item in enumerate(value)]


def _band(home: Fields) -> tuple[Band | None, Place | None]:
    found = _either(home, "experience")
    if found is None:
        return None, None
    if isinstance(found, Text):
        return own_values.band_in_words(found), found.place
    words = ", ".join(f"{key}: {value}" for key, value in found.value.items())
    return own_values.band_in_figures(found), Place(words, pointer=found.place)


def _salaries(home: Fields, country: str | None, notices: list[Notice]) -> tuple[Salary, ...]:
    return tuple(
        own_values.salary_in_words(found, country, notices)
        if isinstance(found, Text)
        else own_values.salary_in_figures(found)
        for found in _each(home, "salary")
    )


def _distributions(home: Fields) -> tuple[PayDistribution, ...]:
    return tuple(map(pay_distribution, home.objects("payDistributions")))


def _skills(home: Fields) -> tuple[SkillAsked, ...]:
    return tuple(
        SkillAsked(found.text, found.place) if isinstance(found, Text) else _skill(found)
        for found in _each(home, "skills")
    )


def _skill(fields: Fields) -> SkillAsked:
    name, necessity = fields.required("name"), words_of(fields.text("necessity"))
    return SkillAsked(
        name.text,
        Place(name.text, pointer=fields.place),
        position=fields.whole("position"),
        importance=fields.number("importance"),
        level=fields.number("level"),
        score=fields.number("score"),
        necessity=Necessity(necessity) if necessity else None,
    )


def _roles(home: Fields, key: str) -> tuple[AlternativeRole, ...]:
    return tuple(AlternativeRole(text.text, text.place) for text in home.texts(key))


def _mentions(home: Fields) -> tuple[SkillMention, ...]:
    return tuple(
        SkillMention(name.text, name.place, sentence=each.required("text").place)
        for each in home.objects("mentions")
        for name in (each.required("name"),)
    )


def _codes(home: Fields) -> tuple[Code, ...]:
    return tuple(map(_code, home.objects("codes")))


def _code(fields: Fields) -> Code:
    value, title = words_of(fields.text("value")), words_of(fields.text("title"))
    words = value or title or ""
    return Code(fields.required("scheme").text, Place(words, pointer=fields.place), value, title)


def _facts(home: Fields) -> tuple[Fact, ...]:
    if home.value.get("facts") is None:
        return ()
    fields = fields_of(home.value["facts"], pointer(home.place, "facts"))
    return tuple(
        Fact(Remark(key), text.text, text.place)
        for key in fields.value
        for text in _each(fields, key)
        if isinstance(text, Text)
    )


def _announcements(home: Fields) -> tuple[Announcement, ...]:
    return tuple(
        Announcement(Listing(each.required("list").text), each.required("text").place, each.whole("number"))
        for each in home.objects("announcements")
    )


def _outlook(home: Fields) -> Outlook | None:
    found = _either(home, "outlook")
    if isinstance(found, Text):
        return Outlook(found.text, found.place)
    return own_values.outlook(found) if found else None


def _modified(page: Fields) -> str | None:
    found = page.text("modified")
    if found is not None and not is_date(found.text):
        message = f"{shown(found.text)} is no day of the calendar: write it as 2020-11-16"
        raise RefusedRecord("date-invalid", message, found.pointer)
    return words_of(found)
