"""Bytes to text: what is read, and that every refusal says what, where and what to do."""

from __future__ import annotations

import gzip
import lzma

import pytest

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.sources.decode import decode_text

PAGE = "Baker\n£20K – €25K\n/ year\n"


@pytest.mark.parametrize(
    ("data", "encoding", "codes"),
    [
        (PAGE.encode(), "utf-8", []),
        (PAGE.encode("utf-8-sig"), "utf-8", []),
        (b"\xff\xfe" + PAGE.encode("utf-16-le"), "utf-16-le", ["encoding"]),
        (b"\xfe\xff" + PAGE.encode("utf-16-be"), "utf-16-be", ["encoding"]),
        (b"\xff\xfe\0\0" + PAGE.encode("utf-32-le"), "utf-32-le", ["encoding"]),
        (b"\0\0\xfe\xff" + PAGE.encode("utf-32-be"), "utf-32-be", ["encoding"]),
    ],
)
def test_text_with_a_known_encoding_is_read(data: bytes, encoding: str, codes: list[str]) -> None:
    decoded = decode_text(data)
    assert (decoded.text, decoded.encoding) == (PAGE, encoding)
    assert [notice.code for notice in decoded.notices] == codes


def test_line_ends_stay_as_they_are() -> None:
    assert decode_text(b"a\r\nb\rc\n").text == "a\r\nb\rc\n"


def test_lost_characters_are_noticed_with_their_line() -> None:
    (notice,) = decode_text("a\r\nb\n\ufffd20K".encode()).notices
    assert (notice.code, notice.place) == ("characters-lost", "line 3")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_refused_with_its_encoding(codec: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        decode_text(PAGE.encode(codec))
    plain = codec.replace("-le", "le").replace("-be", "be")
    assert f"iconv -f {plain} -t utf-8" in str(caught.value)
    assert "without a byte order mark" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (b"", ["empty"]),
        (b" \r\n\t", ["empty"]),
        (b"\xef\xbb\xbf", ["empty"]),
        (PAGE.encode("cp1252"), ["0xA3 at offset 6, line 2", "iconv -f windows-1252"]),
        (b"\xef\xbb\xbfab\n\x81", ["0x81 at offset 6, line 2", "iconv -f ENCODING"]),
        (b"Baker\n\xe2\x82", ["cut short", "offset 6, line 2", "fetch"]),
        (b"\xff\xfea\x00\n\x00b", ["cut short", "offset 6, line 2"]),
        (b"\xff\xfe\x00\xd8a\x00", ["not the UTF-16-LE", "offset 2, line 1"]),
        (b"Baker\n\x00\x01", ["U+0000", "offset 6, line 2", "remove"]),
        (b"\xef\xbb\xbfBaker\r\n\x1b[0m", ["U+001B", "offset 10, line 2"]),
        (bytes(range(256)), ["binary", "0x80 at offset 128"]),
        (b"%PDF-1.7\n", ["a PDF document"]),
        (b"\x89PNG\r\n\x1a\n", ["a PNG image"]),
        (b"PK\x03\x04rest", ["a ZIP archive"]),
        (gzip.compress(b"x", mtime=0), ["gzip data"]),
        (lzma.compress(b"x"), ["xz data"]),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, parts: list[str]) -> None:
    with pytest.raises(UnreadableSource) as caught:
        decode_text(data)
    message = str(caught.value)
    assert [part for part in parts if part not in message] == []
    assert "\n" not in message
    assert ":" in message or ";" in message
