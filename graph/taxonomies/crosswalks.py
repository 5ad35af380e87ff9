"""Crosswalks between classifications, as SKOS mapping properties: ESCO–O*NET and ISCO-08–SOC.

Two concepts match exactly only where the crosswalk pairs them with each other and with nothing else,
and is sure; where several share one partner, that one is the broader; all else is close.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store

from rolegraph.graph.errors import BadValue, StoreError, UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter, iri
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.codes import ISCO_ROOT, ONET_SOC, US_SOC, code_node
from rolegraph.graph.taxonomies.files import Distribution, File
from rolegraph.graph.taxonomies.standing import stands
from rolegraph.graph.taxonomies.tables import header, rows
from rolegraph.graph.taxonomies.taxonomy import Taxonomy, Wanted

ESCO_ONET = "crosswalk-esco-onet"
ISCO_SOC = "crosswalk-isco-soc"
_ESCO_COLUMNS = ("concept_uri", "onet_code", "confidence")
_ISCO_COLUMNS = ("ISCO-08 Code", "part", "2010 SOC Code", "2010 SOC Title")
_SURE = 2.0
"""The highest confidence of the ESCO–O*NET crosswalk; 1 is fair, 0.5 one of several candidates."""
_LIKELY = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two concepts that a crosswalk puts together.

    ``is_sure``: they may match exactly; ``is_likely``: the pair is more than one of several guesses.
    """

    one: NamedNode
    other: NamedNode
    is_sure: bool
    is_likely: bool


def matches(pairs: Iterable[Pair]) -> Iterator[tuple[Pair, NamedNode]]:
    """The mapping property of each pair, read from its first concept to its second.

    ``exactMatch``: a sure pair, each the other's only partner. ``broadMatch``: several first
    concepts share the second, which is their only partner. ``narrowMatch``: the reverse.
    ``closeMatch``: everything else.
    """
    kept = list({(pair.one, pair.other): pair for pair in pairs}.values())
    of_one = Counter(pair.one for pair in kept)
    of_other = Counter(pair.other for pair in kept)
    for pair in kept:
        alone = (of_one[pair.one] == 1, of_other[pair.other] == 1)
        if not pair.is_likely:
            yield pair, tax.CLOSE_MATCH
        elif alone == (True, True):
            yield pair, terms.EXACT_MATCH if pair.is_sure else tax.CLOSE_MATCH
        elif alone == (True, False):
            yield pair, tax.BROAD_MATCH
        else:
            yield pair, tax.NARROW_MATCH if alone == (False, True) else tax.CLOSE_MATCH


def read(distribution: Distribution, iris: Iris, wanted: Wanted, held: Store | None) -> list[Taxonomy]:
    """One or both crosswalks, recognised by their columns.

    Raises :class:`StoreError` where a classification that they connect is not in the store yet, and
    :class:`UnreadableSource` where no file is one of them.
    """
    found = [one for file in distribution.files.values() for one in _recognised(file, iris, wanted, held)]
    if not found:
        raise UnreadableSource(
            f"{distribution.label}: holds no crosswalk: none of its files has the columns "
            f"{', '.join(_ESCO_COLUMNS)} (ESCO–O*NET) or {', '.join(_ISCO_COLUMNS)} (ISCO–SOC)"
        )
    return found


def _recognised(file: File, iris: Iris, wanted: Wanted, held: Store | None) -> Iterator[Taxonomy]:
    if not file.name.lower().endswith(".csv"):
        return
    columns = set(header(file))
    if columns.issuperset(_ESCO_COLUMNS):
        _require(iris, held, "esco", "onet")
        yield _Crosswalk(_esco_onet(wanted), iris, held).of(_esco_pairs(file, iris))
    elif columns.issuperset(_ISCO_COLUMNS):
        _require(iris, held, "esco", "oews")
        assert held is not None
        yield _Crosswalk(_isco_soc(wanted), iris, held).of(_isco_pairs(file, iris, held))


def _require(iris: Iris, held: Store | None, *names: str) -> None:
    absent = [name for name in names if held is None or not stands(held, iris, name)]
    if absent:
        commands = " and ".join(f"'rolegraph import {name} PATH'" for name in absent)
        raise StoreError(f"the crosswalk connects {' and '.join(names)}: run {commands} first")


def _esco_onet(wanted: Wanted) -> Taxonomy:
    licence = "https://opensource.org/license/mit"
    credit = "Crosswalk between ESCO and O*NET occupations, Nesta, 2020, MIT licence."
    return Taxonomy(ESCO_ONET, "ESCO–O*NET crosswalk", wanted.version, licence, credit)


def _isco_soc(wanted: Wanted) -> Taxonomy:
    credit = "Crosswalk between ISCO-08 and the 2010 SOC, U.S. Bureau of Labor Statistics, public domain."
    return Taxonomy(
        ISCO_SOC, "ISCO–SOC crosswalk", wanted.version, "https://www.bls.gov/bls/linksite.htm", credit
    )


def _esco_pairs(file: File, iris: Iris) -> Iterator[Pair]:
    for uri, code, confidence in rows(file, _ESCO_COLUMNS):
        try:
            one, sure = iri(uri, "the occupation"), float(confidence)
        except (BadValue, ValueError) as error:
            raise UnreadableSource(f"{file.origin}: {error}") from None
        yield Pair(one, code_node(iris, ONET_SOC, code), sure >= _SURE, sure >= _LIKELY)


def _isco_pairs(file: File, iris: Iris, held: Store) -> Iterator[Pair]:
    """A pair is sure where it is whole (no ``*``) and the code of 2010 has the same title today."""
    for isco, part, soc, title in rows(file, _ISCO_COLUMNS):
        node = code_node(iris, US_SOC, soc.strip())
        labels = held.quads_for_pattern(node, terms.PREF_LABEL, None)
        titles = {str(getattr(quad.object, "value", "")).casefold() for quad in labels}
        same = title.strip().casefold() in titles
        yield Pair(NamedNode(f"{ISCO_ROOT}{isco.strip()}"), node, same and not part.strip(), same)


class _Crosswalk:
    """Makes the statements of one crosswalk."""

    def __init__(self, taxonomy: Taxonomy, iris: Iris, held: Store | None) -> None:
        self._taxonomy = taxonomy
        self._iris = iris
        self._held = held

    def of(self, pairs: Iterable[Pair]) -> Taxonomy:
        """The crosswalk; ends are looked up now, while the store is open."""
        every = list(pairs)
        self._taxonomy.read["pairs"] = len(every)
        # Partners are counted before pairs are left out: one that is not there is a partner all the same.
        found = [(pair, term, self._is_known(pair)) for pair, term in matches(every)]
        unknown = [f"<{pair.one.value}> – <{pair.other.value}>" for pair, _, known in found if not known]
        message = "pair has an end that the imported releases do not have: left out"
        self._taxonomy.warn("end-unknown", len(unknown), message, tuple(unknown[:2]))
        self._taxonomy.quads = self._quads([(pair, term) for pair, term, known in found if known])
        return self._taxonomy

    def _is_known(self, pair: Pair) -> bool:
        return self._is_described(pair.one) and self._is_described(pair.other)

    def _is_described(self, node: NamedNode) -> bool:
        assert self._held is not None
        graphs = self._iris.taxonomy_graphs
        quads = self._held.quads_for_pattern(node, terms.TYPE, terms.CONCEPT)
        return any(isinstance(q.graph_name, NamedNode) and q.graph_name.value in graphs for q in quads)

    def _quads(self, found: Iterable[tuple[Pair, NamedNode]]) -> Iterator[Quad]:
        yield from self._taxonomy.described(self._iris)
        write = GraphWriter(self._iris.taxonomy_graph(self._taxonomy.name))
        for pair, term in found:
            write.add(pair.one, term, pair.other)
        yield from write.quads
