"""The operations of an update, as text: each with the prologue that holds where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Data:
    """INSERT DATA or DELETE DATA (SPARQL 1.1 Update, 3.1.1 and 3.1.2); ``quads`` with its braces."""

    prologue: str
    verb: Literal["insert", "delete"]
    quads: str


@dataclass(frozen=True, slots=True)
class Modify:
    """DELETE/INSERT … WHERE (3.1.3); templates and pattern with their braces, IRIs as written."""

    prologue: str
    delete: str | None
    insert: str | None
    where: str
    with_graph: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()

    @property
    def names_data_set(self) -> bool:
        """Whether it has WITH, USING or USING NAMED."""
        return bool(self.with_graph or self.using or self.using_named)


@dataclass(frozen=True, slots=True)
class Manage:
    """CLEAR, DROP, CREATE (``target``), ADD, MOVE, COPY (from ``target`` to ``goal``) (3.1.5, 3.2), LOAD.

    A target is an IRI as written, or ``default``, ``named``, ``all``.
    """

    prologue: str
    verb: str
    silent: bool
    target: str
    goal: str = ""


Operation = Data | Modify | Manage
