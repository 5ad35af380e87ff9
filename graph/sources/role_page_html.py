"""Role pages as HTML: a heading with the title, pay and experience, prose, lists under headings of their own.

The form is described in ``docs/role-page-html.md``. Which element is which part is found here; what the
words say is read by the rules for pages of text.
"""

from __future__ import annotations

from dataclasses import replace

from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources.decode import decode_text
from rolegraph.graph.sources.html_input import canonical, language, licence, parse_html
from rolegraph.graph.sources.html_input.recognising import html_start
from rolegraph.graph.sources.page_html.layout import is_role_page, lay_out
from rolegraph.graph.sources.page_text.facts import is_address
from rolegraph.graph.sources.role_page import read_parts


def recognises(data: bytes) -> bool:
    """Whether the start of ``data`` is HTML with the marks of a role page; never raises."""
    start = html_start(data)
    return start is not None and is_role_page(parse_html(start))


def read(record: Record) -> Reading:
    """What the page says: one profile, with notices for what its owner should know.

    Raises :class:`UnreadableSource` for bytes that are no text, and :class:`RefusedRecord` for a page
    without ``h1`` (``title-missing``) or one that says what can't stand, with its line.
    """
    decoded = decode_text(record.data)
    root = parse_html(decoded.text)
    page, layout, notices = lay_out(root)
    reading = read_parts(page, layout, (*decoded.notices, *notices), language(root))
    own, licensed = canonical(root), licence(root)
    return replace(
        reading,
        url=reading.url or (own if own and is_address(own) else None),
        licence=reading.licence or (licensed if licensed and is_address(licensed) else None),
    )
