"""The data of the alignment benchmark, from the files beside the checkout: schemes, pages, what is right."""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rolegraph.graph.alignment.concepts import Concept, Kind, Label, LabelKind, Scheme

ESCO, ONET = "ESCO", "O*NET"
_LONGEST_FIELD = 10_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """A job profile whose codes are hidden, and the right concept of each scheme that has one."""

    title: str
    concept: Concept
    right: Mapping[str, str]

    @property
    def chosen_on(self) -> bool:
        """Whether it is of the half on which weights and thresholds are chosen: by the hash of the title."""
        return int(hashlib.sha256(self.title.encode()).hexdigest(), 16) % 2 == 0


def schemes(data: Path) -> dict[str, Scheme]:
    """The occupations of ESCO and of O*NET."""
    return {
        ESCO: Scheme("esco", ESCO, Kind.ROLE, tuple(_esco(data))),
        ONET: Scheme("onet", ONET, Kind.ROLE, tuple(_onet(data / "onet-29.2"))),
    }


def pages(data: Path, known: Mapping[str, Scheme]) -> list[Page]:
    """The job profiles of the National Careers Service, in their order.

    Right is the O*NET code, where O*NET has it, and the occupation that has the ESCO label.
    """
    codes = {concept.iri for concept in known[ONET].concepts}
    called = {concept.labels[0].text.casefold(): concept.iri for concept in known[ESCO].concepts}
    path = data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [_page(json.loads(line), codes, called) for line in lines]


def with_codes(page: Page) -> Page:
    """The page as if only its ESCO label were hidden."""
    stated = frozenset({page.right[ONET]} if ONET in page.right else ())
    return replace(page, concept=replace(page.concept, codes=stated))


def without_skills(page: Page) -> Page:
    """The page as if it rated no skills."""
    return replace(page, concept=replace(page.concept, skills=MappingProxyType({})))


def _page(record: dict[str, Any], codes: set[str], called: Mapping[str, str]) -> Page:
    right = {ONET: record["onet_soc"]} if record["onet_soc"] in codes else {}
    occupation = called.get((record["esco_occupation_label"] or "").strip().casefold())
    if occupation is not None:
        right[ESCO] = occupation
    said = [record["description"], record["uk_soc_title"], *record["day_to_day_tasks"], *record["categories"]]
    rated = {one["name"].casefold(): float(one["onet_rank"]) for one in record["skills_ranked"] or ()}
    labels = (Label(record["title"], "en"),)
    concept = Concept(record["url"], labels, "\n".join(filter(None, said)), "en", rated)
    return Page(record["title"], concept, right)


def _rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with lzma.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            yield {name.strip(): (value or "").strip() for name, value in row.items()}


def _labels(preferred: str, alternative: list[str], hidden: list[str]) -> tuple[Label, ...]:
    kinds = ((LabelKind.ALTERNATIVE, alternative), (LabelKind.HIDDEN, hidden))
    others = [Label(text, "en", kind) for kind, texts in kinds for text in texts if text.strip()]
    return (Label(preferred, "en"), *others)


def _esco(data: Path) -> Iterator[Concept]:
    folder = data / "esco-1.1.1"
    groups = {row["code"]: row["preferredLabel"] for row in _rows(folder / "ISCOGroups_en.csv.xz")}
    mapped = defaultdict(set)
    for row in _rows(data / "crosswalks" / "nesta_esco_onet_crosswalk_Nov2020.csv.xz"):
        mapped[row["concept_uri"]].add(row["onet_code"])
    for row in _rows(folder / "occupations_en.csv.xz"):
        iri = row["conceptUri"]
        labels = _labels(
            row["preferredLabel"], row["altLabels"].splitlines(), row["hiddenLabels"].splitlines()
        )
        text = f"{row['description']}\n{groups.get(row['iscoGroup'], '')}"
        yield Concept(iri, labels, text, "en", codes=frozenset(mapped[iri]))


def _onet(folder: Path) -> Iterator[Concept]:
    titles, tasks = defaultdict(list), defaultdict(list)
    skills: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows(folder / "Alternate Titles.txt.xz", "\t"):
        titles[row["O*NET-SOC Code"]].append(row["Alternate Title"])
    for row in _rows(folder / "Task Statements.txt.xz", "\t"):
        tasks[row["O*NET-SOC Code"]].append(row["Task"])
    for row in _rows(folder / "Skills.txt.xz", "\t"):
        if row["Scale ID"] == "IM":
            skills[row["O*NET-SOC Code"]][row["Element Name"].casefold()] = float(row["Data Value"])
    for row in _rows(folder / "Occupation Data.txt.xz", "\t"):
        code = row["O*NET-SOC Code"]
        text = "\n".join([row["Description"], *tasks[code]])
        yield Concept(code, _labels(row["Title"], titles[code], []), text, "en", skills[code])
