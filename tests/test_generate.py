"""benchmarks/generate.py: the same pages for the same seed, of the shapes and shares asked for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from generate import Made, file_name, main, make
from made_defects import BY_FORM, DEFECTS, REFUSED, WARNING, Defect
from made_forms import FORMS
from made_pages import Page, Pages, Settings
from made_pay import amount_words
from made_vocabulary import (
    COUNTRIES,
    ROLE_NAMES,
    SKILL_NAMES,
    SPECIAL_SKILLS,
    Zipf,
    role_name,
    skill_name,
)

SMALL = Settings(roles=50, skills=400)
MONEY = {country.code: country for country in COUNTRIES}


def data(settings: Settings, form: str, numbers: range) -> list[bytes]:
    return [made.data for made in make(settings, form, numbers)]


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def many() -> list[Page]:
    """Enough pages for counting."""
    pages = Pages(SMALL)
    return [pages.page(number) for number in range(6000)]


def is_kind(page: Made, kind: str) -> bool:
    return page.defect is not None and page.defect.kind == kind


class TestSameness:
    @pytest.mark.parametrize("form", sorted(FORMS))
    def test_the_same_seed_gives_the_same_bytes(self, form: str) -> None:
        settings = Settings(roles=50, skills=400, defects=0.3)
        assert data(settings, form, range(60)) == data(settings, form, range(60))

    @pytest.mark.parametrize("form", sorted(FORMS))
    def test_a_page_depends_on_its_number_only(self, form: str) -> None:
        """A prefix, the same pages in batches, and one page alone are the pages of the whole run."""
        settings = Settings(roles=50, skills=400, defects=0.3)
        whole = data(settings, form, range(60))
        assert data(settings, form, range(25)) == whole[:25]
        assert data(settings, form, range(25, 60)) == whole[25:]
        assert data(settings, form, range(41, 42)) == [whole[41]]

    def test_another_seed_gives_other_pages(self) -> None:
        one = data(SMALL, "text", range(30))
        other = data(Settings(seed=2, roles=50, skills=400), "text", range(30))
        assert not set(one) & set(other)

    def test_the_share_of_defects_leaves_the_other_pages_as_they_are(self) -> None:
        clean = data(SMALL, "text", range(200))
        for made in make(Settings(roles=50, skills=400, defects=0.2), "text", range(200)):
            assert (made.data == clean[made.number]) == (made.defect is None)

    def test_another_process_with_another_hash_seed_gives_the_same_bytes(self, project_root: Path) -> None:
        """What is promised across runs must not lean on set order."""
        script = project_root / "benchmarks" / "generate.py"
        command = [sys.executable, str(script), "40", "--form", "ncs", "--out", "-", "--defects", "0.2"]
        runs = [
            subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
            for seed in ("1", "2")
        ]
        assert runs[0] == runs[1]
        assert runs[0].count(b"\n") == 40


class TestVocabulary:
    def test_no_two_names_are_the_same(self) -> None:
        for name, number in ((role_name, ROLE_NAMES), (skill_name, SKILL_NAMES)):
            assert len({name(rank).casefold() for rank in range(number)}) == number

    def test_there_are_as_many_as_esco_has(self) -> None:
        assert ROLE_NAMES >= 3000
        assert SKILL_NAMES >= 14000
        assert len(COUNTRIES) >= 30

    def test_the_skills_that_are_hard_to_name_are_among_them(self) -> None:
        assert set(SPECIAL_SKILLS) <= {skill_name(rank) for rank in range(Settings().skills)}

    @pytest.mark.parametrize(
        ("code", "amount", "words"),
        [
            ("GB", 23000, "£23,000"),
            ("IN", 600000, "₹6,00,000"),
            ("IN", 12345678, "₹1,23,45,678"),
            ("CH", 90000, "CHF 90’000"),
            ("BR", 3500, "R$ 3.500"),
            ("PL", 850, "850 zł"),
            ("JP", 4500000, "¥4,500,000"),
        ],
    )
    def test_amounts_are_written_as_the_country_writes_them(self, code: str, amount: int, words: str) -> None:
        assert amount_words(MONEY[code], Decimal(amount)) == words


class TestZipf:
    def test_chances_add_up_and_fall_by_the_exponent(self) -> None:
        law = Zipf(1000, 1.2)
        chances = [law.chance(rank) for rank in range(1000)]
        assert sum(chances) == pytest.approx(1)
        assert chances[0] / chances[9] == pytest.approx(10**1.2)
        assert all(one > other for one, other in pairwise(chances))

    def test_roles_are_drawn_by_the_law(self, many: list[Page]) -> None:
        """Each of the first ten within five standard deviations of what is expected."""
        found = Counter(page.role for page in many)
        law = Pages(SMALL).role_law
        for rank in range(10):
            expected = law.chance(rank) * len(many)
            assert abs(found[rank] - expected) < 5 * expected**0.5

    def test_skills_of_lower_rank_are_found_less(self) -> None:
        """By steps of ranks, each four times the last: the mean number of pages falls.

        With roles all alike, as the pools of the first few roles would say more than the law.
        """
        pages = Pages(Settings(roles=2000, skills=4000, role_exponent=0))
        ranks = {skill_name(rank).casefold(): rank for rank in range(4000)}
        names = (name.casefold() for number in range(3000) for name in pages.page(number).skills)
        found = Counter(ranks[name] for name in names)
        octaves = [range(4**power - 1, 4 ** (power + 1) - 1) for power in range(6)]
        means = [sum(found[rank] for rank in octave) / len(octave) for octave in octaves]
        assert all(one > other for one, other in pairwise(means))

    def test_countries_and_bands_are_all_found(self, many: list[Page]) -> None:
        assert {page.country for page in many} == set(MONEY)
        assert len({page.band for page in many}) == 4
        counts = Counter(page.country for page in many)
        assert counts.most_common(1)[0][0] == "GB"

    def test_a_greater_exponent_makes_the_first_role_more_frequent(self) -> None:
        pages = Pages(Settings(roles=50, skills=400, role_exponent=2.0))
        first = sum(pages.page(number).role == 0 for number in range(500))
        assert first > 0.5 * 500


class TestDefects:
    def test_the_share_is_as_asked(self) -> None:
        """4,000 pages at 5%: 200, give or take five standard deviations."""
        made = list(make(Settings(roles=50, skills=400, defects=0.05), "text", range(4000)))
        assert 130 < sum(page.defect is not None for page in made) < 270

    def test_none_and_all(self) -> None:
        assert not any(page.defect for page in make(SMALL, "ncs", range(200)))
        assert all(page.defect for page in make(Settings(defects=1), "ncs", range(200)))

    @pytest.mark.parametrize("form", sorted(FORMS))
    def test_every_kind_occurs(self, form: str) -> None:
        found = {made.defect for made in make(Settings(roles=9, skills=90, defects=1), form, range(600))}
        assert found == set(BY_FORM[form])

    def test_kinds_are_named_once_and_each_says_what_is_expected(self) -> None:
        assert len({defect.kind for defect in DEFECTS}) == len(DEFECTS)
        assert {defect.expected for defect in DEFECTS} == {REFUSED, WARNING}

    def test_the_readme_lists_them(self, project_root: Path) -> None:
        readme = (project_root / "benchmarks" / "README.md").read_text(encoding="utf-8")
        listed = dict(re.findall(r"^\| ([\w-]+) \| .* \| (refused|warning) \|$", readme, re.MULTILINE))
        assert listed == {defect.kind: defect.expected for defect in DEFECTS}

    @pytest.mark.parametrize(
        ("form", "defect"), [(form, defect) for form in sorted(FORMS) for defect in BY_FORM[form]]
    )
    def test_a_defect_changes_every_page_that_has_it(self, form: str, defect: Defect) -> None:
        countries = ("GB",) if form == "ncs" else Settings().countries
        pages, write = Pages(Settings(roles=9, skills=90, countries=countries)), FORMS[form]
        for number in range(40):
            page = pages.page(number)
            assert defect.spoil(write(defect.change(page))) != write(page)

    def test_the_bytes_of_cp1252_are_not_utf_8(self) -> None:
        made = [page for page in make(Settings(defects=1), "text", range(300)) if is_kind(page, "cp1252")]
        assert made
        for page in made:
            with pytest.raises(UnicodeDecodeError):
                page.data.decode()

    def test_a_record_of_json_lines_stays_on_its_line(self) -> None:
        for page in make(Settings(defects=1), "ncs", range(300)):
            assert page.data.endswith(b"\n")
            assert page.data.count(b"\n") == 1

    def test_a_truncated_line_is_not_json(self) -> None:
        made = [page for page in make(Settings(defects=1), "ncs", range(300)) if is_kind(page, "truncated")]
        assert made
        for page in made:
            with pytest.raises(json.JSONDecodeError):
                json.loads(page.data)


class TestCommandLine:
    def test_a_folder_with_a_manifest(self, tmp_path: Path) -> None:
        manifest = tmp_path / "defects.jsonl"
        pages = tmp_path / "pages"
        options = ["--defects", "0.5", "--roles", "9", "--skills", "90", "--manifest", str(manifest)]
        assert main(["30", "--out", str(pages), *options]) == 0
        expected = list(make(Settings(roles=9, skills=90, defects=0.5), "text", range(30)))
        assert files_below(pages) == {file_name(page.number, "text"): page.data for page in expected}
        assert [json.loads(line) for line in manifest.read_text().splitlines()] == [
            {
                "page": file_name(page.number, "text"),
                "defect": page.defect.kind,
                "expected": page.defect.expected,
            }
            for page in expected
            if page.defect
        ]

    def test_a_file_of_lines_is_the_same_in_batches(self, tmp_path: Path) -> None:
        options = ["--form", "ncs", "--defects", "0.2", "--roles", "9", "--skills", "90"]
        whole, head, tail = (tmp_path / f"{name}.jsonl" for name in ("whole", "head", "tail"))
        assert main(["30", "--out", str(whole), *options]) == 0
        assert main(["20", "--out", str(head), *options]) == 0
        assert main(["10", "--start", "20", "--out", str(tail), *options]) == 0
        assert whole.read_bytes() == head.read_bytes() + tail.read_bytes()

    def test_names_of_lines_in_the_manifest_count_from_one(self, tmp_path: Path) -> None:
        manifest = tmp_path / "m"
        out = str(tmp_path / "p.jsonl")
        main(["3", "--form", "ncs", "--defects", "1", "--out", out, "--manifest", str(manifest)])
        names = [json.loads(line)["page"] for line in manifest.read_text().splitlines()]
        assert names == ["p.jsonl#1", "p.jsonl#2", "p.jsonl#3"]

    @pytest.mark.parametrize(
        "options",
        [["--roles", "0"], ["--skills", "99999"], ["--defects", "1.5"], ["--defects", "nan"]],
    )
    def test_what_cannot_be_is_said(
        self, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["3", "--out", str(tmp_path), *options]) == 2
        assert capsys.readouterr().err.startswith(f"generate.py: {options[0].strip('-')}: ")

    @pytest.mark.parametrize("words", [["-1", "--out", "x"], ["3", "--out", "-"], ["3", "--out", "x.jsonl"]])
    def test_text_is_a_file_a_page_and_numbers_are_not_negative(self, words: list[str]) -> None:
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 2
