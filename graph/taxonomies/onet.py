"""O*NET as tab-delimited text: occupations at the IRIs of their codes, where pages that state one lead.

Skills are the elements of the content model that occupations are rated on; technologies are examples
of commodities. They have no IRIs of their own: theirs are ``{base}id/onet/KIND-KEY``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, Store

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.taxonomies import terms as tax
from rolegraph.graph.taxonomies.codes import ONET_SOC, US_SOC, code_node, onet_node, scheme_node, write_code
from rolegraph.graph.taxonomies.files import Distribution, File
from rolegraph.graph.taxonomies.labels import write_labels
from rolegraph.graph.taxonomies.onet_skills import SkillTables
from rolegraph.graph.taxonomies.tables import TABBED, rows
from rolegraph.graph.taxonomies.taxonomy import Taxonomy, Wanted, dataset, drained
from rolegraph.graph.taxonomies.versions import version_in

TITLE = "O*NET"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ATTRIBUTION = (
    "Includes information from the O*NET {} Database by the U.S. Department of Labor, Employment and "
    "Training Administration (USDOL/ETA), used under the CC BY 4.0 licence. O*NET® is a trademark of "
    "USDOL/ETA. The information was modified: put into RDF, with some columns left out. USDOL/ETA has "
    "not approved, endorsed or tested these modifications."
)
TABLES = tuple(
    f"{name}.txt"
    for name in (
        *("Occupation Data", "Alternate Titles", "Content Model Reference", "Skills", "Technology Skills"),
        *("Job Zone Reference", "Job Zones", "Task Statements", "Related Occupations"),
    )
)
_CODE = "O*NET-SOC Code"
_CODE_FORM = re.compile(r"\d{2}-\d{4}\.\d{2}")
_ZONE_NOTES = ("Experience", "Education", "Job Training", "SVP Range")
_NONE = ("", "n/a")
_NAME = re.compile(r"O\*NET\s+(\d+\.\d+)")


def read(distribution: Distribution, iris: Iris, wanted: Wanted, held: Store | None) -> list[Taxonomy]:
    """The classification. Raises :class:`UnreadableSource` where a table is missing."""
    missing = [name for name in TABLES if name not in distribution.files]
    if len(missing) == len(TABLES):
        raise UnreadableSource(
            f"{distribution.label}: is no O*NET database as text: none of its files is named like "
            f"{TABLES[0]!r}; name the folder or zip of the download (db_29_2_text.zip)"
        )
    if missing:
        lacks = ", ".join(map(repr, missing))
        message = f"has no {lacks}: a part of the download is missing; fetch the whole database"
        raise UnreadableSource(f"{distribution.label}: {message}")
    if set(wanted.languages) - {"en"}:
        raise UnreadableSource(f"{distribution.label}: O*NET is in English only: leave --language out")
    version = wanted.version or _version(distribution)
    attribution = _ATTRIBUTION.format(version or "")
    taxonomy = Taxonomy("onet", TITLE, version, LICENCE, attribution)
    taxonomy.quads = _Reader(distribution, taxonomy, iris).quads()
    return [taxonomy]


def _version(distribution: Distribution) -> str | None:
    note = distribution.files.get("Read Me.txt")
    if note is not None:
        with note.open() as stream:
            found = _NAME.search(stream.read(4096).decode("utf-8", "replace"))
        if found:
            return found[1]
    return version_in([path.name for path in distribution.paths])


class _Reader:
    """Reads the tables one after the other."""

    def __init__(self, distribution: Distribution, taxonomy: Taxonomy, iris: Iris) -> None:
        self._files = distribution.files
        self._taxonomy = taxonomy
        self._iris = iris
        self._write = GraphWriter(iris.taxonomy_graph("onet"))
        self._titles: dict[str, str] = {}
        self._unknown: dict[str, int] = {}

    def quads(self) -> Iterator[Quad]:
        """All statements; counts and warnings of the taxonomy are whole at their end."""
        yield from self._taxonomy.described(self._iris)
        yield from self._scheme()
        yield from self._occupations()
        yield from self._alternate_titles()
        skills = SkillTables(self._files, self._taxonomy, self._iris, self._write, self._is_known)
        yield from skills.quads()
        yield from self._job_zones()
        yield from self._tasks()
        yield from self._related()
        for table, count in self._unknown.items():
            message = f"row of {table} is of an occupation that 'Occupation Data.txt' does not have: left out"
            self._taxonomy.warn("occupation-unknown", count, message)
        if self._taxonomy.version is None:
            message = "the version can't be told from 'Read Me.txt': give it with --version"
            self._taxonomy.warn("version-unknown", 1, message)

    def _is_known(self, code: str, table: str) -> bool:
        if code in self._titles:
            return True
        self._unknown[table] = self._unknown.get(table, 0) + 1
        return False

    def _node(self, code: str) -> NamedNode:
        return code_node(self._iris, ONET_SOC, code)

    def _rows(self, table: str, columns: tuple[str, ...], counted: str) -> Iterator[tuple[str, ...]]:
        """The rows of a table about occupations that are known."""
        for row in rows(self._files[table], columns, form=TABBED):
            self._taxonomy.read[counted] += 1
            if self._is_known(row[0], table):
                yield row

    def _scheme(self) -> Iterator[Quad]:
        scheme = scheme_node(self._iris, ONET_SOC)
        self._write.types(scheme, terms.CONCEPT_SCHEME)
        self._write.text(scheme, terms.PREF_LABEL, ONET_SOC)
        self._write.plain(scheme, tax.VERSION, self._taxonomy.version)
        self._write.add(scheme, terms.LICENSE, NamedNode(LICENCE))
        self._write.text(scheme, tax.RIGHTS, self._taxonomy.attribution)
        self._write.add(scheme, tax.IN_DATASET, dataset(self._iris, "onet"))
        yield from drained(self._write)

    def _occupations(self) -> Iterator[Quad]:
        file = self._files["Occupation Data.txt"]
        for code, title, description in rows(file, (_CODE, "Title", "Description"), form=TABBED):
            if not _CODE_FORM.fullmatch(code):
                raise _bad(file, f"{code!r} is no O*NET-SOC code (11-1011.00)")
            self._taxonomy.read["occupations"] += 1
            self._titles[code] = title
            node = write_code(self._write, self._iris, ONET_SOC, code, title)
            self._write.text(node, tax.DESCRIPTION, description or None)
            # A code that ends in .00 is the occupation of the SOC itself, others are parts of it.
            match = terms.EXACT_MATCH if code.endswith(".00") else tax.BROAD_MATCH
            self._write.add(node, match, code_node(self._iris, US_SOC, code[:7]))
            yield from drained(self._write)

    def _alternate_titles(self) -> Iterator[Quad]:
        """Rows of one occupation stand together; a title that comes again is the same statement."""
        columns = (_CODE, "Alternate Title", "Short Title")
        for code, title, short in self._rows("Alternate Titles.txt", columns, "alternate titles"):
            for text in (title.strip(), short.strip()):
                if text not in _NONE and text != self._titles[code].strip():
                    self._write.text(self._node(code), terms.ALT_LABEL, text)
            yield from drained(self._write)

    def _job_zones(self) -> Iterator[Quad]:
        scheme = NamedNode(self._iris.thing("scheme", "onet-job-zones"))
        self._write.types(scheme, terms.CONCEPT_SCHEME)
        self._write.text(scheme, terms.PREF_LABEL, "O*NET job zones")
        file = self._files["Job Zone Reference.txt"]
        zones = set()
        for zone, name, *notes, examples in rows(
            file, ("Job Zone", "Name", *_ZONE_NOTES, "Examples"), form=TABBED
        ):
            node = onet_node(self._iris, "job-zone", zone)
            zones.add(zone)
            self._write.types(node, terms.CONCEPT)
            self._write.add(node, terms.IN_SCHEME, scheme)
            self._write.plain(node, terms.NOTATION, zone)
            write_labels(self._write, node, name)
            for heading, note in zip(_ZONE_NOTES, notes, strict=True):
                self._write.text(node, tax.SCOPE_NOTE, f"{heading}: {note}")
            self._write.text(node, tax.EXAMPLE, examples)
        for code, zone in self._rows("Job Zones.txt", (_CODE, "Job Zone"), "job zones"):
            if zone not in zones:
                raise _bad(self._files["Job Zones.txt"], f"job zone {zone!r} is not in {file.name!r}")
            self._write.add(self._node(code), tax.JOB_ZONE, onet_node(self._iris, "job-zone", zone))
            yield from drained(self._write)

    def _tasks(self) -> Iterator[Quad]:
        columns = (_CODE, "Task ID", "Task", "Task Type")
        for code, number, task, kind in self._rows("Task Statements.txt", columns, "tasks"):
            occupation, node = self._node(code), onet_node(self._iris, "task", number)
            self._write.text(occupation, terms.RESPONSIBILITIES, task)
            self._write.add(occupation, tax.TASK, node)
            self._write.types(node, tax.TASK_CLASS)
            self._write.plain(node, terms.IDENTIFIER, number)
            self._write.text(node, terms.DESCRIPTION, task)
            self._write.plain(node, tax.TASK_TYPE, None if kind in _NONE else kind)
            yield from drained(self._write)

    def _related(self) -> Iterator[Quad]:
        columns = (_CODE, "Related O*NET-SOC Code", "Relatedness Tier", "Index")
        for code, other, tier, index in self._rows(_RELATED, columns, "related occupations"):
            if not self._is_known(other, _RELATED):
                continue
            if not index.isdecimal():
                raise _bad(self._files[_RELATED], f"index {index!r} is no number")
            occupation, item = self._node(code), self._node(other)
            node = onet_node(self._iris, "related", f"{code}-{other}")
            self._write.add(occupation, tax.RELATED_OCCUPATION, item)
            self._write.add(occupation, tax.RELATED, node)
            self._write.types(node, tax.RELATED_CLASS)
            self._write.add(node, terms.ITEM, item)
            self._write.plain(node, tax.RELATEDNESS_TIER, tier)
            self._write.count(node, terms.POSITION, int(index))
            yield from drained(self._write)


_RELATED = "Related Occupations.txt"


def _bad(file: File, message: str) -> UnreadableSource:
    return UnreadableSource(f"{file.origin}: {message}: is it another release? fetch the database again")
