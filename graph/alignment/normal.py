"""Labels brought to the form in which they are compared.

Case, accents, punctuation, plural and spelling go; alternatives after a slash and what stands in brackets
give several forms of one label. Words are in the rules of the label's language (``languages``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from rolegraph.graph.alignment.languages import Language, language_of
from rolegraph.graph.identity import without_accents

Form = tuple[str, ...]
"""The words of a label, in their order."""

_WORD = re.compile(r"\.?[^\W_]+(?:[+#]+)?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_POSSESSIVE = re.compile(r"['’]s\b")
_OFFICE = re.compile(
    r"\b(?:ms|microsoft)\s+(?:office\s+)?"
    r"(?=(?:access|excel|onenote|outlook|powerpoint|project|publisher|sharepoint|teams|visio|word)\b)"
)
"""Products are named with and without their suite: "MS Excel", "Microsoft Office Excel"."""
MOST_FORMS = 12
"""Forms that one label may have, so that "a/b c/d e/f …" stays bounded."""
LONGEST = 300
"""Characters of a label that are looked at."""


def plain(text: str) -> str:
    """Text without case and accents, in Unicode NFKC; "&" is "and"."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return _POSSESSIVE.sub("s", without_accents(folded))


def words(text: str, language: str | None) -> Form:
    """The words of a text, each in its normal form; "C++", "C#" and ".NET" stay what they are."""
    folded = _OFFICE.sub("microsoft ", plain(text))
    return tuple(_form(word, language) for word in _WORD.findall(folded))


@lru_cache(maxsize=1 << 16)
def _form(word: str, language: str | None) -> str:
    """The normal form of one word: words come again and again."""
    return language_of(language).form(word)


def telling_words(text: str, language: str | None) -> Form:
    """The words of a text that tell something: no stop words, no single letters."""
    stop = language_of(language).stop
    return tuple(word for word in words(text, language) if word not in stop and len(word) > 1)


def forms(label: str, language: str | None) -> tuple[Form, ...]:
    """The forms of a label, the plainest first: "actor/actress" is both, "guide (tour)" is also "guide"."""
    found = (words(reading, language) for reading in _readings(label[:LONGEST]))
    return tuple(dict.fromkeys(form for form in islice(found, MOST_FORMS) if form))


def key(form: Form, language: str | None) -> str:
    """The form in which the order of words and stop words do not count."""
    rules: Language = language_of(language)
    return " ".join(sorted({word for word in form if word not in rules.stop} or set(form)))


def keys(label: str, language: str | None) -> tuple[str, ...]:
    """The keys of all forms of a label, the plainest first."""
    return tuple(dict.fromkeys(key(form, language) for form in forms(label, language)))


def _readings(label: str) -> Iterator[str]:
    """What a label may be read as, before it is taken apart into words."""
    without = _BRACKETS.sub(" ", label)
    for text in dict.fromkeys((without, label)):
        yield from _alternatives(text)
        yield text


def _alternatives(text: str) -> Iterator[str]:
    """The sides of "lorry driver / HGV driver", both of "sales/marketing manager"; none without a slash."""
    if "/" not in text:
        return
    sides = [side.strip() for side in text.split("/")]
    if " / " in text or all(len(side.split()) > 1 for side in sides):
        yield from sides
    choices = [word.split("/") if word.strip("/") else [] for word in text.split()]
    yield from (" ".join(chosen) for chosen in product(*(choice for choice in choices if choice)))
