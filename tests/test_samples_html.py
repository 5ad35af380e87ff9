"""The sample pages in HTML: read whole, true to their sources, and accepted without a violation."""

from __future__ import annotations

import csv
import lzma
import re
import statistics
from decimal import Decimal
from pathlib import Path

import pytest
from html_pages import words_at
from role_pages import places

from rolegraph.graph.ingest.load import load
from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources.readers import read_record

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PAGES = {page.relative_to(SAMPLES).as_posix(): page for page in sorted(SAMPLES.glob("*/*.html"))}
every_page = pytest.mark.parametrize("name", PAGES)


def read(name: str) -> Reading:
    source, reading = read_record(Record(name, name, PAGES[name].read_bytes()))
    assert (source.format, source.media_type) == ("role-page-html", "text/html")
    return reading


def rows(path: Path) -> list[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@every_page
def test_page_is_read_whole(name: str) -> None:
    reading = read(name)
    (profile,) = reading.profiles
    markup = PAGES[name].read_text("utf-8")
    assert reading.notices == ()
    assert f"{profile.country}".lower() == name.split("/")[0]
    assert (profile.band is None) == ("not-stated" in name)
    items = len(re.findall("<li>", markup)) - len(re.findall(r"<li>(?:Source|Licence|Period):", markup))
    assert len(profile.duties) + len(profile.skills) + len(profile.alternative_roles) == items
    assert all(skill.position for skill in profile.skills) == ("<ol>" in markup)
    assert None not in (profile.outlook, profile.description, reading.citation, reading.licence)
    assert profile.salaries[0].period == "2024"
    for place in places(profile):
        assert words_at(markup, place) == " ".join(place.words.split())


@every_page
def test_page_is_in_the_table_and_no_text_page_says_the_same(name: str) -> None:
    assert f"`{name}`" in (SAMPLES / "README.md").read_text("utf-8")
    assert not PAGES[name].with_suffix(".txt").exists()


def test_figures_of_the_salary_data_set(shared_data: Path) -> None:
    reported = rows(shared_data / "aijobs-salaries/salaries_2025-01-19.csv.xz")
    keys = ("job_title", "employee_residence", "experience_level", "salary_currency", "work_year")
    cited = [name for name in PAGES if not name.startswith("us/")]
    assert len(cited) == 4
    for name in cited:
        reading = read(name)
        named = re.search(r"aijobs-salaries, (.*?) \((.*?)\)", f"{reading.citation}")
        assert named is not None
        wanted = tuple(named[1].split(", "))
        chosen = {tuple(row.items()) for row in reported if tuple(row[key] for key in keys) == wanted}
        pay = sorted(int(dict(row)["salary"]) for row in chosen)
        assert str(len(pay)) in re.findall(r"\d+", named[2])
        low, high = pay[0], pay[-1]
        if "quartile" in named[2]:
            low, _, high = map(round, statistics.quantiles(pay, n=4, method="inclusive"))
        money = reading.profiles[0].salaries[0].money
        assert (money.minimum, money.maximum, money.currency) == (Decimal(low), Decimal(high), wanted[3]), (
            name
        )


def test_american_figures_are_those_of_the_bureau(shared_data: Path) -> None:
    wages = rows(shared_data / "oews/oews_national_M2024.csv.xz")
    money = read("us/electrician-not-stated.html").profiles[0].salaries[0].money
    (row, *_) = (each for each in wages if each["OCC_CODE"] == "47-2111")
    assert (money.minimum, money.maximum) == (Decimal(row["A_PCT10"]), Decimal(row["A_PCT90"]))


def test_ranked_skills_keep_the_order_of_their_source(shared_data: Path) -> None:
    skills = rows_of_onet(shared_data)
    for name in PAGES:
        reading = read(name)
        named = [skill.name for skill in reading.profiles[0].skills if skill.position]
        if not named:
            continue
        code = re.search(r"link/summary/([\d.-]+)", " ".join(reading.cited))
        assert code is not None
        ranked = [skill for _, skill in sorted(skills[code[1]])]
        assert [skill for skill in ranked if skill in named] == named, name


def rows_of_onet(shared_data: Path) -> dict[str, list[tuple[Decimal, str]]]:
    """The skills of each occupation by falling importance, ties in alphabetical order."""
    found: dict[str, list[tuple[Decimal, str]]] = {}
    with lzma.open(shared_data / "onet-29.2" / "Skills.txt.xz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["Scale ID"] == "IM":
                entry = (-Decimal(row["Data Value"]), row["Element Name"])
                found.setdefault(row["O*NET-SOC Code"], []).append(entry)
    return found


def test_the_pages_load_and_only_a_missing_band_is_warned_of(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    for name, path in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(path.read_bytes())
    report = load(tmp_path / "store", [str(folder)])
    assert dict(report.counts) == {"accepted": len(PAGES)}
    # The one page without experience, which its source does not give.
    assert [Path(warning.origin).name for warning in report.warnings] == ["electrician-not-stated.html"]
