"""Reading results: what the suites expect and what the service sends, into one form.

SPARQL Query Results XML and JSON (with the triple terms and base directions of SPARQL 1.2), CSV,
TSV, the result sets in RDF of the SPARQL 1.0 suite, and graphs in the RDF formats.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from xml.etree import ElementTree

import pyoxigraph
from w3c.terms import Row, Term, blank, from_engine, iri, literal, triple

_SRX = "{http://www.w3.org/2005/sparql-results#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ITS_DIR = "{http://www.w3.org/2005/11/its}dir"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_TYPE = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: ``boolean`` of ASK, or ``rows`` in the order of ``heads`` (of a graph: s, p, o).

    ``ordered`` is set where the expected result numbers its solutions.
    """

    form: Literal["boolean", "solutions", "graph"]
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    ordered: bool = False


def solutions(heads: list[str], found: list[dict[str, Term]], *, ordered: bool = False) -> Result:
    """Solutions with their variables in alphabetical order, which no standard prescribes."""
    names = tuple(sorted(heads))
    rows = tuple(tuple(solution.get(name) for name in names) for solution in found)
    return Result("solutions", names, rows, ordered=ordered)


def read_result(data: bytes, extension: str, base: str) -> Result:
    """Read a result in the format that a file's extension names."""
    readers: dict[str, Callable[[bytes], Result]] = {
        "srx": _read_xml,
        "srj": _read_json,
        "csv": _read_csv,
        "tsv": _read_tsv,
    }
    return readers[extension](data) if extension in readers else _read_rdf(data, extension, base)


def _read_xml(data: bytes) -> Result:
    root = ElementTree.fromstring(data)
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return Result("boolean", boolean=(boolean.text or "").strip() == "true")
    heads = [variable.attrib["name"] for variable in root.iter(f"{_SRX}variable")]
    found = [
        {binding.attrib["name"]: _xml_term(binding[0]) for binding in solution}
        for solution in root.iter(f"{_SRX}result")
    ]
    return solutions(heads, found)


def _xml_term(element: ElementTree.Element) -> Term:
    kind, text = element.tag.removeprefix(_SRX), element.text or ""
    if kind == "uri":
        return iri(text)
    if kind == "bnode":
        return blank(text)
    if kind == "triple":
        return triple(*(_xml_term(element.find(f"{_SRX}{part}")[0]) for part in _PARTS))  # type: ignore[index]
    assert kind == "literal", kind
    known = element.attrib
    return literal(text, known.get("datatype"), known.get(_XML_LANG, ""), known.get(_ITS_DIR, ""))


_PARTS = ("subject", "predicate", "object")


def _read_json(data: bytes) -> Result:
    content: dict[str, Any] = json.loads(data)
    if "boolean" in content:
        return Result("boolean", boolean=content["boolean"])
    found = [
        {name: _json_term(term) for name, term in solution.items()}
        for solution in content["results"]["bindings"]
    ]
    return solutions(content["head"].get("vars", []), found)


def _json_term(term: dict[str, Any]) -> Term:
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return iri(value)
    if kind == "bnode":
        return blank(value)
    if kind == "triple":
        return triple(*(_json_term(value[part]) for part in _PARTS))
    assert kind in ("literal", "typed-literal"), kind
    return literal(value, term.get("datatype"), term.get("xml:lang", ""), term.get("its:dir", ""))


def _read_csv(data: bytes) -> Result:
    """CSV keeps the text of terms alone; an unbound variable looks like an empty string."""
    heads, *lines = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)) or [[]]
    found = [
        {head: _csv_term(cell) for head, cell in zip(heads, line or [""], strict=True) if cell}
        for line in lines
    ]
    return solutions(heads, found)


def _csv_term(cell: str) -> Term:
    return blank(cell) if cell.startswith("_:") else ("text", cell)


def _read_tsv(data: bytes) -> Result:
    heads, *lines = data.decode("utf-8").removesuffix("\n").split("\n")
    names = [head.strip().removeprefix("?") for head in heads.split("\t")]
    found = [
        {name: _turtle_term(cell.strip()) for name, cell in zip(names, line.split("\t"), strict=True) if cell}
        for line in lines
    ]
    return solutions(names, found)


def _turtle_term(text: str) -> Term:
    """A term as Turtle writes it; alone in a document, a blank node would lose its label."""
    if text.startswith("_:"):
        return blank(text)
    document = f"<x:s> <x:p> {text} ."
    (quad,) = pyoxigraph.parse(document.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    return from_engine(quad.object)


def read_quads(data: bytes, extension: str, base: str, *, rename: bool = False) -> Iterator[pyoxigraph.Quad]:
    """The quads of a document in an RDF format; ``rename`` gives blank nodes labels used nowhere else."""
    rdf_format = pyoxigraph.RdfFormat.from_extension(extension)
    assert rdf_format is not None, extension
    return pyoxigraph.parse(data, format=rdf_format, base_iri=base, rename_blank_nodes=rename)


def _read_rdf(data: bytes, extension: str, base: str) -> Result:
    quads = read_quads(data, extension, base)
    rows = tuple((from_engine(q.subject), from_engine(q.predicate), from_engine(q.object)) for q in quads)
    described = next((s for s, p, o in rows if p == _TYPE and o == iri(f"{_RS}ResultSet")), None)
    if described is None:
        return Result("graph", _PARTS, tuple(dict.fromkeys(rows)))
    return _ResultSet(rows).read(described)


class _ResultSet:
    """A result set described in RDF, the format of the SPARQL 1.0 suite."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows = rows

    def _values(self, subject: Term | None, name: str) -> list[Term]:
        return [o for s, p, o in self._rows if s == subject and p == iri(_RS + name) and o is not None]

    def _text(self, subject: Term | None, name: str) -> str:
        return str(self._values(subject, name)[0][1])

    def read(self, described: Term) -> Result:
        if self._values(described, "boolean"):
            return Result("boolean", boolean=self._text(described, "boolean") == "true")
        heads = [str(value[1]) for value in self._values(described, "resultVariable")]
        found = self._values(described, "solution")
        ordered = bool(found) and all(self._values(one, "index") for one in found)
        if ordered:
            found.sort(key=lambda one: int(self._text(one, "index")))
        return solutions(heads, [self._solution(one) for one in found], ordered=ordered)

    def _solution(self, described: Term) -> dict[str, Term]:
        bindings = self._values(described, "binding")
        return {self._text(one, "variable"): self._values(one, "value")[0] for one in bindings}
