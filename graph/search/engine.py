"""The inverted index (tantivy): from pieces of folded labels to the numbers of labels.

It holds no text: :mod:`rolegraph.graph.search.catalogue` does. A label that shares more and rarer pieces with
what is sought comes first (BM25), a short one before a long one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy
from tantivy import Document, Occur, Order, Query

from rolegraph.graph.search.folding import edges, pieces

_FOLDER = "pieces"
_HEAP = 64_000_000
"""Bytes that are held while an index is made, before they are written."""
_NO_LANGUAGE = "-"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("pieces", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def write(folder: Path, labels: Iterable[tuple[int, str, str, str]]) -> None:
    """Make the index of labels: number, folded text, language, and the kind of the thing of each."""
    path, schema = folder / _FOLDER, _schema()
    path.mkdir()
    writer = tantivy.Index(schema, str(path)).writer(_HEAP, 1)
    for number, folded, language, kind in labels:
        document = Document()
        document.add_unsigned("number", number)
        document.add_text("pieces", " ".join([*pieces(folded), *edges(folded)]))
        document.add_text("kind", kind)
        document.add_text("language", " ".join(_ranges(language)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _ranges(tag: str) -> list[str]:
    """The ranges that a language tag is in: ``zh-hant-tw``, ``zh-hant``, ``zh``."""
    parts = tag.lower().split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)] if tag else [_NO_LANGUAGE]


class Engine:
    """Finds labels by number; thread-safe."""

    def __init__(self, folder: Path) -> None:
        path = folder / _FOLDER
        if not path.exists():
            raise FileNotFoundError(path)
        index = tantivy.Index.open(str(path))
        index.config_reader("manual")
        self._schema, self._searcher = index.schema, index.searcher()

    def alike(
        self, sought: Collection[str], most: int, kinds: Collection[str] | None, language: str
    ) -> list[int]:
        """The labels that share pieces with what is sought, the best first.

        ``kinds`` are those that things may be of, ``None`` for all; labels are in ``language`` (a range of
        BCP 47) or in none, in any where it is "".
        """
        if not sought:
            return []
        wanted = Query.boolean_query([(Occur.Should, self._term("pieces", piece)) for piece in sought])
        hits = self._searcher.search(self._within(wanted, kinds, language), most, count=False).hits
        return self._numbers(hits)

    def having(
        self, wanted: Collection[str], most: int, kinds: Collection[str] | None, language: str
    ) -> list[int]:
        """The first labels by number that have all of these pieces."""
        if not wanted:
            return []
        query = Query.boolean_query([(Occur.Must, self._term("pieces", piece)) for piece in wanted])
        within = self._within(query, kinds, language)
        found = self._searcher.search(within, most, False, "number", order=Order.Asc)
        return self._numbers(found.hits)

    def _within(self, query: Query, kinds: Collection[str] | None, language: str) -> Query:
        """The query for things of some kinds and labels in a language; its scores stay what they are."""
        limits = [] if kinds is None else [self._one_of("kind", sorted(kinds))]
        if language:
            limits.append(self._one_of("language", [language.lower(), _NO_LANGUAGE, "und"]))
        if not limits:
            return query
        return Query.boolean_query([(Occur.Must, query), *((Occur.Must, limit) for limit in limits)])

    def _one_of(self, field: str, values: list[str]) -> Query:
        return Query.const_score_query(Query.term_set_query(self._schema, field, values), 0.0)

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    def _numbers(self, hits: list[tuple[object, tantivy.DocAddress]]) -> list[int]:
        values = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [int(value) for value in values if value is not None]
