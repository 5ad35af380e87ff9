"""What profiles say in words of their own, by which their language is recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolegraph.graph.model import RoleProfile


def running_text(profiles: Iterable[RoleProfile]) -> str:
    """The texts of profiles on lines of their own, each once, prose first."""
    texts = [text for profile in profiles for text in _texts(profile)]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _texts(profile: RoleProfile) -> Iterator[str | None]:
    yield profile.description
    yield profile.outlook.text if profile.outlook else None
    yield from (duty.text for duty in profile.duties)
    yield from (fact.text for fact in profile.facts)
    yield from (skill.name for skill in profile.skills)
    yield profile.title
    yield from (other.name for other in (*profile.alternative_titles, *profile.alternative_roles))
