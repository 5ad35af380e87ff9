"""Other names of the role: what follows "also called" in a sentence that begins with the title itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import AlternativeRole
from rolegraph.graph.sources.html_input import Words
from rolegraph.graph.sources.ooh_page.layout import Page, paragraphs
from rolegraph.graph.sources.ooh_page.notes import Notes

_CALLED = re.compile(
    r"\s*(?P<opened>[,(—–]|\b(?:(?:also|often|sometimes|commonly) )*(?:are|is)\b)"
    r"\s*(?:(?:also|often|sometimes|commonly) )*"
    r"(?:called|known as|referred to as) "
)
_NAME = r"(?:[^,;.()]|\([^()]*\))+"
# What answers the mark before "also called". In a list with commas each name is a plural, or it may be a
# verb: "also called A, plan, direct, and lead".
_LIST = re.compile(rf"(?:{_NAME}s, )+(?:and|or) {_NAME}s(?=,)")
_ENDS = {
    ",": re.compile(rf"{_NAME}(?=,)"),
    "(": re.compile(r"[^()]*(?:\([^)]*\)[^()]*)?(?=\))"),
    "—": re.compile(r"[^—–]+(?=[—–])"),
}
_PLAIN_END = re.compile(rf"{_NAME}(?=[.,])")
_PEOPLE = r"(?:s|men|women|people|staff|personnel)"
_PLAIN_LIST = re.compile(rf"(?:{_NAME}{_PEOPLE}, ){{2,}}(?:and|or) {_NAME}{_PEOPLE}(?=\.)")
_JOINT = re.compile(r",? or |, and |, ")
_ARTICLE = re.compile(r"(?:an?|the) ", re.IGNORECASE)
_QUOTES = "“”\"‘’' "


def read_other_titles(page: Page, title: str, notes: Notes) -> tuple[AlternativeRole, ...]:
    """The names, each once. Names of occupations within the role's own are not names of the role."""
    found: dict[str, AlternativeRole] = {}
    for words in paragraphs(page.part("what-they-do")):
        called = _CALLED.match(words.text, len(title)) if _begins(words.text, title) else None
        for name in _names(words, called, notes) if called else ():
            found.setdefault(normalise_label(name.name), name)
    return tuple(found.values())


def _begins(text: str, title: str) -> bool:
    return normalise_label(text[: len(title)]) == normalise_label(title)


def _names(words: Words, called: re.Match[str], notes: Notes) -> Iterator[AlternativeRole]:
    opened = called["opened"].replace("–", "—")
    listing = _LIST if opened == "," else None if opened in _ENDS else _PLAIN_LIST
    listed = listing.match(words.text, called.end()) if listing else None
    said = listed or _ENDS.get(opened, _PLAIN_END).match(words.text, called.end())
    spans = list(_parts(words.text, *said.span())) if said else []
    if not spans or _leaves_words_out([words.text[start:end] for start, end in spans]):
        start, end = said.span() if said else (called.start("opened"), len(words.text))
        why = "does not give each other name of the role in full"
        notes.add("alternative-titles-not-understood", "alternative_titles", words.place(start, end), why)
        return
    for start, end in spans:
        yield AlternativeRole(words.text[start:end], words.place(start, end))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each of the names stands, without an article and quotation marks."""
    ends = [match.span() for match in _JOINT.finditer(text, start, end)]
    for first, last in zip([start, *(b for _, b in ends)], [*(a for a, _ in ends), end], strict=True):
        name = text[first:last].rstrip(_QUOTES)
        bare = _ARTICLE.sub("", name.lstrip(_QUOTES), count=1)
        if bare:
            yield first + len(name) - len(bare), first + len(name)


def _leaves_words_out(names: list[str]) -> bool:
    """ "equipment technicians or technologists": the second name lacks a word that it shares.

    Where the second has all its words, a name of one word further on is whole too.
    """
    return len(names[0].split()) > 1 and len(names) > 1 and len(names[1].split()) == 1
