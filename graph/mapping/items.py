"""What a page says about shared things: an item of the page's own, and a flat link.

An item is ``{base}id/KIND/SOURCEKEY-n`` with ``schema:item`` the shared thing and ``schema:name``
as the page writes it; the vocabulary's labels are derived from these names alone. Profiles of one
page that share a list share its items.
"""

from __future__ import annotations

from collections.abc import Hashable

from pyoxigraph import NamedNode

from rolegraph.graph.identity import Iris, Kind, code_key, slug
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter
from rolegraph.graph.model import AlternativeRole, Announcement, Code, Duty, Place, SkillAsked, SkillMention
from rolegraph.graph.namespaces import RG


def code_scheme_iri(iris: Iris, scheme: str) -> str:
    """The concept scheme of a classification that pages state."""
    return iris.thing("scheme", slug(scheme))


def code_iri(iris: Iris, code: Code) -> str:
    """The shared thing that a code stands for: one per scheme and value (or title)."""
    return iris.thing("code", code_key(code.scheme, str(code.value or code.title)))


class PageItems:
    """Writes the items of one page, numbered from 1 for each kind, each once."""

    def __init__(self, writer: GraphWriter, iris: Iris, source_key: str) -> None:
        self._writer = writer
        self._iris = iris
        self._key = source_key
        self._numbers: dict[str, dict[Hashable, int]] = {}

    def duty(self, profile: NamedNode, duty: Duty, position: int) -> None:
        """``rg:duty`` and ``schema:responsibilities``."""
        write = self._writer
        node, fresh = self._item("duty", (duty, position), duty.place)
        write.add(profile, terms.DUTY, node)
        write.text(profile, terms.RESPONSIBILITIES, duty.text)
        if fresh:
            write.types(node, terms.DUTY_CLASS)
            write.count(node, terms.POSITION, position)
            write.text(node, terms.DESCRIPTION, duty.text)

    def skill(self, profile: NamedNode, asked: SkillAsked) -> None:
        """``rg:skillRequirement`` and ``schema:skills``."""
        write = self._writer
        node, fresh = self._item("requirement", asked, asked.place)
        skill = NamedNode(self._iris.thing("skill", slug(asked.name)))
        write.add(profile, terms.SKILL_REQUIREMENT, node)
        write.add(profile, terms.SKILLS, skill)
        if fresh:
            self._name(node, terms.SKILL_REQUIREMENT_CLASS, skill, asked.name)
            write.count(node, terms.POSITION, asked.position)
            write.number(node, terms.IMPORTANCE, asked.importance)
            write.number(node, terms.LEVEL, asked.level)
            write.number(node, terms.SCORE, asked.score)
            write.plain(node, terms.NECESSITY, asked.necessity and asked.necessity.value)

    def mention(self, profile: NamedNode, mention: SkillMention) -> None:
        """``rg:skillMention`` and ``rg:mentionsSkill``: never ranked, with the sentence."""
        node, fresh = self._item("mention", mention, mention.place)
        skill = NamedNode(self._iris.thing("skill", slug(mention.name)))
        self._writer.add(profile, terms.SKILL_MENTION, node)
        self._writer.add(profile, terms.MENTIONS_SKILL, skill)
        if fresh:
            self._name(node, terms.SKILL_MENTION_CLASS, skill, mention.name)
            self._writer.text(node, terms.SOURCE_TEXT, (mention.sentence or mention.place).words)

    def alternative(self, profile: NamedNode, alternative: AlternativeRole) -> None:
        """``rg:alternative`` and ``rg:alternativeRole``: directed, from this profile."""
        node, fresh = self._item("alternative", alternative, alternative.place)
        role = NamedNode(self._iris.thing("role", slug(alternative.name)))
        self._writer.add(profile, terms.ALTERNATIVE, node)
        self._writer.add(profile, terms.ALTERNATIVE_ROLE, role)
        if fresh:
            self._name(node, terms.ALTERNATIVE_ROLE_CLASS, role, alternative.name)

    def code(self, profile: NamedNode, code: Code) -> None:
        """``rg:classification`` and ``schema:occupationalCategory``."""
        write = self._writer
        node, fresh = self._item("classification", code, code.place)
        category = NamedNode(code_iri(self._iris, code))
        write.add(profile, terms.CLASSIFICATION, node)
        write.add(profile, terms.OCCUPATIONAL_CATEGORY, category)
        if fresh:
            self._name(node, terms.CLASSIFICATION_CLASS, category, code.title)
            write.plain(node, terms.CODE_VALUE, code.value)
            write.add(node, terms.IN_CODE_SET, NamedNode(code_scheme_iri(self._iris, code.scheme)))
            write.plain(node, terms.SCHEME_NAME, code.scheme)

    def announcement(self, profile: NamedNode, announcement: Announcement) -> None:
        """``rg:announcement`` and ``rg:announces``: a list that the page promises."""
        node, fresh = self._item("announcement", announcement, announcement.place)
        listed = NamedNode(RG + announcement.listing.value)
        self._writer.add(profile, terms.ANNOUNCEMENT, node)
        self._writer.add(profile, terms.ANNOUNCES, listed)
        if fresh:
            self._name(node, terms.ANNOUNCEMENT_CLASS, listed, None)
            self._writer.count(node, terms.ANNOUNCED_NUMBER, announcement.number)
            self._writer.text(node, terms.SOURCE_TEXT, announcement.place.words)

    def _name(self, node: NamedNode, kind: NamedNode, item: NamedNode, name: str | None) -> None:
        self._writer.types(node, kind)
        self._writer.add(node, terms.ITEM, item)
        self._writer.text(node, terms.NAME, name)

    def _item(self, kind: Kind, value: Hashable, place: Place) -> tuple[NamedNode, bool]:
        """The item that stands for ``value``, and whether it is new."""
        numbers = self._numbers.setdefault(kind, {})
        fresh = value not in numbers
        number = numbers.setdefault(value, len(numbers) + 1)
        node = NamedNode(self._iris.item(kind, self._key, number))
        self._writer.read_at(node, place)
        return node, fresh
