"""Which country an occupation or a posting is about."""

from __future__ import annotations

from collections.abc import Iterator

from rolegraph.graph.model import Notice, Place
from rolegraph.graph.sources.linked_data.nodes import Node, Said, Value
from rolegraph.graph.sources.linked_data.wording import flat
from rolegraph.graph.sources.values.countries import code_of_iso, country_code, why_unknown

_PREFERRED = (("occupationLocation", "jobLocation"), ("applicantLocationRequirements",))
_COUNTRY = ("addressCountry",)
_WITHIN = ("address", "containedInPlace", "containedIn")
_DEEPEST = 6
_ALSO_STATES = frozenset({"georgia"})


def read_country(node: Node, notices: list[Notice]) -> tuple[str | None, Place | None]:
    """The code of the one country that is named, and where: that of the work before that of the applicants.

    Names that are none of a country, and several countries, are named in a notice.
    """
    for names in _PREFERRED:
        said = [each for value in node.values(*names) for each in _countries(value, _DEEPEST)]
        found = {code: each for each in reversed(said) if (code := _code(flat(each)))}
        unknown = [each for each in said if not _code(flat(each))]
        notices.extend(map(_unknown, unknown if not found else ()))
        if len(found) == 1:
            code, where = next(iter(found.items()))
            return code, where.place
        if found:
            notices.append(_several(sorted(found), said[0]))
            return None, None
    return None, None


def _countries(value: Value, depth: int) -> Iterator[Said]:
    """The texts that should name a country.

    A text in place of a place may be a town, an address, or the code of a state (CA): only the full
    name of a country that is no state's counts.
    """
    if isinstance(value, Said):
        if country_code(flat(value)) and flat(value).casefold() not in _ALSO_STATES:
            yield value
        return
    if value.is_a("Country"):
        said = value.text("name", "identifier", "alternateName")
        yield from [said] if said else []
        return
    for given in value.values(*_COUNTRY):
        if isinstance(given, Said):
            yield given
        else:
            yield from given.texts("name")
    for outer in value.values(*_WITHIN) if depth else ():
        yield from _countries(outer, depth - 1)


def _code(text: str) -> str | None:
    """The country of a name or code, where one is to be expected; codes in small letters too."""
    return code_of_iso(text.upper() if len(text) <= 3 else text) or country_code(text)


def _unknown(said: Said) -> Notice:
    message = f"{why_unknown(said.text)}; the country is not stated"
    remedy = "give its ISO 3166-1 code"
    return Notice("country-not-understood", message, said.pointer, remedy, "country", said.text)


def _several(codes: list[str], first: Said) -> Notice:
    names = ", ".join(codes)
    message = f"{len(codes)} countries are named ({names}), and which pay is whose is unknown: none is kept"
    return Notice("country-not-understood", message, first.pointer, "write a posting each", "country", names)
