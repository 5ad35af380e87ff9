"""Where a value was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was read.

    ``words`` is the text as the source has it. For text, ``start`` and ``end`` are character
    offsets (from 0, end exclusive) in the decoded record and ``line`` counts from 1. For JSON,
    ``pointer`` is an RFC 6901 JSON Pointer in the record and the offsets are 0; for JSON inside a
    page, ``line`` is the line on which its script starts. For CSV, ``line`` is that of the file and
    ``column`` the name of the column.
    """

    words: str
    start: int = 0
    end: int = 0
    line: int = 0
    pointer: str = ""
    column: str = ""

    def __str__(self) -> str:
        """Where, for a person: ``line 3, column title``, ``/salary/0``, ``script on line 9, /title``."""
        if self.pointer:
            return f"script on line {self.line}, {self.pointer}" if self.line else self.pointer
        column = f", column {self.column}" if self.column else ""
        return f"line {self.line}{column}" if self.line else ""
