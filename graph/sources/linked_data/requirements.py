"""What an occupation or posting asks for: experience, skills, duties, and facts that stay text."""

from __future__ import annotations

from types import MappingProxyType

from rolegraph.graph.errors import BadValue
from rolegraph.graph.model import Band, Duty, Fact, Notice, Place, Remark, SkillAsked
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said, Value
from rolegraph.graph.sources.linked_data.wording import lines, names_in, unnamed
from rolegraph.graph.sources.values.experience import find_bands, parse_band

FACTS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        "industry": Remark.INDUSTRY,
        "workHours": Remark.WORK_HOURS,
        "employmentType": Remark.WORK_PATTERN,
        "jobLocationType": Remark.WORKPLACE,
        "qualifications": Remark.QUALIFICATION,
        "educationRequirements": Remark.QUALIFICATION,
        "physicalRequirement": Remark.QUALIFICATION,
        "sensoryRequirement": Remark.QUALIFICATION,
        "securityClearanceRequirement": Remark.QUALIFICATION,
        "eligibilityToWorkRequirement": Remark.QUALIFICATION,
    }
)
"""Properties that stay text, and under what."""

_CREDENTIAL = ("name", "credentialCategory", "educationalLevel", "competencyRequired", "about")


def read_facts(node: Node, notices: list[Notice]) -> tuple[Fact, ...]:
    """The facts of a node, by the table above; a text of several lines is several facts."""
    found = []
    for name, remark in FACTS.items():
        for value in node.values(name):
            if isinstance(value, Said):
                found += [Fact(remark, line, value.place) for line in lines(value)]
            elif fact := _fact_of(value, remark):
                found.append(fact)
            else:
                notices.append(unnamed(value, "facts"))
    return tuple(found)


def _fact_of(node: Node, remark: Remark) -> Fact | None:
    """A credential or term as text: ``Bachelor of Science, Computer Science``."""
    values = node.values(*_CREDENTIAL)
    said = [value if isinstance(value, Said) else value.text("name") for value in values]
    words = ", ".join(dict.fromkeys(line for each in said if each for line in lines(each)))
    if not words:
        given = node.text("description")
        words = " ".join(lines(given)) if given else ""
    place = Place(words, line=node.spot.line, pointer=node.spot.path)
    return Fact(remark, words, place) if words else None


def read_duties(node: Node) -> tuple[Duty, ...]:
    """The responsibilities: one for each text, or line of a text."""
    return tuple(Duty(line, said.place) for said in node.texts("responsibilities") for line in lines(said))


def read_skills(node: Node, notices: list[Notice]) -> tuple[SkillAsked, ...]:
    """The skills, never ranked; each name once."""
    found: dict[str, SkillAsked] = {}
    for value in node.values("skills"):
        for name, said in names_in(value, notices, "skills"):
            found.setdefault(
                name.casefold(), SkillAsked(name, Place(name, line=said.spot.line, pointer=said.spot.path))
            )
    return tuple(found.values())


def read_band(node: Node, notices: list[Notice]) -> tuple[Band | None, Place | None]:
    """The experience asked for; none, with a notice, where it is not understood or stated in two ways."""
    found: dict[Band, Place] = {}
    values = node.values("experienceRequirements")
    for value in values:
        words = _words(value)
        band = _band(words.text, months=isinstance(value, Node)) if words else None
        if band is None:
            notices.append(_not_understood(value, words))
        elif words:
            found.setdefault(band, words.place)
    if len(found) > 1:
        said = ", ".join(place.words for place in found.values())
        message = f"the experience is stated in {len(found)} ways ({said}): none is kept"
        place = str(next(iter(found.values())))
        notices.append(Notice("band-not-understood", message, place, "keep one", "band", said))
    return next(iter(found.items())) if len(found) == 1 else (None, None)


def _words(value: Value) -> Said | None:
    return value if isinstance(value, Said) else value.text("monthsOfExperience")


def _band(text: str, *, months: bool) -> Band | None:
    """The band of a least number of months, or the only one that a text names."""
    try:
        if months:
            return parse_band(f"{text}+ months")
        whole = parse_band(text)
        found = {band for band, _, _ in find_bands(text, 0, len(text))}
    except BadValue:
        return None
    return whole or (next(iter(found)) if len(found) == 1 else None)


def _not_understood(value: Value, words: Said | None) -> Notice:
    text = words.text if words else "/".join(value.types) if isinstance(value, Node) else ""
    place = words.pointer if words else str(value.spot)
    message = f"the experience {shown(text)} is no band that is certain: it is not kept"
    remedy = 'give "monthsOfExperience", or words such as "at least 3 years"'
    return Notice("band-not-understood", message, place, remedy, "band", text)
