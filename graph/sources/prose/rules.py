"""The rules of a language, read from its data files, and which languages have any.

A file is TOML. ``[phrases]`` names parts of patterns, used as ``{name}`` in later phrases and in the
patterns of that file. Each ``[[rule]]`` has

- ``id``, ``field`` (what it reads: see :class:`Field`) and ``pattern``, a regular expression where a
  space stands for any white space and small letters match capitals too. Its groups: ``value`` (one) or
  ``list`` (parted at commas and conjunctions) for a fact or mention; ``value`` for growth; ``years``, or
  ``first`` and ``last``, for a period. Trend and growth may have ``words``, those that are shown for
  it, ``subject``, of whom it is said, and ``overall``, where it is said of all parts of a role together;
- ``sets``: what a match means where it is no words: ``sign`` of a figure; ``trend``, ``strong`` (goes
  before weaker words) and ``projected``; the ``duration`` of a period in years, where the words hold no
  number; ``own_heads`` of a list whose members each end in a noun of their own;
- ``reads``: examples, each a sentence with what the rule reads from it; ``leaves``: sentences from
  which it reads nothing.

Each ``[[guard]]`` has ``id``, ``fields``, ``pattern``, ``scope`` and examples, ``stops`` and
``passes``. It takes away what rules match: anywhere in a sentence that the pattern meets
(``sentence``), right after words that it meets (``before``), or within the words that it meets
(``within``).

One file of a language has the table ``[joints]``: how lists are parted (see :class:`Joints`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from rolegraph.graph.model import Notice
from rolegraph.graph.sources.prose.lists import Joints

_LANGUAGES = files("rolegraph.graph.sources.prose") / "languages"
_PHRASE = re.compile(r"\{([a-z_]+)\}")


class Field(StrEnum):
    """What a rule reads."""

    INDUSTRY = "facts.industry"
    EMPLOYER_KIND = "facts.employerKind"
    MENTION = "mentions"
    TREND = "outlook.trend"
    GROWTH = "outlook.growth"
    PERIOD = "outlook.period"
    PAST_PERIOD = "outlook.past"
    CHANGE = "outlook.change"
    FIGURE = "outlook.figure"


class Scope(StrEnum):
    """Where a guard looks."""

    SENTENCE = "sentence"
    BEFORE = "before"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern with examples: ``reads`` pairs a sentence with the words or value read."""

    id: str
    field: Field
    pattern: re.Pattern[str]
    sets: Mapping[str, str | int | bool]
    reads: tuple[tuple[str, tuple[str, ...]], ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """A named pattern that takes away what rules of ``fields`` match."""

    id: str
    fields: frozenset[Field]
    scope: Scope
    pattern: re.Pattern[str]
    stops: tuple[str, ...]
    passes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of one language."""

    language: str
    rules: tuple[Rule, ...]
    guards: tuple[Guard, ...]
    joints: Joints

    def of(self, *fields: Field) -> tuple[Rule, ...]:
        """The rules that read one of ``fields``, in the order of the files."""
        return tuple(rule for rule in self.rules if rule.field in fields)

    def guarding(self, field: Field, scope: Scope) -> tuple[Guard, ...]:
        """The guards of a field that look in ``scope``."""
        return tuple(guard for guard in self.guards if guard.scope is scope and field in guard.fields)


_NOTHING = re.compile(r"(?!)")
NO_RULES = Rules("und", (), (), Joints(*(_NOTHING,) * 6))


@cache
def languages_with_rules() -> tuple[str, ...]:
    """The languages that have rules, as primary subtags (BCP 47)."""
    return tuple(sorted(folder.name for folder in _LANGUAGES.iterdir() if folder.is_dir()))


def rules_for(language: str) -> Rules:
    """The rules for a BCP 47 tag by its primary subtag (``en-GB``: ``en``); none is no error."""
    primary = language.partition("-")[0].lower()
    return _load(primary) if primary in languages_with_rules() else NO_RULES


def missing_rules(language: str) -> tuple[Notice, ...]:
    """The notice ``language-without-rules``, where prose in ``language`` can't be read."""
    if rules_for(language).rules:
        return ()
    known = language.partition("-")[0].lower() != "und"
    message = (
        f"prose in the language '{language}' is kept as it is: there are no rules to read it"
        if known
        else "the language of the text is not known: it is kept as it is, and nothing is read from its prose"
    )
    remedy = f"languages with rules: {', '.join(languages_with_rules())}"
    if not known:
        remedy = f"state the language on the page; {remedy}"
    return (Notice("language-without-rules", message, remedy=remedy, field="language"),)


@cache
def _load(language: str) -> Rules:
    documents = [tomllib.loads(file.read_text("utf-8")) for file in _data_files(language)]
    rules = tuple(rule for document in documents for rule in _rules(document))
    guards = tuple(guard for document in documents for guard in _guards(document))
    (joints,) = (_joints(document["joints"]) for document in documents if "joints" in document)
    return Rules(language, rules, guards, joints)


def _data_files(language: str) -> list[Traversable]:
    found = (_LANGUAGES / language).iterdir()
    return sorted((file for file in found if file.name.endswith(".toml")), key=lambda file: file.name)


def _rules(document: Mapping[str, Any]) -> Iterator[Rule]:
    phrases = _phrases(document)
    for table in document.get("rule", ()):
        yield Rule(
            table["id"],
            Field(table["field"]),
            _compiled(table["pattern"], phrases),
            MappingProxyType(table.get("sets", {})),
            tuple((text, tuple(read)) for text, *read in table["reads"]),
            tuple(table["leaves"]),
        )


def _guards(document: Mapping[str, Any]) -> Iterator[Guard]:
    phrases = _phrases(document)
    for table in document.get("guard", ()):
        scope = Scope(table["scope"])
        ending = "$" if scope is Scope.BEFORE else ""
        yield Guard(
            table["id"],
            frozenset(_fields(table["fields"])),
            scope,
            _compiled(f"(?:{table['pattern']}){ending}", phrases),
            tuple(table["stops"]),
            tuple(table["passes"]),
        )


def _joints(table: Mapping[str, str]) -> Joints:
    return Joints(**{field.name: _compiled(table[field.name], {}) for field in fields(Joints)})


def _fields(names: Iterable[str]) -> Iterator[Field]:
    """Fields by their name, or all of a kind (``facts``)."""
    for name in names:
        yield from (field for field in Field if field == name or field.startswith(f"{name}."))


def _phrases(document: Mapping[str, Any]) -> dict[str, str]:
    """Each phrase with the phrases before it put in."""
    phrases: dict[str, str] = {}
    for name, pattern in document.get("phrases", {}).items():
        phrases[name] = _filled(pattern, phrases)
    return phrases


def _filled(pattern: str, phrases: Mapping[str, str]) -> str:
    return _PHRASE.sub(lambda name: phrases[name[1]], pattern)


def _compiled(pattern: str, phrases: Mapping[str, str]) -> re.Pattern[str]:
    """A space is white space taken whole, so that it can be matched in one way only."""
    return re.compile(_filled(pattern, phrases).replace(" ", r"(?:\s++)"), re.IGNORECASE)
