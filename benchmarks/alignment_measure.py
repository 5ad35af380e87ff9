"""Measures of the alignment benchmark: the top suggestion, and exact links with what is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alignment_data import Page

from rolegraph.graph.alignment.concepts import LabelKind, Scheme
from rolegraph.graph.alignment.decide import Suggested, decide
from rolegraph.graph.alignment.features import Features
from rolegraph.graph.alignment.index import SchemeIndex
from rolegraph.graph.alignment.normal import keys
from rolegraph.graph.alignment.records import Decision, Relation
from rolegraph.graph.alignment.suggest import Candidate, Suggester, Suggestion
from rolegraph.graph.alignment.weights import ROLE_THRESHOLDS, Thresholds, Weights

MOST = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares of the pages that have a right concept; ``None`` where nothing was asserted."""

    pages: int
    top: float
    top_five: float
    exact: int
    precision: float | None
    recall: float
    others: int
    others_right: float | None


def baseline(scheme: Scheme, form: Callable[[str], Sequence[str]]) -> Callable[[Page], str | None]:
    """The concept whose preferred label is the title, else the only one that has it as another label."""
    preferred: dict[str, str] = {}
    others: dict[str, set[str]] = defaultdict(set)
    for concept in scheme.concepts:
        for label in concept.labels:
            for text in form(label.text):
                if label.kind is LabelKind.PREFERRED:
                    preferred.setdefault(text, concept.iri)
                else:
                    others[text].add(concept.iri)

    def answer(page: Page) -> str | None:
        texts = form(page.title)
        alone = [next(iter(others[text])) for text in texts if len(others.get(text, ())) == 1]
        return next((preferred[text] for text in texts if text in preferred), next(iter(alone), None))

    return answer


def as_written(label: str) -> Sequence[str]:
    """A label in small letters."""
    return (label.strip().casefold(),)


def in_normal_form(label: str) -> Sequence[str]:
    """The normal forms of a label."""
    return keys(label, "en")


def measure_answers(answer: Callable[[Page], str | None], pages: Sequence[Page], scheme: str) -> Measured:
    """A method that gives one concept or none: what it gives is what it would assert."""
    given = [(answer(page), page.right[scheme]) for page in pages]
    said = [pair for pair in given if pair[0] is not None]
    right = sum(found == wanted for found, wanted in given)
    return Measured(
        len(pages),
        right / len(pages),
        right / len(pages),
        len(said),
        right / len(said) if said else None,
        right / len(pages),
        0,
        None,
    )


def candidates(index: SchemeIndex, pages: Iterable[Page]) -> list[list[Candidate]]:
    """What is looked at for each page; it does not depend on weights."""
    suggester = Suggester(index)
    return [suggester.candidates(page.concept) for page in pages]


def masked(weights: Weights, names: Iterable[str]) -> Weights:
    """The weights of some features, 0 for all others."""
    return Weights(Features(**{name: getattr(weights.features, name) for name in names}), weights.none)


def suggested(
    index: SchemeIndex, pages: Sequence[Page], found: Sequence[list[Candidate]], weights: Weights
) -> list[Suggested]:
    """The suggestions for each page with those weights."""
    suggester = Suggester(index, weights)
    pairs = zip(pages, found, strict=True)
    return [Suggested(page.concept, suggester.weighed(some, MOST)) for page, some in pairs]


def measure(
    scheme: Scheme,
    pages: Sequence[Page],
    answers: Sequence[Suggested],
    thresholds: Thresholds = ROLE_THRESHOLDS,
) -> Measured:
    """Top suggestions, and what is asserted of them under the thresholds."""
    right = {page.concept.iri: page.right[scheme.name] for page in pages}
    links = [
        one for one in decide(scheme, answers, thresholds=thresholds) if one.decision is Decision.ASSERTED
    ]
    exact = [right[one.subject] == one.object for one in links if one.relation is Relation.EXACT]
    others = [right[one.subject] == one.object for one in links if one.relation is not Relation.EXACT]
    return Measured(
        len(pages),
        _share(_is_among(one.suggestions[:1], right[one.thing.iri]) for one in answers) or 0.0,
        _share(_is_among(one.suggestions, right[one.thing.iri]) for one in answers) or 0.0,
        len(exact),
        _share(exact),
        sum(exact) / len(pages),
        len(others),
        _share(others),
    )


def _is_among(suggestions: Sequence[Suggestion], wanted: str) -> bool:
    return wanted in {one.concept.iri for one in suggestions}


def _share(values: Iterable[bool]) -> float | None:
    some = list(values)
    return sum(some) / len(some) if some else None


def pages_with(pages: Iterable[Page], scheme: str, *, chosen_on: bool) -> list[Page]:
    """The pages of one half that have a right concept in the scheme."""
    return [page for page in pages if scheme in page.right and page.chosen_on is chosen_on]


def pooled(measured: Mapping[str, Measured]) -> tuple[int, float, float]:
    """Over all schemes: exact links, their precision, and that of the other links; 0 where there are none."""
    exact = sum(one.exact for one in measured.values())
    right = sum(one.exact * (one.precision or 0) for one in measured.values())
    others = sum(one.others for one in measured.values())
    others_right = sum(one.others * (one.others_right or 0) for one in measured.values())
    return exact, right / exact if exact else 0.0, others_right / others if others else 0.0
