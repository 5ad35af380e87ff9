"""Role pages as text: places, recognition, encodings, and changes of form that change no value."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from role_pages import FULL, PAGES, of_text, places, reading, without_places

from rolegraph.graph.errors import InputError, RefusedRecord, UnreadableSource
from rolegraph.graph.model import Record
from rolegraph.graph.sources.role_page import read, recognises


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.txt")))
def test_every_place_holds_its_words(page: str) -> None:
    text = (PAGES / f"{page}.txt").read_text("utf-8")
    try:
        found = list(places(reading(page).profiles))
    except RefusedRecord as refusal:
        assert refusal.place or refusal.code == "not-a-role-page"  # noqa: PT017 - either is a fair end
        return
    assert found
    for place in found:
        assert text[place.start : place.end] == place.words != ""
        assert place.line == text[: place.start].count("\n") + 1


def test_every_sample_of_the_project_is_read_without_loss(project_root: Path) -> None:
    samples = sorted((project_root / "samples").rglob("*.txt"))
    assert samples
    for path in samples:
        data = path.read_bytes()
        assert recognises(data), path
        read_page = read(Record(path.name, str(path), data))
        assert not read_page.notices, path
        text = data.decode("utf-8-sig")
        assert all(text[place.start : place.end] == place.words for place in places(read_page.profiles))


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.txt")))
def test_recognition(page: str) -> None:
    assert recognises((PAGES / f"{page}.txt").read_bytes()) == (page != "article")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"title": "Potter"}\n/ year\n',
        b"<html>\n/ year",
        b"a,b,c\n1,2,3\n",
        b"\x00\xff\x80",
        b"Potter\n",
    ],
)
def test_what_is_no_role_page_is_not_recognised(data: bytes) -> None:
    assert not recognises(data)


def test_only_the_head_decides() -> None:
    assert not recognises(b"Potter\n" + b"Clay. " * 2000 + b"\n/ year\n")
    assert recognises(FULL[:60] + "é".encode() * 5000)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_pages_with_a_byte_order_mark(codec: str) -> None:
    data = FULL.decode().encode(codec)
    assert recognises(data)
    assert without_places(of_text(data).profiles) == without_places(of_text(FULL).profiles)


def test_bytes_that_are_no_text_are_unreadable() -> None:
    with pytest.raises(UnreadableSource):
        of_text(b"Potter\n\xff\xfe\xfa\n")


OTHER_FORMS = [
    "£21K",
    "£21,000",
    "GBP 21 000",
    "21k GBP",
    "£21,000.00",
    "£0.021M",
    "£21 000",
    "21,000 British pounds",
]


@given(st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(OTHER_FORMS), st.randoms(use_true_random=False))
def test_spacing_line_ends_and_number_formats_change_no_value(
    end: str, money: str, dice: random.Random
) -> None:
    lines = []
    for line in FULL.decode().replace("£21K", money).splitlines():
        spaced = "".join(dice.choice([" ", "  ", "\t", "\u00a0"]) if char == " " else char for char in line)
        lines += [dice.choice(["", " ", "\t"]) + spaced + dice.choice(["", "  "]), *[""] * dice.randrange(3)]
    changed = of_text(end.join(lines).encode())
    assert without_places(changed) == without_places(of_text(FULL))
    text = end.join(lines)
    assert all(text[place.start : place.end] == place.words for place in places(changed.profiles))


@given(st.lists(st.sampled_from(FULL.decode().splitlines()), max_size=30), st.randoms(use_true_random=False))
def test_any_order_of_lines_is_read_or_refused(lines: list[str], dice: random.Random) -> None:
    data = "\n".join(lines).encode()
    try:
        of_text(data)
    except InputError as refusal:
        assert str(refusal)  # noqa: PT017 - either is a fair end
    recognises(data[: dice.randrange(len(data) + 1)])


def test_pay_in_many_words_is_a_line_of_the_header_all_the_same() -> None:
    words = "between twenty-one thousand and twenty-four thousand pounds sterling"
    page = of_text(FULL.replace("£21K".encode(), words.encode()))
    assert [notice.words for notice in page.notices if notice.field == "salaries"] == [words]
    assert (page.profiles[0].band, page.profiles[0].description) == (
        of_text(FULL).profiles[0].band,
        of_text(FULL).profiles[0].description,
    )


def test_a_paragraph_below_a_last_list_of_duties_is_told_and_no_duty() -> None:
    duties = "Your main responsibilities include:\nWedge clay\nFire kilns\n"
    paragraph = "The figures describe what potters were paid, and they say nothing " + "at all " * 5 + "here."
    page = of_text(f"Potter\n£21K\n/ year\n{duties}{paragraph}\n".encode())
    assert [duty.text for duty in page.profiles[0].duties] == ["Wedge clay", "Fire kilns"]
    assert [(notice.code, notice.field, notice.words) for notice in page.notices] == [
        ("line-not-understood", "duties", paragraph)
    ]
