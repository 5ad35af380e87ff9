"""Keys and IRIs: one rule each, the same whatever the order of loading.

Things are ``{base}id/KIND/KEY``; a page's named graph is the page, ``{base}id/source/KEY``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from rolegraph.graph.model import Band

Kind = Literal[
    "role",
    "skill",
    "country",
    "experience",
    "period",
    "profile",
    "requirement",
    "duty",
    "observation",
    "distribution",
    "alternative",
    "mention",
    "classification",
    "announcement",
    "source",
    "revision",
    "code",
    "scheme",
    "dataset",
    "onet",
    "oews",
    "alignment",
    "agent",
    "activity",
    "transition",
    "roleskill",
    "salarycell",
]
KINDS: tuple[str, ...] = get_args(Kind)
NOT_STATED = "not-stated"
TAXONOMY_GRAPHS = ("esco", "onet", "oews", "crosswalk-esco-onet", "crosswalk-isco-soc")
"""The names, below ``{base}graph/``, of the graphs that importing a classification writes."""
_LONGEST_SLUG = 80
_KEY_OF_YEARS = re.compile(rf"{NOT_STATED}|[0-9_]+-([0-9_]+|or-more)-years")
_LOOKS_HASHED = re.compile(r"-[0-9a-f]{6}$")
_BARRED = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
    }
)
"""Letters whose mark Unicode does not take apart."""
_VOICING = "\u3099\u309a"


def normalise_label(label: str) -> str:
    """The form in which two labels are the same: NFKC, case folded, NFKC, single spaces.

    Full case folding takes some letters apart (ẗ, ΐ) that the second NFKC joins again.
    """
    folded = unicodedata.normalize("NFKC", label).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def without_accents(text: str) -> str:
    """Text without the marks on its letters, in NFKC: é is e, Ł is L, Й is И.

    The voicing marks of Japanese stay, as they make other letters; so do vowel signs, which are letters.
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_BARRED))
    kept = "".join(c for c in apart if not unicodedata.combining(c) or c in _VOICING)
    return unicodedata.normalize("NFKC", kept)


def slug(label: str) -> str:
    """The key of a label: letters, marks and digits of any script, parted by hyphens.

    Where more than case and spacing is lost (C, C++, C#; ASP.NET), 6 hex digits of the
    normalised label's SHA-256 follow. A plain slug that looks like a hashed one is hashed too,
    so no two labels share a key by their form.
    """
    normalised = normalise_label(label)
    words = "".join(c if _fits_a_key(c) else " " for c in normalised).split()
    plain = "-".join(words)
    short = plain[:_LONGEST_SLUG].rstrip("-")
    if plain and plain.replace("-", " ") == normalised and short == plain and not _LOOKS_HASHED.search(plain):
        return plain
    return f"{short or 'x'}-{_digest(normalised)}"


def _digest(normalised: str) -> str:
    return hashlib.sha256(normalised.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _fits_a_key(character: str) -> bool:
    """Letters, marks and digits; variation selectors are marks that no IRI may hold (RFC 3987, ucschar)."""
    return unicodedata.category(character)[0] in "LMN" and not "\U000e0000" <= character <= "\U000e0fff"


def code_key(scheme: str, value: str) -> str:
    """The key of a code: one per classification, by its usual name ("O*NET-SOC"), and value."""
    return slug(f"{scheme}: {value}")


def source_key(name: str) -> str:
    """The key of a page: the slug of its URL or relative path, and 8 hex digits of its SHA-256."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    words = re.findall(r"[^\W_]+", normalise_label(name.partition("://")[2] or name))
    return "-".join(["-".join(words)[-_LONGEST_SLUG:].strip("-") or "x", digest])


def band_key(band: Band | None) -> str:
    """``0-3-years``, ``10-or-more-years``, ``starter``; ``not-stated`` for ``None``."""
    if band is None:
        return NOT_STATED
    if band.name is not None:
        key = slug(band.name)
        return f"{key}-{_digest(normalise_label(band.name))}" if _KEY_OF_YEARS.fullmatch(key) else key
    low = _years_key(band.min_years or Decimal(0))
    if band.max_years is None:
        return f"{low}-or-more-years"
    return f"{low}-{_years_key(band.max_years)}-years"


def _years_key(years: Decimal) -> str:
    """Years without a dot: 0.5 is ``0_5``."""
    text = f"{years:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", "_")


@dataclass(frozen=True, slots=True)
class Iris:
    """Makes every IRI of a store from its base (absolute, ending in ``/``)."""

    base: str

    def thing(self, kind: Kind, key: str) -> str:
        """``{base}id/KIND/KEY``."""
        return f"{self.base}id/{kind}/{key}"

    def item(self, kind: Kind, source_key: str, number: int) -> str:
        """A thing that a page owns: numbered from 1 within the page."""
        return self.thing(kind, f"{source_key}-{number}")

    def source(self, key: str) -> str:
        """The page, which is also the named graph of what it says."""
        return self.thing("source", key)

    @property
    def vocabulary_graph(self) -> str:
        """Roles, skills, countries, bands: derived from all pages."""
        return f"{self.base}graph/vocabulary"

    @property
    def provenance_graph(self) -> str:
        """Load times, activities, revisions."""
        return f"{self.base}graph/provenance"

    @property
    def ontology_graph(self) -> str:
        """The vocabulary's own definitions and the Data Structure Definition."""
        return f"{self.base}graph/ontology"

    @property
    def alignment_graph(self) -> str:
        """Links of roles and skills to classifications, decisions on them, and what was merged."""
        return f"{self.base}graph/alignment"

    def taxonomy_graph(self, name: str) -> str:
        """The graph of an imported classification: one of ``TAXONOMY_GRAPHS``."""
        return f"{self.base}graph/{name}"

    @property
    def taxonomy_graphs(self) -> tuple[str, ...]:
        """The graphs of all classifications that may be imported."""
        return tuple(map(self.taxonomy_graph, TAXONOMY_GRAPHS))

    @property
    def derived_prefix(self) -> str:
        """What the IRI of every graph starts with that is made from the others."""
        return f"{self.base}graph/derived/"

    @property
    def source_prefix(self) -> str:
        """What the IRI of every page graph starts with."""
        return f"{self.base}id/source/"


def period_key(period: str | None) -> str:
    """``2024``; ``2023--2024`` for the interval 2023/2024 (ISO 8601 has the double hyphen for it)."""
    return NOT_STATED if period is None else period.replace("/", "--")


def period_of_key(key: str) -> str | None:
    """The period that a key stands for; ``None`` for ``not-stated``. The inverse of :func:`period_key`."""
    return None if key == NOT_STATED else key.replace("--", "/")


_BAND_KEY = re.compile(r"(?P<low>\d+(_\d+)?)-(or-more|(?P<high>\d+(_\d+)?))-years")


def band_of_key(key: str) -> Band | None:
    """The band that a key stands for; ``None`` for ``not-stated``. The inverse of :func:`band_key`.

    A named band gets its name back in the form of the key.
    """
    if key == NOT_STATED:
        return None
    match = _BAND_KEY.fullmatch(key)
    if match is None:
        return Band(name=key)
    high = match["high"]
    return Band(
        min_years=Decimal(match["low"].replace("_", ".")),
        max_years=Decimal(high.replace("_", ".")) if high else None,
    )
