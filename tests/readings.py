"""Hand-made readings that several tests map."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from rolegraph.graph.identity import Iris, source_key
from rolegraph.graph.mapping import page_quads
from rolegraph.graph.model import (
    Band,
    Basis,
    Money,
    Place,
    Reading,
    RoleProfile,
    Salary,
    SkillAsked,
    Source,
)

BASE = "http://127.0.0.1:8000/"
IRIS = Iris(BASE)
HERE = Place("words", line=1)


def source(name: str = "page.txt") -> Source:
    """The identity of a page of that name."""
    return Source(source_key(name), name, name, "ab" * 32, "text/plain", "role-page")


def pounds(low: str = "23000", high: str | None = None) -> Salary:
    """Yearly pay in GBP."""
    money = Money(f"£{low}", Decimal(low), Decimal(high or low), "GBP", Basis.STATED, "P1Y")
    return Salary(money, HERE)


def profile(title: str = "Collections Officer", **changes: Any) -> RoleProfile:
    """A profile in GB at 0-3 years with two ranked skills and one salary."""
    values: dict[str, Any] = {
        "country": "GB",
        "band": Band(Decimal(0), Decimal(3)),
        "salaries": (pounds(),),
        "description": "What it is.",
        "skills": (
            SkillAsked("Retail Sales", HERE, position=1),
            SkillAsked("Microsoft Excel", HERE, position=2),
        ),
    }
    return RoleProfile(title=title, title_place=HERE, **{**values, **changes})


def quads_of(*profiles: RoleProfile, name: str = "page.txt", **reading: Any) -> list[Quad]:
    """The page graph of profiles on one page."""
    return page_quads(source(name), Reading(profiles=profiles, **reading), IRIS)


def text(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """The IRI or the lexical form of a term."""
    assert not isinstance(term, Triple)
    return term.value


def tagged(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """A label with its language: ``Collector@en``."""
    assert isinstance(term, Literal)
    return f"{term.value}@{term.language}"
