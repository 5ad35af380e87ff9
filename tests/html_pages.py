"""What the tests of HTML share: pages as HTML, and the words of a place as the page has them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rolegraph.graph.model import Listing, Place, Reading, Record
from rolegraph.graph.sources import role_page_html
from rolegraph.graph.sources.page_text.layout import lay_out
from rolegraph.graph.sources.page_text.spans import Page, Span

HEADINGS = {
    Listing.DUTIES: "Responsibilities",
    Listing.SKILLS: "Skills",
    Listing.ALTERNATIVE_ROLES: "Alternative roles",
}


def words_at(page: str, place: Place) -> str:
    """The words of ``page`` at a place, without tags and comments, references decoded, single spaces."""
    bare = re.sub(
        r"<!--.*?-->|</?(?:b|i|a|span|em)\b[^>]*>", "", page[place.start : place.end], flags=re.DOTALL
    )
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def read_html(page: str) -> Reading:
    """What a role page in HTML says."""
    return role_page_html.read(Record("page.html", "page.html", page.encode()))


def as_html(text: str) -> str:
    """A role page of text, in the form of ``docs/role-page-html.md``."""
    page = Page(text)
    return f'<!DOCTYPE html>\n<html lang="en"><body><main>\n{"".join(_parts(page))}</main></body></html>\n'


def _parts(page: Page) -> Iterator[str]:
    layout = lay_out(page)

    def tagged(tag: str, spans: tuple[Span, ...]) -> str:
        return "".join(f"<{tag}>{html.escape(page.words(span))}</{tag}>\n" for span in spans)

    yield tagged("h1", (layout.title,))
    yield tagged("p", (*layout.header, *layout.description))
    for listing, lead in layout.leads.items():
        yield f"<h2>{HEADINGS[listing]}</h2>\n{tagged('p', (lead,))}"
        names = tuple(span for span in layout.items[listing] if not page.words(span).isdigit())
        tag = "ul" if len(names) == len(layout.items[listing]) else "ol"
        yield f"<{tag}>\n{tagged('li', names)}</{tag}>\n"
    if layout.outlook:
        yield f"<h2>Outlook</h2>\n{tagged('p', layout.outlook)}"
    for label, span in layout.trailers:
        yield f"<p>{label}: {html.escape(page.words(span))}</p>\n"
