"""The forms that benchmarks/made_forms.py writes: well formed, and saying what the page says."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from generate import make
from jsonschema import Draft202012Validator
from made_forms import FORMS
from made_pages import Page, Pages, Settings


@pytest.fixture(scope="module")
def many() -> list[Page]:
    """Enough pages for every notation of pay and every shape of a list."""
    pages = Pages(Settings(roles=50, skills=400))
    return [pages.page(number) for number in range(1500)]


class TestText:
    def test_a_text_page_has_every_part_in_order(self, many: list[Page]) -> None:
        for page in many[:300]:
            lines = iter(FORMS["text"](page).decode().removesuffix("\n").split("\n"))
            assert [next(lines), next(lines)] == [page.title, page.pay.words]
            if page.pay.per:
                assert next(lines) == page.pay.per
            assert re.fullmatch(r"\d+(-\d+|\+) years experience", next(lines))
            assert take(lines, "your main responsibilities include:") == list(page.description)
            assert take(lines, "the following qualifications are required:") == list(page.duties)
            assert skills_of(take(lines, "alternative roles worth considering:")) == page.skills
            assert [next(lines) for _ in page.alternatives] == list(page.alternatives)
            assert next(lines) == page.outlook
            assert all(re.match(r"(Source|Licence|Page|Period): \S", line) for line in lines)

    def test_no_line_is_empty_or_padded(self, many: list[Page]) -> None:
        for page in many[:300]:
            text = FORMS["text"](page).decode()
            assert all(line and line == line.strip() for line in text.removesuffix("\n").split("\n"))

    def test_the_country_stands_in_the_sentence_and_the_lists_are_full(self, many: list[Page]) -> None:
        for page in many[:300]:
            assert f" in {page.country_name}, your main" in FORMS["text"](page).decode()
            assert len(page.duties) >= 3
            assert len(page.skills) >= 3
            assert len(page.alternatives) == 4
            assert page.title not in page.alternatives

    def test_a_page_lists_no_skill_twice(self, many: list[Page]) -> None:
        for page in many:
            assert len({name.casefold() for name in page.skills}) == len(page.skills)

    def test_pay_is_what_its_words_say(self, many: list[Page]) -> None:
        """The figures of the words, K as thousands, are the amounts; open ends have one figure."""
        for pay in (page.pay for page in many if page.country in {"GB", "US"}):
            figures = [
                float(figure.replace(",", "")) * (1000 if kilo else 1)
                for figure, kilo in re.findall(r"(\d[\d,.]*)([kK]?)", pay.words)
            ]
            stated = {float(end) for end in (pay.minimum, pay.maximum) if end is not None}
            assert set(figures) == stated
            if pay.minimum is not None and pay.maximum is not None:
                assert 0 < pay.minimum <= pay.maximum


class TestJson:
    def test_it_keeps_to_the_schema(self, many: list[Page], project_root: Path) -> None:
        schema = json.loads(
            (project_root / "graph/sources/json_input/profile.schema.json").read_text(encoding="utf-8")
        )
        validator = Draft202012Validator(schema)
        for page in many[:200]:
            assert [error.message for error in validator.iter_errors(json.loads(FORMS["json"](page)))] == []

    def test_words_of_readings_stand_in_the_outlook(self, many: list[Page]) -> None:
        for page in many[:200]:
            outlook = json.loads(FORMS["json"](page))["outlook"]
            words = [value for name, value in outlook.items() if name.endswith("Text")]
            assert words
            assert all(each in outlook["text"] for each in words)

    def test_figures_are_those_of_the_page(self, many: list[Page]) -> None:
        for page in many:
            salary = json.loads(FORMS["json"](page), parse_float=Decimal)["salary"]
            assert (salary.get("min"), salary.get("max")) == (page.pay.minimum, page.pay.maximum)


class TestNcs:
    def test_an_ncs_line_has_the_fields_of_the_data_set(self, shared_data: Path) -> None:
        with lzma.open(shared_data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz") as lines:
            real = json.loads(next(iter(lines)))
        made = json.loads(next(make(Settings(countries=("GB",)), "ncs", range(1))).data)
        assert list(made) == list(real)
        assert {name: type(value) for name, value in made.items()} == {
            name: type(value) for name, value in real.items()
        }
        assert list(made["skills_ranked"][0]) == list(real["skills_ranked"][0])

    def test_ncs_ranks_run_from_one(self) -> None:
        for made in make(Settings(roles=50, skills=400, countries=("GB",)), "ncs", range(100)):
            ranks = [skill["rank"] for skill in json.loads(made.data)["skills_ranked"]]
            assert ranks == list(range(1, len(ranks) + 1))


def take(lines: Iterator[str], ending: str) -> list[str]:
    """The lines before the next one with that ending."""
    found: list[str] = []
    for line in lines:
        if line.endswith(ending):
            return found
        found.append(line)
    raise AssertionError(f"no line ends in {ending!r}")


def skills_of(lines: list[str]) -> tuple[str, ...]:
    """The names, without the ranks 1, 2, 3 … on lines of their own where the page ranks."""
    if lines[0] != "1":
        return tuple(lines)
    assert lines[::2] == [str(rank) for rank in range(1, len(lines) // 2 + 1)]
    return tuple(lines[1::2])
