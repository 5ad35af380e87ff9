"""The files of the data-only packages ``rolegraph.ontology`` and ``rolegraph.shapes``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def packaged_files(package: str, suffix: str = ".ttl") -> list[Path]:
    """The files of a data-only package with that suffix, sorted by name.

    ``importlib.resources`` can't list a namespace package of an editable install (a finder's
    placeholder stands in its path), so the path is read here.
    """
    folders = [Path(folder) for folder in import_module(package).__path__]
    return sorted(path for folder in folders if folder.is_dir() for path in folder.glob(f"*{suffix}"))
