"""One example a question, for the page and the OpenAPI document: they can be asked of the samples."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_SKILLS = ["Retail Sales", "Microsoft Excel", "Problem Solving"]
EXAMPLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "paths": {"skill": _SKILLS, "target": "Collections Officer"},
        "reachable": {"skill": _SKILLS, "gap": 0.8},
        "gap": {"skill": _SKILLS, "target": "Collections Officer"},
        "similar": {"role": "Collections Officer"},
    }
)
"""By the name of the question: its parameters."""
