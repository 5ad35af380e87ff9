"""The graph of salary cells: the span of what is paid for a role, for figures that may be compared."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, Quad

from rolegraph.graph.derived import terms
from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.nodes import Nodes
from rolegraph.graph.identity import Iris, period_key
from rolegraph.graph.namespaces import CURRENCY
from rolegraph.graph.paths.similarity import Ints
from rolegraph.graph.paths.space import SkillSpace


def salary_cells(space: SkillSpace, nodes: Nodes, tell: Tell) -> Iterator[Quad]:
    """The quads of the graph, cell by cell."""
    cells = len(space.pay.role)
    for cell in range(cells):
        yield from _cell(space, nodes, cell)
        tell("salary cells", cell + 1, cells)


def _cell(space: SkillSpace, nodes: Nodes, cell: int) -> list[Quad]:
    pay = space.pay

    def text(column: Ints) -> str:
        return space.strings[int(column[cell])]

    role = space.strings[int(space.roles.iri[pay.role[cell]])]
    country, band = space.places[int(pay.country[cell])].iri, space.places[int(pay.band[cell])].iri
    period = Iris(space.base).thing("period", period_key(text(pay.period) or None))
    node = nodes.node(role, country, band, text(pay.currency), text(pay.pay_period), period)
    node.iri(terms.OF_ROLE, role)
    node.iri(terms.IN_COUNTRY, country)
    node.iri(terms.AT_EXPERIENCE, band)
    node.iri(terms.IN_CURRENCY, CURRENCY + text(pay.currency))
    node.add(terms.PER, Literal(text(pay.pay_period), datatype=terms.XSD_DURATION))
    node.iri(terms.IN_PERIOD, period)
    node.number(terms.LOWEST_PAY, text(pay.minimum))
    node.number(terms.HIGHEST_PAY, text(pay.maximum))
    node.count(terms.OBSERVATION_COUNT, int(pay.starts[cell + 1] - pay.starts[cell]))
    return node.quads
