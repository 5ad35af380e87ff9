"""Inputs that can't be taken, each with what a person has to be told of it."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PAGE = """Collections Officer
£23K
/ year
0-3 years experience
A Collections Officer (also known as a Collector) gets back what is owed.
As a Collections Officer with 0-3 years of experience in the United Kingdom, your main responsibilities include:
Call customers
For a Collections Officer job role, the following qualifications are required:
1
Retail Sales
2
Microsoft Excel
"""
GOOD = PAGE.replace("Collections Officer", "Debt Clerk")
OWN = (Path(__file__).parent / "data" / "json" / "own.json").read_text("utf-8")
MIB = 1 << 20
DEEP = 100_000


@dataclass(frozen=True)
class Bad:
    """A file of that name is made by ``make``; the message names ``place`` and ``remedy``.

    ``inside`` is what follows the file's name where the fault is in a part of it.
    """

    name: str
    make: Callable[[Path], object]
    place: str
    remedy: str
    inside: str = ""


def holds(content: str | bytes) -> Callable[[Path], object]:
    """Writes the content, text as UTF-8."""
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


def page(old: str, new: str) -> Callable[[Path], object]:
    """A page of text with one thing changed."""
    assert old in PAGE
    return holds(PAGE.replace(old, new))


def own(old: str, new: str) -> Callable[[Path], object]:
    """The page in JSON with one thing changed."""
    assert old in OWN
    return holds(OWN.replace(old, new))


def vast(path: Path) -> None:
    """A page that is followed by nothing for 200 MiB; on disk it takes no place."""
    with path.open("wb") as file:
        file.write(PAGE.encode())
        file.truncate(200 * MIB)


def bomb(path: Path) -> None:
    """Zeros, packed to a thousandth."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("page.txt", "w") as member:
        for _ in range(64):
            member.write(bytes(MIB))


def cut_zip(path: Path) -> None:
    """An archive whose second half, and so its directory, is lost."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("page.txt", PAGE)
    path.write_bytes(whole.getvalue()[: len(PAGE) // 2])


def link_to_folder(path: Path) -> None:
    os.symlink(path.parent, path, target_is_directory=True)


def link_to_itself(path: Path) -> None:
    os.symlink(path.name, path)


BAD: dict[str, Bad] = {
    "empty": Bad("x.txt", holds(""), "", "delete it or fill it"),
    "blank": Bad("x.json", holds(" \n\n"), "", "delete it or fill it"),
    "an image": Bad("x.txt", holds(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "", "give a role page as UTF-8 text"),
    "binary": Bad("x.txt", holds(PAGE.encode() + b"\0\x01\x02"), "line 13", "remove it"),
    "JSON that is cut short": Bad("x.json", holds(OWN[:300]), "line 8, column 12", "fetch it whole"),
    "text that is cut in a letter": Bad("x.txt", holds(PAGE.encode()[:21]), "line 2", "fetch the whole file again"),
    "gzip that is cut short": Bad("x.txt.gz", holds(gzip.compress(PAGE.encode())[:-20]), "", "fetch or make it again"),
    "zip that is cut short": Bad("x.zip", cut_zip, "", "again"),
    "cp1252": Bad("x.txt", holds(PAGE.encode("cp1252")), "offset 20, line 2", "iconv -f windows-1252 -t utf-8"),
    "UTF-16LE without mark": Bad("x.txt", holds(PAGE.encode("utf-16-le")), "offset 1", "iconv -f utf-16le -t utf-8"),
    "UTF-16BE without mark": Bad("x.txt", holds(PAGE.encode("utf-16-be")), "offset 0", "iconv -f utf-16be -t utf-8"),
    "200 MiB": Bad("x.txt", vast, "200 MiB", "split it"),
    "a line without end": Bad("x.jsonl", holds('{"title": "' + "x" * 9 * MIB), "8 MiB", "split it", "#1"),
    "lists nested deeply": Bad("x.json", holds("[" * DEEP + "]" * DEEP), "line 1, column 65", "flatten it"),
    "objects nested deeply": Bad("x.json", holds('{"a":' * DEEP + "1" + "}" * DEEP), "line 1, column 321", "flatten it"),
    "a page nested deeply": Bad(
        "x.json", own('"title": "lamplighter"', f'"title": {"[" * DEEP}{"]" * DEEP}'), "line 8", "flatten it"
    ),
    "a recipe": Bad("x.txt", holds("Lentil soup\n\nRinse 200 g of lentils.\n"), "line 1", "has a title, pay and experience"),
    "a recipe in JSON": Bad("x.json", holds('{"@type": "Recipe"}'), "", 'mark it with "rolegraph": 1'),
    "pay reversed": Bad("x.txt", page("£23K", "£45K-£32K"), "line 2", "put the smaller one first"),
    "pay reversed in JSON": Bad("x.json", own('"min": 28000', '"min": 58000'), "/profiles/1/salary", "put the smaller one first"),
    "unknown country": Bad("x.txt", page("the United Kingdom", "Atlantis"), "line 6", "write its short name in full"),
    "unknown country in JSON": Bad("x.json", own('"IE"', '"Atlantis"'), "/profiles/2/country", "write its short name in full"),
    "ranks with a gap": Bad("x.txt", page("\n2\n", "\n3\n"), "line 12", "correct it and load the page again"),
    "ranks with a gap in JSON": Bad("x.json", own('"position": 3', '"position": 4'), "/skills/2", "correct it and load"),
    "a link to the folder above": Bad("x", link_to_folder, "", "remove the link"),
    "a link to itself": Bad("x.txt", link_to_itself, "", "remove it"),
    "a link to nothing": Bad("x.txt", lambda path: os.symlink("nowhere", path), "", "remove or mend it"),
    "a zip bomb": Bad("x.zip", bomb, "", "unpack it and load the folder", "/page.txt"),
}  # fmt: skip
