"""What the example queries must find in the samples."""

from __future__ import annotations

from collections.abc import Callable

import rdflib

BASE = "http://127.0.0.1:8000/"
Rows = list[dict[str, str]]


def has(**values: str) -> Callable[[Rows], bool]:
    """Whether a row has these values, among others."""
    return lambda rows: any(values.items() <= row.items() for row in rows)


def each(condition: Callable[[dict[str, str]], bool]) -> Callable[[Rows], bool]:
    """Whether there are rows, and something holds of each."""
    return lambda rows: bool(rows) and all(map(condition, rows))


def every(*checks: Callable[[Rows], bool]) -> Callable[[Rows], bool]:
    return lambda rows: all(check(rows) for check in checks)


def is_share(text: str) -> bool:
    return 0 <= float(text) <= 1


PAGE_GB = "gb-collections-officer-0-3-years-txt-e7afd2cd"
EXPECTED: dict[str, Callable[[Rows], bool]] = {
    "roles-by-profiles": lambda rows: (rows[0]["label"], rows[0]["profiles"]) == ("Data Analyst", "8"),
    "skills-of-a-role": every(
        has(label="Microsoft Excel", profiles="3"), has(label="Retail Sales", bestRank="1")
    ),
    "most-wanted-skills": every(has(label="Python", profiles="15", roles="8"), lambda rows: len(rows) == 25),
    "salary-range-by-country-and-band": has(
        role="Collections Officer",
        country="Australia",
        currency="AUD",
        lowest="32000",
        highest="45000",
        per="P1Y",
    ),
    "roles-that-share-three-skills": every(
        has(role="Data Analyst", other="Data Engineer", shared="11"),
        each(lambda row: int(row["shared"]) >= 3),
    ),
    "everything-about-one-profile": has(predicate=str(rdflib.DCTERMS.identifier)),
    "alternative-roles": has(**{"from": "Accountant", "to": "Auditor", "profiles": "1"}),
    "announced-and-missing": every(
        has(property="https://w3id.org/rolegraph/ns#alternativeRole", announced="4", found="3"),
        has(property="https://w3id.org/rolegraph/ns#duty", found="0"),
        lambda rows: len(rows) == 3,
    ),
    "better-paid-next-steps": each(
        lambda row: float(row["then"]) > float(row["now"]) and is_share(row["coverage"])
    ),
    "classifications-of-roles": lambda rows: (
        rows == [{"role": "Clock Mender", "scheme": "UK SOC 2010", "code": "5224"}]
    ),
    "cube-dimensions": lambda rows: (
        [row["kind"].rpartition("#")[2] for row in rows]
        == ["dimension"] * 6 + ["measure"] * 2 + ["attribute"] * 4
    ),
    "cube-slice-country-and-band": every(
        has(role="Accounting Technician", low="18000", currency="GBP"), lambda rows: len(rows) == 4
    ),
    "currencies-by-their-authority": has(
        currency="http://publications.europa.eu/resource/authority/currency/GBP", code="GBP", figures="17"
    ),
    "duties-with-a-word": each(lambda row: "debt" in row["text"].lower()),
    "experience-and-pay": every(
        has(role="Data Analyst", band="entry", upperBand="mid", low="30867", more="3145"),
        each(lambda row: float(row["more"]) > 0),
    ),
    "gap-between-two-roles": every(
        has(label="Attention to Detail", need="to be learnt"), lambda rows: len(rows) == 6
    ),
    "graph-sizes": has(graph=f"{BASE}graph/vocabulary"),
    "inferred-currencies": has(
        role="Collections Officer", country="Australia", words="$32K-$45K", currency="AUD"
    ),
    "is-a-skill-asked-for": lambda rows: rows == [{"boolean": "True"}],
    "jaccard-similarity": lambda rows: (
        {**rows[0], "similarity": rows[0]["similarity"][:6]}
        == {"label": "Data Engineer", "common": "11", "either": "21", "similarity": "0.5238"}
    ),
    "labels-of-skills-by-language": has(language="en"),
    "next-steps-from-a-role": every(
        has(label="Credit Counselor"), each(lambda row: is_share(row.get("coverage", "1")))
    ),
    "outlook-of-roles": has(role="Computer Programmer", trend="declining", growth="-6"),
    "pay-of-a-role": every(
        has(country="France", band="entry", low="49000", high="77500", words="€49,000 - €77,500"),
        lambda rows: len(rows) == 8,
    ),
    "reachable-by-alternatives": has(label="Accountant"),
    "roles-linked-to-esco": has(
        role="Collections Officer", occupation="http://data.europa.eu/esco/occupation/1"
    ),
    "roles-that-ask-for-a-skill": every(
        has(label="Data Engineer", countries="Canada"), lambda rows: len(rows) == 8
    ),
    "roll-up-by-country": has(
        country="Australia", currency="AUD", figures="2", lowest="32000", highest="113563"
    ),
    "salary-cells-of-a-role": has(
        country="France", band="entry", lowest="49000", highest="77500", figures="1"
    ),
    "same-role-two-countries": has(label="Active Listening", only="United Kingdom"),
    "skills-named-in-prose": has(role="Collections Officer", label="Attention to Detail"),
    "two-steps-between-roles": each(lambda row: is_share(row["first"]) and is_share(row["second"])),
    "what-roles-ask-for": has(label="Python", profiles="5"),
    "when-a-page-was-loaded": each(lambda row: row["loaded"].startswith("20")),
    "who-says-a-figure": has(words="£23K", low="23000", currency="GBP", page=f"{BASE}id/source/{PAGE_GB}"),
}
