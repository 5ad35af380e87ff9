"""How words of one language are brought to one form: what is data, a language each.

A language that is not here has no plural, spelling and stop words of its own: its labels are compared
by case, accents, punctuation and word order alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_Rules = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class Language:
    """``stop`` are words that a label may lack; of ``plurals`` and ``spellings`` the first that fits counts.

    ``words`` are single words with the form that stands for them. All are casefolded and without accents.
    """

    stop: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    plurals: _Rules = ()
    spellings: _Rules = ()

    def form(self, word: str) -> str:
        """The form that stands for a word: singular, in one spelling."""
        known = self.words.get(word)
        return known if known is not None else _first(self.spellings, _first(self.plurals, word))


def _first(rules: _Rules, word: str) -> str:
    """``word`` changed by the first rule that fits."""
    for pattern, replacement in rules:
        changed, times = pattern.subn(replacement, word)
        if times:
            return changed
    return word


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


_ENGLISH_WORDS = {
    **{"people": "person", "children": "child", "feet": "foot", "teeth": "tooth", "geese": "goose"},
    **{"mice": "mouse", "series": "series", "news": "news", "gas": "gas", "lens": "lens", "canvas": "canvas"},
    **{"centre": "center", "centres": "center", "theatre": "theater", "theatres": "theater"},
    **{"programme": "program", "programmes": "program", "jewellery": "jewelry", "tyre": "tire"},
    **{"tyres": "tire", "aeroplane": "airplane", "grey": "gray", "licence": "license", "cheque": "check"},
    **{"paediatric": "pediatric", "anaesthetist": "anesthetist", "orthopaedic": "orthopedic"},
    **{"archaeologist": "archeologist", "gynaecologist": "gynecologist", "fibre": "fiber", "fibres": "fiber"},
    **{"draughtsperson": "draftsperson", "catalogue": "catalog", "dialogue": "dialog", "mould": "mold"},
}
_ENGLISH = Language(
    frozenset(["of", "the", "a", "an", "and", "for", "in", "on", "to", "at", "with", "by", "or"]),
    MappingProxyType(_ENGLISH_WORDS),
    _rules(
        (r"^(\w{3,})men$", r"\1man"),
        (r"^(\w{2,})ies$", r"\1y"),
        (r"(ss|ch|sh|x|zz)es$", r"\1"),
        (r"^(\w{2,}[^sui])s$", r"\1"),
    ),
    _rules(
        (r"^(advis)or$", r"\1er"),
        (r"^((?:fav|lab|col|harb|neighb|hon|behavi|arm)o)u(r)", r"\1\2"),
        (r"^(\w{4,}i)s(e|er|ing|ation|ational|ed|or)$", r"\1z\2"),
        (r"^(\w{3,}l)l(er|or|ing|ed)$", r"\1\2"),
    ),
)
_FRENCH = Language(
    frozenset(
        ["de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "a", "au", "aux", "pour", "un", "une"]
    ),
    plurals=_rules((r"^(\w{2,})eaux$", r"\1eau"), (r"^(\w{2,})aux$", r"\1al"), (r"^(\w{3,}[^s])s$", r"\1")),
)
_SPANISH = Language(
    frozenset(["de", "del", "la", "el", "los", "las", "y", "en", "a", "para", "un", "una"]),
    plurals=_rules((r"^(\w{2,})ces$", r"\1z"), (r"^(\w{3,}[lrndj])es$", r"\1"), (r"^(\w{3,}[aeo])s$", r"\1")),
)
_GERMAN = Language(
    frozenset(
        ["der", "die", "das", "den", "dem", "des", "und", "in", "im", "fur", "von", "zu", "ein", "eine"]
    )
)
_UNKNOWN = Language()

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {"en": _ENGLISH, "fr": _FRENCH, "es": _SPANISH, "de": _GERMAN}
)


def language_of(tag: str | None) -> Language:
    """The rules for a language tag (BCP 47), by its primary subtag."""
    return LANGUAGES.get((tag or "").partition("-")[0].lower(), _UNKNOWN)
