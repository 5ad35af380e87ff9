"""What O*NET says of skills and technologies: how much each matters to an occupation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.identity import Iris, slug
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.codes import ONET_SOC, code_node, onet_node
from rolegraph.graph.taxonomies.files import File
from rolegraph.graph.taxonomies.labels import write_labels
from rolegraph.graph.taxonomies.tables import TABBED, rows
from rolegraph.graph.taxonomies.taxonomy import Taxonomy, drained

_CODE = "O*NET-SOC Code"
_SCALES = MappingProxyType({"IM": terms.IMPORTANCE, "LV": terms.LEVEL})
_TRUE = Literal("true", datatype=tax.XSD_BOOLEAN)
_FALSE = Literal("false", datatype=tax.XSD_BOOLEAN)


@dataclass(slots=True)
class _Technology:
    """What the rows about one technology say."""

    names: dict[str, None] = field(default_factory=dict)
    commodities: dict[str, str] = field(default_factory=dict)
    is_hot: bool = False


class SkillTables:
    """Reads the ratings and the technologies; ``is_known`` tells of a code and a table's name."""

    def __init__(
        self,
        files: Mapping[str, File],
        taxonomy: Taxonomy,
        iris: Iris,
        write: GraphWriter,
        is_known: Callable[[str, str], bool],
    ) -> None:
        self._files = files
        self._taxonomy = taxonomy
        self._iris = iris
        self._write = write
        self._is_known = is_known
        self._elements: dict[str, str] = {}
        self._other_scales = 0

    def quads(self) -> Iterator[Quad]:
        """All statements about skills and technologies."""
        yield from self._ratings()
        yield from self._described_elements()
        yield from self._technologies()
        message = "rating is on a scale other than importance and level: left out"
        self._taxonomy.warn("scale-unknown", self._other_scales, message)

    def _ratings(self) -> Iterator[Quad]:
        file = self._files["Skills.txt"]
        columns = (_CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
        for row in rows(file, columns, ("Recommend Suppress", "Not Relevant"), TABBED):
            code, element, name, scale, value, suppress, irrelevant = row
            self._taxonomy.read["skill ratings"] += 1
            if not self._is_known(code, file.name):
                continue
            if scale not in _SCALES:
                self._other_scales += 1
                continue
            self._elements[element] = name
            self._rating(code, element, _SCALES[scale], _decimal(value, file))
            if suppress == "Y":
                self._write.add(self._rating_node(code, element), tax.IMPRECISE, _SCALES[scale])
            if irrelevant == "Y":
                self._write.add(self._rating_node(code, element), tax.NOT_RELEVANT, _TRUE)
            elif scale == "LV":
                self._write.add(self._occupation(code), terms.SKILLS, self._element(element))
            yield from drained(self._write)

    def _rating(self, code: str, element: str, scale: NamedNode, value: Decimal) -> None:
        """A skill is rated on two scales, in two rows: what they share is the same statement twice."""
        node = self._rating_node(code, element)
        self._write.number(node, scale, value)
        self._write.types(node, tax.SKILL_RATING_CLASS)
        self._write.add(node, terms.ITEM, self._element(element))
        self._write.add(self._occupation(code), tax.SKILL_RATING, node)

    def _occupation(self, code: str) -> NamedNode:
        return code_node(self._iris, ONET_SOC, code)

    def _element(self, element: str) -> NamedNode:
        return onet_node(self._iris, "element", element)

    def _rating_node(self, code: str, element: str) -> NamedNode:
        return onet_node(self._iris, "rating", f"{code}-{element}")

    def _described_elements(self) -> Iterator[Quad]:
        """The elements that occupations are rated on, and those above them in the content model."""
        scheme = self._scheme("onet-skills", "O*NET skills")
        wanted = {above for element in self._elements for above in _upwards(element)}
        described = set()
        for element, name, text in rows(
            self._files["Content Model Reference.txt"],
            ("Element ID", "Element Name", "Description"),
            form=TABBED,
        ):
            if element in wanted:
                described.add(element)
                self._describe(element, name, text, scheme)
        for element in sorted(set(self._elements) - described):
            self._describe(element, self._elements[element], "", scheme)
        yield from drained(self._write)

    def _describe(self, element: str, name: str, text: str, scheme: NamedNode) -> None:
        node = self._element(element)
        above = element.rpartition(".")[0]
        self._write.types(node, terms.CONCEPT, terms.DEFINED_TERM)
        self._write.add(node, terms.IN_SCHEME, scheme)
        self._write.plain(node, terms.NOTATION, element)
        write_labels(self._write, node, name)
        self._write.text(node, tax.DESCRIPTION, text or None)
        if above:
            self._write.add(node, tax.BROADER, self._element(above))

    def _technologies(self) -> Iterator[Quad]:
        file = self._files["Technology Skills.txt"]
        columns = (_CODE, "Example", "Commodity Code", "Commodity Title")
        found: dict[str, _Technology] = {}
        for row in rows(file, columns, ("Hot Technology", "In Demand"), TABBED):
            code, name, commodity, title, hot, demanded = row
            self._taxonomy.read["technologies"] += 1
            if not self._is_known(code, file.name):
                continue
            key = slug(name)
            technology = found.setdefault(key, _Technology())
            technology.names[name] = None
            technology.commodities[commodity] = title
            technology.is_hot |= hot == "Y"
            occupation, node = self._occupation(code), self._technology(key)
            self._write.add(occupation, terms.SKILLS, node)
            if demanded == "Y":
                self._write.add(occupation, tax.IN_DEMAND, node)
            yield from drained(self._write)
        yield from self._described_technologies(found)

    def _technology(self, key: str) -> NamedNode:
        return NamedNode(self._iris.thing("onet", f"technology-{key}"))

    def _described_technologies(self, found: dict[str, _Technology]) -> Iterator[Quad]:
        scheme = self._scheme("onet-technologies", "O*NET technology skills")
        commodities: dict[str, str] = {}
        for key, technology in found.items():
            node = self._technology(key)
            commodities |= technology.commodities
            self._write.types(node, terms.CONCEPT, terms.DEFINED_TERM)
            self._write.add(node, terms.IN_SCHEME, scheme)
            first, *others = technology.names
            write_labels(self._write, node, first, others)
            self._write.add(node, tax.HOT_TECHNOLOGY, _TRUE if technology.is_hot else _FALSE)
            for commodity in technology.commodities:
                self._write.add(node, tax.BROADER, onet_node(self._iris, "commodity", commodity))
            yield from drained(self._write)
        for commodity, title in commodities.items():
            node = onet_node(self._iris, "commodity", commodity)
            self._write.types(node, terms.CONCEPT)
            self._write.add(node, terms.IN_SCHEME, scheme)
            self._write.plain(node, terms.NOTATION, commodity)
            write_labels(self._write, node, title)
        yield from drained(self._write)

    def _scheme(self, key: str, label: str) -> NamedNode:
        scheme = NamedNode(self._iris.thing("scheme", key))
        self._write.types(scheme, terms.CONCEPT_SCHEME)
        self._write.text(scheme, terms.PREF_LABEL, label)
        return scheme


def _upwards(element: str) -> Iterator[str]:
    """``2.A.1.a``, ``2.A.1``, ``2.A``, ``2``."""
    while element:
        yield element
        element = element.rpartition(".")[0]


def _decimal(value: str, file: File) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UnreadableSource(f"{file.origin}: {value!r} is no number: fetch the database again")
    return number
