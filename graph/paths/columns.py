"""Dataclasses of arrays, kept as one ``.npy`` file a field and opened memory-mapped."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def save_columns(columns: Any, folder: Path, name: str) -> None:
    """Write each field of a dataclass of arrays to ``NAME.FIELD.npy``."""
    for field in fields(columns):
        np.save(folder / f"{name}.{field.name}.npy", getattr(columns, field.name))


def load_columns(form: type[T], folder: Path, name: str) -> T:
    """The dataclass again, each array a read-only view of its file.

    Plain arrays, not ``numpy.memmap``: slices of that class cost several times as much.
    """
    paths = {field.name: folder / f"{name}.{field.name}.npy" for field in fields(form)}  # type: ignore[arg-type]
    return form(**{key: np.asarray(np.load(path, mmap_mode="r")) for key, path in paths.items()})
