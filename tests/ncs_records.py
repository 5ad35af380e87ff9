"""What the graph has to say of a National Careers Service record, worked out from the raw JSON alone.

A description of a node is the frozen set of its (property, value) pairs. Things of the page's own
are described in place; a shared thing stands as its kind and what the vocabulary calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from rolegraph.graph.namespaces import CURRENCY, XSD

RawRecord = dict[str, Any]
Description = frozenset[tuple[str, Any]]
Shared = tuple[str, ...]

PAGE = "this page"
BANDS = {"starter": "salary_starter_gbp", "experienced": "salary_experienced_gbp"}
TEXTS = {
    "rg:industry": ["categories"],
    "rg:workPattern": ["working_pattern"],
    "rg:workplace": ["working_location"],
    "rg:workingConditions": ["working_environment"],
    "rg:qualification": ["restrictions", "other_requirements"],
    "rg:digitalSkills": ["digital_skills"],
    "rg:careerPath": ["career_path"],
    "rg:careerTip": ["career_tips"],
    "rg:apprenticeship": ["apprenticeships"],
}


def english(text: str) -> Literal:
    return Literal(text.strip(), language="en")


def decimal(value: object) -> Literal:
    """An xsd:decimal without needless zeros."""
    plain = f"{Decimal(str(value)).normalize():f}"
    return Literal(plain, datatype=NamedNode(XSD + "decimal"))


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


def is_variable(record: RawRecord) -> bool:
    """Whether the record gives no figure at all."""
    return all(record[field] == "variable" for field in BANDS.values())


def bands(record: RawRecord) -> list[str]:
    """The bands that the record speaks of: a profile for each."""
    return ["not stated"] if is_variable(record) else list(BANDS)


def profiles(record: RawRecord) -> set[Description]:
    """The descriptions of its profiles."""
    return {frozenset(_profile(record, band)) for band in bands(record)}


def page(record: RawRecord, checksum: str) -> Description:
    """The description of the page itself."""
    return frozenset(
        {
            ("rdf:type", "prov:Entity"),
            ("dcterms:identifier", Literal(record["url"])),
            ("prov:hadPrimarySource", record["url"]),
            ("dcterms:modified", Literal(record["content_modified"], datatype=NamedNode(XSD + "date"))),
            ("dcterms:format", Literal("application/json")),
            ("dcterms:language", Literal("en")),
            ("rg:sourceFormat", Literal("ncs")),
            ("rg:checksum", Literal(checksum)),
        }
    )


def _profile(record: RawRecord, band: str) -> Iterator[tuple[str, Any]]:
    yield "rdf:type", "rg:RoleProfile"
    yield "rdf:type", "schema:Occupation"
    yield "schema:name", english(record["title"])
    yield "rg:role", ("role", record["title"].casefold())
    yield "rg:country", ("country", record["country"])
    yield "rg:experienceBand", ("experience", band)
    yield "schema:description", english(record["description"])
    yield "schema:mainEntityOfPage", PAGE
    yield "schema:estimatedSalary", frozenset(_salary(record, band))
    yield from _lists(record)
    yield from _codes(record)
    for hours in _hours(record):
        yield "rg:workHours", english(hours)
    for name, fields in TEXTS.items():
        yield from ((name, english(text)) for field in fields for text in _texts(record[field]))


def _salary(record: RawRecord, band: str) -> Iterator[tuple[str, Any]]:
    words = record[BANDS.get(band, BANDS["starter"])]
    yield "rdf:type", "schema:MonetaryAmount"
    yield "rg:role", ("role", record["title"].casefold())
    yield "sdmx-dimension:refArea", ("country", record["country"])
    yield "sdmx-dimension:refPeriod", ("period", "not stated")
    yield "rg:experienceBand", ("experience", band)
    yield "rg:source", PAGE
    yield "rg:sourceText", Literal(words)
    if words == "variable":
        return
    yield "rdf:type", "qb:Observation"
    yield "qb:dataSet", ("dataset", "salaries")
    yield "rg:payPeriod", Literal("P1Y", datatype=NamedNode(XSD + "duration"))
    yield "schema:minValue", decimal(words)
    yield "schema:maxValue", decimal(words)
    yield "schema:currency", Literal("GBP")
    yield "sdmx-attribute:unitMeasure", f"{CURRENCY}GBP"
    yield "rg:currencyBasis", Literal("stated")


def _lists(record: RawRecord) -> Iterator[tuple[str, Any]]:
    for position, task in enumerate(record["day_to_day_tasks"], start=1):
        yield "schema:responsibilities", english(task)
        duty = {("schema:position", integer(position)), ("schema:description", english(task))}
        yield "rg:duty", frozenset({("rdf:type", "rg:Duty"), *duty})
    for asked in record["skills_ranked"]:
        skill = ("skill", asked["name"].casefold())
        yield "schema:skills", skill
        ranked = {
            ("schema:position", integer(asked["rank"])),
            ("schema:name", english(asked["name"])),
            ("schema:item", skill),
            ("rg:score", decimal(asked["onet_rank"])),
        }
        yield "rg:skillRequirement", frozenset({("rdf:type", "rg:SkillRequirement"), *ranked})


def _codes(record: RawRecord) -> Iterator[tuple[str, Any]]:
    yield from _code("UK SOC 2010", record["uk_soc2010"], record["uk_soc_title"])
    if record["onet_soc"] != "00-0000.00":
        yield from _code("O*NET-SOC", record["onet_soc"])
    yield from _code("ESCO", "", record["esco_occupation_label"])


def _code(scheme: str, value: str = "", title: str = "") -> Iterator[tuple[str, Any]]:
    if not (value or title):
        return
    code = ("code", scheme, value or title.casefold())
    pairs: set[tuple[str, Any]] = {
        ("rdf:type", "rg:Classification"),
        ("schema:item", code),
        ("schema:inCodeSet", ("scheme", scheme)),
        ("rg:schemeName", Literal(scheme)),
    }
    if value:
        pairs.add(("schema:codeValue", Literal(value)))
    if title:
        pairs.add(("schema:name", english(title)))
    yield "schema:occupationalCategory", code
    yield "rg:classification", frozenset(pairs)


def _hours(record: RawRecord) -> Iterator[str]:
    """Least and most hours, then how: "a week" goes with a number only."""
    ends = sorted({record["min_hours"], record["max_hours"]} - {0, None})
    how = record["hours_details"].strip()
    number = "–".join(f"{end:g}" for end in ends) + " hours" if ends else ""
    if how.startswith("a "):
        how = f"{number} {how}" if number else ""
    elif number:
        how = f"{number}, {how}" if how else number
    if how:
        yield how


def _texts(value: str | list[str]) -> Iterable[str]:
    return [text for text in ([value] if isinstance(value, str) else value) if text.strip()]


WARNINGS: dict[str, Callable[[RawRecord], bool]] = {
    # notices of the reader
    "duties-missing": lambda record: not record["day_to_day_tasks"],
    "hours-missing": lambda record: not record["min_hours"] and not record["max_hours"],
    "code-placeholder": lambda record: record["onet_soc"] == "00-0000.00",
    # shapes
    "salary-outside-cube": is_variable,
    "profile-band-not-stated": is_variable,
    "profile-without-skills": lambda record: not record["skills_ranked"],
}
"""Each warning, by notice code or shape: the records that give rise to it, once each, and no other does."""
