"""What the sentences and the trailer of a role page say: its country, other titles, origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.identity import normalise_label
from rolegraph.graph.model import AlternativeRole, Notice
from rolegraph.graph.sources.page_text.layout import Layout
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.values.countries import country_code, why_unknown

_NAME = r"(?P<name>(?:the\s+)?[A-Z](?:[^,:;.]|(?<=[A-Z])\.)*?)"
# Where a line that announces a list names the country: what stands there must be one.
_COUNTRY_SLOTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:experience|level)\s+in\s+{_NAME}(?=\s*(?:[,:;.]|$|\b(?:is|are|with)\b))",
        rf"\bin\s+{_NAME}\s+with\s+\d",
        rf"\bin\s+{_NAME},\s+(?:your|here)\b",
    )
)
_ALSO = r"(?:also|sometimes|often|commonly)\s+(?:known\s+as|called|referred\s+to\s+as)"
_BETWEEN_TITLES = re.compile(r"\s*,\s*(?:(?:or|and)\s+)?|\s+or\s+")
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
# With the brackets that stand around an address alone.
_BRACKETED_URL = re.compile(rf"[(<]?{_URL.pattern}>?")
_YEARS = re.compile(r"(?P<first>\d{4})(?:\s*[-/–]\s*(?P<last>\d{4}|\d{2}))?")


@dataclass(frozen=True)
class Trailer:
    """The lines below a page that say where it is from."""

    url: str | None
    licence: str | None
    cited: tuple[str, ...]
    citation: str | None
    period: str | None
    notices: tuple[Notice, ...]


def read_country(page: Page, layout: Layout) -> tuple[str | None, Span | None]:
    """The ISO 3166-1 alpha-2 code of the page's country, and where it is named first.

    Raises :class:`RefusedRecord`: ``country-unknown``, ``country-contradiction``.
    """
    found = [
        *_labelled_country(page, layout),
        *_announced_countries(page, layout),
        *_told_countries(page, layout),
    ]
    if not found:
        return None, None
    first, place = found[0]
    for code, span in found:
        if code != first:
            raise RefusedRecord(
                "country-contradiction",
                f"the country is '{page.words(span)}' here and '{page.words(place)}' on "
                f"{page.place(place)}: keep the one that is true",
                str(page.place(span)),
            )
    return first, place


def _labelled_country(page: Page, layout: Layout) -> Iterator[tuple[str, Span]]:
    if layout.country:
        yield _country(page, layout.country)


def _announced_countries(page: Page, layout: Layout) -> Iterator[tuple[str, Span]]:
    for lead in sorted(layout.leads.values(), key=lambda span: span.start):
        for pattern in _COUNTRY_SLOTS:
            for match in pattern.finditer(page.text, lead.start, lead.end):
                yield _country(page, _bare(page, Span(*match.span("name"))))


def _country(page: Page, span: Span) -> tuple[str, Span]:
    code = country_code(page.words(span))
    if code is None:
        raise RefusedRecord("country-unknown", why_unknown(page.words(span)), str(page.place(span)))
    return code, span


def _told_countries(page: Page, layout: Layout) -> Iterator[tuple[str, Span]]:
    """Countries that prose names right after the title ("The baker role in France is …")."""
    title = _flexible(page.words(layout.title))
    told = re.compile(
        rf"(?i:\b{title}s?(?:\s+(?:role|job|position|profession))?)\s+in\s+{_NAME}"
        r"(?=\s*(?:[,:;.]|$|\b(?:is|are|was|will|can|may|has|have|with)\b))"
    )
    for part in (*layout.description, *layout.outlook):
        for match in told.finditer(page.text, part.start, part.end):
            span = _bare(page, Span(*match.span("name")))
            code = country_code(page.words(span))
            if code:
                yield code, span


def read_alternative_titles(page: Page, layout: Layout) -> tuple[AlternativeRole, ...]:
    """Other titles: those under a label, and those that the description gives right after the page's own.

    Articles are no part of them.
    """
    title = _flexible(page.words(layout.title))
    article = r"(?:(?:An?|And|The)\s+)?"  # "And" for "An" is a slip that real pages have
    patterns = (
        re.compile(rf"(?i:{article}{title})s?\s*\(\s*{_ALSO}\s+(?P<list>[^().;]+)\)"),
        re.compile(rf"(?i:{article}{title})s?,?\s+{_ALSO}\s+(?P<list>[^().;]+?)(?=,?\s+(?:is|are|who)\b)"),
        re.compile(rf"(?i:{article}{title})s?,?\s+or\s+(?P<list>\w[\w -]{{1,60}}?)(?=,?\s+(?:is|are)\b)"),
    )
    own = normalise_label(page.words(layout.title))
    found = {normalise_label(label.name): label for label in _labelled_titles(page, layout)}
    for sentence in (sentence for part in layout.description for sentence in page.sentences(part)):
        for match in (pattern.match(page.text, sentence.start, sentence.end) for pattern in patterns):
            for span in _titles(page, Span(*match.span("list"))) if match else ():
                name = page.said(span)
                found.setdefault(normalise_label(name), AlternativeRole(name, page.place(span)))
    return tuple(label for key, label in found.items() if key != own)


def _labelled_titles(page: Page, layout: Layout) -> Iterator[AlternativeRole]:
    for span in _titles(page, layout.other_titles) if layout.other_titles else ():
        yield AlternativeRole(page.said(span), page.place(span))


def _titles(page: Page, within: Span) -> Iterator[Span]:
    start = within.start
    for stop in (*_BETWEEN_TITLES.finditer(page.text, start, within.end), None):
        span = _bare(page, page.trimmed(start, stop.start() if stop else within.end))
        if span.start < span.end:
            yield span
        start = stop.end() if stop else within.end


def _bare(page: Page, span: Span) -> Span:
    """``span`` without an article at its start."""
    article = _ARTICLE.match(page.text, span.start, span.end)
    return Span(article.end(), span.end) if article else span


def _flexible(title: str) -> str:
    """A pattern for the title with any white space between its words."""
    return r"\s+".join(re.escape(word) for word in title.split())


def read_trailer(page: Page, layout: Layout) -> Trailer:
    """What the trailer says; raises :class:`RefusedRecord` (``page-address``, ``trailer-contradiction``)."""
    notices: list[Notice] = []
    sources = [page.said(span) for label, span in layout.trailers if label == "Source"]
    urls = [url.rstrip(".,;)") for words in sources for url in _URL.findall(words)]
    citations = [words for source in sources if (words := _BRACKETED_URL.sub("", source).strip(" ,;"))]
    own = _single(page, layout, "Page")
    if own and not is_address(page.words(own)):
        message = f"'{page.words(own)}' is not the address of a page: write https://…"
        raise RefusedRecord("page-address", message, str(page.place(own)))
    licence = _single(page, layout, "Licence")
    if licence and not is_address(page.words(licence)):
        notices.append(
            _not_read(page, licence, "licence", "licence", "write the licence's address: https://…")
        )
        licence = None
    period = _single(page, layout, "Period")
    years = _years(page.words(period)) if period else None
    if period and years is None:
        notices.append(_not_read(page, period, "period", "salaries", "write a year, or two: 2023/2024"))
    return Trailer(
        page.words(own) if own else None,
        page.words(licence) if licence else None,
        tuple(dict.fromkeys(urls)),
        "; ".join(citations) or None,
        years,
        tuple(notices),
    )


def _single(page: Page, layout: Layout, label: str) -> Span | None:
    """The one value of a trailer line; an empty one counts as none."""
    spans = [span for name, span in layout.trailers if name == label and span.start < span.end]
    for span in spans:
        if page.words(span) != page.words(spans[0]):
            message = f"'{label}:' stands twice and says two things: keep the one that is true"
            raise RefusedRecord("trailer-contradiction", message, str(page.place(span)))
    return spans[0] if spans else None


def is_address(words: str) -> bool:
    """Whether ``words`` are a web address in full."""
    try:
        return bool(_URL.fullmatch(words)) and bool(urlsplit(words).hostname)
    except ValueError:  # brackets that hold no IPv6 address
        return False


def _not_read(page: Page, span: Span, what: str, field: str, remedy: str) -> Notice:
    words = page.words(span)
    message = f"'{words}' was not understood"
    return Notice(f"{what}-not-understood", message, str(page.place(span)), remedy, field, words)


def _years(words: str) -> str | None:
    """``2024`` or ``2023/2024``; ``2023-24`` is the latter; ``None`` where it is neither."""
    match = _YEARS.fullmatch(words)
    if match is None or not match["last"]:
        return match["first"] if match else None
    first, last = match["first"], match["last"]
    last = last if len(last) == 4 else first[:2] + last
    return f"{first}/{last}" if first < last else None
