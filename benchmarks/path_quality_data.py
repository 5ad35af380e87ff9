"""The data of the benchmark of similarity, from the files beside the checkout: roles, skills, truth."""

from __future__ import annotations

import csv
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from rolegraph.graph.paths.features import Described
from rolegraph.graph.paths.links import Figures, links
from rolegraph.graph.paths.similarity import Needs

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Related = Mapping[str, frozenset[str]]
ESCO, ONET = "ESCO", "O*NET"
NEAR, ALL = "10 nearest", "all 20"
"""How many of an occupation's related ones count: O*NET's primary tiers, or with the supplemental one."""
_LONGEST_FIELD = 10_000_000
_CODE = "O*NET-SOC Code"
_TOP = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """Roles to rank, and what is right.

    ``levels`` are the codes of each role, the widest group first. ``pool`` are the numbers of the roles that
    are ranked and asked about, ``keys`` their O*NET occupations. Roles of one occupation are no answer to
    each other. ``related`` holds the related occupations of some occupations, by how many of them count.
    """

    name: str
    labels: Sequence[str]
    importance: csr_array
    needs: Needs
    described: Described
    levels: Sequence[Sequence[str]]
    pool: Ints
    keys: Sequence[str]
    related: Mapping[str, Related]


def tasks(data: Path) -> list[Task]:
    """ESCO by way of the crosswalk, and O*NET's own features."""
    related = _related(data)
    return [_esco(data, related), _onet(data, related)]


def needs_of(importance: csr_array) -> Needs:
    """The weights of a matrix of importance."""
    rows = np.repeat(np.arange(importance.shape[0]), np.diff(importance.indptr))
    others = (np.zeros(len(rows), dtype=np.int32) for _ in range(3))
    figures = Figures(importance.data, *others)
    return links(rows, importance.indices, figures, *importance.shape).needs


def _rows(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with lzma.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        if delimiter == ",":
            yield from csv.DictReader(file)
        else:
            yield from csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _tabbed(data: Path, name: str) -> Iterator[dict[str, str]]:
    return _rows(data / "onet-29.2" / f"{name}.txt.xz", "\t")


def _related(data: Path) -> dict[str, Related]:
    near, every = defaultdict(set), defaultdict(set)
    for row in _tabbed(data, "Related Occupations"):
        code, other = row[_CODE], row["Related O*NET-SOC Code"]
        every[code].add(other)
        if row["Relatedness Tier"].startswith("Primary"):
            near[code].add(other)
    found = ((NEAR, near), (ALL, every))
    return {name: {code: frozenset(some) for code, some in known.items()} for name, known in found}


def _esco(data: Path, related: Mapping[str, Related]) -> Task:
    folder = data / "esco-1.1.1"
    occupations = list(_rows(folder / "occupations_en.csv.xz"))
    roles = {row["conceptUri"]: place for place, row in enumerate(occupations)}
    skills = {row["conceptUri"]: place for place, row in enumerate(_rows(folder / "skills_en.csv.xz"))}
    asked: dict[tuple[int, int], float] = defaultdict(float)
    for row in _rows(folder / "occupationSkillRelations.csv.xz"):
        if row["occupationUri"] in roles and row["skillUri"] in skills:
            pair = roles[row["occupationUri"]], skills[row["skillUri"]]
            asked[pair] = max(asked[pair], 1.0 if row["relationType"] == "essential" else 0.5)
    above = [
        (skills[row["conceptUri"]], row["broaderUri"])
        for row in _rows(folder / "broaderRelationsSkillPillar.csv.xz")
        if row["conceptUri"] in skills
    ]
    codes = [row["iscoGroup"] for row in occupations]
    described = Described(
        [[row["preferredLabel"], *row["altLabels"].splitlines()] for row in occupations],
        [row["description"] for row in occupations],
        ["en"] * len(occupations),
        _groups(above, len(skills)),
        [[code[:3], code] for code in codes],
    )
    levels = [[code[:size] for size in (1, 2, 3, 4)] for code in codes]
    keys = {
        roles[row["concept_uri"]]: row["onet_code"]
        for row in _rows(data / "crosswalks" / "nesta_esco_onet_crosswalk_Nov2020.csv.xz")
        if row["concept_uri"] in roles
    }
    return _task(ESCO, asked, (len(roles), len(skills)), described, levels, keys, related)


def _onet(data: Path, related: Mapping[str, Related]) -> Task:
    asked, parents = _onet_skills(data)
    roles = {code: place for place, code in enumerate(sorted({code for code, _ in asked}))}
    skills = {name: place for place, name in enumerate(sorted({name for _, name in asked}))}
    names, texts = defaultdict(list), defaultdict(list)
    for row in _tabbed(data, "Occupation Data"):
        names[row[_CODE]].append(row["Title"])
        texts[row[_CODE]].append(row["Description"])
    for row in _tabbed(data, "Alternate Titles"):
        names[row[_CODE]].append(row["Alternate Title"])
    for row in _tabbed(data, "Task Statements"):
        texts[row[_CODE]].append(row["Task"])
    described = Described(
        [names[code] for code in roles],
        ["\n".join(texts[code]) for code in roles],
        ["en"] * len(roles),
        _groups(sorted((skills[name], parent) for name, parent in parents), len(skills)),
        [[code[:4], code[:6]] for code in roles],
    )
    levels = [[code[:size] for size in (2, 4, 6, 7)] for code in roles]
    links_of = {(roles[code], skills[name]): value for (code, name), value in asked.items()}
    keys = {place: code for code, place in roles.items()}
    return _task(ONET, links_of, (len(roles), len(skills)), described, levels, keys, related)


def _onet_skills(data: Path) -> tuple[dict[tuple[str, str], float], set[tuple[str, str]]]:
    """Importance by occupation and skill or technology, and what each stands right below."""
    asked: dict[tuple[str, str], float] = {}
    parents: set[tuple[str, str]] = set()
    for row in _tabbed(data, "Skills"):
        if row["Scale ID"] == "IM":
            element = row["Element ID"]
            asked[row[_CODE], element] = float(row["Data Value"]) / _TOP
            parents.add((element, element.rpartition(".")[0]))
    for row in _tabbed(data, "Technology Skills"):
        asked[row[_CODE], row["Example"]] = 1.0
        parents.add((row["Example"], row["Commodity Code"]))
    return asked, parents


def _groups(above: Iterable[tuple[int, str]], skills: int) -> csr_array:
    """Skills × groups, 1 where a skill stands right below a group."""
    pairs = list(dict.fromkeys(above))
    numbers = {group: place for place, group in enumerate(dict.fromkeys(group for _, group in pairs))}
    places = [skill for skill, _ in pairs], [numbers[group] for _, group in pairs]
    return csr_array((np.ones(len(pairs)), places), shape=(skills, len(numbers)))


def _task(
    name: str,
    asked: Mapping[tuple[int, int], float],
    size: tuple[int, int],
    described: Described,
    levels: Sequence[Sequence[str]],
    keys: Mapping[int, str],
    related: Mapping[str, Related],
) -> Task:
    places = tuple(np.array(list(asked)).T)
    importance = csr_array((np.array(list(asked.values())), places), shape=size)
    importance.sort_indices()
    pool = np.array(sorted(keys))
    return Task(
        name,
        [some[0] for some in described.names],
        importance,
        needs_of(importance),
        described,
        levels,
        pool,
        [keys[role] for role in pool.tolist()],
        related,
    )
