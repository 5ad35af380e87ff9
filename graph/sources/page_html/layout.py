"""The form of a role page in HTML as :class:`Layout`, which the rules for pages of text read.

The form is described in ``docs/role-page-html.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Notice
from rolegraph.graph.sources.html_input import Element, Words
from rolegraph.graph.sources.page_html.composed import ComposedPage, Composer
from rolegraph.graph.sources.page_html.sorting import Listed, Parts, parts_of
from rolegraph.graph.sources.page_text.layout import Layout, check_title, is_pay_or_experience, trailer_of
from rolegraph.graph.sources.page_text.spans import Span


def is_role_page(root: Element) -> bool:
    """Whether the page has an ``h1`` and a mark of a role page: pay or experience below it, or two lists."""
    if root.find("h1") is None:
        return False
    try:
        parts = parts_of(root)
    except RefusedRecord:  # a list that stands twice: reading says so
        return True
    return len(parts.lists) >= 2 or any(is_pay_or_experience(words.text) for words in parts.header)


def lay_out(root: Element) -> tuple[ComposedPage, Layout, tuple[Notice, ...]]:
    """The page's lines, which part each is, and notices for what is no known part.

    Raises :class:`RefusedRecord`: ``title-missing``, ``title-too-long``, ``list-repeated``.
    """
    parts = parts_of(root)
    composer = Composer()
    title = composer.add(parts.title)
    header, description = _spans(composer, parts.header), _spans(composer, parts.description)
    country, other_titles = _span(composer, parts.country), _span(composer, parts.other_titles)
    lists = {listing: _list(composer, listed) for listing, listed in parts.lists.items()}
    outlook = _spans(composer, parts.outlook)
    trailers = _spans(composer, parts.trailers)
    page = composer.page()
    check_title(page, title)
    layout = Layout(
        title,
        header,
        description,
        MappingProxyType({listing: lead for listing, (lead, _, _) in lists.items()}),
        MappingProxyType({listing: items for listing, (_, items, _) in lists.items()}),
        outlook,
        tuple(span for _, _, stray in lists.values() for span in stray),
        tuple(found for span in trailers if (found := trailer_of(page, span))),
        country,
        other_titles,
    )
    return page, layout, tuple(_unknown(parts))


def _spans(composer: Composer, lines: list[Words]) -> tuple[Span, ...]:
    return tuple(composer.add(words) for words in lines)


def _span(composer: Composer, words: Words | None) -> Span | None:
    return composer.add(words) if words else None


def _list(composer: Composer, listed: Listed) -> tuple[Span, tuple[Span, ...], tuple[Span, ...]]:
    """The line that announces a list, its items and what is none; a rank is a line before its item."""
    announced = composer.add(listed.lead)
    lines = [words for item in listed.items for words in (item.rank, item.words) if words]
    return announced, _spans(composer, lines), _spans(composer, listed.stray)


def _unknown(parts: Parts) -> Iterator[Notice]:
    for words in parts.unknown:
        place = words.place()
        message = (
            f"'{words.text[:60]}' is no heading or label of a role page: what it stands over is left out"
        )
        remedy = "use the headings of docs/role-page-html.md"
        yield Notice("section-not-understood", message, str(place), remedy, "", words.text)
