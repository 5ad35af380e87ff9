"""Makes role pages of any number, for benchmarks and tests.

::

    python benchmarks/generate.py 1000 --out pages/                     # text, one file a page
    python benchmarks/generate.py 10000000 --form ncs --out pages.jsonl # in bounded memory
    python benchmarks/generate.py 5 --form ncs --out -                  # to standard output

Page i depends on the seed, the options and i: a longer run starts with the pages of a shorter one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from made_defects import Defect, defect_of
from made_forms import FORMS
from made_pages import Pages, Settings

_FILES_A_FOLDER = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """A page in its form: its number, its bytes and its defect, if any."""

    number: int
    data: bytes
    defect: Defect | None


def make(settings: Settings, form: str, numbers: range) -> Iterator[Made]:
    """The pages of these numbers, one at a time, in the form ``text``, ``json`` or ``ncs``."""
    pages, write = Pages(settings), FORMS[form]
    for number in numbers:
        page, defect = pages.page(number), defect_of(settings, form, number)
        if defect is None:
            yield Made(number, write(page), None)
        else:
            yield Made(number, defect.spoil(write(defect.change(page))), defect)


def file_name(number: int, form: str) -> str:
    """The name of a page's file below the output folder, at most a thousand files a folder."""
    suffix = "txt" if form == "text" else "json"
    return f"{number // _FILES_A_FOLDER:05}/page-{number:08}.{suffix}"


def write_folder(made: Iterator[Made], folder: Path, form: str) -> Iterator[tuple[str, Made]]:
    """Writes a file a page; yields each name below ``folder`` with its page."""
    for page in made:
        name = file_name(page.number, form)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.data)
        yield name, page


def write_lines(made: Iterator[Made], out: IO[bytes], name: str) -> Iterator[tuple[str, Made]]:
    """Writes a line a page; yields ``name#line`` (from 1) with its page."""
    for line, page in enumerate(made, start=1):
        out.write(page.data)
        yield f"{name}#{line}", page


def manifest_line(name: str, defect: Defect) -> str:
    """One line of the manifest: the page, its defect, what is expected of the loader."""
    return json.dumps({"page": name, "defect": defect.kind, "expected": defect.expected}) + "\n"


def write_all(settings: Settings, form: str, numbers: range, out: str, manifest: str | None) -> int:
    """Writes pages to ``out`` and the defective ones' names to ``manifest``; returns how many have a defect.

    ``out`` is ``-`` (standard output) or a name in ``.jsonl`` for a line a page, else a folder.
    """
    defective = 0
    with contextlib.ExitStack() as stack:
        listing = stack.enter_context(open(manifest, "w", encoding="utf-8")) if manifest else None
        made = make(settings, form, numbers)
        if out == "-":
            written = write_lines(made, sys.stdout.buffer, "-")
        elif out.endswith(".jsonl"):
            written = write_lines(made, stack.enter_context(open(out, "wb")), Path(out).name)
        else:
            written = write_folder(made, Path(out), form)
        for name, page in written:
            if page.defect:
                defective += 1
                if listing:
                    listing.write(manifest_line(name, page.defect))
    return defective


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line, with a message and exit status 2 where they can't be."""
    given = Settings()
    parser = argparse.ArgumentParser(description="Makes role pages of any number, for benchmarks and tests.")
    parser.add_argument("number", type=int, help="how many pages")
    parser.add_argument("--out", required=True, help="a folder, FILE.jsonl, or - for standard output")
    parser.add_argument("--form", choices=sorted(FORMS), default="text", help="default: text")
    parser.add_argument("--start", type=int, default=0, help="the number of the first page, default 0")
    parser.add_argument("--manifest", metavar="FILE", help="lists the pages with defects, as JSON Lines")
    for name, kind, what in (
        ("seed", int, "another seed gives other pages"),
        ("defects", float, "the share of pages with a defect, 0 to 1"),
        ("roles", int, "how many roles there are"),
        ("skills", int, "how many skills there are"),
        ("role-exponent", float, "of the Zipf law of roles"),
        ("skill-exponent", float, "of the Zipf law of skills"),
        ("country-exponent", float, "of the Zipf law of countries"),
    ):
        default = getattr(given, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=kind, default=default, help=f"{what}, default {default}")
    chosen = parser.parse_args(words)
    if chosen.number < 0 or chosen.start < 0:
        parser.error("N and --start can't be below 0")
    if chosen.form == "text" and (chosen.out == "-" or chosen.out.endswith(".jsonl")):
        parser.error("--form text is one file a page: give a folder as --out")
    return chosen


def settings_of(chosen: argparse.Namespace) -> Settings:
    """The settings that the options ask for; the NCS form is about the United Kingdom only."""
    names = ("seed", "roles", "skills", "defects", "role_exponent", "skill_exponent", "country_exponent")
    settings = Settings(**{name: getattr(chosen, name) for name in names})
    return replace(settings, countries=("GB",)) if chosen.form == "ncs" else settings


def main(words: Sequence[str] | None = None) -> int:
    """The command line; the exit status is 2 where the options can't be."""
    chosen = arguments(words)
    numbers = range(chosen.start, chosen.start + chosen.number)
    try:
        settings = settings_of(chosen)
    except ValueError as error:
        print(f"generate.py: {error}", file=sys.stderr)
        return 2
    defective = write_all(settings, chosen.form, numbers, chosen.out, chosen.manifest)
    print(f"{chosen.number} pages, {defective} with a defect", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
