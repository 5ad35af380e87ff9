"""Suggestions with score and evidence, and which of them become links."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.alignment.concepts import Concept, Kind, Label, LabelKind, Scheme
from rolegraph.graph.alignment.decide import Decided, Suggested, decide, relation_of
from rolegraph.graph.alignment.features import Method
from rolegraph.graph.alignment.index import SchemeIndex
from rolegraph.graph.alignment.records import Alignment, Decision, Relation, alignment_quads, read_alignments
from rolegraph.graph.alignment.suggest import Suggester, shares
from rolegraph.graph.identity import Iris


def concept(iri: str, *labels: str, text: str = "", hidden: str = "", **more: object) -> Concept:
    kinds = [LabelKind.PREFERRED] + [LabelKind.ALTERNATIVE] * (len(labels) - 1)
    made = [Label(label, "en", kind) for label, kind in zip(labels, kinds, strict=True)]
    made += [Label(hidden, "en", LabelKind.HIDDEN)] if hidden else []
    return Concept(iri, tuple(made), text, "en", **more)  # type: ignore[arg-type]


OCCUPATIONS = Scheme(
    "esco",
    "ESCO",
    Kind.ROLE,
    (
        concept("e:collector", "debt collector", "collections officer", text="collects debts from debtors"),
        concept("e:actor", "actor/actress", "player", text="plays parts on stage"),
        concept("e:butcher", "butchers and meat cutters", hidden="meat man"),
        concept("e:baker", "baker", "player", text="bakes bread"),
        *(concept(f"e:{n}", f"{word} operator") for n, word in enumerate(("crane", "loom", "press", "kiln"))),
    ),
)
INDEX = SchemeIndex(OCCUPATIONS)


def links(*things: Concept, decided: Decided | None = None) -> list[Alignment]:
    suggester = Suggester(INDEX)
    return decide(
        OCCUPATIONS, [Suggested(one, suggester.suggest(one)) for one in things], decided or Decided()
    )


def test_a_preferred_label_is_an_exact_match_with_evidence() -> None:
    [link] = links(concept("r:a", "Actresses"))
    assert (link.object, link.relation, link.decision) == ("e:actor", Relation.EXACT, Decision.ASSERTED)
    assert link.method == Method.PREFERRED
    assert link.evidence[0] == "preferred label “actor/actress”"
    assert 0.94 <= link.score <= 1


def test_an_alternative_label_that_one_concept_alone_has() -> None:
    [first] = Suggester(INDEX).suggest(concept("r:a", "Collections Officers", text="debts debtors"))[:1]
    assert (first.concept.iri, first.method, first.named) == ("e:collector", Method.ALTERNATIVE, True)


def test_an_alternative_label_of_two_concepts_is_sure_of_neither() -> None:
    found = links(concept("r:a", "player"))
    assert {link.decision for link in found} == {Decision.PROPOSED}
    assert {link.object for link in found} >= {"e:actor", "e:baker"}


def test_a_hidden_label_counts_less_and_is_named() -> None:
    [first] = Suggester(INDEX).suggest(concept("r:a", "meat man"))[:1]
    assert (first.concept.iri, first.method) == ("e:butcher", Method.HIDDEN)


def test_nothing_in_common_gives_no_link() -> None:
    assert links(concept("r:a", "astronaut")) == []


def test_a_code_that_the_page_states_is_a_candidate_whatever_the_name() -> None:
    [first] = Suggester(INDEX).suggest(concept("r:a", "xyzzy", codes=frozenset({"e:baker"})))[:1]
    assert (first.concept.iri, first.method) == ("e:baker", Method.CODE)
    stated = concept("r:a", "xyzzy", stated=frozenset({("esco", "baker")}))
    assert Suggester(INDEX).suggest(stated)[0].evidence[0] == "the page gives its title under ESCO"


def test_skills_rated_alike_bring_a_concept_forward() -> None:
    names = ("a", "b", "c", "d")
    low, high = (MappingProxyType(dict.fromkeys(names, value)) for value in (1.0, 4.0))
    scheme = Scheme(
        "onet",
        "O*NET",
        Kind.ROLE,
        (concept("o:1", "kiln worker", skills=low), concept("o:2", "loom worker", skills=high)),
    )
    first, second = Suggester(SchemeIndex(scheme)).suggest(concept("r:a", "worker", skills=high))
    assert (first.concept.iri, second.concept.iri) == ("o:2", "o:1")
    assert "4 skills rated by both, 0.00 apart on average" in first.evidence


def test_an_exact_match_is_one_to_one() -> None:
    found = links(concept("r:a", "baker"), concept("r:b", "Bakers"), concept("r:c", "baker", "bread man"))
    assert [link.relation for link in found].count(Relation.EXACT) == 1
    assert {link.object for link in found} == {"e:baker"}
    loser = next(link for link in found if link.relation is Relation.CLOSE)
    assert loser.evidence[-1] == "another is the exact match of it"


def test_what_a_person_decided_stands() -> None:
    baker = concept("r:a", "baker")
    [link] = links(baker)
    rejected = Decided(rejected=frozenset({("r:a", "e:baker")}))
    assert all(found.object != "e:baker" for found in links(baker, decided=rejected))
    kept = Alignment("r:a", "e:actor", Relation.CLOSE, 0.1, "context", ("x",), Decision.ACCEPTED)
    assert links(baker, decided=Decided.of([kept, link])) == []
    taken = Alignment("r:z", "e:baker", Relation.EXACT, 0.1, "context", ("x",), Decision.ACCEPTED)
    [other] = links(baker, decided=Decided.of([taken]))
    assert other.relation is Relation.CLOSE


@pytest.mark.parametrize(
    ("own", "other", "relation"),
    [
        ("butcher", "Butchers and Meat Cutters", Relation.BROAD),
        ("financial auditor", "auditor", Relation.BROAD),
        ("farmer", "mixed farmers", Relation.NARROW),
        ("farmer", "farm manager", Relation.CLOSE),
    ],
)
def test_relations_by_name(own: str, other: str, relation: Relation) -> None:
    assert relation_of(concept("r:a", own), concept("e:b", other)) is relation


def test_other_labels_of_a_skill_are_no_exact_match() -> None:
    skills = Scheme(
        "esco", "ESCO", Kind.SKILL, (concept("e:s", "use spreadsheets software", "Microsoft Excel"),)
    )
    thing = concept("s:x", "Microsoft Excel")
    [link] = decide(skills, [Suggested(thing, Suggester(SchemeIndex(skills)).suggest(thing))])
    assert (link.relation, link.decision) == (Relation.CLOSE, Decision.ASSERTED)


@given(st.lists(st.floats(-1000, 1000), max_size=20), st.floats(-1000, 1000))
def test_scores_are_shares(sums: list[float], none: float) -> None:
    found = shares(sums, none)
    assert all(0 <= one <= 1 for one in found)
    assert sum(found) <= 1 + 1e-9


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(
    st.builds(
        Alignment,
        st.sampled_from(["http://x/a", "http://x/b"]),
        st.just("http://x/c"),
        st.sampled_from(Relation),
        st.integers(0, 10_000).map(lambda n: n / 10_000),
        st.sampled_from([one.value for one in Method]),
        st.lists(_TEXT, min_size=1, max_size=3, unique=True).map(lambda some: tuple(sorted(some))),
        st.sampled_from(Decision),
        st.sampled_from(["", "2026-01-02T03:04:05.678Z"]),
    )
)
def test_a_link_comes_back_from_its_quads(link: Alignment) -> None:
    iris = Iris("http://127.0.0.1:8000/")
    quads = alignment_quads([link], iris)
    assert list(read_alignments(quads, iris)) == [link]
    assert any(q.predicate == link.relation.node for q in quads) is link.decision.stands
