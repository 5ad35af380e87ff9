"""From what a store says of a thing to what its documents show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from rolegraph.graph.namespaces import DCTERMS, RDF, SKOS, XSD
from rolegraph.graph.store.descriptions import LABELS, MOST_POINTING, Describer, Said, Statements
from rolegraph.service.linked import terms
from rolegraph.service.linked.addresses import Addresses, outside
from rolegraph.service.linked.languages import rank
from rolegraph.service.linked.view import Group, Named, Property, Term, Thing

_TYPE = RDF + "type"
_IN_SCHEME = NamedNode(SKOS + "inScheme")
_NAMES = (*(label.value for label in LABELS), DCTERMS + "title", DCTERMS + "identifier", SKOS + "notation")
"""What a thing is called by, the first that is there."""
_PLAIN = (XSD + "string", RDF + "langString")
_DEEPEST = 4
"""How far blank nodes in blank nodes are shown."""
_HOME, _DEFAULT = "rolegraph", "the default graph"
_Name = tuple[str, str]


class Builder:
    """Builds what is shown to a reader of some languages, with links from one document."""

    def __init__(self, describer: Describer, addresses: Addresses, languages: tuple[str, ...]) -> None:
        self._describer = describer
        self._addresses = addresses
        self._languages = languages

    def thing(self, said: Said, page: int) -> Thing:
        """All that is shown; ``page`` is that of what points at it."""
        iri = said.node.value
        title, language = self._title(said)
        found = self._properties(said.own, said.node, said)
        place = self._addresses.place(iri)
        return Thing(
            iri=iri,
            kind=place[0] if place else "",
            title=title,
            language=language,
            document=self._addresses.within(iri) or self._addresses.description(iri),
            outside="" if place else outside(iri),
            types=next((one.values for one in found if one.iri == _TYPE), ()),
            groups=_grouped(found),
            incoming=self._incoming(said),
            total=said.pointed,
            more=said.pointed >= MOST_POINTING,
            page=page,
            pages=said.pages,
            graphs=tuple(self._graph(graph) for graph in said.graphs),
            crumbs=self._crumbs(said, title),
        )

    def _title(self, said: Said) -> _Name:
        names: dict[str, list[Literal]] = {}
        for triple in said.own:
            if triple.subject == said.node and isinstance(triple.object, Literal):
                names.setdefault(triple.predicate.value, []).append(triple.object)
        for predicate in _NAMES:
            if predicate in names:
                return self._best(names[predicate])
        return self._unnamed(said.node.value), ""

    def _best(self, labels: Iterable[Literal]) -> _Name:
        best = min(labels, key=lambda one: (rank(one.language, self._languages), one.value))
        return best.value, best.language or ""

    def _name(self, node: NamedNode, labels: tuple[Triple, ...]) -> _Name:
        """What a thing is called, and in which language; the first property that names it decides."""
        first = next((one.predicate for one in labels if isinstance(one.object, Literal)), None)
        texts = [one.object for one in labels if one.predicate == first and isinstance(one.object, Literal)]
        return self._best(texts) if texts else (self._unnamed(node.value), "")

    def _unnamed(self, iri: str) -> str:
        place = self._addresses.place(iri)
        if place:
            return f"{place[0]} {place[1]}"
        if iri.startswith(self._addresses.base):
            return iri.removeprefix(self._addresses.base) or iri
        return terms.short(iri)

    def _properties(
        self, statements: Statements, subject: NamedNode | BlankNode, said: Said, depth: int = 0
    ) -> list[Property]:
        """What the statements say of a subject, by property."""
        values: dict[NamedNode, list[Term]] = {}
        for triple, graphs in statements.items():
            if triple.subject == subject:
                term = self._term(triple.object, said, tuple(graphs), depth)
                if triple.predicate.value == _TYPE and term.kind == "iri" and not term.href:
                    term = replace(term, href=self._addresses.description(term.value))
                values.setdefault(triple.predicate, []).append(term)
        return [self._property(one, _sorted(found)) for one, found in values.items()]

    def _property(self, predicate: NamedNode, values: Iterable[Term]) -> Property:
        labels = self._describer.labels(predicate)
        text = self._name(predicate, labels)[0] if labels else terms.called(predicate.value)
        href = self._addresses.description(predicate.value) if labels else ""
        return Property(predicate.value, text, href, tuple(values))

    def _term(self, term: object, said: Said, graphs: tuple[str, ...], depth: int = 0) -> Term:
        if isinstance(term, NamedNode):
            return self._thing(term, said.labels.get(term, ()), graphs)
        if isinstance(term, Literal):
            return self._literal(term, graphs)
        if isinstance(term, BlankNode) and depth < _DEEPEST:
            inner = tuple(self._properties(said.own, term, said, depth + 1))
            text = f"_:{term.value}"
            return Term("blank", term.value, text, graphs=graphs, origins=self._origins(graphs), inner=inner)
        return Term("blank", str(term), str(term), graphs=graphs, origins=self._origins(graphs))

    def _literal(self, term: Literal, graphs: tuple[str, ...]) -> Term:
        datatype = "" if term.datatype.value in _PLAIN else term.datatype.value
        return Term(
            kind="literal",
            value=term.value,
            text=term.value,
            language=term.language or "",
            datatype=datatype,
            datatype_name=terms.short(datatype),
            graphs=graphs,
            origins=self._origins(graphs),
        )

    def _origins(self, graphs: tuple[str, ...]) -> tuple[Named, ...]:
        """The names of graphs, in short, with the documents of those that are pages."""
        return tuple(Named(self._origin(graph), graph and self._addresses.within(graph)) for graph in graphs)

    def _owns(self, graph: str, iri: str) -> bool:
        """Whether a graph is the page that owns the thing, whose key begins with that of the page."""
        page, owned = self._addresses.place(graph), self._addresses.place(iri)
        return page is not None and owned is not None and owned[1].startswith(f"{page[1]}-")

    def _origin(self, graph: str) -> str:
        """A page by its key, another graph by its name."""
        place = self._addresses.place(graph)
        return place[1] if place else self._unnamed(graph).removeprefix("graph/") or _DEFAULT

    def _thing(self, node: NamedNode, labels: tuple[Triple, ...], graphs: tuple[str, ...] = ()) -> Term:
        iri = node.value
        own = self._addresses.within(iri)
        origins = self._origins(graphs)
        if not labels and not own:
            text = terms.short(iri)
            return Term("iri", iri, text, outside=outside(iri), graphs=graphs, origins=origins)
        text, language = self._name(node, labels)
        if not labels:
            origins = self._origins(tuple(graph for graph in graphs if not self._owns(graph, iri)))
        href = own or self._addresses.description(iri)
        return Term(
            "iri",
            iri,
            text,
            language=language,
            href=href,
            outside="" if own else outside(iri),
            graphs=graphs,
            origins=origins,
        )

    def _graph(self, graph: str) -> Term:
        return self._thing(NamedNode(graph), ()) if graph else Term("iri", "", _DEFAULT)

    def _incoming(self, said: Said) -> tuple[Property, ...]:
        values: dict[NamedNode, list[Term]] = {}
        for triple, graphs in said.pointing.items():
            term = self._term(triple.subject, said, tuple(graphs), _DEEPEST)
            values.setdefault(triple.predicate, []).append(term)
        found = [self._property(one, _sorted(subjects)) for one, subjects in values.items()]
        return tuple(sorted(found, key=lambda one: terms.place(one.iri)[1]))

    def _crumbs(self, said: Said, title: str) -> tuple[Named, ...]:
        """Home, then the scheme that the thing is in or the page that says all of it, then the thing."""
        schemes = (t.object for t in said.own if t.predicate == _IN_SCHEME and t.subject == said.node)
        above = next((one for one in schemes if isinstance(one, NamedNode)), None)
        pages = said.graphs
        if above is None and len(pages) == 1 and pages[0] != said.node.value:
            place = self._addresses.place(pages[0])
            above = NamedNode(pages[0]) if place else None
        steps = [Named(_HOME, self._addresses.root())]
        if above is not None:
            term = self._thing(above, said.labels.get(above, ()))
            steps.append(Named(term.text, term.href or term.outside))
        return (*steps, Named(title, ""))


def _sorted(values: Iterable[Term]) -> list[Term]:
    return sorted(values, key=lambda one: (one.kind, one.text.casefold(), one.value))


def _grouped(properties: Iterable[Property]) -> tuple[Group, ...]:
    groups: dict[str, list[Property]] = {title: [] for title in terms.GROUPS}
    for one in sorted(properties, key=lambda one: (*terms.place(one.iri), one.text)):
        groups[terms.place(one.iri)[0]].append(one)
    return tuple(Group(title, tuple(found)) for title, found in groups.items() if found)
