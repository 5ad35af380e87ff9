"""All 408 profiles of the National Careers Service: loaded, counted, explained, compared field by field."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ncs_records
import pyoxigraph
import pytest
from described import Describer, size_of
from ncs_records import WARNINGS, Description, RawRecord
from pyoxigraph import Literal, NamedNode
from rdflib.namespace import SH

from rolegraph.graph import open_store
from rolegraph.graph.ingest.report import LoadReport
from rolegraph.graph.namespaces import DCTERMS
from rolegraph.graph.store import read_current
from rolegraph.graph.validation import shapes_graph

FROM_PROSE = ("rg:employerKind", "rg:skillMention", "rg:mentionsSkill")


@dataclass(frozen=True)
class Loaded:
    """The raw records by address, their checksums, the report of the load, and the quads."""

    records: dict[str, RawRecord]
    checksums: dict[str, str]
    report: LoadReport
    folder: Path
    quads: pyoxigraph.Store


@pytest.fixture(scope="module")
def loaded(shared_data: Path, ncs_load: tuple[Path, LoadReport]) -> Iterator[Loaded]:
    folder, report = ncs_load
    with lzma.open(shared_data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz") as file:
        lines = file.read().splitlines()
    by_address = {record["url"]: record for record in map(json.loads, lines)}
    checksums = [hashlib.sha256(line).hexdigest() for line in lines]
    with read_current(folder) as current:
        sums = dict(zip(by_address, checksums, strict=True))
        yield Loaded(by_address, sums, report, folder, current.store)


def test_every_field_of_every_record_is_in_the_graph_and_nothing_else(loaded: Loaded) -> None:
    """Both ways: no value is lost or changed, and no quad of a page's graph is without a field."""
    assert len(loaded.records) == 408
    describe = Describer(loaded.quads)
    for address, record in loaded.records.items():
        page = describe.page(address)
        about, profiles = describe.node(page, page), describe.profiles(page)
        assert about == ncs_records.page(record, loaded.checksums[address])
        stated = {frozenset(pair for pair in one if pair[0] not in FROM_PROSE) for one in profiles}
        assert stated == ncs_records.profiles(record)
        assert describe.size(page) == len(about) + size_of(profiles)
        for words in {words for one in profiles for words in words_from_prose(one)}:
            assert words in record["description"]


def words_from_prose(profile: Description) -> Iterator[str]:
    """The words of every remark and mention; a mention has its name and its sentence."""
    for name, value in profile:
        if name == "rg:employerKind":
            yield value.value
        elif name == "rg:skillMention":
            yield from (text.value for of, text in value if of in ("schema:name", "rg:sourceText"))


def test_none_is_refused_or_passed_over(loaded: Loaded) -> None:
    report = loaded.report
    assert dict(report.counts) == {"accepted": 408}
    assert report.refused == []
    assert report.ignored == []


def test_counts(loaded: Loaded) -> None:
    records = loaded.records.values()
    skills = [skill for record in records for skill in record["skills_ranked"]]
    counts = {
        "?x rg:sourceFormat 'ncs'": 408,
        "?x a rg:RoleProfile": 2 * 408 - 40,
        "?x a qb:Observation": 736,
        "?x a schema:MonetaryAmount FILTER NOT EXISTS { ?x a qb:Observation }": 40,
        "?x a schema:MonetaryAmount ; rg:sourceText 'variable'": 40,
        "?x rg:experienceBand/skos:prefLabel 'starter'@en ; a rg:RoleProfile": 368,
        "?x a rg:Role": len({record["title"].casefold() for record in records}),
        "?x a rg:Skill . ?y rg:skillRequirement/schema:item ?x": len(
            {skill["name"].casefold() for skill in skills}
        ),
        "?x a rg:SkillRequirement": len(skills),
        "?x a rg:Duty": sum(len(record["day_to_day_tasks"]) for record in records),
        "?x a schema:CategoryCode ; schema:inCodeSet/skos:prefLabel 'O*NET-SOC'": len(
            {record["onet_soc"] for record in records} - {"00-0000.00"}
        ),
        "?x a schema:Country": 1,
    }
    with open_store(loaded.folder) as graph:
        found = {
            pattern: int(graph.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")[0][0])
            for pattern in counts
        }
    assert found == counts


def test_every_warning_is_explained_by_its_record(loaded: Loaded) -> None:
    """Each code stands exactly as often beside each page as the raw record gives rise to it."""
    messages = {str(text): str(shape).partition("#")[2] for shape, text in shapes_graph()[: SH.message]}
    addresses = {
        q.subject.value: q.object.value
        for q in loaded.quads.quads_for_pattern(None, NamedNode(DCTERMS + "identifier"), None)
        if isinstance(q.subject, NamedNode) and isinstance(q.object, Literal)
    }
    found = Counter(
        (messages.get(entry.message, entry.code), addresses[entry.source]) for entry in loaded.report.warnings
    )
    wanted = Counter(
        {(code, url): int(times(r)) for code, times in WARNINGS.items() for url, r in loaded.records.items()}
    )
    assert found == +wanted
    assert set(WARNINGS) == {code for code, _ in found}


def test_every_note_is_explained_by_its_record(loaded: Loaded) -> None:
    """The one remark that is no warning: records give the title of an ESCO occupation without its code."""
    titles = [record for record in loaded.records.values() if record["esco_occupation_label"]]
    assert loaded.report.notes == len(titles)
