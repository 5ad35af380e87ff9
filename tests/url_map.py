"""Every address of the service, for the tests that must leave none out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from werkzeug.routing import Rule

from rolegraph.service.app import create_app


@cache
def rules() -> list[Rule]:
    """Every address of the service."""
    return list(create_app(Path("nowhere")).url_map.iter_rules())


def filled(rule: Rule, value: str) -> str:
    """The path of a rule with the same value in place of each of its parameters."""
    return re.sub(r"<[^>]+>", lambda _: value, rule.rule)


WITH_PARAMETERS = [rule for rule in rules() if rule.arguments]
PLAIN = sorted({rule.rule for rule in rules() if not rule.arguments})
ALL = sorted({filled(rule, "mine") for rule in rules()})
