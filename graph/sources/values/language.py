"""The language of a page: what it states, else what its text is recognised to be, else not known.

Recognised by CLD2 (pycld2) and only where that calls its answer reliable; the measurement that chose
it stands in ``docs/prose.md``. A text whose language is not known has the tag ``und`` (BCP 47,
4.1): RDF text needs a tag (RDF 1.1 Concepts, 3.3), and no language may be made up.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pycld2

from rolegraph.graph.model import Notice

UNDETERMINED = "und"
LONGEST_TEXT = 8000
"""Characters of a page that are looked at; more would not change the answer."""

_FEWEST_LETTERS = 24
_LEAST_SHARE = 80  # percent of the text that must be in the language
_DOUBT_LETTERS = 200  # below, another language than the stated one may be names and terms alone

# Well-formed: language, extended language, script, region, variants, extensions (RFC 5646, 2.1).
_TAG = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-x(?:-[A-Za-z0-9]{1,8})+)?"
)
# Codes of CLD2 that BCP 47 writes otherwise (its registry's preferred values).
_OTHERWISE = MappingProxyType({"iw": "he", "jw": "jv", "mo": "ro", "sh": "sr"})


class Basis(StrEnum):
    """How a language is known."""

    STATED = "stated"
    RECOGNISED = "recognised"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Language:
    """``tag`` is a BCP 47 tag, ``und`` where ``basis`` is ``unknown``.

    ``notices`` tell of a stated language that is no tag (``language-not-understood``) and of one that
    the text contradicts (``language-doubtful``); both have the field ``language``.
    """

    tag: str
    basis: Basis
    notices: tuple[Notice, ...] = ()


def language_of(text: str, stated: str | None = None) -> Language:
    """The language of ``text``: ``stated`` by its page (``de``, ``pt_BR``), else recognised.

    A statement that is empty or ``und`` says nothing. Never raises; bounded in time and memory, for
    only the first :data:`LONGEST_TEXT` characters are looked at.
    """
    words = (stated or "").strip()
    tag = language_tag(words) if words else None
    recognised = recognise(text)
    if tag and tag.partition("-")[0] != UNDETERMINED:
        return Language(tag, Basis.STATED, _doubts(tag, recognised, text))
    notices = (_not_a_tag(words),) if words and tag is None else ()
    if recognised:
        return Language(recognised, Basis.RECOGNISED, notices)
    return Language(UNDETERMINED, Basis.UNKNOWN, notices)


def language_tag(words: str) -> str | None:
    """``words`` as a BCP 47 tag in its usual case (``pt_br``: ``pt-BR``); ``None`` for anything else."""
    tag = words.strip().replace("_", "-")
    if len(tag) > 35 or not _TAG.fullmatch(tag):
        return None
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *_cased(rest)])


def _cased(subtags: list[str]) -> list[str]:
    """Scripts with a capital, regions in capitals, all else small (RFC 5646, 2.1.1)."""
    cased: list[str] = []
    for number, subtag in enumerate(subtags):
        after_single = any(len(before) == 1 for before in subtags[:number])
        if len(subtag) == 2 and not after_single:
            cased.append(subtag.upper())
        elif len(subtag) == 4 and subtag.isalpha() and not after_single:
            cased.append(subtag.capitalize())
        else:
            cased.append(subtag.lower())
    return cased


def recognise(text: str) -> str | None:
    """The BCP 47 tag of the language that ``text`` is in, where that is sure; else ``None``."""
    plain = _plain(text)
    if _letters(plain) < _FEWEST_LETTERS:
        return None
    try:
        reliable, _, found = pycld2.detect(plain.encode("utf-8"), isPlainText=True)
    except pycld2.error:
        return None
    code: str = found[0][1]
    share: int = found[0][2]
    if not reliable or code == "un" or share < _LEAST_SHARE:
        return None
    return _OTHERWISE.get(code, code)


def _plain(text: str) -> str:
    """The text that is looked at: composed, and without the control characters that CLD2 refuses."""
    head = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in head)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _doubts(stated: str, recognised: str | None, text: str) -> tuple[Notice, ...]:
    primary = stated.partition("-")[0]
    if recognised is None or _family(recognised) == _family(primary):
        return ()
    if _letters(text[:LONGEST_TEXT]) < _DOUBT_LETTERS:
        return ()
    message = f"the page states the language '{stated}', and its text looks like '{recognised}'"
    remedy = "state the language of the text; what is stated was taken"
    return (Notice("language-doubtful", message, "", remedy, "language"),)


def _family(tag: str) -> str:
    """The language without script and region; the forms of Norwegian (and Danish, which is written
    almost alike) count as one."""
    primary = tag.partition("-")[0].lower()
    return "no" if primary in ("nb", "nn", "da") else primary


def _not_a_tag(words: str) -> Notice:
    message = f"'{' '.join(words.split())[:40]}' is no language tag"
    return Notice("language-not-understood", message, "", "write a BCP 47 tag: en, de-CH", "language", words)
