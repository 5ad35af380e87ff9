"""The files in which the data set can be had as a whole: their names, formats and media types."""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    """A format of dumps; ``engine`` is its name in the engine, ``media_type`` that of what is packed."""

    extension: str
    engine: str
    media_type: str


PACKED = "application/gzip"
WHOLE = (Form(".nq.gz", "N_QUADS", "application/n-quads"), Form(".trig.gz", "TRIG", "application/trig"))
"""How all graphs together can be had."""
SINGLE = (Form(".nt.gz", "N_TRIPLES", "application/n-triples"), Form(".ttl.gz", "TURTLE", "text/turtle"))
"""How one graph can be had."""
CHECKSUM = ".sha256"


class File(NamedTuple):
    """A dump that was made: bytes and the SHA-256 of them in hex."""

    size: int
    sha256: str
