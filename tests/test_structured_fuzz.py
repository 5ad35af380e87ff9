"""Any JSON in the place of JSON-LD, and any text in the place of CSV, is read or refused with a message."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.errors import InputError
from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources import profile_csv, schema_org
from rolegraph.graph.sources.csv_input.columns import COLUMNS
from rolegraph.graph.sources.linked_data.requirements import FACTS

KEYS = st.sampled_from(
    [
        *(
            "@context",
            "@id",
            "@type",
            "@value",
            "@language",
            "@list",
            "@set",
            "@graph",
            "@included",
            "@index",
        ),
        *(
            "name",
            "title",
            "alternateName",
            "description",
            "skills",
            "responsibilities",
            "occupationalCategory",
        ),
        *(
            "codeValue",
            "termCode",
            "inCodeSet",
            "relevantOccupation",
            "experienceRequirements",
            "monthsOfExperience",
        ),
        *(
            "baseSalary",
            "estimatedSalary",
            "salaryCurrency",
            "currency",
            "value",
            "minValue",
            "maxValue",
            "unitText",
        ),
        *(
            "duration",
            "median",
            "percentile10",
            "percentile90",
            "validFrom",
            "validThrough",
            "inLanguage",
            "url",
        ),
        *("jobLocation", "address", "addressCountry", "occupationLocation", "containedInPlace", "datePosted"),
        *FACTS,
        *("x:y", "", ":", "type", "id"),
    ]
)
WORDS = st.sampled_from(
    [
        *(
            "Occupation",
            "JobPosting",
            "Country",
            "MonetaryAmountDistribution",
            "OccupationalExperienceRequirements",
        ),
        *(
            "https://schema.org",
            "https://schema.org/name",
            "_:b",
            "#a",
            "@type",
            "en",
            "de",
            "GB",
            "Germany",
            "EUR",
        ),
        *(
            "YEAR",
            "P1Y",
            "5",
            "-5",
            "1e9",
            "£20K",
            "9" * 25,
            "3+ years",
            "5-3 years",
            "2024-02-30",
            "15-1132.00",
        ),
        *("<p>x</p>", "&lt;b&gt;", "a, b and c", "", " ", "\n", "﷽", "x" * 200),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**6), 10**20) | WORDS | st.floats(0, 1e9)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=8).map(
    lambda made: {"@context": "https://schema.org", "@type": "JobPosting", "title": "Baker", **made}
)


def sound(reading: Reading) -> None:
    """Every value has a place and every notice a message on one line."""
    for profile in reading.profiles:
        assert profile.title
        assert str(profile.title_place)
        places = [duty.place for duty in profile.duties] + [skill.place for skill in profile.skills]
        places += [code.place for code in profile.codes] + [fact.place for fact in profile.facts]
        assert all(str(place) and place.words for place in places)
        for salary in profile.salaries:
            low, high = salary.money.minimum, salary.money.maximum
            assert low is None or high is None or 0 <= low <= high
    assert all(notice.message and "\n" not in notice.message for notice in reading.notices)


def read_or_refused(read: Callable[[Record], Reading], text: str, line: int = 0) -> None:
    """A sound reading, or a message on one line; anything else fails."""
    fault = ""
    try:
        sound(read(Record("x", "x", text.encode("utf-8", "surrogatepass"), line)))
    except InputError as error:
        fault = str(error)
    assert "\n" not in fault


@given(DOCUMENTS)
def test_any_json_is_read_or_refused(document: dict[str, Any]) -> None:
    read_or_refused(schema_org.read, json.dumps(document))


@given(DOCUMENTS, st.text(st.sampled_from("<>/ab\"'=- script"), max_size=30))
def test_any_page_around_a_script_is_read_or_refused(document: dict[str, Any], noise: str) -> None:
    script = f'<script type="application/ld+json">{json.dumps(document)}</script>'
    read_or_refused(schema_org.read, f"<html>{noise}{script}{noise}")


@given(
    st.lists(st.sampled_from([*COLUMNS, "duties 1", "#x", "", "X"]), max_size=6),
    st.lists(WORDS | st.text(max_size=8), max_size=7),
    st.sampled_from(",;\t"),
    st.booleans(),
)
def test_any_row_is_read_or_refused(names: list[str], cells: list[str], mark: str, quoted: bool) -> None:
    quote = '"' if quoted else ""
    row = mark.join(f"{quote}{cell}{quote}" for cell in ["Baker", *cells])
    for line in (0, 9):
        read_or_refused(profile_csv.read, f"{mark.join(['title', *names])}\n{row}", line)
