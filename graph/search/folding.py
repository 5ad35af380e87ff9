"""Labels as they are compared in a search: folded text, and the pieces of it that the index holds.

Case, accents and punctuation go. What is left is looked up by pieces of three letters, so that a label
is found whatever the order of its words and with letters missing, added, changed or swapped; scripts that
write without spaces are cut into single characters and pairs of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rolegraph.graph.identity import normalise_label, without_accents

LONGEST = 200
"""Characters of a folded label or query that count."""
_LOOKED_AT = 4 * LONGEST
_ASCII_WORD = re.compile(r"[a-z0-9]+[+#]*")
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    r"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # radicals, kana
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_RUN = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_EDGE = 3


def fold(text: str) -> str:
    """The words of a text, without case, accents and punctuation, single spaces between; "C++" and "C#" stay.

    At most ``LONGEST`` characters; "" where there are no letters or digits in it.
    """
    folded = without_accents(normalise_label(text[:_LOOKED_AT]))
    words = _ASCII_WORD.findall(folded) if folded.isascii() else _words(folded)
    return " ".join(words)[:LONGEST].rstrip()


def _words(folded: str) -> list[str]:
    """Letters, marks and digits of any script; ``+`` and ``#`` behind them."""
    parted = "".join(c if _belongs(c) else " " for c in folded).split()
    return [word for part in parted if (word := part.lstrip("+#"))]


@lru_cache(maxsize=1 << 12)
def _belongs(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in "+#"


def is_unspaced(word: str) -> bool:
    """Whether a folded word begins in a script that has no spaces between words."""
    return bool(_IS_UNSPACED.match(word))


def pieces(folded: str) -> list[str]:
    """The pieces of a folded text, each once: ``_ma``, ``mar`` … ``er_``; of 看護 看, 看護 and 護."""
    found = (piece for word in folded.split() for piece in _of_word(word, closed=True))
    return list(dict.fromkeys(found))


def pieces_of_start(folded: str) -> list[str]:
    """The pieces that every label has whose words are those of ``folded``, the last one only begun."""
    *whole, last = folded.split() or [""]
    found = [piece for word in whole for piece in _of_word(word, closed=True)]
    return list(dict.fromkeys([*found, *_of_word(last, closed=False)]))


def edges(folded: str) -> list[str]:
    """How a folded label begins (``^m``, ``^ma``, ``^mar``), and the first letter of each word (``_m``).

    A word begins anew where the script changes to one without spaces, or from it.
    """
    starts = [f"^{folded[:length]}" for length in range(1, min(_EDGE, len(folded)) + 1)]
    runs = (run for word in folded.split() for run in _RUN.findall(word))
    return list(dict.fromkeys([*starts, *(f"_{run[0]}" for run in runs)]))


def edge(folded: str) -> str:
    """The longest of :func:`edges` that every label has that begins with ``folded``."""
    return f"^{folded[:_EDGE]}"


@lru_cache(maxsize=1 << 15)
def _of_word(word: str, *, closed: bool) -> tuple[str, ...]:
    """The pieces of one word: words come again and again."""
    runs = _RUN.findall(word)
    found: list[str] = []
    for place, run in enumerate(runs):
        is_last = place == len(runs) - 1
        found += _of_unspaced(run) if is_unspaced(run) else _of_spaced(run, closed or not is_last)
    return tuple(found)


def _of_unspaced(run: str) -> list[str]:
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]


def _of_spaced(run: str, closed: bool) -> list[str]:
    """``_m`` where there is no piece of three letters: a start of one letter, as :func:`edges` has it."""
    padded = f"_{run}_" if closed else f"_{run}"
    return [padded[i : i + 3] for i in range(len(padded) - 2)] or [padded]
