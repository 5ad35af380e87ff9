"""A page of JSON-LD: what it is about, in which language, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Notice
from rolegraph.graph.sources.json_input.fields import checked_address, is_date
from rolegraph.graph.sources.json_input.parsing import shown
from rolegraph.graph.sources.linked_data.nodes import Node, Said

OCCUPATION, POSTING = "Occupation", "JobPosting"
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself."""

    url: str | None
    licence: str | None
    modified: str | None


def subjects(nodes: list[Node]) -> list[Node]:
    """The occupations and postings of a page, but for those that a posting only refers to.

    Raises :class:`RefusedRecord` (``no-occupation``) where there is none.
    """
    relevant = {other for node in nodes if node.is_a(POSTING) for other in _nodes(node, "relevantOccupation")}
    found = [node for node in nodes if node.is_a(OCCUPATION, POSTING) and node not in relevant]
    if not found:
        types = list(dict.fromkeys(name for node in nodes for name in node.types))[:_MOST_NAMED]
        about = f"is JSON-LD about {', '.join(types)}" if types else "is JSON-LD without a type"
        message = f'{about}, and no "Occupation" or "JobPosting" of schema.org: leave it out'
        raise RefusedRecord("no-occupation", message, str(nodes[0].spot) if nodes else "")
    return found


def _nodes(node: Node, name: str) -> list[Node]:
    """As ``Node.nodes``, without leaving a trace that somebody asked."""
    return [value for value in node.properties.get(name, ()) if isinstance(value, Node)]


def stated_language(found: list[Node], around: str | None) -> str | None:
    """The language that a page states: by ``inLanguage``, its titles, or the page ``around`` the script."""
    given = [said for node in found for said in node.texts("inLanguage")]
    given += [s for node in found for each in node.nodes("inLanguage") for s in each.texts("alternateName")]
    own = [said.language for node in found for said in _titles(node) if said.language]
    stated = [*(said.text for said in given), *(["en"] if "en" in own else own)]
    return next(iter(stated), around)


def _titles(node: Node) -> list[Said]:
    values = [*node.properties.get("title", ()), *node.properties.get("name", ())]
    return [value for value in values if isinstance(value, Said)]


def keep_language(nodes: list[Node], language: str, notices: list[Notice]) -> None:
    """Takes the texts of other languages out of the nodes; a page is read in one."""
    wanted = language.partition("-")[0].casefold()
    others: dict[str, Said] = {}
    for node in nodes:
        for name, values in node.properties.items():
            kept = []
            for value in values:
                tag = value.language if isinstance(value, Said) else None
                if tag is None or tag.partition("-")[0].casefold() == wanted:
                    kept.append(value)
                elif isinstance(value, Said):
                    others.setdefault(tag, value)
            node.properties[name] = kept
    if others:
        first = next(iter(others.values()))
        message = f"texts in {', '.join(sorted(others))} are not kept: the page is read in {language}"
        notices.append(Notice("language-other", message, first.pointer, "make a page of each", "language"))


def read_about(found: list[Node], canonical: str | None, notices: list[Notice]) -> About:
    """The address, licence and date of the page, where all that it is about agree."""
    url = _only(_addresses(found, ("url", "mainEntityOfPage"), "url", notices))
    licence = _only(_addresses(found, ("license",), "licence", notices))
    return About(url or _checked(canonical), licence, _modified(found, notices))


def _only(values: list[str]) -> str | None:
    return values[0] if len(set(values)) == 1 else None


def _addresses(found: list[Node], names: tuple[str, ...], field: str, notices: list[Notice]) -> list[str]:
    """For each node its first address; what is none is named in a notice."""
    addresses = []
    for node in found:
        for said in _said_addresses(node, names):
            if _checked(said.text):
                addresses.append(said.text)
                break
            message = f"{shown(said.text)} is no full web address: it is not kept"
            remedy = "write it in full, from https:// on"
            notices.append(Notice("address-not-understood", message, said.pointer, remedy, field, said.text))
    return addresses


def _said_addresses(node: Node, names: tuple[str, ...]) -> list[Said]:
    """Texts, and the identifiers and addresses of nodes, in that role."""
    found = []
    for value in node.values(*names):
        if isinstance(value, Said):
            found.append(value)
        else:
            found += value.texts("url")
            if value.id:
                found.append(Said(value.id, str(value.spot), value.spot))
    return found


def _checked(address: str | None) -> str | None:
    try:
        return checked_address(Said(address, "")) if address else None
    except RefusedRecord:
        return None


def _modified(found: list[Node], notices: list[Notice]) -> str | None:
    """The day of the last change, or else of the posting; the latest where there are several."""
    days = []
    for node in found:
        said = node.text("dateModified", "datePosted")
        if said and is_date(said.text[:10]):
            days.append(said.text[:10])
        elif said:
            message = f"{shown(said.text)} is no date: it is not kept"
            remedy = "write it as 2020-11-16"
            notices.append(
                Notice("date-not-understood", message, said.pointer, remedy, "modified", said.text)
            )
    return max(days, default=None)
