"""Damaged pages: each is a function of a seed and its number, made from samples of every form."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from generate import make
from made_pages import Settings

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 1 << 18
"""No page is longer; the loader takes pages of up to 8 MiB."""

_FOLDERS = ("samples", "tests/data/pages", "tests/data/html", "tests/data/json", "tests/data/ooh")
_ENDS = frozenset({".txt", ".html", ".json", ".jsonld", ".csv"})
_CSV = (
    "title,country,experience,salary,duties,ranked_skills\r\n"
    '"Baker",Australia,0-3 years,"$52,000 - $58,000 a year",bake bread|mind the oven,Lifting|Punctuality\r\n'
)
_POSTING = {
    "@context": "https://schema.org/",
    "@type": ["Occupation", "JobPosting"],
    "title": "Baker",
    "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "GB"}},
    "baseSalary": {
        "@type": "MonetaryAmountDistribution",
        "currency": "GBP",
        "duration": "P1Y",
        "median": 18000,
        "percentile10": 15000,
        "value": {"minValue": 15000, "maxValue": "20,000", "unitText": "YEAR"},
    },
    "responsibilities": ["Bake bread.", {"@value": "Mind the oven.", "@language": "en"}],
    "skills": "Lifting, early rising",
    "occupationalCategory": {"@type": "CategoryCode", "codeValue": "51-3011.00", "inCodeSet": "O*NET-SOC"},
}
_TOKENS = (
    *(
        b"<",
        b">",
        b"</",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<table>",
        b"<tr><td>",
        b"<ul><li>",
        b"<h1>",
        b"<h2>",
    ),
    *(b"<script type='application/ld+json'>", b"</script>", b"&#x", b"&#0;", b"&#1114112;", b"&amp", b'"'),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"\\u",
        b"\\ud800",
        b"1e999",
        b"-1",
        b"9" * 40,
        b"null",
        b"NaN",
        b"'",
    ),
    *("£".encode(), "€".encode(), b"$", b"/ year", b"0-3 years", b" - ", b"\n", b"\r", b"\t", b"\x00", b" "),
    *(b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", "\u202e".encode(), "\ufdfa".encode(), b"\x1b"),
    *(b'{"@context":"https://schema.org","@type":"Occupation","name":"x"}', b'"rolegraph": 1', b"|", b";"),
)


@cache
def samples() -> tuple[bytes, ...]:
    """Pages of every form: the project's own samples and those of its tests, and some that are made."""
    paths = [path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    found = [path.read_bytes() for path in paths if path.suffix in _ENDS]
    made = [page.data for form in ("text", "json", "ncs") for page in make(Settings(), form, range(4))]
    linked = json.dumps(_POSTING).encode()
    in_page = b'<html><head><script type="application/ld+json">' + linked + b"</script></head></html>"
    # The forms of which there are few samples come as often as the others.
    few = [linked, in_page, _CSV.encode(), *made, *(page for page in found if b"ooh" in page.lower())]
    return (*found, *few * 2)


def damaged(seed: int, number: int) -> bytes:
    """The page of this number: nothing but noise now and then, else a sample with one to six damages."""
    random = Random(f"{seed}-{number}")
    if random.random() < 0.05:
        return random.randbytes(random.randrange(2_000))
    page = random.choice(samples())
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        page = random.choice(_DAMAGES)(page, random)[:LONGEST]
    # Most are text all the same: what is none is refused before anything is read.
    return page.decode("utf-8", "ignore").encode() if random.random() < 0.8 else page


def _flip(page: bytes, random: Random) -> bytes:
    """Some bits are others."""
    changed = bytearray(page)
    for _ in range(random.randrange(1, 12) if page else 0):
        changed[random.randrange(len(page))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _slice(page: bytes, random: Random, most: int = 2_000) -> tuple[int, int]:
    start = random.randrange(len(page) + 1)
    return start, min(len(page), start + random.randrange(most))


def _delete(page: bytes, random: Random) -> bytes:
    start, end = _slice(page, random)
    return page[:start] + page[end:]


def _repeat(page: bytes, random: Random) -> bytes:
    """A part again and again."""
    start, end = _slice(page, random, random.choice((8, 60, 2_000)))
    return page[:end] + page[start:end] * random.choice((1, 2, 30, 1_000)) + page[end:]


def _move(page: bytes, random: Random) -> bytes:
    start, end = _slice(page, random)
    rest = page[:start] + page[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + page[start:end] + rest[at:]


def _splice(page: bytes, random: Random) -> bytes:
    """The start of one page and the end of another."""
    other = random.choice(samples())
    return page[: random.randrange(len(page) + 1)] + other[random.randrange(len(other) + 1) :]


def _insert(page: bytes, random: Random) -> bytes:
    """A token of the forms, once or often."""
    for _ in range(random.randrange(1, 5)):
        at = random.choice((0, len(page), *[random.randrange(len(page) + 1)] * 6))
        page = page[:at] + random.choice(_TOKENS) * random.choice((1, 1, 1, 3, 500, 20_000)) + page[at:]
        page = page[:LONGEST]
    return page


def _noise(page: bytes, random: Random) -> bytes:
    start, end = _slice(page, random, 60)
    return page[:start] + random.randbytes(end - start) + page[end:]


def _shuffle(page: bytes, random: Random) -> bytes:
    """The lines, or the tags, in another order."""
    mark = random.choice((b"\n", b"<", b",", b" "))
    parts = page.split(mark)
    random.shuffle(parts)
    return mark.join(parts)


def _recode(page: bytes, random: Random) -> bytes:
    """Other bytes for the same characters; or the same bytes for others."""
    text = page.decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-16", "utf-32", "cp1252", "utf-8-sig", "utf-16-be", "utf-7")), "replace"
    )


def _change_json(page: bytes, random: Random) -> bytes:
    """JSON in which values stand at other keys, are lists, are gone, or are something else."""
    try:
        values = json.loads(page)
    except (ValueError, RecursionError):
        return _move(page, random)
    for _ in range(random.randrange(1, 6)):
        holder = _any_holder(values, random)
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if keys:
            holder[random.choice(keys)] = _other_value(holder[random.choice(keys)], random)
    return json.dumps(values, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def _any_holder(value: Any, random: Random) -> Any:
    """An object or a list somewhere in a value; a list of it where it is neither."""
    if not isinstance(value, dict | list):
        return [value]
    inside = [
        each
        for each in (value.values() if isinstance(value, dict) else value)
        if isinstance(each, dict | list)
    ]
    return _any_holder(random.choice(inside), random) if inside and random.random() < 0.6 else value


def _other_value(value: Any, random: Random) -> Any:
    others: tuple[Any, ...] = (
        None,
        True,
        0,
        -5,
        1.5,
        10**30,
        1e300,
        "",
        " ",
        "x",
        "£20K",
        "2024-02-30",
        "\ud800",
        [],
        {},
        [value],
        {"@value": value},
    )
    return random.choice((*others, [value] * 50, {"name": value}, str(value) * 100))


_DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(
        _flip,
        _delete,
        _repeat,
        _move,
        _splice,
        _insert,
        _insert,
        _noise,
        _shuffle,
        _recode,
        *[_change_json] * 3,
    ),
)
