"""The sample pages: complete, true to the sources that they name, and linked with each other."""

from __future__ import annotations

import csv
import json
import lzma
import re
import statistics
import tarfile
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from rolegraph.graph.model import Record
from rolegraph.graph.sources import role_page

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PAGES = {page.relative_to(SAMPLES).as_posix(): page for page in sorted(SAMPLES.glob("*/*.txt"))}
LINES = {name: page.read_text(encoding="utf-8").splitlines() for name, page in PAGES.items()}
every_page = pytest.mark.parametrize("name", PAGES)


def listed(name: str, first: str, last: str) -> list[str]:
    """The lines after the one that ends with ``first``, up to one that matches ``last``; no ranks."""
    lines = LINES[name]
    start = next(number for number, line in enumerate(lines) if line.endswith(first)) + 1
    stop = next(number for number in range(start, len(lines)) if re.search(last, lines[number]))
    return [line for line in lines[start:stop] if not line.isdigit()]


DUTIES = {name: listed(name, "responsibilities include:", "are required:$") for name in PAGES}
SKILLS = {name: listed(name, "are required:", "^The role of") for name in PAGES}
ROLES = {name: listed(name, "worth considering:", r"\.$") for name in PAGES}


def cited(start: str) -> list[tuple[str, str]]:
    """Pages with those of their source lines that begin so."""
    return [(name, line) for name in PAGES for line in LINES[name] if line.startswith(f"Source: {start}")]


def amounts(line: str) -> list[Decimal]:
    """Every figure of a salary line; a separator with two digits at the end marks decimals."""
    found = re.findall(r"(\d[\d.,’ ]*?)(?:[.,](\d\d))?([Kk]?)(?![\d.,’K])(?! \d)", line)
    plain = [(f"{re.sub(r'[^0-9]', '', whole)}.{cents or 0}", thousands) for whole, cents, thousands in found]
    return [Decimal(number) * (1000 if thousands else 1) for number, thousands in plain]


def rows(path: Path) -> list[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@every_page
def test_page_is_read_whole(name: str) -> None:
    reading = role_page.read(Record(name, name, PAGES[name].read_bytes()))
    (profile,) = reading.profiles
    assert (profile.title, f"{profile.country}".lower()) == (LINES[name][0], name.split("/")[0])
    assert (profile.band is None) == ("not-stated" in name)
    assert [duty.text for duty in profile.duties] == DUTIES[name]
    assert [skill.name for skill in profile.skills] == SKILLS[name]
    assert [role.name for role in profile.alternative_roles] == ROLES[name]
    money = profile.salaries[0].money
    assert {money.minimum, money.maximum} - {None} == set(amounts(LINES[name][1]))
    assert None not in (profile.outlook, reading.citation, reading.licence)


@every_page
def test_page_names_source_and_licence_and_is_in_the_table(name: str) -> None:
    assert name in dict(cited(""))
    assert sum(bool(re.fullmatch(r"Licence: https://\S+", line)) for line in LINES[name]) == 1
    assert f"`{name}`" in (SAMPLES / "README.md").read_text(encoding="utf-8")


def test_pages_cover_countries_roles_bands_and_currencies() -> None:
    bands = Counter((name.split("/")[0], title) for name, (title, *_) in LINES.items())
    roles = Counter(country for country, _ in bands)
    assert len(PAGES) >= 30
    assert len(roles) >= 8
    assert min(roles["gb"], roles["us"]) >= 5
    assert Counter(title for _, title in bands)["Data Analyst"] >= 3
    assert bands["gb", "Data Analyst"] >= 3
    signs = ("£", "GBP", "€", "A$", "C$", "CHF", "₹", "R$", "kr", "PLN", "From", "Competitive")
    assert [sign for sign in signs if not any(sign in lines[1] for lines in LINES.values())] == []


def test_alternative_roles_lead_from_page_to_page() -> None:
    leads: dict[str, set[str]] = defaultdict(set)
    for name, (title, *_) in LINES.items():
        leads[title].update(ROLES[name])
    offered = [role for roles in ROLES.values() for role in roles]
    assert sum(role in leads for role in offered) >= 0.8 * len(offered)
    steps, queue = {"Collections Officer": 0}, ["Collections Officer"]
    for role in queue:
        for following in sorted(leads.get(role, set()) - steps.keys()):
            steps[following] = steps[role] + 1
            queue.append(following)
    assert (steps["Accountant"], steps["Data Scientist"]) == (2, 4)


def test_pages_that_raise_warnings_on_purpose() -> None:
    words = {"two": 2, "three": 3, "four": 4}
    said = {name: re.search(r"here are (t\w+|four) alternative", "\n".join(LINES[name])) for name in PAGES}
    wrong = [name for name, number in said.items() if number and words[number[1]] != len(ROLES[name])]
    assert wrong == ["ch/site-reliability-engineer-senior-level.txt"]
    assert [name for name in PAGES if not DUTIES[name]] == ["gb/app-developer-experienced.txt"]
    assert [name for name in PAGES if not ROLES[name]] == ["no/data-scientist-senior-level.txt"]


def test_british_figures_and_skills_are_those_of_the_careers_service(shared_data: Path) -> None:
    with lzma.open(shared_data / "ncs-job-profiles/ncs_job_profiles.jsonl.xz", "rb") as lines:
        profiles = {profile["url"]: profile for profile in map(json.loads, lines)}
    for name, line in cited("National Careers"):
        profile = profiles[line.rsplit(" ", 1)[1]]
        figure = profile[f"salary_{'starter' if 'starter' in name else 'experienced'}_gbp"]
        assert amounts(LINES[name][1]) == ([] if figure == "variable" else [Decimal(figure)]), name
        ranked = [skill["name"] for skill in profile["skills_ranked"]]
        assert all(own in theirs for own, theirs in zip(SKILLS[name], ranked, strict=False)), name


def test_figures_of_the_salary_data_set(shared_data: Path) -> None:
    pay: dict[tuple[str, ...], list[int]] = defaultdict(list)
    keys = ("job_title", "employee_residence", "experience_level", "salary_currency", "work_year")
    reported = rows(shared_data / "aijobs-salaries/salaries_2025-01-19.csv.xz")
    for row in map(dict, {tuple(row.items()) for row in reported}):
        pay[tuple(row[key] for key in keys)].append(int(row["salary"]))
    for name, line in cited("aijobs-salaries, "):
        values = sorted(pay[tuple(line.split(" (")[0].split(", ")[1:])])
        low, high = values[0], values[-1]
        if "quartile" in line:
            low, _, high = map(round, statistics.quantiles(values, n=4, method="inclusive"))
        months = 12 if "/ month" in LINES[name][1] else 1
        assert {amount * months for amount in amounts(LINES[name][1])} == {low, high}, name


def test_american_figures_are_those_of_the_bureau(shared_data: Path) -> None:
    wages = rows(shared_data / "oews/oews_national_M2024.csv.xz")
    with tarfile.open(shared_data / "bls-ooh/pages.tar.xz") as archive:
        files = {Path(member.name).stem: archive.extractfile(member) for member in archive}
        texts = {stem: file.read().decode("utf-8", "replace") for stem, file in files.items() if file}
    for name in (name for name in PAGES if name.startswith("us/")):
        whole = "\n".join(LINES[name])
        codes = re.findall(r"\((\d\d-\d{4}), ", whole)
        known = {figure for row in wages if row["OCC_CODE"] in codes for figure in row.values()}
        page = "".join(texts[stem] for stem in re.findall(r"bls\.gov/ooh/\S+/(\S+)\.htm", whole))
        for amount in re.findall(r"[\d,.]*\d", LINES[name][1]):
            assert amount.replace(",", "") in known or f"${amount}" in page, name
