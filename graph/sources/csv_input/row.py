"""One row of CSV: its cells by column, each with its line and the name of its column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Place
from rolegraph.graph.sources.csv_input.header import Header
from rolegraph.graph.sources.csv_input.scan import RawCell, cells
from rolegraph.graph.sources.json_input.fields import Text

_BAR = "|"
_PROSE = ("description", "outlook")


@dataclass(frozen=True, slots=True)
class Cell(Text):
    """A text of the row; ``pointer`` says where, for messages."""

    line: int = 0
    column: str = ""

    @property
    def place(self) -> Place:
        """The text, its line in the file and its column."""
        return Place(self.text, line=self.line, column=self.column)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that hold something: by column, and by number in a list."""

    line: int
    found: dict[str, list[Cell]]

    def text(self, field: str) -> Cell | None:
        """The text in a column of one value, without blanks around it."""
        return next(iter(self.found.get(field, ())), None)

    def required(self, field: str) -> Cell:
        """The same; raises :class:`RefusedRecord` where it is empty."""
        cell = self.text(field)
        if cell is None:
            place = f"line {self.line}, column {field}"
            raise RefusedRecord("field-missing", "is empty: every row needs it", place)
        return cell

    def items(self, field: str) -> list[Cell]:
        """The items of a list: of the column without a number, then of the others by their numbers."""
        return self.found.get(field, [])

    def first(self, *fields: str) -> Cell | None:
        """The first of the columns that holds something."""
        return next((cell for field in fields if (cell := self.text(field))), None)


def read_row(header: Header, text: str, line: int) -> Row:
    """The only record of ``text``, which starts on that line of its file.

    Raises :class:`RefusedRecord`: ``csv-cells`` where it has another number of cells than the
    header has columns, or text under no name; and as :func:`cells` does.
    """
    raw = cells(text, header.delimiter, line)
    _refuse_ragged(raw, header, line)
    named = zip(header.columns, raw, strict=False)
    found: dict[str, list[Cell]] = {}
    for column, cell in sorted(named, key=lambda pair: pair[0].number):
        if column.field and cell.text.strip():
            words = cell.text if column.field in _PROSE else " ".join(cell.text.split())
            made = _cell(words, line + cell.line, column.name)
            parted = column.is_list and not column.number
            found.setdefault(column.field, []).extend(_items(made) if parted else [made])
    return Row(line, found)


def _cell(text: str, line: int, column: str) -> Cell:
    return Cell(text.strip(), f"line {line}, column {column}", line, column)


def _items(cell: Cell) -> Iterator[Cell]:
    """What stands between the bars."""
    for part in cell.text.split(_BAR):
        if part.strip():
            yield _cell(part, cell.line, cell.column)


def _refuse_ragged(raw: list[RawCell], header: Header, line: int) -> None:
    """A row that is short may have lost a cell anywhere, so that all others would be misread."""
    extra = [n for n, cell in enumerate(raw, 1) if cell.text.strip() and not header.has_name(n)]
    if len(raw) < len(header.columns) or extra:
        more = f", with text in cell {extra[0]}, which has no column" if extra else ""
        message = (
            f"has {len(raw)} cells, and the header {len(header.columns)} columns{more}: "
            "look for a lost or a doubled delimiter, or for a line end without quotes"
        )
        raise RefusedRecord("csv-cells", message, f"line {line}")
