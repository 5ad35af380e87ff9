"""A decoded page to a tree: the tokens of turbohtml, at their offsets, put together by ``building``."""

from __future__ import annotations

from turbohtml import Token, TokenType, tokenize

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.sources.html_input.building import Builder
from rolegraph.graph.sources.html_input.tree import Element
from rolegraph.graph.sources.html_input.words import Run, Source

TOKENS = 500_000
"""How many tags and runs of text a page may have: about 200 MB of memory. Pages have some thousand."""


def parse_html(text: str) -> Element:
    """The element of the whole document, whatever ``text`` holds; offsets are those of ``text``.

    Raises :class:`UnreadableSource` where it has more tags and runs of text than :data:`TOKENS`.
    """
    source = Source(text)
    builder = Builder(source)
    # The tokenizer makes CR LF one character (WHATWG, 13.2.3.5): a blank for the CR keeps the offsets.
    tokens = tokenize(
        text.replace("\r\n", " \n").replace("\r", "\n"), resolve_references=False, capture_source=True
    )
    for number, token in enumerate(tokens):
        if number == TOKENS:
            raise UnreadableSource(
                f"has more than {TOKENS:,} tags and runs of text: no reader is for such a page"
            )
        _take(builder, source, token)
    return builder.finish(len(text))


def _take(builder: Builder, source: Source, token: Token) -> None:
    start = source.starts[token.line - 1] + token.col
    if token.type is TokenType.TEXT:
        end = start + len(token.data or "")
        builder.text(Run(start, end, source.text[start:end]))
        return
    end = start + len(token.source or "")
    if token.type is TokenType.CHARACTER_REFERENCE:
        builder.text(Run(start, end, token.data or ""))
    elif token.type is TokenType.START_TAG:
        # Of two attributes of one name the first counts (WHATWG, 13.2.5.33).
        builder.start(token.tag or "", dict(reversed(token.attrs or ())), start, end)
    elif token.type is TokenType.END_TAG:
        builder.close(token.tag or "", start, end)
