"""Whether bytes are an HTML page, told from their start."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Nothing is given back: a start of many blanks or comments would be tried in every way that it can be parted.
_START = re.compile(
    r"(?>\s+|<!--(?s:.{0,2000}?)-->|<\?xml[^>]{0,200}>){0,8}+"
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|main|article|section|header|div|h1|p)"
    r"(?=[\s>/]))",
    re.IGNORECASE,
)


def html_start(data: bytes, longest: int = 65_536) -> str | None:
    """The first ``longest`` bytes as text where they are HTML, ``None`` otherwise; never raises.

    HTML is what starts, after blanks and comments, with a doctype or one of the tags that pages start with.
    """
    head = data[:longest]
    codec = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8-sig")
    text = head.decode(codec, "ignore")
    return text if _START.match(text) else None
