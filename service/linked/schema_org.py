"""What pages say of roles, skills, profiles and the data set in schema.org's words, for search engines.

Pure functions from triples to JSON-LD, and its embedding in a page. A ``script`` whose type is no
script type is a data block, which no policy of scripts concerns (HTML, section 4.12.1; CSP 3,
section 4.2.3 asks for scripts only).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Triple

from rolegraph.graph.catalogue.dcat import DESCRIPTION, RIGHTS, TITLE
from rolegraph.graph.catalogue.description import CountedGeneration
from rolegraph.graph.catalogue.files import PACKED, WHOLE, File
from rolegraph.graph.catalogue.identifiers import Names
from rolegraph.graph.namespaces import DCTERMS, PREFIXES, RDF, RG, SCHEMA, SKOS

_TYPE = f"{RDF}type"
_MOST = 100
"""Values of one property; a page is no place for more."""
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_AMOUNTS = ("minValue", "maxValue", "median", "percentile10", "percentile25", "percentile75", "percentile90")
Data = dict[str, Any]


def as_script(data: Data) -> Markup:
    """A data block with JSON-LD, for the head of a page.

    No text in it can end the element or begin a comment or another script (HTML, section 4.12.1.3),
    as every ``<``, ``>`` and ``&`` is escaped; U+2028 and U+2029, which old scripts take for line
    ends, are too.
    """
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704


class _Graph:
    """Triples by subject and property; ``profiles`` are the things that have a role."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                values = self._values[triple.subject.value, triple.predicate.value]
                if triple.object not in values:
                    values.append(triple.object)
        self.profiles = [s for s, p in self._values if p == f"{RG}role"]

    def values(self, subject: str, iri: str) -> list[str]:
        return [value.value for value in self._values[subject, iri][:_MOST]]

    def one(self, subject: str, *iris: str) -> str | None:
        """The first value, one in English before others, of the first property that there is."""
        for iri in iris:
            found = self._values[subject, iri]
            english = [v for v in found if isinstance(v, Literal) and v.language in ("en", None)]
            if found:
                return (english or found)[0].value
        return None

    def name(self, subject: str) -> str | None:
        return self.one(subject, f"{SCHEMA}name", f"{SKOS}prefLabel", f"{PREFIXES['rdfs']}label")


def thing_page(iri: str, triples: Iterable[Triple]) -> Data | None:
    """What a page of a thing says of it, ``None`` where schema.org has no word for the thing.

    ``triples`` are those of the thing, of the pay of a profile, of profiles of a role, and the
    labels of what they name.
    """
    graph = _Graph(triples)
    types = set(graph.values(iri, _TYPE))
    if f"{RG}RoleProfile" in types:
        data = _profile(graph, iri)
    elif f"{RG}Role" in types:
        data = {"@type": "Occupation", **_named(graph, iri), **_of_profiles(graph, iri)}
    elif types & {f"{RG}Skill", f"{SCHEMA}DefinedTerm"}:
        data = {
            "@type": "DefinedTerm",
            **_named(graph, iri),
            "inDefinedTermSet": graph.one(iri, f"{SKOS}inScheme"),
        }
    else:
        return None
    return _without_nothing({"@id": iri, "url": iri, **data})


def needed(triples: Iterable[Triple]) -> list[NamedNode]:
    """The things whose own triples :func:`thing_page` needs beside those of a profile: its pay."""
    found = (t.object for t in triples if t.predicate.value == f"{SCHEMA}estimatedSalary")
    return [node for node in found if isinstance(node, NamedNode)][:_MOST]


def _named(graph: _Graph, iri: str) -> Data:
    return {
        "name": graph.name(iri),
        "alternateName": graph.values(iri, f"{SKOS}altLabel"),
        "description": graph.one(iri, f"{SKOS}definition", f"{DCTERMS}description"),
        "sameAs": graph.values(iri, f"{SKOS}exactMatch"),
    }


def _of_profiles(graph: _Graph, role: str) -> Data:
    """What profiles of a role ask for, and where; their pay is for one place each, so it stands there."""
    mine = [one for one in graph.profiles if role in graph.values(one, f"{RG}role")]
    places = dict.fromkeys(place for one in mine for place in graph.values(one, f"{RG}country"))
    skills = dict.fromkeys(skill for one in mine for skill in graph.values(one, f"{SCHEMA}skills"))
    return {
        "occupationLocation": [_place(graph, place) for place in places],
        "skills": [_skill(graph, skill) for skill in skills][:_MOST],
    }


def _profile(graph: _Graph, iri: str) -> Data:
    return {
        "@type": "Occupation",
        "name": graph.name(iri),
        "alternateName": graph.values(iri, f"{SCHEMA}alternateName"),
        "description": graph.one(iri, f"{SCHEMA}description"),
        "mainEntityOfPage": graph.one(iri, f"{SCHEMA}mainEntityOfPage"),
        "occupationLocation": [_place(graph, place) for place in graph.values(iri, f"{RG}country")],
        "skills": [_skill(graph, skill) for skill in graph.values(iri, f"{SCHEMA}skills")],
        "responsibilities": graph.values(iri, f"{SCHEMA}responsibilities"),
        "experienceRequirements": [
            name for band in graph.values(iri, f"{RG}experienceBand") if (name := graph.name(band))
        ],
        "estimatedSalary": [
            _pay(graph, pay) for pay in graph.values(iri, f"{SCHEMA}estimatedSalary") if _is_pay(graph, pay)
        ],
    }


def _place(graph: _Graph, iri: str) -> Data:
    return _without_nothing({"@type": "Country", "@id": iri, "name": graph.name(iri)})


def _skill(graph: _Graph, iri: str) -> Data:
    return _without_nothing({"@type": "DefinedTerm", "@id": iri, "name": graph.name(iri)})


def _is_pay(graph: _Graph, iri: str) -> bool:
    return any(graph.one(iri, SCHEMA + name) for name in _AMOUNTS)


def _pay(graph: _Graph, iri: str) -> Data:
    """A ``MonetaryAmountDistribution``, which is what search engines take for estimated pay."""
    figures = {name: _number(graph.one(iri, SCHEMA + name)) for name in _AMOUNTS}
    return _without_nothing(
        {
            "@type": "MonetaryAmountDistribution",
            "name": "base",
            "currency": graph.one(iri, f"{SCHEMA}currency"),
            "duration": graph.one(iri, f"{RG}payPeriod", f"{SCHEMA}duration"),
            **figures,
        }
    )


def _number(text: str | None) -> float | int | None:
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number


def dataset_page(base: str, counted: CountedGeneration, known: Mapping[str, File]) -> Data:
    """What the page of the data set says of it, with its downloads."""
    names = Names(base)
    return _without_nothing(
        {
            "@type": "Dataset",
            "@id": names.dataset.value,
            "url": names.document.value,
            "name": TITLE,
            "description": DESCRIPTION,
            "version": str(counted.content),
            "dateModified": counted.made,
            "conditionsOfAccess": RIGHTS,
            "keywords": ["job roles", "occupations", "skills", "salaries"],
            "isAccessibleForFree": True,
            "variableMeasured": ["pay by role, country and experience band", "skills by role"],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "contentUrl": names.dump(f"all{form.extension}").value,
                    "encodingFormat": [form.media_type, PACKED],
                    **_file(known.get(f"all{form.extension}")),
                }
                for form in WHOLE
            ],
        }
    )


def _file(file: File | None) -> Data:
    return {"contentSize": f"{file.size} B", "sha256": file.sha256} if file else {}


def _without_nothing(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in (None, [], "")}
