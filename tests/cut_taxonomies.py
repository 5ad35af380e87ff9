"""Cut-down copies of ESCO and O*NET: the rows about some roles by name, and what these refer to."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

Row = dict[str, str]
Keep = Callable[[Row], bool]
Change = Callable[[Row], Row]
_LONGEST_CELL = 10_000_000
_ESCO = "esco-1.1.1"
_ONET = "onet-29.2"
_CONCEPTS = ("http://data.europa.eu/esco/skill/", "http://data.europa.eu/esco/occupation/")


def cut_esco(data: Path, folder: Path, roles: Collection[str]) -> Path:
    """ESCO with the occupations that have one of the names and all others of their ISCO groups."""
    source, target = data / _ESCO, folder / _ESCO
    target.mkdir()
    occupations = list(_rows(source / "occupations_en.csv.xz", ","))
    groups = {row["iscoGroup"] for row in occupations if _names(row) & {one.casefold() for one in roles}}
    kept = {row["conceptUri"] for row in occupations if row["iscoGroup"] in groups}
    relations = _rows(source / "occupationSkillRelations.csv.xz", ",")
    skills = {row["skillUri"] for row in relations if row["occupationUri"] in kept}
    tests: dict[str, Keep] = {
        "occupations_en": lambda row: row["conceptUri"] in kept,
        "occupationSkillRelations": lambda row: row["occupationUri"] in kept,
        "skills_en": lambda row: row["conceptUri"] in skills,
        "skillSkillRelations": lambda row: {row["originalSkillUri"], row["relatedSkillUri"]} <= skills,
        "broaderRelationsOccPillar": lambda row: _stands(row, kept),
        "broaderRelationsSkillPillar": lambda row: _stands(row, skills),
    }
    tops = kept | skills

    def with_tops(row: Row) -> Row:
        listed = (one.strip(" ,") for one in row.get("hasTopConcept", "").split("\n"))
        stand = [one for one in listed if one in tops or not one.startswith(_CONCEPTS)]
        return row | ({"hasTopConcept": ",\n".join(stand)} if "hasTopConcept" in row else {})

    for file in source.iterdir():
        name = file.name.removesuffix(".csv.xz")
        _copy(file, target / f"{name}.csv", ",", tests.get(name, _every), with_tops)
    return target


def cut_onet(data: Path, folder: Path, roles: Collection[str]) -> Path:
    """O*NET with the occupations that have one of the names, and those that it says are related."""
    source, target = data / _ONET, folder / _ONET
    target.mkdir()
    names = {one.casefold() for one in roles}
    titles = _rows(source / "Alternate Titles.txt.xz", "\t")
    named = {row["O*NET-SOC Code"] for row in titles if row["Alternate Title"].casefold() in names}
    related = _rows(source / "Related Occupations.txt.xz", "\t")
    kept = named | {row["Related O*NET-SOC Code"] for row in related if row["O*NET-SOC Code"] in named}

    def about_kept(row: Row) -> bool:
        return {row[name] for name in row if name.endswith("O*NET-SOC Code")} <= kept

    for file in source.iterdir():
        _copy(file, target / file.name.removesuffix(".xz"), "\t", about_kept)
    return target


def _every(_: Row) -> bool:
    return True


def _same(row: Row) -> Row:
    return row


def _stands(row: Row, kept: Collection[str]) -> bool:
    """Whether both ends of a step of a hierarchy are there: groups all are."""
    ends = ((row["conceptType"], row["conceptUri"]), (row["broaderType"], row["broaderUri"]))
    return all(kind.endswith("Group") or iri in kept for kind, iri in ends)


def _names(row: Row) -> set[str]:
    return {name.strip().casefold() for name in (row["preferredLabel"], *row["altLabels"].split("\n"))}


def _rows(file: Path, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    with lzma.open(file, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, delimiter=delimiter)


def _copy(file: Path, target: Path, delimiter: str, keep: Keep, change: Change = _same) -> None:
    """The rows of a table that are kept, changed."""
    with lzma.open(file, "rt", encoding="utf-8", newline="") as text:
        header = next(csv.reader(text, delimiter=delimiter))
    with target.open("w", encoding="utf-8", newline="") as output:
        writer = csv.DictWriter(output, header, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(row) for row in _rows(file, delimiter) if keep(row))
