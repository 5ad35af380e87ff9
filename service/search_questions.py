"""What a search is asked for: the parameters of ``/search`` and ``/suggest``, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rolegraph.graph.search.index import Wanted
from rolegraph.graph.search.kinds import GROUPS, KINDS, spread
from rolegraph.service.errors import BadRequest
from rolegraph.service.parameters import Parameters, single

LONGEST = 1000
"""Characters that may be sought."""
MOST = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: ``kinds`` as they were asked for, ``cursor`` "" for the beginning of the answer."""

    text: str
    kinds: tuple[str, ...]
    language: str
    limit: int
    cursor: str

    @property
    def wanted(self) -> Wanted:
        """What the index is to look among."""
        return Wanted(spread(self.kinds) if self.kinds else None, self.language)

    @property
    def question(self) -> Sequence[str]:
        """What makes this a question of its own, whatever part of the answer is wanted."""
        return (self.text, *sorted(self.kinds), "", self.language)


def read(parameters: Parameters, name: str, limit: int) -> Asked:
    """The question whose text is the parameter ``name``; ``limit`` is how many answers it has by default.

    Raises :class:`BadRequest`.
    """
    return Asked(
        text(parameters, name) or "",
        _kinds(parameters),
        language(single(parameters, "lang") or "", "lang"),
        number(single(parameters, "limit"), "limit", limit, MOST),
        single(parameters, "cursor") or "",
    )


def text(parameters: Parameters, name: str) -> str | None:
    """A text of at most ``LONGEST`` characters, without control characters; ``None`` where it is not given.

    Raises :class:`BadRequest`.
    """
    given = single(parameters, name)
    if given is not None and len(given) > LONGEST:
        raise BadRequest(f"{name} has {len(given)} characters: at most {LONGEST} are read")
    return None if given is None else _CONTROL.sub(" ", given)


def needed(parameters: Parameters, name: str) -> str:
    """The same, of a parameter that must be given, be it empty. Raises :class:`BadRequest`."""
    given = text(parameters, name)
    if given is None:
        raise BadRequest(f"there is nothing to look for: give the parameter {name!r}")
    return given


def language(given: str, name: str) -> str:
    """A language range; "" for none. Raises :class:`BadRequest`."""
    if given and not _LANGUAGE.fullmatch(given):
        raise BadRequest(f"{name} must be a language tag like 'en' or 'zh-Hant', not {given[:40]!r}")
    return given


def number(given: str | None, name: str, default: int, most: int) -> int:
    """A count from 1 to ``most``. Raises :class:`BadRequest`."""
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) <= most):
        raise BadRequest(f"{name} must be a number from 1 to {most}, not {given[:20]!r}")
    return int(given)


def _kinds(parameters: Parameters) -> tuple[str, ...]:
    """Kinds and groups, by several parameters or with commas between."""
    given = [name.strip() for key, value in parameters if key == "kind" for name in value.split(",")]
    found = tuple(dict.fromkeys(name for name in given if name))
    try:
        spread(found)
    except KeyError as error:
        every = ", ".join([*(kind.key for kind in KINDS), *GROUPS])
        raise BadRequest(f"there is no kind {str(error.args[0])[:40]!r}: the kinds are {every}") from None
    return found
