"""Types of entities: kinds of things, with groups of them as broader types [2.2]."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from rolegraph.graph.search.kinds import BY_KEY, GROUPS, spread
from rolegraph.service.errors import BadRequest

DEFAULT = ("role", "skill", "country")
_KINDS = (
    *("role", "skill", "country", "experience"),
    *("esco-occupation", "esco-skill", "onet-occupation", "onet-skill", "code"),
)
TITLES = MappingProxyType(
    {
        **{key: BY_KEY[key].title for key in _KINDS},
        **{key: group.title for key, group in GROUPS.items()},
    }
)
"""What each type is called."""
EVERY_KIND = frozenset(_KINDS)
"""The kinds of things that are matched where no type is given."""


def broader(kind: str) -> list[str]:
    """The groups that a kind is in."""
    return [key for key, group in GROUPS.items() if kind in group.kinds]


def types_of(kind: str) -> list[dict[str, str]]:
    """The types of a thing of a kind, its own first."""
    return [{"id": key, "name": title(key)} for key in (kind, *broader(kind))]


def title(key: str) -> str:
    """What a type, or the kind of a thing that is not matched, is called."""
    return TITLES[key] if key in TITLES else BY_KEY[key].title


def described(key: str) -> dict[str, Any]:
    """A type as an object of the API."""
    above = [{"id": group, "name": TITLES[group]} for group in broader(key)]
    return {"id": key, "name": TITLES[key], **({"broader": above} if above else {})}


def kinds_of(types: Iterable[str]) -> frozenset[str]:
    """The kinds of things that have one of these types. Raises :class:`BadRequest` for one that is none."""
    wanted = list(types)
    for one in wanted:
        if one not in TITLES:
            raise BadRequest(f"there is no type {one[:60]!r}: the types are {', '.join(TITLES)}")
    return spread(wanted)
