"""CSV files into rows: recognised, split in one pass, refused once where they are of something else."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from csv_pages import fault, opened, records, written
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.errors import RefusedRecord, UnreadableSource
from rolegraph.graph.model import Record
from rolegraph.graph.sources import profile_csv
from rolegraph.graph.sources.csv_input.scan import Quotes, cells
from rolegraph.graph.sources.inputs import walk
from rolegraph.graph.sources.opening.outcomes import Limits, Unreadable
from rolegraph.graph.sources.opening.table import rows
from rolegraph.graph.sources.readers import read_record

HEADER = "title,country,duties\n"


def test_a_row_is_a_record_with_the_header_and_its_line(tmp_path: Path) -> None:
    text = HEADER + 'Baker,GB,"Bake\nSell"\n\n,,\nMiller,DE,Mill'
    first, second = records(tmp_path, text)
    assert (first.name, first.origin, first.line) == ("x.csv#1", f"{tmp_path}/x.csv#1", 2)
    assert first.data == b'title,country,duties\nBaker,GB,"Bake\nSell"'
    assert (second.name, second.line) == ("x.csv#2", 6)
    source, reading = read_record(second)
    assert (source.name, source.format, source.media_type) == ("x.csv#2", "csv", "text/csv")
    assert str(reading.profiles[0].duties[0].place) == "line 6, column duties"


def test_the_line_of_a_cell_is_that_of_the_file(tmp_path: Path) -> None:
    text = 'description,title,country\n"a\n\nb",Baker,"G\nB"\n"x\ny",Miller,DE\n'
    _, second = records(tmp_path, text)
    assert str(read_record(second)[1].profiles[0].title_place) == "line 7, column title"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_delimiters_line_ends_and_encodings(delimiter: str, end: str, codec: str, tmp_path: Path) -> None:
    table = [["title", "country", "duties"], ["Bäcker", "DE", f"a{delimiter}b"], ["Miller", "GB", 'say "x"']]
    found = records(tmp_path, written(table, delimiter, end).encode(codec))
    profiles = [read_record(record)[1].profiles[0] for record in found]
    assert [(p.title, p.country, p.duties[0].text) for p in profiles] == [
        ("Bäcker", "DE", f"a{delimiter}b".replace("\t", " ")),
        ("Miller", "GB", 'say "x"'),
    ]
    assert [record.line for record in found] == [2, 3]


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.txt", "x"])
def test_csv_is_known_by_its_name_or_by_its_header(name: str, tmp_path: Path) -> None:
    assert len(records(tmp_path, HEADER + "Baker,GB,Bake\nMiller,DE,Mill\n", name)) == 2


def test_csv_is_known_in_folders_archives_and_on_standard_input(tmp_path: Path) -> None:
    data = (HEADER + "Baker,GB,Bake\n").encode()
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "b.tsv.gz").write_bytes(gzip.compress(data))
    found = [each for each in walk([str(tmp_path)]) if isinstance(each, Record)]
    assert [record.name for record in found] == ["a.csv#1", "b.tsv#1"]
    [record] = walk(["-"], stdin=io.BytesIO(data))
    assert isinstance(record, Record)
    assert record.name == "stdin#1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,name\n" + "1,Baker\n" * 1000, 'without the column "title"; its first line is "id,name"'),
        ("title\nBaker\n", 'no column but "title"'),
        ("title,dutys\nBaker,Bake\n", 'not known: "dutys": write "duties"'),
        ("title,country,colour\nBaker,GB,red\n", '"colour": start the name with #'),
        ("title,country,Country\nBaker,GB,GB\n", '"Country" twice: remove one'),
        ("title,duties,duties\nBaker,a,b\n", "number them (duties 1)"),
        ("title,duties 1,duties_1\nBaker,a,b\n", "twice"),
        ("title,country 1\nBaker,GB\n", '"country 1"'),
        ('title,country,"duties\nBaker,GB,a\n', 'without the column "title"'),
        ("title,country\n", "no row"),
        ("title,country\n\n,\n", "no row"),
        ("Just a text.\n", 'without the column "title"'),
    ],
)
def test_a_header_that_can_not_be_read_refuses_the_file_once(
    content: str, words: str, tmp_path: Path
) -> None:
    found = fault(tmp_path, content)
    assert words in found.message
    assert "\n" not in found.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x00\x00", "ZIP archive"),
        ("title;country\nx;GB".encode("utf-16-le"), "without a byte order mark"),
        ("title,länd\nx,GB".encode("cp1252"), "windows-1252"),
        ("title,country\nx,GB\n".encode("utf-16") + b"x", "UTF-16"),
        (b"\n \n", "empty"),
    ],
)
def test_bytes_that_are_no_text_refuse_the_file_once(content: bytes, words: str, tmp_path: Path) -> None:
    assert words in opened(tmp_path, content)[-1].message.replace("UTF_16", "UTF-16")  # type: ignore[union-attr]


def read_all(folder: Path, content: str | bytes) -> list[str]:
    """The title of each row, or the code and the place of its refusal."""
    found = []
    for record in records(folder, content):
        try:
            found.append(read_record(record)[1].profiles[0].title)
        except (RefusedRecord, UnreadableSource) as error:
            found.append(f"{error.code} {error.place}".strip())
    return found


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("Baker,GB", "csv-cells line 3"),
        ("Baker,GB,Bake,more", "csv-cells line 3"),
        ("Baker,GB,Bake,,", "Baker"),
        ('Baker,GB,"Bake" well', "csv-quotes line 3"),
        ('Baker,GB, "Bake"', "csv-quotes line 3"),
        ('Baker,GB,5" tins', "Baker"),
        (",GB,Bake", "field-missing line 3, column title"),
    ],
)
def test_a_row_that_can_not_stand_leaves_the_others(row: str, outcome: str, tmp_path: Path) -> None:
    text = f"{HEADER}First,GB,a\n{row}\nLast,GB,b\n"
    assert read_all(tmp_path, text) == ["First", outcome, "Last"]


def test_a_quote_that_is_not_closed_takes_what_follows_and_says_where_it_opened(tmp_path: Path) -> None:
    text = f'{HEADER}First,GB,a\nBaker,GB,"Bake\nLast,GB,b\n'
    assert read_all(tmp_path, text) == ["First", "csv-quotes line 3"]


def test_a_row_in_another_encoding_is_refused_alone_with_its_line(tmp_path: Path) -> None:
    text = HEADER.encode() + b"First,GB,a\nB\xe4cker,DE,b\nLast,GB,c\n"
    assert read_all(tmp_path, text) == ["First", "unreadable", "Last"]
    with pytest.raises(UnreadableSource, match=r"0xE4 at offset 1, line 3; it looks like windows-1252"):
        profile_csv.read(records(tmp_path, text)[1])


def test_cells_may_be_longer_than_the_standard_library_takes(tmp_path: Path) -> None:
    long = "word " * 40_000
    assert len(long) > csv.field_size_limit()
    [record] = records(tmp_path, f'title,description\nBaker,"{long}"\n')
    assert read_record(record)[1].profiles[0].description == long.strip()


def test_a_row_over_the_limit_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    text = f'{HEADER}First,GB,a\nBaker,GB,"{"x" * 200_000}""\n{"y," * 50_000}"\nLast,GB,b\n'
    first, large, last = opened(tmp_path, text, limits=Limits(record_bytes=100_000))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(large, Unreadable)
    assert (large.origin, large.code) == (f"{tmp_path}/x.csv#2", "too-large")
    assert (last.name, last.line) == ("x.csv#3", 5)


class _Endless(io.RawIOBase):
    """Rows without end; ``given`` counts the bytes."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        line = (b"Baker,GB,Bake\n" * (len(buffer) // 14 + 1))[: len(buffer)]
        buffer[: len(line)] = line
        self.given += len(line)
        return len(line)


def test_rows_are_given_while_the_file_is_read() -> None:
    endless = _Endless()
    stream = cast(io.BufferedReader, io.BufferedReader(endless))
    found: Iterator[tuple[int, bytes | None]] = rows(stream, HEADER.encode(), 1 << 20)
    lines = [next(found)[0] for _ in range(50_000)]
    assert lines == list(range(2, 50_002))
    assert endless.given < 50_000 * 14 + (1 << 20)


@given(
    table=st.lists(
        st.lists(st.text(st.sampled_from('ab"\n\r,;\t '), max_size=6), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    ),
    delimiter=st.sampled_from(",;\t"),
)
def test_cells_are_those_of_the_standard_library(table: list[list[str]], delimiter: str) -> None:
    for row in table:
        record = written([row], delimiter, "\n", quote_all="\r" in "".join(row))[:-1]
        quotes = Quotes(delimiter)
        for letter in record:
            quotes.feed(letter)
        assert not quotes.open
        assert [cell.text for cell in cells(record, delimiter)] == row


@given(st.text(st.sampled_from('ab"\n,'), max_size=40))
def test_any_text_is_read_as_the_standard_library_reads_it_or_refused(text: str) -> None:
    first = text.split("\n")[0]
    try:
        found = [cell.text for cell in cells(first, ",")]
    except RefusedRecord:
        return
    assert found == (next(csv.reader([first]), [""]) or [""])
