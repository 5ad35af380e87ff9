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


_PARAMETER = re.compile(r"<(?:any\('?(?P<first>[^',)]+)[^)]*\):)?[^>]+>")


def filled(rule: Rule, value: str) -> str:
    """The path of a rule with the same value in place of each of its parameters.

    One that takes certain words alone gets the first of these where another takes anything.
    """
    words_alone = all(found["first"] for found in _PARAMETER.finditer(rule.rule))
    return _PARAMETER.sub(lambda found: value if words_alone else found["first"] or value, rule.rule)


WITH_PARAMETERS = [rule for rule in rules() if rule.arguments]
PLAIN = sorted({rule.rule for rule in rules() if not rule.arguments})
ALL = sorted({filled(rule, "mine") for rule in rules()})
