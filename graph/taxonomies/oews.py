"""US wages by occupation (OEWS): the mean and percentiles, by the year and by the hour.

Each occupation of the SOC has its code's concept; what the survey says of it in the United States is
a ``schema:Occupation`` of its own, with the country, as a profile has it. A figure that the survey
withholds (``*``) or gives as "at least" (``#``) stands in the words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from pyoxigraph import NamedNode, Quad, Store

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.identity import NOT_STATED, Iris, period_key
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.namespaces import CURRENCY
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.codes import US_SOC, code_node, dotless, scheme_node, write_code
from rolegraph.graph.taxonomies.files import Distribution, File
from rolegraph.graph.taxonomies.tables import rows
from rolegraph.graph.taxonomies.taxonomy import Taxonomy, Wanted, dataset, drained

TITLE = "OEWS"
LICENCE = "https://www.bls.gov/bls/linksite.htm"
ATTRIBUTION = (
    "U.S. Bureau of Labor Statistics, Occupational Employment and Wage Statistics, national estimates. "
    "A work of the United States government, in the public domain; cite the Bureau as its source."
)
_COLUMNS = ("AREA", "OCC_CODE", "OCC_TITLE", "O_GROUP")
_FIGURES = MappingProxyType(
    {
        "PCT10": terms.PERCENTILE_10,
        "PCT25": terms.PERCENTILE_25,
        "MEDIAN": terms.MEDIAN,
        "PCT75": terms.PERCENTILE_75,
        "PCT90": terms.PERCENTILE_90,
        "MEAN": terms.MEAN,
    }
)
_PERIODS = MappingProxyType({"A": "P1Y", "H": "PT1H"})
_NATION = "99"
_GROUPS = ("total", "major", "minor", "broad", "detailed")
_WITHHELD, _TOP = "*", "#"
_PERIOD = re.compile(r"\d{4}(-\d{2})?")
_YEAR_IN_NAME = re.compile(r"(?:_M|May_?)(20\d\d)", re.IGNORECASE)


def read(distribution: Distribution, iris: Iris, wanted: Wanted, held: Store | None) -> list[Taxonomy]:
    """The national estimates. Raises :class:`UnreadableSource` for another file, or without a period."""
    tables = [file for name, file in distribution.files.items() if name.lower().endswith((".csv", ".txt"))]
    if len(tables) != 1:
        names = ", ".join(distribution.names[:5])
        raise UnreadableSource(
            f"{distribution.label}: holds {len(tables)} tables ({names}): name the one file of national "
            "estimates, saved as CSV (national_M2024_dl.csv)"
        )
    [file] = tables
    period = wanted.version or _period(file.name)
    if period is None or not _PERIOD.fullmatch(period):
        message = "no month of the estimates is told by its name: give it with --version, as in 2024-05"
        raise UnreadableSource(f"{file.origin}: {message}")
    taxonomy = Taxonomy("oews", TITLE, period, LICENCE, ATTRIBUTION)
    taxonomy.quads = _Reader(file, taxonomy, iris).quads()
    return [taxonomy]


def _period(name: str) -> str | None:
    """National files are named by the May that they are of: ``national_M2024_dl``."""
    found = _YEAR_IN_NAME.search(name)
    return f"{found[1]}-05" if found else None


class _Reader:
    """Reads the table of one period."""

    def __init__(self, file: File, taxonomy: Taxonomy, iris: Iris) -> None:
        self._file = file
        self._taxonomy = taxonomy
        self._iris = iris
        self._write = GraphWriter(iris.taxonomy_graph("oews"))
        self._above: dict[str, str] = {}
        self._seen: set[str] = set()

    def quads(self) -> Iterator[Quad]:
        """All statements."""
        yield from self._taxonomy.described(self._iris)
        scheme = scheme_node(self._iris, US_SOC)
        self._write.types(scheme, terms.CONCEPT_SCHEME)
        self._write.text(scheme, terms.PREF_LABEL, US_SOC)
        others = 0
        repeated: list[str] = []
        figures = tuple(f"{kind}_{name}" for kind in _PERIODS for name in _FIGURES)
        for area, code, title, group, *cells in rows(self._file, (*_COLUMNS, *figures)):
            self._taxonomy.read["rows"] += 1
            if area != _NATION:
                others += 1
            elif code in self._seen:
                repeated.append(code)
            else:
                self._seen.add(code)
                self._occupation(code, title, group.lower(), dict(zip(figures, cells, strict=True)))
            yield from drained(self._write)
        if not self._seen:
            raise UnreadableSource(
                f"{self._file.origin}: has no national row (AREA 99): name the national file"
            )
        self._taxonomy.warn("other-area", others, "row is not of the nation (AREA is not 99): left out")
        message = "code stands twice, as broad and as detailed group: kept once"
        self._taxonomy.warn("code-repeated", len(repeated), message, tuple(repeated[:3]))

    def _occupation(self, code: str, title: str, group: str, figures: dict[str, str]) -> None:
        if group not in _GROUPS or not re.fullmatch(r"\d{2}-\d{4}", code):
            message = f"{code!r} in group {group!r} is no code of the SOC: is it another file?"
            raise UnreadableSource(f"{self._file.origin}: {message}")
        self._taxonomy.read["occupations"] += 1
        node = write_code(self._write, self._iris, US_SOC, code, title)
        self._place(node, code, group)
        statistic = NamedNode(self._iris.thing("oews", dotless(code)))
        self._write.types(statistic, terms.OCCUPATION)
        self._write.text(statistic, terms.NAME, title)
        self._write.add(statistic, terms.COUNTRY, NamedNode(self._iris.thing("country", "US")))
        self._write.add(statistic, terms.OCCUPATIONAL_CATEGORY, node)
        self._write.add(statistic, terms.DC_SOURCE, dataset(self._iris, "oews"))
        for kind, length in _PERIODS.items():
            said = {name: figures[f"{kind}_{name}"].replace(",", "").strip() for name in _FIGURES}
            self._distribution((statistic, node), code, (kind, length), said)

    def _place(self, node: NamedNode, code: str, group: str) -> None:
        """Rows stand in the order of the classification: below the last of the next wider group."""
        rank = _GROUPS.index(group)
        for name in _GROUPS[rank:]:
            self._above.pop(name, None)
        wider = [self._above[name] for name in _GROUPS[:rank] if name in self._above]
        if wider:
            self._write.add(node, tax.BROADER, code_node(self._iris, US_SOC, wider[-1]))
        self._above[group] = code

    def _distribution(
        self, holders: tuple[NamedNode, ...], code: str, kind: tuple[str, str], said: dict[str, str]
    ) -> None:
        figures = {name: self._decimal(text) for name, text in said.items()}
        if all(figure is None for figure in figures.values()):
            self._taxonomy.read[f"without figures, {kind[1]}"] += 1
            return
        self._taxonomy.read["distributions"] += 1
        write, thing = self._write, self._iris.thing
        node = NamedNode(thing("distribution", f"oews-{dotless(code)}-{kind[1].lower()}"))
        for holder in holders:
            write.add(holder, terms.ESTIMATED_SALARY, node)
        write.types(node, terms.MONETARY_AMOUNT_DISTRIBUTION)
        write.add(node, terms.REF_AREA, NamedNode(thing("country", "US")))
        write.add(node, terms.EXPERIENCE_BAND, NamedNode(thing("experience", NOT_STATED)))
        write.add(node, terms.REF_PERIOD, NamedNode(thing("period", period_key(self._taxonomy.version))))
        write.typed(node, terms.PAY_PERIOD, kind[1], terms.XSD_DURATION)
        write.typed(node, terms.DURATION, kind[1], terms.XSD_DURATION)
        for name, figure in figures.items():
            write.number(node, _FIGURES[name], figure)
        write.add(node, terms.UNIT_MEASURE, NamedNode(CURRENCY + "USD"))
        write.plain(node, terms.CURRENCY_CODE, "USD")
        write.plain(node, terms.CURRENCY_BASIS, "stated")
        words = "; ".join(f"{kind[0]}_{name} {text}" for name, text in said.items() if text)
        write.plain(node, terms.SOURCE_TEXT, words)
        write.add(node, terms.DC_SOURCE, dataset(self._iris, "oews"))

    def _decimal(self, text: str) -> Decimal | None:
        if text in ("", _WITHHELD, _TOP):
            return None
        try:
            return Decimal(text)
        except InvalidOperation:
            message = f"{text!r} is no figure ('#': at least; '*': withheld): is it another file?"
            raise UnreadableSource(f"{self._file.origin}: {message}") from None
