"""How wide a text will be drawn, and where to break it: a picture has no browser to ask.

The widths are the advance widths of Liberation Sans, which are those of Arial and Helvetica, in
thousandths of the font size. Letters with marks have the width of the plain letter; of scripts that
the table lacks, wide characters (Unicode Standard Annex 11) take the whole size, others a cautious guess.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_WIDTHS = {
    191: "'",
    222: "ijl‘’ł",
    260: "|",
    278: " !,./:;I[\\]ft·ı",
    333: "()-`r“”",
    334: "{}",
    350: "•",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu–€£þðđŁ",
    584: "+<=>~×",
    611: "FTZßø",
    667: "&ABEKPSVXY",
    722: "CDHNRUwĐ",
    778: "GOQØ",
    833: "Mm",
    889: "%æ",
    944: "Wœ",
    1000: "—…→ÆŒ",
    1015: "@",
}
_KNOWN = {character: width for width, characters in _WIDTHS.items() for character in characters}
_BOLD = 1.1
_WIDE = 1000
_EMOJI = 1300
_UNKNOWN = 720
_LONGEST = 400
"""Characters of a text that are looked at; more are never drawn."""
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
"""Characters that turn the direction of what follows them (Unicode Standard Annex 9)."""
_ROUNDING = 1e-6
CUT = "…"
"""Stands at the end of a text that was cut."""


def drawable(text: str) -> str:
    """The text as one line that XML 1.0 (section 2.2) can hold: no control, no half of a pair.

    What turns the direction of writing goes, too; white space becomes single spaces.
    """
    kept = (" " if character.isspace() else character for character in text if _is_drawn(character))
    return " ".join("".join(kept).split())


def _is_drawn(character: str) -> bool:
    if character.isspace():
        return True
    return (
        unicodedata.category(character) not in ("Cc", "Cs")
        and character not in _TURNING
        and ord(character) & 0xFFFE != 0xFFFE
    )


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text of a font size will be, in the unit of the size."""
    return sum(map(_advance, text)) * size / 1000 * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _advance(character: str) -> int:
    if character in _KNOWN:
        return _KNOWN[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return _EMOJI if unicodedata.category(character) == "So" else _WIDE
    plain = unicodedata.normalize("NFD", character)[0]
    return _KNOWN.get(plain, _UNKNOWN)


def clip(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, cut so that it takes no more than ``most``; where no character fits, the mark of that."""
    if width(text, size, bold=bold) <= most + _ROUNDING:
        return text
    cut = _fitting(text, size, most - width(CUT, size, bold=bold), bold=bold).rstrip() + CUT
    return cut if width(cut, size, bold=bold) <= most + _ROUNDING else CUT


def _fitting(text: str, size: float, most: float, *, bold: bool) -> str:
    """As much of the beginning as fits, at least one character."""
    taken, used = 0, 0.0
    for character in text:
        used += width(character, size, bold=bold)
        if used > most and taken:
            break
        taken += 1
    return text[:taken]


def wrap(text: str, size: float, most: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most ``lines`` lines of width ``most``, broken at spaces where there are some.

    The last line is cut where more is left. An empty text is one empty line.
    """
    rest = drawable(text[:_LONGEST])
    made: list[str] = []
    while rest and len(made) < lines - 1 and width(rest, size, bold=bold) > most:
        piece = _fitting(rest, size, most, bold=bold)
        at = len(piece) if rest[len(piece) : len(piece) + 1] == " " else piece.rfind(" ")
        piece = piece[:at] if at > 0 else piece
        made.append(piece)
        rest = rest[len(piece) :].lstrip()
    return [*made, clip(rest, size, most, bold=bold)] if rest or not made else made
