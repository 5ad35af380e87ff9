"""Byte streams that can't run away: counted, unpacked in bounded steps, with plain faults."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol, cast

from rolegraph.graph.sources.opening.outcomes import Limits, Spoiled, size_text

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 16
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
)
_TAR_MAGIC_AT = 257
# What tarfile says, in words only, where an archive ends too early.
_CUT_SHORT = ("unexpected end of data", "empty header", "truncated header")
_OPENERS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    "gzip": lambda packed: cast(IO[bytes], gzip.GzipFile(fileobj=packed)),
    "xz": lambda packed: cast(IO[bytes], lzma.LZMAFile(packed)),  # noqa: SIM115 - closed by whom it is handed to
    "bzip2": lambda packed: cast(IO[bytes], bz2.BZ2File(packed)),
}


class Readable(Protocol):
    """All that is asked of a source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""


@dataclass(slots=True)
class Budget:
    """What unpacking one file has cost so far, over all layers of archives inside it."""

    limits: Limits
    spent: int = 0

    def spend(self, size: int) -> None:
        """Count ``size`` more bytes; raises :class:`Spoiled` over ``Limits.unpacked_bytes``."""
        self.spent += size
        if self.spent > self.limits.unpacked_bytes:
            most = size_text(self.limits.unpacked_bytes)
            raise Spoiled("bomb", f"unpacks to more than {most}: split it, or unpack and load the folder")


class Guard(io.RawIOBase):
    """A source of bytes that counts, turns every fault into :class:`Spoiled`, and keeps it.

    ``packed`` is the guard of the compressed bytes beneath, if any: its count gives the ratio.
    ``owner`` is closed with the guard. ``stop_at`` is a count of bytes at which reading ends in a
    fault, if set.
    """

    def __init__(
        self, source: Readable, budget: Budget, packed: Guard | None = None, *, owner: IO[bytes] | None = None
    ) -> None:
        self._source = source
        self._owner = owner
        self._budget = budget
        self._packed = packed
        self._fault: Spoiled | None = None
        self.count = 0
        self.stop_at: int | None = None
        self.tail = b""

    def readable(self) -> bool:
        """As in ``io``: always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As in ``io``. Raises :class:`Spoiled` where the stream is damaged or over its limits."""
        room = memoryview(buffer)
        if self._fault is not None:
            raise self._fault
        try:
            chunk = self._source.read(len(room))
            self.count += len(chunk)
            self.tail = (self.tail + chunk)[-1024:]
            self._check(len(chunk))
        except Spoiled as fault:
            self._fault = fault
            raise
        except Exception as error:
            self._fault = fault_of(error)
            raise self._fault from error
        room[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """As in ``io``: closes the source too."""
        if self._owner is not None:
            self._owner.close()
        super().close()

    def _check(self, size: int) -> None:
        if self.stop_at is not None and self.count > self.stop_at:
            raise Spoiled("corrupt", "has a header of more than 1 MiB: make the archive again")
        if self._packed is None:
            return
        self._budget.spend(size)
        check_ratio(self._packed.count, self.count, self._budget.limits)


def check_ratio(size_in: int, size_out: int, limits: Limits) -> None:
    """Raises :class:`Spoiled` where so few bytes hold so many that it looks like a bomb."""
    if size_out > limits.ratio_from and size_out > limits.ratio * size_in:
        raise Spoiled(
            "bomb",
            f"unpacks to more than {limits.ratio} times its size, as a decompression bomb does: "
            "if you trust it, unpack it and load the folder",
        )


def fault_of(error: Exception) -> Spoiled:
    """What an error of the operating system or of an unpacking library means for the user."""
    if isinstance(error, EOFError | tarfile.StreamError) or str(error) in _CUT_SHORT:
        return Spoiled("truncated", "is cut short, its end is missing: fetch or make it again")
    if isinstance(error, PermissionError):
        return Spoiled("permission", "may not be read: give yourself the right to read it (chmod u+r)")
    if isinstance(error, MemoryError):
        return Spoiled("too-large", "needs more memory to unpack than there is: unpack it elsewhere")
    if isinstance(error, NotImplementedError):
        return Spoiled(
            "unsupported", f"is packed in a way that can't be read ({error}): pack it with deflate"
        )
    if isinstance(error, zipfile.BadZipFile | tarfile.TarError | zlib.error | lzma.LZMAError):
        return Spoiled("corrupt", f"is damaged ({error}): fetch or make it again")
    if isinstance(error, gzip.BadGzipFile) or (isinstance(error, OSError) and error.errno is None):
        return Spoiled("corrupt", f"is damaged ({error}): fetch or make it again")
    if isinstance(error, OSError):
        return Spoiled("read-error", f"can't be read ({error.strerror}): check the disk or the path")
    return Spoiled("corrupt", f"can't be unpacked ({error}): fetch or make it again")


def guarded(source: Readable, budget: Budget, packed: Guard | None = None) -> io.BufferedReader:
    """``source``, which stays open, behind a :class:`Guard` and a buffer."""
    return io.BufferedReader(Guard(source, budget, packed), _CHUNK)


def owned(source: IO[bytes], budget: Budget) -> io.BufferedReader:
    """The same; closing the stream closes ``source``."""
    return io.BufferedReader(Guard(source, budget, owner=source), _CHUNK)


def unpacked(stream: io.BufferedReader, kind: str, budget: Budget) -> io.BufferedReader:
    """The bytes that ``stream`` (from :func:`guarded`), compressed as ``kind`` says, holds."""
    opened = _OPENERS[kind](stream)
    return guarded(opened, budget, cast(Guard, stream.raw))


def sniff(stream: io.BufferedReader) -> str | None:
    """``gzip``, ``xz``, ``bzip2``, ``zip`` or ``tar`` by the first bytes, which stay unread."""
    head = stream.peek(512)[:512]
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar":
        return "tar"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def seekable(stream: io.BufferedReader, limits: Limits) -> IO[bytes]:
    """A copy that can be sought in: zip keeps its table of contents at the end."""
    copy: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=limits.record_bytes)  # noqa: SIM115 - handed on
    left = limits.unpacked_bytes
    while chunk := stream.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            copy.close()
            raise Spoiled("bomb", f"is larger than {size_text(limits.unpacked_bytes)}: unpack it first")
        copy.write(chunk)
    copy.seek(0)
    return copy


def drain(stream: Readable) -> None:
    """Read to the end, which is where checksums are compared."""
    while stream.read(_CHUNK):
        pass
