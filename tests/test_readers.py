"""The table of readers: recognising a record, naming a format, the identity of a page."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rolegraph.graph.errors import BadValue, InputError, RefusedRecord, UnreadableSource
from rolegraph.graph.identity import source_key
from rolegraph.graph.model import Record
from rolegraph.graph.sources.readers import READERS, read_record, reader_named, recognise

OWN = b'{"rolegraph": 1, "title": "Baker"}'
NCS = (Path(__file__).parent / "data" / "json" / "ncs.json").read_bytes()
TEXT = "Baker\n£20K\n/ year\n0-3 years experience\nA Baker bakes bread.\n".encode()


def record(data: bytes, name: str = "in/x") -> Record:
    return Record(name, f"root/{name}", data)


LINKED = b'{"@context": "https://schema.org", "@type": "Occupation", "name": "Baker"}'
ROW = b"title,country\nBaker,GB"


@pytest.mark.parametrize(
    ("data", "name"),
    [(NCS, "ncs"), (OWN, "json"), (TEXT, "role-page"), (LINKED, "schema-org"), (ROW, "csv")],
)
def test_a_record_is_recognised_by_its_bytes(data: bytes, name: str) -> None:
    assert recognise(record(data)).name == name
    assert [reader.name for reader in READERS if reader.recognises(data)] == [name]


def test_a_page_is_named_by_its_address_or_else_by_its_record() -> None:
    source, reading = read_record(record(OWN))
    assert (source.name, source.key) == ("in/x", source_key("in/x"))
    assert (source.origin, source.format, source.media_type) == ("root/in/x", "json", "application/json")
    assert source.checksum == hashlib.sha256(OWN).hexdigest()
    assert reading.profiles[0].title == "Baker"
    source, reading = read_record(record(NCS))
    assert source.name == reading.url == "https://careers.example/job-profiles/lamplighter"
    assert source.key == source_key(source.name)


def test_a_format_can_be_named() -> None:
    assert read_record(record(NCS), "ncs")[0].format == "ncs"
    with pytest.raises(RefusedRecord, match="rolegraph"):
        read_record(record(NCS), "json")


def test_an_unknown_format_is_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(BadValue, match=", ".join(reader.name for reader in READERS)):
        reader_named("xml")


def test_names_are_told_apart_and_described() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
    assert all(reader.description and "\n" not in reader.description for reader in READERS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Dear diary, today I baked.\n", "format-unknown"),
        (b"<html><h1>Diary</h1><p>Today I baked.</p></html>", "format-unknown"),
        (b"<!DOCTYPE html><html><body><p>Baker</p></body></html>", "format-unknown"),
        (b"id,name\n1,Baker\n", "format-unknown"),
        (b'{"name": "Baker"}', "format-unknown"),
        (b"[1, 2]", "format-unknown"),
        (b'{"name": ', "json-syntax"),
        (b"{" * 3000, "json-depth"),
    ],
)
def test_a_page_of_something_else_is_refused_with_a_remedy(data: bytes, code: str) -> None:
    with pytest.raises(RefusedRecord) as caught:
        read_record(record(data))
    assert caught.value.code == code
    assert ":" in caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n",
        TEXT.decode().encode("cp1252"),
        TEXT.decode().encode("utf-16-le"),
        bytes(range(256)),
        b"%PDF-1.4",
    ],
)
def test_what_is_no_text_is_refused_in_every_format(data: bytes) -> None:
    for reader in READERS:
        with pytest.raises(UnreadableSource):
            reader.read(record(data))
    with pytest.raises(UnreadableSource):
        read_record(record(data))


@pytest.mark.parametrize("data", [NCS, OWN, TEXT])
def test_a_record_cut_anywhere_is_read_or_refused_and_never_fails_otherwise(data: bytes) -> None:
    for length in range(len(data)):
        name = _format_or_message(data[:length])
        assert name == "role-page" or "\n" not in name
        assert name not in ("ncs", "json") or data[:length].strip() == data.strip()


def _format_or_message(data: bytes) -> str:
    """The format that the bytes were read as, or why they were refused."""
    try:
        return read_record(record(data))[0].format
    except InputError as error:
        return str(error)


def test_the_seed_pages_are_role_pages(shared_data: Path) -> None:
    for path in sorted((shared_data / "seed-pages").iterdir()):
        assert recognise(Record(path.name, str(path), path.read_bytes())).name == "role-page"
