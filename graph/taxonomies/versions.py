"""The version of a distribution: told by its name or its files, compared with what is known.

A release with another first number may mean other things by the same columns, so it is read only
where the user says so; and an older one never replaces a newer one by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from rolegraph.graph.errors import StoreError, UnreadableSource

NEWEST: MappingProxyType[str, tuple[int, ...]] = MappingProxyType({"esco": (1, 2), "onet": (29,)})
"""The newest releases, as far as the numbers go, whose form is known."""

_NUMBERS = re.compile(r"(?<![\d.])v?(\d+(?:[._]\d+){1,2})(?![\d.]*\d)", re.IGNORECASE)


def version_in(names: Iterable[str]) -> str | None:
    """The version in the first name that has one: ``ESCO dataset - v1.1.1 - en - csv.zip`` → ``1.1.1``."""
    for name in names:
        found = _NUMBERS.search(name)
        if found:
            return found[1].replace("_", ".")
    return None


def numbers(version: str) -> tuple[int, ...]:
    """``1.1.1`` as numbers that compare; what is no number ends them."""
    found = re.match(r"\d+(?:[.-]\d+)*", version)
    return tuple(map(int, re.split(r"[.-]", found[0]))) if found else ()


def require_known(taxonomy: str, title: str, version: str | None) -> None:
    """Raises :class:`UnreadableSource` for a release that is newer than any whose form is known."""
    newest = NEWEST.get(taxonomy)
    if newest is None or version is None or numbers(version)[: len(newest)] <= newest:
        return
    shown = ".".join(map(str, newest))
    raise UnreadableSource(
        f"{title} {version} is newer than the releases that this rolegraph knows ({shown}): "
        "its columns may mean other things; use a newer rolegraph, or --any-version to read it as it is"
    )


def require_newer(title: str, version: str | None, standing: str | None) -> None:
    """Raises :class:`StoreError` where an older release would replace a newer one."""
    if version is None or standing is None or numbers(version) >= numbers(standing):
        return
    raise StoreError(
        f"{title} {version} is older than the {standing} in the store, which holds one release of it: "
        "import it into a store of its own, or replace the newer one with --any-version"
    )
