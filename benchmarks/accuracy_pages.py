"""The pages whose accuracy is measured: those of the shared data that were held out.

A page is held out where the SHA-256 of its name, as a number, can be divided by five. While the readers
and their rules were written, nobody opened such a page.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accuracy_labels import Items, items_of_reading, no_items

from rolegraph.graph.errors import InputError
from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources.readers import read_record

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: how it is called, where its pages come from, whether its skills are ranked."""

    name: str
    reader: str
    ranked: bool
    pages: Callable[[Path], dict[str, bytes]]
    note: str


def _handbook(data: Path) -> dict[str, bytes]:
    """The pages of the US Occupational Outlook Handbook by their base names."""
    with tarfile.open(data / "bls-ooh" / "pages.tar.xz", "r:xz") as archive:
        files = {Path(each.name).name: archive.extractfile(each) for each in archive if each.isfile()}
        return {name: file.read() for name, file in files.items() if file}


def _profiles(data: Path) -> dict[str, bytes]:
    """The job profiles of the UK National Careers Service by the last part of their addresses."""
    with lzma.open(data / "ncs-job-profiles" / "ncs_job_profiles.jsonl.xz") as lines:
        return {json.loads(line)["url"].rstrip("/").rpartition("/")[2]: line for line in lines}


KINDS: tuple[Kind, ...] = (
    Kind("ooh", "ooh", False, _handbook, "US Occupational Outlook Handbook, HTML"),
    Kind("ncs", "ncs", True, _profiles, "UK National Careers Service, JSON"),
)


def held_out(name: str) -> bool:
    """Whether the page of this name is one of the fifth."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 == 0


def read(name: str, data: bytes) -> Reading:
    """What the loader makes of a page; raises what it raises."""
    return read_record(Record(name, name, data))[1]


def items_of_page(name: str, data: bytes) -> Items:
    """What is read of a page, in the fields of labels; nothing where it is refused."""
    try:
        reading = read(name, data)
    except InputError:
        return no_items()
    return items_of_reading(reading, _end_of_quick_facts(data))


def _end_of_quick_facts(data: bytes) -> int | None:
    """Where the table of quick facts ends, in characters; ``None`` for a page without one."""
    table = re.search(r'<table[^>]*\bid="quickfacts".*?</table>', data.decode("utf-8", "replace"), re.DOTALL)
    return table.end() if table else None
