"""benchmarks/accuracy.py on labels and pages made up here: what is counted, what is told, what is kept."""

from __future__ import annotations

import io
import json
import lzma
import re
import tarfile
from pathlib import Path
from typing import Any

import accuracy
import label_pages
import pytest
from accuracy_labels import FIELDS, items_of_label, items_of_reading, no_items, normal, sentence_key
from accuracy_pages import KINDS, held_out
from accuracy_score import ALL, Count, Score, as_json, from_json, share, target
from accuracy_witness import Witness
from ooh_pages import OWN
from ooh_pages import read as read_ooh
from result_sections import marks

PAGE = next(name for number in range(99) if held_out(name := f"page-{number}.html"))
PROFILE = next(name for number in range(99) if held_out(name := f"lamplighter-{number}"))
OPEN = next(name for number in range(99) if not held_out(name := f"open-{number}.html"))


def pay(kind: str, low: float | None, high: float | None, unit: str, period: str | None) -> dict[str, Any]:
    currency = "GBP" if kind == "range" else "USD"
    return {
        "kind": kind,
        "low": low,
        "high": high,
        "currency": currency,
        "pay_period": unit,
        "period": period,
    }


HANDBOOK: dict[str, Any] = {
    "title": "Lamplighters",
    "alternative_titles": ["leeries", "lampmen"],
    "country": "US",
    "bands": [[0, 5]],
    "pay": [
        pay("median", 41600, 41600, "P1Y", "2024-05"),
        pay("median", 20.0, 20.0, "PT1H", "2024-05"),
        pay("p10", 30150, 30150, "P1Y", "2024-05"),
        pay("p90", 58990, 58990, "P1Y", "2024-05"),
    ],
    "duties": ["Light every lamp  at dusk", "Trim wicks & clean glass"],
    "skills": ["Balance", "Night vision"],
    "alternative_roles": ["Chimney Sweeps", "Night Watchmen"],
    "codes": [["US SOC", "99-9011"], ["US SOC", "99-9012"]],
    "outlook": {"growth": -7, "period": "2024/2034", "trend": "declining"},
    "qualifications": "High school diploma or equivalent",
}
SERVICE: dict[str, Any] = {
    "title": "Lamplighter",
    "alternative_titles": [],
    "country": "GB",
    "bands": ["starter", "experienced"],
    "pay": [pay("range", 14500, 14500, "P1Y", None), pay("range", 26000, 26000, "P1Y", None)],
    "duties": ["light every lamp"],
    "skills": ["Climbing", "Patience"],
    "alternative_roles": [],
    "codes": [["UK SOC 2010", "6221"], ["O*NET-SOC", "39-5011.00"]],
    "outlook": None,
    "qualifications": None,
}
RECORD = {
    "title": "Lamplighter",
    "url": f"https://careers.example/job-profiles/{PROFILE}",
    "country": "GB",
    "salary_starter_gbp": "14500",
    "salary_experienced_gbp": "26000",
    "uk_soc2010": "6221",
    "onet_soc": "39-5011.00",
    "skills_ranked": [{"rank": n, "name": name, "onet_rank": 4.0} for n, name in ((1, "Climbing"), (2, "Patience"))],
    "day_to_day_tasks": ["light every lamp"],
}  # fmt: skip
WAGES = (
    "AREA,I_GROUP,OCC_CODE,A_MEDIAN,A_PCT10,A_PCT90,H_MEDIAN\n"
    '99,cross-industry,99-9010,"41,600",30150,#,20.5\n'
    "99,3-digit,99-9010,1,1,1,1\n1,cross-industry,99-9010,1,1,1,1\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Shared data with a page a kind."""
    folder = tmp_path / "data"
    for name in ("bls-ooh", "ncs-job-profiles", "oews"):
        (folder / name).mkdir(parents=True)
    broad = OWN.replace("—</td><td>120", "99-9010</td><td>120")
    with tarfile.open(folder / "bls-ooh" / "pages.tar.xz", "w:xz") as archive:
        for name, page in ((PAGE, broad), (OPEN, OWN)):
            member = tarfile.TarInfo(f"pages/{name}")
            member.size = len(page.encode())
            archive.addfile(member, io.BytesIO(page.encode()))
    lines = lzma.compress(json.dumps(RECORD).encode() + b"\n")
    (folder / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz").write_bytes(lines)
    (folder / "oews" / "oews_national_M2024.csv.xz").write_bytes(lzma.compress(WAGES.encode()))
    return folder


@pytest.fixture
def labels(tmp_path: Path, data: Path) -> Path:
    """Kept labels of the two held-out pages, made by the converter."""
    codes = [["US SOC", "99-9010"], *HANDBOOK["codes"]]
    for kind, name, label in (
        ("ooh", Path(PAGE).stem, {**HANDBOOK, "codes": codes}),
        ("ncs", PROFILE, SERVICE),
    ):
        drafts = tmp_path / kind
        drafts.mkdir()
        (drafts / f"{name}.json").write_text(json.dumps({**label, "remark": "mine"}))
        label_pages.main([kind, str(drafts), "--data", str(data), "--labels", str(tmp_path / "labels")])
    return tmp_path / "labels"


def test_true_labels_agree_in_every_field(data: Path, labels: Path) -> None:
    score = accuracy.measure(data, labels)
    assert score.misses == []
    assert score.pages == {"ooh": 1, "ncs": 1, ALL: 2}
    assert set(score.counts) == {(kind, field) for kind in ("ooh", "ncs", ALL) for field in FIELDS}
    assert all(count.labelled == count.found == count.right for count in score.counts.values())
    labelled = {field: score.counts["ooh", field].labelled for field in FIELDS}
    assert labelled == {
        **dict.fromkeys(FIELDS, 1),
        **dict.fromkeys(("alternative titles", "duties", "skills", "alternative roles"), 2),
        **dict.fromkeys(("salary low", "salary high", "currency", "pay period", "period"), 4),
        "codes": 3,
        "skill ranks": 0,
    }
    assert [score.counts["ncs", field].labelled for field in ("skill ranks", "salary low", "band")] == [
        2,
        2,
        2,
    ]


def test_labels_are_kept_without_sentences(labels: Path) -> None:
    kept = label_pages.read_labels("ooh", labels)[PAGE]
    assert kept["duties"] == [sentence_key(duty) for duty in HANDBOOK["duties"]]
    assert "dusk" not in (labels / "ooh.json").read_text()
    assert set(kept) == set(label_pages.KEYS)
    assert kept["pay"] == HANDBOOK["pay"]


def test_a_kept_label_stays_unless_it_is_asked_for(tmp_path: Path, data: Path, labels: Path) -> None:
    draft = tmp_path / "ncs" / f"{PROFILE}.json"
    draft.write_text(json.dumps({**SERVICE, "title": "Other"}))
    command = ["ncs", str(draft.parent), "--data", str(data), "--labels", str(labels)]
    label_pages.main(command)
    assert label_pages.read_labels("ncs", labels)[PROFILE]["title"] == "Lamplighter"
    label_pages.main([*command, "--again"])
    assert label_pages.read_labels("ncs", labels)[PROFILE]["title"] == "Other"


@pytest.mark.parametrize("name", [Path(OPEN).stem, "nothing"])
def test_a_label_of_another_page_is_refused(tmp_path: Path, data: Path, name: str) -> None:
    (tmp_path / f"{name}.json").write_text(json.dumps(HANDBOOK))
    with pytest.raises(SystemExit, match="held out"):
        label_pages.main(["ooh", str(tmp_path), "--data", str(data), "--labels", str(tmp_path / "l")])
    assert not (tmp_path / "l").exists()


def test_a_label_that_lacks_a_key_is_refused() -> None:
    with pytest.raises(SystemExit, match="lacks pay"):
        label_pages.kept({key: value for key, value in HANDBOOK.items() if key != "pay"})


CHANGES: list[tuple[str, object, dict[str, Count]]] = [
    ("title", "Lamp tenders", {"title": Count(1, 1, 0)}),
    ("title", "LAMPLIGHTERS ", {}),
    ("alternative_titles", ["leeries"], {"alternative titles": Count(1, 2, 1)}),
    ("bands", [[0, None]], {"band": Count(1, 1, 0)}),
    ("bands", [], {"band": Count(0, 1, 0)}),
    ("duties", ["Light every lamp at dusk"] * 2, {"duties": Count(2, 2, 1)}),
    ("codes", [["US SOC", "99-9011"]], {"codes": Count(1, 2, 1)}),
    ("outlook", {"growth": 7, "period": "2024/2034", "trend": None}, {"outlook growth": Count(1, 1, 0), "outlook trend": Count(0, 1, 0)}),
    ("qualifications", None, {"qualifications": Count(0, 1, 0)}),
    (
        "pay",
        [pay("median", 41600, 41600, "P1Y", "2024-05"), pay("median", 20, 20, "P1Y", "2024"), *HANDBOOK["pay"][2:]],
        {"pay period": Count(4, 4, 3), "period": Count(4, 4, 3)},
    ),
    (
        "pay",
        [pay("median", 41601, 41600, "P1Y", "2024-05"), *HANDBOOK["pay"][1:]],
        {"salary low": Count(4, 4, 3), "currency": Count(4, 4, 3), "pay period": Count(4, 4, 3), "period": Count(4, 4, 3)},
    ),
    ("pay", [*HANDBOOK["pay"], pay("p90", None, None, "P1Y", "2024-05")], {}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "differences"), CHANGES)
def test_what_differs_is_counted_in_its_own_field(
    key: str, value: object, differences: dict[str, Count]
) -> None:
    label = label_pages.kept({**HANDBOOK, key: value})
    score = Score()
    found = items_of_reading(read_ooh(OWN), OWN.index("</table>"))
    score.add("ooh", PAGE, items_of_label(label, ranked=False), found)
    counts = {field: score.counts["ooh", field] for field in FIELDS}
    other = {field: c for field, c in counts.items() if not c.labelled == c.found == c.right}
    assert other == differences
    assert {miss.field for miss in score.misses} == set(differences)


def test_a_page_that_is_refused_misses_all() -> None:
    score = Score()
    score.add("ooh", PAGE, items_of_label(label_pages.kept(HANDBOOK), ranked=False), no_items())
    assert all(count.right == count.found == 0 for count in score.counts.values())
    assert score.counts["ooh", "duties"] == Count(2, 0, 0)


def test_shares() -> None:
    assert (Count().precision, Count(2, 4, 1).precision, Count(2, 4, 1).recall) == (None, 0.25, 0.5)
    assert [share(None), share(1.0), share(0.98999)] == ["–", "1.000", "0.989"]
    assert Count(100, 100, 97).reaches(target("duties"))
    assert not Count(100, 100, 97).reaches(target("codes"))
    score = Score({("ooh", "codes"): Count(100, 100, 98)})
    assert list(score.missed_targets()) == ["ooh: codes: precision 0.980, recall 0.980"]
    assert from_json(json.loads(json.dumps(as_json(score)))) == score.counts


def test_words_are_compared_without_their_typography() -> None:
    assert normal(" A\u00a0“b”  – c’s ") == 'a "b" - c\'s'
    assert sentence_key("Trim  wicks") == sentence_key("trim wicks") != sentence_key("trim wick")


def test_the_report_keeps_the_first_counts_and_names_misses_without_sentences(
    data: Path, labels: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "RESULTS.md"
    command = ["--data", str(data), "--labels", str(labels), "--report", str(report)]
    accuracy.main(command)
    assert "Label and reading do not differ." in report.read_text()
    first = (labels / "first.json").read_text()
    kept: dict[str, Any] = label_pages.read_labels("ooh", labels)
    kept[PAGE]["duties"][0] = sentence_key("something else")
    kept[PAGE]["title"] = "Lamp tenders"
    kept[PAGE]["corrected"] = [{"field": "title", "from": "a", "to": "b", "why": "seen"}]
    label_pages.write_labels("ooh", kept, labels)
    with pytest.raises(SystemExit):
        accuracy.main([*command, "--check"])
    text = report.read_text()
    assert (labels / "first.json").read_text() == first
    assert "| title ✗ | 0.99 | 1 | 1 | 0 | 0.000 | 0.000 | 1.000 | 1.000 |" in text
    assert f"- ooh, {PAGE}, title: `lamp tenders` not read" in text
    assert f"- ooh, {PAGE}, duties: `{sentence_key('something else')[:12]}` not read" in text
    assert f"- ooh, {PAGE}, title\n" in text
    assert "dusk" not in text
    begin, end = marks("accuracy")
    assert text.strip().removeprefix(begin).removesuffix(end).strip() in capsys.readouterr().out


def test_the_tables_of_wages_bear_witness(data: Path) -> None:
    found = accuracy.witness(data)
    # The page of one broad code has a row; that of two codes has none.
    assert (found.pages, found.without_row, found.same, found.unpublished) == (1, 1, 2, 1)
    assert found.other == [(PAGE, "H_MEDIAN", "20", "20.5")]
    assert isinstance(found, Witness)


def test_no_labels_no_measure(data: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no labels"):
        accuracy.main(["--data", str(data), "--labels", str(tmp_path / "none")])


def test_the_kept_labels_are_of_held_out_pages_and_whole(project_root: Path) -> None:
    """Those of the project itself."""
    for kind in KINDS:
        for name, label in label_pages.read_labels(kind.name).items():
            assert held_out(name)
            items = items_of_label(label, ranked=kind.ranked)
            assert items["title"]
            assert all(re.fullmatch("[0-9a-f]{64}", key) for key in items["duties"])
