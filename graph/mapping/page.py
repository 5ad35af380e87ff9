"""From what a page says to the quads of its named graph: pure, deterministic, no blank nodes."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from rolegraph.graph.identity import NOT_STATED, Iris, band_key, slug
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.items import PageItems
from rolegraph.graph.mapping.salary import SalaryWriter
from rolegraph.graph.mapping.writer import GraphWriter, iri
from rolegraph.graph.model import Outlook, Place, Reading, RoleProfile, Source, Trend
from rolegraph.graph.namespaces import RG

_TRENDS = {trend: NamedNode(RG + trend.value) for trend in Trend}


@dataclass(frozen=True, slots=True)
class PageGraph:
    """What a page says, as quads, and where it says it.

    ``places`` tells for the nodes of the page's own, by IRI, where on the page each was read.
    """

    quads: list[Quad]
    places: dict[str, str]


def page_quads(source: Source, reading: Reading, iris: Iris) -> list[Quad]:
    """All quads of the page's graph, see :func:`page_graph`."""
    return page_graph(source, reading, iris).quads


def page_graph(source: Source, reading: Reading, iris: Iris) -> PageGraph:
    """The page's graph ``{base}id/source/KEY``.

    Raises :class:`~rolegraph.graph.errors.BadValue` where an address or a language tag that the
    page states is none.
    """
    page = NamedNode(iris.source(source.key))
    writer = GraphWriter(page.value, reading.language)
    _write_source(writer, page, source, reading)
    items = PageItems(writer, iris, source.key)
    salaries = SalaryWriter(writer, iris, source.key)
    for number, profile in enumerate(reading.profiles, start=1):
        node = NamedNode(iris.item("profile", source.key, number))
        _write_profile(writer, node, profile, iris, page)
        _write_lists(items, node, profile)
        for salary in profile.salaries:
            salaries.write(node, profile, salary)
        for distribution in profile.pay_distributions:
            salaries.write_distribution(node, profile, distribution)
    return PageGraph(list(dict.fromkeys(writer.quads)), writer.places)


def _write_source(writer: GraphWriter, page: NamedNode, source: Source, reading: Reading) -> None:
    writer.types(page, terms.ENTITY)
    writer.plain(page, terms.IDENTIFIER, source.name)
    writer.plain(page, terms.CHECKSUM, source.checksum)
    writer.plain(page, terms.FORMAT, source.media_type)
    writer.plain(page, terms.SOURCE_FORMAT, source.format)
    writer.plain(page, terms.LANGUAGE, reading.language)
    writer.typed(page, terms.MODIFIED, reading.modified, terms.XSD_DATE)
    writer.text(page, terms.CITATION, reading.citation)
    if reading.url is not None:
        writer.add(page, terms.PRIMARY_SOURCE, iri(reading.url, "page address"))
    if reading.licence is not None:
        writer.add(page, terms.LICENSE, iri(reading.licence, "licence"))
    for cited in reading.cited:
        writer.add(page, terms.DC_SOURCE, iri(cited, "cited source"))


def _write_profile(
    writer: GraphWriter, node: NamedNode, profile: RoleProfile, iris: Iris, page: NamedNode
) -> None:
    writer.read_at(node, profile.title_place)
    writer.types(node, terms.ROLE_PROFILE, terms.OCCUPATION)
    writer.text(node, terms.NAME, profile.title)
    for other in profile.alternative_titles:
        writer.text(node, terms.ALTERNATE_NAME, other.name)
    writer.add(node, terms.ROLE, NamedNode(iris.thing("role", slug(profile.title))))
    writer.add(node, terms.COUNTRY, NamedNode(iris.thing("country", profile.country or NOT_STATED)))
    writer.add(node, terms.EXPERIENCE_BAND, NamedNode(iris.thing("experience", band_key(profile.band))))
    writer.text(node, terms.DESCRIPTION, profile.description)
    writer.add(node, terms.MAIN_ENTITY_OF_PAGE, page)
    for fact in profile.facts:
        writer.text(node, NamedNode(RG + fact.remark.value), fact.text)
    if profile.outlook is not None:
        _write_outlook(writer, node, profile.outlook)


def _write_outlook(writer: GraphWriter, node: NamedNode, outlook: Outlook) -> None:
    writer.text(node, terms.OUTLOOK, outlook.text)
    if outlook.trend is not None:
        writer.add(node, terms.OUTLOOK_TREND, _TRENDS[outlook.trend])
        writer.text(node, terms.OUTLOOK_TREND_TEXT, _words(outlook.trend_place))
    if outlook.growth is not None:
        writer.number(node, terms.OUTLOOK_GROWTH, outlook.growth)
        writer.text(node, terms.OUTLOOK_GROWTH_TEXT, _words(outlook.growth_place))
    if outlook.period is not None:
        writer.plain(node, terms.OUTLOOK_PERIOD, outlook.period)
        writer.text(node, terms.OUTLOOK_PERIOD_TEXT, _words(outlook.period_place))


def _words(place: Place | None) -> str | None:
    return place.words if place is not None else None


def _write_lists(items: PageItems, node: NamedNode, profile: RoleProfile) -> None:
    for position, duty in enumerate(profile.duties, start=1):
        items.duty(node, duty, position)
    for asked in profile.skills:
        items.skill(node, asked)
    for mention in profile.mentions:
        items.mention(node, mention)
    for alternative in profile.alternative_roles:
        items.alternative(node, alternative)
    for code in profile.codes:
        items.code(node, code)
    for announcement in profile.announcements:
        items.announcement(node, announcement)
