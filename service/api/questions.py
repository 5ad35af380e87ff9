"""What each question takes: its parameters, with their bounds, as they are documented and checked.

The same models read a query string and a body of JSON and make the OpenAPI document.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from rolegraph.graph.paths.asking import MOST_SKILLS
from rolegraph.graph.paths.k_best import MOST_HOPS, MOST_PATHS
from rolegraph.graph.paths.names import LONGEST_NAME
from rolegraph.graph.paths.questions import MOST_ROLES
from rolegraph.graph.paths.steps import FLOOR

MOST_LISTED = 100
"""Statements that are listed of the evidence of one step or role."""

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]
_NAMED = "an IRI, a label or an alternative label"


class Question(BaseModel):
    """What every question takes; ``name`` is the last part of its address."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    name: ClassVar[str]
    summary: ClassVar[str]

    evidence: int = Field(
        5,
        ge=0,
        le=MOST_LISTED,
        description="How many triples are listed of the evidence of each step or role.",
    )

    @classmethod
    def parameters(cls) -> dict[str, FieldInfo]:
        """Its parameters by name, those of its own before what every question takes."""
        return dict(sorted(cls.model_fields.items(), key=lambda one: one[0] in Question.model_fields))


class _Held(Question):
    skill: list[Name] = Field(
        [], max_length=MOST_SKILLS, description=f"A skill that is held: {_NAMED}. Any number of times."
    )
    role: Name | None = Field(None, description=f"A role whose skills are held: {_NAMED}.")
    country: Name | None = Field(
        None,
        description="A country, a code such as GB; all if not given. Pay is of this country, and the role"
        " asked about is what its pages there ask for.",
    )
    band: Name | None = Field(
        None,
        description="An experience band, a label; all if not given. Pay is of this band, and the role asked"
        " about is what its pages for it ask for.",
    )

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Self:
        if not self.skill and self.role is None:
            raise ValueError("nothing to start from: give a role, or one or more of the parameter 'skill'")
        return self


class Paths(_Held):
    """Parameters of ``/api/paths``."""

    name = "paths"
    summary = "The best paths from skills or a role to a role, step by step."

    target: Name = Field(description=f"The role to reach: {_NAMED}.")
    k: int = Field(5, ge=1, le=MOST_PATHS, description="How many paths.")
    hops: int = Field(4, ge=1, le=MOST_HOPS, description="How many steps a path may have.")
    floor: float = Field(
        FLOOR, ge=FLOOR, le=1, description="The least coverage of a step that no page names."
    )


class Reachable(_Held):
    """Parameters of ``/api/reachable``."""

    name = "reachable"
    summary = "The roles that are within a gap of what is held, the nearest first."

    gap: float = Field(
        0.5, ge=0, le=1, description="The share of a role's weighted skills that may be missing."
    )
    limit: int = Field(20, ge=1, le=MOST_ROLES, description="How many roles.")


class Gap(_Held):
    """Parameters of ``/api/gap``."""

    name = "gap"
    summary = "What a role asks for beyond what is held."

    target: Name = Field(description=f"The role that is looked at: {_NAMED}.")


class Similar(Question):
    """Parameters of ``/api/similar``."""

    name = "similar"
    summary = "The roles most like a role, and why."

    role: Name = Field(description=f"The role that others are compared with: {_NAMED}.")
    limit: int = Field(20, ge=1, le=MOST_ROLES, description="How many roles.")
    with_code: bool = Field(
        True, description="Whether what classifications of occupations group together counts as alike."
    )


QUESTIONS: tuple[type[Question], ...] = (Paths, Reachable, Gap, Similar)
"""Every question, in the order in which they are documented."""
