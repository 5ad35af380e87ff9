"""RDF that a client sends, read with nothing fetched and nothing expanded.

Formats with graph names (TriG, N-Quads, JSON-LD) are taken for one graph as long as they name none:
a payload of the Graph Store Protocol is an RDF graph, and dropping names or quads unasked would
lose what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox

from rolegraph.graph.writes.contract import BadPayload, PayloadTooLarge

_XML_DEPTH = 1000
_JSON_DEPTH = 1000
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|([\[{])|[\]}]', re.DOTALL)
_PIECE = 1 << 18
_TOO_LONG = "buffer maximal size"
"""What the engine's parsers say of a literal, an IRI or a comment that is longer than they hold."""
_NO_FETCHING = "a remote @context is not fetched: write the context into the document"


def formats() -> dict[str, ox.RdfFormat]:
    """The formats by media type, to name one to a child process."""
    known = ("TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD", "STREAMING_JSON_LD", "TRIG", "N_QUADS", "N3")
    return {f.media_type: f for name in known if (f := getattr(ox.RdfFormat, name, None)) is not None}


def read_payload(path: Path, rdf_format: ox.RdfFormat, base: str, *, one_graph: bool) -> Iterator[ox.Quad]:
    """The quads of a file, with fresh blank nodes; relative IRIs are resolved against ``base``.

    ``one_graph``: named graphs in it are refused. Raises :class:`BadPayload` with the place, and
    :class:`PayloadTooLarge` where a part of it is longer than the engine takes, RDF/XML excepted.
    """
    if rdf_format == ox.RdfFormat.RDF_XML:
        _look_through_xml(path)
    if rdf_format == ox.RdfFormat.JSON_LD:
        _look_through_json(path)
    try:
        yield from ox.parse(
            path=str(path),
            format=rdf_format,
            base_iri=base,
            without_named_graphs=one_graph,
            rename_blank_nodes=True,
        )
    except SyntaxError as error:
        raise _bad(str(error.msg), error.lineno or 0, error.offset or 0) from None
    except ValueError as error:
        raise _bad(str(error)) from None
    except MemoryError as error:
        if _TOO_LONG not in str(error):
            raise
        raise PayloadTooLarge("the RDF has a literal, an IRI or a comment of more than 16 MiB") from None


def _bad(said: str, line: int = 0, column: int = 0) -> BadPayload:
    if "LoadDocumentCallback" in said:
        said = _NO_FETCHING
    return BadPayload(f"the RDF can't be read: {said}", line, column)


def _look_through_json(path: Path) -> None:
    """Refuse arrays and objects nested too deeply: the engine's memory grows with the square of the depth."""
    text, depth = path.read_bytes(), 0
    if text.count(b"{") + text.count(b"[") <= _JSON_DEPTH:
        return
    for token in _JSON_TOKEN.finditer(text):
        if token[0].startswith(b'"'):
            continue
        depth += 1 if token[1] else -1
        if depth > _JSON_DEPTH:
            line = text.count(b"\n", 0, token.start()) + 1
            raise _bad(f"arrays and objects nest deeper than {_JSON_DEPTH}", line)


def _look_through_xml(path: Path) -> None:
    """Refuse a document type (entities grow without bound) and elements nested too deeply.

    The engine's time grows with the square of the depth.
    """
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _XML_DEPTH:
            raise _bad(f"elements nest deeper than {_XML_DEPTH}", parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise _bad("a document type (DOCTYPE) is not taken", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _bad(expat.ErrorString(error.code), error.lineno, error.offset + 1) from None
