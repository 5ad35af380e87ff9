"""The vocabulary graph: derived from all pages, whatever their order."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad
from readings import HERE, IRIS, profile, quads_of, tagged, text

from rolegraph.graph.mapping import VocabularyDeriver, static_vocabulary, terms, touched_things
from rolegraph.graph.model import AlternativeRole, Band, Code, Salary, SkillAsked


def derived(*pages: list[Quad]) -> list[Quad]:
    """The vocabulary of these page graphs."""
    store = pyoxigraph.Store()
    quads = [quad for page in pages for quad in page]
    store.extend(quads)
    return VocabularyDeriver(store, IRIS).derive(touched_things(quads, IRIS))


def labels(quads: list[Quad], thing: str, predicate: NamedNode) -> list[str]:
    """The labels of a thing such as ``role/x``, with their language."""
    node = NamedNode(f"{IRIS.base}id/{thing}")
    return [tagged(q.object) for q in quads if (q.subject, q.predicate) == (node, predicate)]


def values(quads: list[Quad], thing: str, predicate: NamedNode) -> list[str]:
    """The values of a property of a thing, as text."""
    node = NamedNode(f"{IRIS.base}id/{thing}")
    return [text(q.object) for q in quads if (q.subject, q.predicate) == (node, predicate)]


def skilled(name: str, *skills: str) -> list[Quad]:
    """A page that asks for these skills."""
    return quads_of(profile(skills=tuple(SkillAsked(s, HERE) for s in skills)), name=name)


def test_the_most_frequent_name_is_preferred_then_the_first() -> None:
    quads = derived(
        skilled("a", "excel"), skilled("b", "Excel"), skilled("c", "excel"), skilled("d", "EXCEL")
    )
    assert labels(quads, "skill/excel", terms.PREF_LABEL) == ["excel@en"]
    assert labels(quads, "skill/excel", terms.ALT_LABEL) == ["EXCEL@en", "Excel@en"]
    tie = derived(skilled("a", "excel"), skilled("b", "Excel"))
    assert labels(tie, "skill/excel", terms.PREF_LABEL) == ["Excel@en"]


def test_the_order_of_pages_does_not_matter() -> None:
    pages = [skilled("a", "excel", "Tact"), skilled("b", "Excel"), skilled("c", "TACT", "excel")]
    results = [derived(*order) for order in itertools.permutations(pages)]
    assert all(result == results[0] for result in results)


def test_withdrawing_one_page_leaves_what_the_others_say() -> None:
    assert labels(derived(skilled("b", "Excel")), "skill/excel", terms.ALT_LABEL) == []


def test_one_preferred_label_a_language() -> None:
    german = quads_of(profile("Manager"), name="de", language="de")
    quads = derived(quads_of(profile("Manager"), name="en"), german)
    assert labels(quads, "role/manager", terms.PREF_LABEL) == ["Manager@de", "Manager@en"]


def test_an_alternative_title_is_an_alternative_label_of_the_role() -> None:
    quads = derived(quads_of(profile(alternative_titles=(AlternativeRole("Collector", HERE),))))
    assert labels(quads, "role/collections-officer", terms.ALT_LABEL) == ["Collector@en"]


def test_a_role_that_is_only_an_alternative_has_a_label() -> None:
    quads = derived(quads_of(profile(alternative_roles=(AlternativeRole("Debt Adviser", HERE),))))
    assert labels(quads, "role/debt-adviser", terms.PREF_LABEL) == ["Debt Adviser@en"]
    assert values(quads, "role/debt-adviser", terms.IN_SCHEME) == [f"{IRIS.base}id/scheme/roles"]


def test_countries_name_their_authority() -> None:
    quads = derived(quads_of(profile()))
    assert labels(quads, "country/GB", terms.PREF_LABEL) == ["United Kingdom@en"]
    assert values(quads, "country/GB", terms.NOTATION) == ["GB"]
    expected = "http://publications.europa.eu/resource/authority/country/GBR"
    assert values(quads, "country/GB", terms.EXACT_MATCH) == [expected]


def test_not_stated_is_a_value_without_a_match() -> None:
    quads = derived(quads_of(profile(country=None, band=None)))
    assert labels(quads, "country/not-stated", terms.PREF_LABEL) == ["not stated@en"]
    assert values(quads, "country/not-stated", terms.EXACT_MATCH) == []
    assert values(quads, "experience/not-stated", terms.MIN_YEARS) == []
    assert labels(quads, "period/not-stated", terms.PREF_LABEL) == ["not stated@en"]


def test_bands_have_years_where_they_are_years() -> None:
    half = quads_of(profile(band=Band(Decimal("0.5"), None)), name="half")
    quads = derived(quads_of(profile()), half, quads_of(profile(band=Band(name="starter")), name="named"))
    assert values(quads, "experience/0-3-years", terms.MAX_YEARS) == ["3"]
    assert labels(quads, "experience/0_5-or-more-years", terms.PREF_LABEL) == ["0.5 or more years@en"]
    assert values(quads, "experience/0_5-or-more-years", terms.MAX_YEARS) == []
    assert values(quads, "experience/starter", terms.MIN_YEARS) == []
    assert labels(quads, "experience/starter", terms.PREF_LABEL) == ["starter@en"]


@pytest.mark.parametrize(("period", "key"), [("2024", "2024"), ("2023/2024", "2023--2024")])
def test_a_period_is_named_by_itself(period: str, key: str) -> None:
    salary = profile().salaries[0]
    quads = derived(quads_of(profile(salaries=(Salary(salary.money, HERE, period),))))
    assert values(quads, f"period/{key}", terms.NOTATION) == [period]


def test_codes_and_their_scheme() -> None:
    quads = derived(quads_of(profile(codes=(Code("UK SOC 2010", HERE, "7122", "Debt collectors"),))))
    node = next(q.subject for q in quads if q.object == terms.CATEGORY_CODE)
    assert isinstance(node, NamedNode)
    key = node.value.removeprefix(f"{IRIS.base}id/")
    assert values(quads, key, terms.CODE_VALUE) == ["7122"]
    assert labels(quads, key, terms.PREF_LABEL) == ["Debt collectors@en"]
    assert values(quads, "scheme/uk-soc-2010", terms.PREF_LABEL) == ["UK SOC 2010"]


def test_a_code_without_a_title_is_named_by_its_value() -> None:
    quads = derived(quads_of(profile(codes=(Code("O*NET-SOC", HERE, "43-3011.00"),))))
    node = next(q.subject for q in quads if q.object == terms.CATEGORY_CODE)
    assert [text(q.object) for q in quads if (q.subject, q.predicate) == (node, terms.PREF_LABEL)] == [
        "43-3011.00"
    ]


def test_what_no_page_speaks_of_has_no_description() -> None:
    things = touched_things(quads_of(profile()), IRIS)
    assert VocabularyDeriver(pyoxigraph.Store(), IRIS).derive(things) == []


def test_graphs_of_others_do_not_name_things() -> None:
    store = pyoxigraph.Store()
    skill = NamedNode(f"{IRIS.base}id/skill/excel")
    foreign = NamedNode("http://example.org/graph")
    item = NamedNode("http://example.org/item")
    store.add(Quad(item, terms.ITEM, skill, foreign))
    store.add(Quad(item, terms.NAME, pyoxigraph.Literal("Evil"), foreign))
    assert VocabularyDeriver(store, IRIS).derive([skill.value]) == []


def test_static_vocabulary_names_the_schemes_and_the_data_set() -> None:
    quads = static_vocabulary(IRIS)
    assert len([q for q in quads if q.object == terms.CONCEPT_SCHEME]) == 5
    assert values(quads, "dataset/salaries", terms.QB_STRUCTURE) == [
        "https://w3id.org/rolegraph/ns#salaryStructure"
    ]
