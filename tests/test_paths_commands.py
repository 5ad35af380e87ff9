"""``rolegraph paths``, ``reachable``, ``gap`` and ``similar`` on some samples."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import path_service
import pyoxigraph as ox
import pytest

from rolegraph.graph.client import open_store
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.ingest.load import load
from rolegraph.graph.paths.formats.as_json import as_data
from rolegraph.service.cli import main

OFFICER = "Collections Officer"
SKILLS = ["Retail Sales", "Microsoft Excel", "Problem Solving"]
HELD = [word for skill in SKILLS for word in ("--skill", skill)]


@dataclass(frozen=True)
class Done:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line of an error, of a command that printed nothing else."""
        assert (self.status, self.out) == (1, ""), self
        [line] = self.err.splitlines()
        assert line.startswith("rolegraph: ")
        return line.removeprefix("rolegraph: ")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For reading only."""
    return path_service.made_store(tmp_path_factory.mktemp("commands") / "store")


class Shell:
    """Runs commands on a store in this process."""

    def __init__(self, store: Path, capsys: pytest.CaptureFixture[bytes]) -> None:
        self._store, self._capsys = store, capsys

    def __call__(self, *words: str, store: Path | None = None) -> Done:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--store", str(store or self._store)])
        said = self._capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, said.out.decode(), said.err.decode())

    def good(self, *words: str) -> str:
        """What a command printed that succeeded."""
        done = self(*words)
        assert (done.status, done.err) == (0, "")
        return done.out


@pytest.fixture
def shell(store: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("COLUMNS", "100")
    return Shell(store, capsysbinary)


class TestForPeople:
    def test_a_path_says_what_is_held_missing_paid_and_who_says_so(self, shell: Shell) -> None:
        told = shell.good("paths", OFFICER, *HELD, "--k", "1")
        lines = [line.strip() for line in told.splitlines()]
        assert lines[0] == "From Microsoft Excel, Problem Solving, Retail Sales to Collections Officer"
        assert any(line.startswith("1. Collections Officer: ") and "% covered" in line for line in lines)
        assert "held: Retail Sales, Microsoft Excel, Problem Solving" in lines
        assert "Nothing is missing for AU, 3-6 years; GB, 0-3 years" in lines
        assert any(line.startswith("missing skill") and "weight" in line for line in lines)
        assert any("/id/source/collections-officer-0-3-years-txt" in line for line in lines)
        assert lines[-1] == "content generation 2"

    def test_pay_stands_at_both_ends(self, shell: Shell) -> None:
        told = shell.good("gap", OFFICER, "--role", "Customer Service Representative")
        assert "pay: $14.75–$30.16 → $22.14 (US, an hour, 2024)" in told

    def test_a_gap_lists_every_missing_skill(self, shell: Shell, store: Path) -> None:
        told = shell.good("gap", OFFICER, *HELD)
        with open_store(store) as graph:
            step = graph.questions.gap(OFFICER, skills=SKILLS).step
        for one in step.missing:
            assert f"{one.skill.label} " in told
            assert f"{one.weight:.2f}" in told

    def test_a_skill_that_pages_rank_has_its_rank(self, shell: Shell) -> None:
        told = shell.good("gap", OFFICER, "--skill", "Microsoft Excel", "--country", "GB")
        [line] = [line for line in told.splitlines() if "Retail Sales" in line and "held" not in line]
        assert line.split()[4] == "1"

    def test_flags_are_words(self, shell: Shell) -> None:
        assert "only common skills match" in shell.good("reachable", "--role", "Loan Officer", "--gap", "0.9")

    def test_no_line_is_wider_than_the_terminal_but_for_iris(self, shell: Shell) -> None:
        for words in (["reachable", *HELD, "--gap", "1"], ["similar", OFFICER], ["gap", OFFICER, *HELD]):
            wide = [line for line in shell.good(*words).splitlines() if len(line) > 100]
            assert [line for line in wide if "http://" not in line] == []

    def test_start_and_target_the_same(self, shell: Shell) -> None:
        told = shell.good("paths", OFFICER, "--role", OFFICER)
        assert "Path 1: no step: start and target are the same" in told

    def test_no_path_has_a_reason_and_what_lies_straight_on(self, shell: Shell) -> None:
        told = shell.good("paths", OFFICER, "--skill", "Patience", "--hops", "1")
        assert "There is no path of at most 1 step" in told
        assert "Straight on:" in told

    def test_a_name_that_is_not_known_is_told_beside_those_that_are(self, shell: Shell) -> None:
        told = shell.good("reachable", *HELD, "--skill", "Cheese rolling", "--gap", "0.9")
        assert "Left out: no skill is called 'Cheese rolling'" in told


class TestForPrograms:
    @pytest.mark.parametrize(
        ("words", "name", "asked"),
        [
            (["paths", OFFICER, *HELD, "--hops", "2"], "paths", {"skills": SKILLS, "hops": 2}),
            (["reachable", *HELD, "--gap", "0.9"], "reachable", {"skills": SKILLS, "gap": 0.9}),
            (["gap", OFFICER, "--role", "Bookkeeper"], "gap", {"role": "Bookkeeper"}),
            (["similar", OFFICER, "--limit", "2"], "similar", {"limit": 2}),
        ],
        ids=["paths", "reachable", "gap", "similar"],
    )
    def test_json_is_the_answer_of_python(
        self, shell: Shell, store: Path, words: list[str], name: str, asked: dict[str, object]
    ) -> None:
        named = () if name == "reachable" else (OFFICER,)
        with open_store(store) as graph:
            answer = getattr(graph.questions, name)(*named, **asked)
        assert json.loads(shell.good(*words, "--as", "json", "--evidence", "7")) == as_data(answer, 7)

    def test_csv(self, shell: Shell) -> None:
        rows = list(csv.DictReader(io.StringIO(shell.good("gap", OFFICER, *HELD, "--as", "csv"))))
        assert {row["skill"] for row in rows if row["held"] == "true"} == set(SKILLS)

    @pytest.mark.parametrize(
        ("form", "syntax"),
        [("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD), ("nt", ox.RdfFormat.N_TRIPLES)],
        ids=["ttl", "jsonld", "nt"],
    )
    def test_rdf(self, shell: Shell, form: str, syntax: ox.RdfFormat) -> None:
        told = shell.good("paths", OFFICER, *HELD, "--k", "1", "--as", form)
        steps = [one for one in ox.parse(told, format=syntax) if one.predicate.value.endswith("#coverage")]
        assert steps

    def test_a_picture_is_written_beside_the_answer(self, shell: Shell, tmp_path: Path) -> None:
        file = tmp_path / "path.svg"
        assert shell.good("paths", OFFICER, *HELD, "--svg", str(file)).startswith("From ")
        assert ET.parse(file).getroot().tag.endswith("svg")
        assert list(tmp_path.iterdir()) == [file]

    def test_a_picture_that_can_not_be_written_leaves_nothing(self, shell: Shell, tmp_path: Path) -> None:
        missing = tmp_path / "none" / "path.svg"
        assert (
            shell("paths", OFFICER, *HELD, "--svg", str(missing)).error
            == f"{missing}: No such file or directory"
        )
        file = tmp_path / "path.svg"
        file.write_text("what was there")
        assert "no role" in shell("paths", "Nobody", *HELD, "--svg", str(file)).error
        assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(file, "what was there")]


class TestBadInput:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["paths", "Colections Oficer", *HELD], "did you mean 'Collections Officer' <http://127.0.0.1:8000/id/role/"),
            (["paths", OFFICER, "--role", "Nobody at all"], "no role is called 'Nobody at all'"),
            (["gap", OFFICER, "--skill", "Microsoft Exel"], "did you mean 'Microsoft Excel'"),
            (["similar", ""], "role: string should have at least 1 character"),
            (["paths", OFFICER], "nothing to start from"),
            (["reachable"], "nothing to start from"),
            (["reachable", *HELD, "--limit", "-3"], "limit: input should be greater than or equal to 1"),
            (["paths", OFFICER, *HELD, "--k", "-1"], "k: input should be greater"),
            (["paths", OFFICER, *HELD, "--k", "1000000000"], "k: input should be less than or equal to 100"),
            (["paths", OFFICER, *HELD, "--hops", "0"], "hops: "),
            (["paths", OFFICER, *HELD, "--floor", "nan"], "floor: "),
            (["paths", OFFICER, *HELD, "--floor", "0.01"], "floor: input should be greater than or equal to 0.15"),
            (["reachable", *HELD, "--gap", "inf"], "gap: "),
            (["gap", OFFICER, *HELD, "--country", "Atlantis"], "country: "),
            (["gap", OFFICER, *HELD, "--evidence", "101"], "evidence: "),
            (["gap", OFFICER, *["--skill=Nothing"] * 10_000], "skill: list should have at most 200 items"),
            (["similar", "x" * 10_000], "role: string should have at most 500 characters"),
        ],
        ids=lambda value: value if isinstance(value, str) else " ".join(value)[:30],
    )  # fmt: skip
    def test_it_is_told_in_one_line(self, shell: Shell, words: list[str], said: str) -> None:
        error = shell(*words).error
        assert said in error
        assert len(error) < 1000

    def test_what_is_no_number_is_told_by_its_option(self, shell: Shell) -> None:
        done = shell("paths", OFFICER, *HELD, "--k", "ten")
        assert (done.status, done.out) == (2, "")
        assert "'--k': 'ten' is not a valid integer" in done.err

    def test_there_is_no_store(self, shell: Shell, tmp_path: Path) -> None:
        assert "no rolegraph store in" in shell("similar", OFFICER, store=tmp_path / "none").error
        assert list(tmp_path.iterdir()) == []


class TestBuilding:
    def test_what_is_behind_is_built_first(self, store: Path, tmp_path: Path) -> None:
        copy = Path(shutil.copytree(store, tmp_path / "store", symlinks=True))
        page = tmp_path / "knitter.txt"
        page.write_text(
            "Knitter\n£30K\n/ year\n0-3 years experience\nA Knitter is a person with a job in Ireland.\n"
            "For a Knitter job role, the following qualifications are required:\n1\nKnitting\n2\nRetail Sales\n"
        )
        load(copy, [str(page)])
        command = [str(Path(sys.executable).parent / "rolegraph"), "reachable", "--skill", "Knitting"]
        done = subprocess.run(
            [*command, "--as", "json", "--store", str(copy)],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        found = json.loads(done.stdout)
        assert (found["generation"], [one["role"]["label"] for one in found["roles"]]) == (3, ["Knitter"])
        made = Derived(copy).latest("skill-space")
        assert made is not None
        assert made.content == 3
