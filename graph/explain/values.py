"""Every value of a reading beside the place it was read from: one walk, one table of fields.

A new field of :class:`RoleProfile` or :class:`Reading` needs one entry here. The parts of its items
(the ``currency`` of a salary) are the fields of their class; a place is that of the part
(``trend_place``) where there is one, else that of the item (``place``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from rolegraph.graph.identity import band_key
from rolegraph.graph.mapping.vocabulary import band_label
from rolegraph.graph.model import (
    AlternativeRole,
    Announcement,
    Band,
    Basis,
    Code,
    Duty,
    Fact,
    Outlook,
    PayDistribution,
    Place,
    Reading,
    Remark,
    RoleProfile,
    Salary,
    SkillAsked,
    SkillMention,
)

_PERCENTILES = (10, 25, 75, 90)
# Told with the value that they are about, or a place.
_NOT_PARTS = ("place", "currency_basis")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a profile or of a page; ``kind`` is the class of what it holds, ``None`` for text."""

    name: str
    kind: type | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts that its items can have; none where an item is one value."""
        return _parts_of(self.kind) if self.kind else ()


PROFILE_FIELDS: tuple[Field, ...] = (
    Field("title"),
    Field("alternative_titles", AlternativeRole),
    Field("country"),
    Field("band"),
    Field("salaries", Salary),
    Field("pay_distributions", PayDistribution),
    Field("description"),
    Field("duties", Duty),
    Field("skills", SkillAsked),
    Field("mentions", SkillMention),
    Field("alternative_roles", AlternativeRole),
    Field("codes", Code),
    Field("facts", Fact),
    Field("announcements", Announcement),
    Field("outlook", Outlook),
)
"""What a profile can say."""

PAGE_FIELDS: tuple[Field, ...] = (
    Field("url"),
    Field("licence"),
    Field("cited"),
    Field("citation"),
    Field("language"),
    Field("modified"),
)
"""What a page can say besides its profiles."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value.

    ``item`` counts from 1 in a list and is 0 where the field is none; ``part`` is "" where an item
    is one value; ``text`` is ``None`` where an item does not state the part. ``place`` is ``None``
    where the reader gives none. ``inferred_from`` tells what a value was concluded from.
    """

    field: str
    item: int
    part: str
    text: str | None
    place: Place | None
    inferred_from: str = ""

    @property
    def name(self) -> str:
        """``title``, ``salaries.currency``."""
        return f"{self.field}.{self.part}" if self.part else self.field


def profile_values(profile: RoleProfile) -> tuple[Value, ...]:
    """The values of a profile, in the order of :data:`PROFILE_FIELDS`."""
    return tuple(value for field in PROFILE_FIELDS for value in _values(profile, field))


def page_values(reading: Reading) -> tuple[Value, ...]:
    """The values of the page itself, in the order of :data:`PAGE_FIELDS`."""
    return tuple(value for field in PAGE_FIELDS for value in _values(reading, field))


def not_stated(values: Sequence[Value], table: Sequence[Field]) -> tuple[str, ...]:
    """The fields of the table, and parts of fields (``salaries.currency``), that no value states."""
    stated = {value.field for value in values}
    named = {value.name for value in values if value.text is not None}
    found = []
    for field in table:
        if field.name not in stated:
            found.append(field.name)
        else:
            found += [name for part in field.parts if (name := f"{field.name}.{part}") not in named]
    return tuple(found)


def partly_stated(values: Sequence[Value]) -> dict[str, tuple[int, int]]:
    """For parts that some items state and others do not: how many do not, and of how many."""
    lacking = Counter(value.name for value in values if value.text is None)
    stated = Counter(value.name for value in values if value.text is not None)
    return {name: (count, count + stated[name]) for name, count in lacking.items() if stated[name]}


def stated_parts(item: Any) -> set[str]:
    """The names of the parts that an item of a field with parts states."""
    return {part.name for part in _parts(item) if part.value is not None}


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    value: object
    place: Place | None
    inferred: bool = False


def _values(owner: RoleProfile | Reading, field: Field) -> Iterator[Value]:
    found = getattr(owner, field.name)
    if found is None:
        return
    if isinstance(found, tuple):
        for number, item in enumerate(found, start=1):
            yield from _item(owner, field, number, item)
    else:
        yield from _item(owner, field, 0, found)


def _item(owner: RoleProfile | Reading, field: Field, number: int, item: Any) -> Iterator[Value]:
    if field.kind is None:
        yield Value(field.name, number, "", _text(item), getattr(owner, f"{field.name}_place", None))
        return
    for part in _parts(item):
        basis = _inferred_from(owner, part.place) if part.inferred else ""
        yield Value(field.name, number, part.name, _text(part.value), part.place, basis)


def _parts(item: Any, outer: Place | None = None) -> Iterator[_Part]:
    """The parts of an item, those of a class within it among them."""
    if isinstance(item, Fact):
        yield _Part(item.remark.value, item.text, item.place)
        return
    whole = getattr(item, "place", outer)
    for each in fields(item):
        name, value = each.name, getattr(item, each.name)
        if name == "percentiles":
            yield from _percentiles(item)
        elif is_dataclass(value) and not isinstance(value, Place):
            yield from _parts(value, whole)
        elif _is_part(name):
            place = value if isinstance(value, Place) else getattr(item, f"{name}_place", None) or whole
            inferred = name == "currency" and item.currency_basis is Basis.INFERRED
            yield _Part(name, value, place, inferred)


def _percentiles(item: PayDistribution) -> Iterator[_Part]:
    places = item.percentile_places or (item.place,) * len(item.percentiles)
    stated = dict(item.percentiles)
    for (percent, figure), place in zip(item.percentiles, places, strict=True):
        yield _Part(f"percentile{percent}", figure, place)
    for percent in _PERCENTILES:
        if percent not in stated:
            yield _Part(f"percentile{percent}", None, item.place)


@cache
def _parts_of(kind: type) -> tuple[str, ...]:
    """The names of the parts of a class, as :func:`_parts` gives them."""
    if kind is Fact:
        return tuple(remark.value for remark in Remark)
    names: list[str] = []
    for name, hint in get_type_hints(kind).items():
        [inner, *_] = [each for each in get_args(hint) or (hint,) if each is not NoneType]
        if name == "percentiles":
            names += [f"percentile{percent}" for percent in _PERCENTILES]
        elif is_dataclass(inner) and inner is not Place and isinstance(inner, type):
            names += _parts_of(inner)
        elif _is_part(name):
            names.append(name)
    return tuple(names)


def _is_part(name: str) -> bool:
    return name not in _NOT_PARTS and not name.endswith(("_place", "_places"))


def _inferred_from(owner: RoleProfile | Reading, place: Place | None) -> str:
    """What an inferred currency was concluded from: a sign that several share, and the country."""
    words = f"'{place.words}'" if place else "the page"
    if not isinstance(owner, RoleProfile) or owner.country is None:
        return words
    where = f" ({owner.country_place})" if owner.country_place and str(owner.country_place) else ""
    return f"{words} and the country {owner.country}{where}"


def _text(value: object) -> str | None:
    """A value as text: figures in plain digits, an experience band in words."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Band):
        return value.name or band_label(band_key(value))
    return value.words if isinstance(value, Place) else str(value)
