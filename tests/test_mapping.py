"""Mapping: what one page says becomes the quads of its graph, by the rules of the model."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from readings import BASE, HERE, IRIS, pounds, profile, quads_of, source, text

from rolegraph.graph.errors import BadValue
from rolegraph.graph.mapping import page_quads, terms
from rolegraph.graph.mapping.writer import decimal
from rolegraph.graph.model import (
    AlternativeRole,
    Announcement,
    Band,
    Code,
    Duty,
    Fact,
    Listing,
    Money,
    Outlook,
    Place,
    Reading,
    Remark,
    Salary,
    SkillAsked,
    SkillMention,
    Trend,
)
from rolegraph.graph.namespaces import RG, SCHEMA, sparql_prologue


def ask(quads: list[Quad], pattern: str) -> bool:
    """Whether the quads, as one graph, hold the pattern."""
    store = pyoxigraph.Store()
    store.extend(quads)
    query = f"{sparql_prologue()} BASE <{BASE}id/> ASK {{ {pattern} }}"
    return bool(store.query(query, use_default_graph_as_union=True))


def objects(quads: list[Quad], predicate: NamedNode) -> list[str]:
    """The lexical forms or IRIs of a property's values, in order of writing."""
    return [text(quad.object) for quad in quads if quad.predicate == predicate]


def test_everything_stands_in_the_graph_of_the_page() -> None:
    graph = NamedNode(IRIS.source(source().key))
    assert {quad.graph_name for quad in quads_of(profile())} == {graph}


def test_no_blank_nodes_and_no_repeats() -> None:
    quads = quads_of(profile(), profile(band=Band(Decimal(3), Decimal(6))))
    assert all(isinstance(quad.subject, NamedNode) for quad in quads)
    assert not [quad for quad in quads if isinstance(quad.object, pyoxigraph.BlankNode)]
    assert len(set(quads)) == len(quads)


def test_a_profile_names_role_country_and_band() -> None:
    pattern = """?p a rg:RoleProfile, schema:Occupation ; schema:name "Collections Officer"@en ;
        rg:role <role/collections-officer> ; rg:country <country/GB> ; rg:experienceBand <experience/0-3-years>"""
    assert ask(quads_of(profile()), pattern)


def test_what_is_not_stated_has_the_value_not_stated() -> None:
    quads = quads_of(profile(country=None, band=None))
    pattern = """?p rg:country <country/not-stated> ; rg:experienceBand <experience/not-stated> .
        ?o a qb:Observation ; sdmx-dimension:refPeriod <period/not-stated>"""
    assert ask(quads, pattern)


def test_a_whole_salary_is_an_observation_of_the_cube() -> None:
    pattern = """?p schema:estimatedSalary ?o . ?o a qb:Observation, schema:MonetaryAmount ;
        qb:dataSet <dataset/salaries> ; rg:role <role/collections-officer> ; sdmx-dimension:refArea <country/GB> ;
        rg:experienceBand <experience/0-3-years> ; rg:payPeriod "P1Y"^^xsd:duration ; rg:source ?page ;
        schema:minValue 23000.0 ; schema:maxValue 23000.0 ; sdmx-attribute:unitMeasure currency:GBP ;
        schema:currency "GBP" ; rg:currencyBasis "stated" ; rg:sourceText "£23000" .
        ?page a prov:Entity"""
    assert ask(quads_of(profile()), pattern.replace("23000.0", '"23000"^^xsd:decimal'))


@pytest.mark.parametrize(
    "money",
    [
        Money("Competitive"),
        Money("From £40K", minimum=Decimal(40000), currency="GBP", pay_period="P1Y"),
        Money("£40K", Decimal(40000), Decimal(40000), "GBP", None, None),
        Money("$40K", Decimal(40000), Decimal(40000), None, None, "P1Y"),
    ],
)
def test_an_incomplete_salary_stays_outside_the_cube(money: Money) -> None:
    quads = quads_of(profile(salaries=(Salary(money, HERE),)))
    assert ask(quads, f'?o a schema:MonetaryAmount ; rg:sourceText "{money.source_text}"')
    assert not ask(quads, "{ ?o a qb:Observation } UNION { ?o qb:dataSet ?d }")


def test_ranked_and_unranked_skills() -> None:
    skills = (SkillAsked("C++", HERE, position=1), SkillAsked("Tact", HERE, score=Decimal("4.20")))
    quads = quads_of(profile(skills=skills))
    assert ask(quads, '?q a rg:SkillRequirement ; schema:name "C++"@en ; schema:position 1')
    assert ask(
        quads, '?q schema:item <skill/tact> ; rg:score "4.2"^^xsd:decimal . ?p schema:skills <skill/tact>'
    )
    assert not ask(quads, "?q schema:item <skill/tact> ; schema:position ?n")


def test_c_and_its_relatives_are_three_skills() -> None:
    skills = tuple(SkillAsked(name, HERE) for name in ("C", "C++", "C#"))
    assert len(set(objects(quads_of(profile(skills=skills)), terms.SKILLS))) == 3


def test_a_skill_in_prose_is_a_mention_with_its_words_and_never_ranked() -> None:
    mention = SkillMention("negotiation", Place("excellent negotiation skills", line=4))
    quads = quads_of(profile(skills=(), mentions=(mention,)))
    pattern = """?p rg:mentionsSkill <skill/negotiation> ; rg:skillMention ?m .
        ?m a rg:SkillMention ; schema:item <skill/negotiation> ; rg:sourceText "excellent negotiation skills"@en"""
    assert ask(quads, pattern)
    assert not ask(quads, "?p schema:skills ?s")


def test_duties_are_numbered_and_flat() -> None:
    quads = quads_of(profile(duties=(Duty("call", HERE), Duty("write", HERE))))
    assert ask(quads, '?d a rg:Duty ; schema:position 2 ; schema:description "write"@en')
    assert objects(quads, terms.RESPONSIBILITIES) == ["call", "write"]


def test_alternatives_codes_and_announcements() -> None:
    quads = quads_of(
        profile(
            alternative_roles=(AlternativeRole("Debt Adviser", HERE),),
            codes=(Code("UK SOC 2010", HERE, "7122", "Debt collectors"),),
            announcements=(Announcement(Listing.ALTERNATIVE_ROLES, Place("four roles"), 4),),
        )
    )
    assert ask(quads, '?p rg:alternativeRole <role/debt-adviser> . ?a schema:name "Debt Adviser"@en')
    assert ask(
        quads, '?k schema:codeValue "7122" ; schema:name "Debt collectors"@en ; rg:schemeName "UK SOC 2010"'
    )
    pattern = "?p rg:announces rg:alternativeRole . ?n schema:item rg:alternativeRole ; rg:announcedNumber 4"
    assert ask(quads, pattern)


def test_one_code_value_in_two_schemes_is_two_codes() -> None:
    codes = (Code("A B", HERE, "C"), Code("A", HERE, "B C"))
    assert len(set(objects(quads_of(profile(codes=codes)), terms.OCCUPATIONAL_CATEGORY))) == 2


def test_profiles_of_one_page_share_the_items_of_a_shared_list() -> None:
    quads = quads_of(profile(), profile(band=Band(name="experienced"), salaries=(pounds("30000"),)))
    assert len([q for q in quads if q.object == terms.SKILL_REQUIREMENT_CLASS]) == 2
    assert len([q for q in quads if q.predicate == terms.SKILL_REQUIREMENT]) == 4
    assert len([q for q in quads if q.object == terms.OBSERVATION]) == 2


def test_the_outlook_keeps_the_words_of_each_reading() -> None:
    outlook = Outlook(
        "It grows.",
        HERE,
        Trend.GROWING,
        Place("grows"),
        Decimal("3.50"),
        Place("3.5 %"),
        "P10Y",
        Place("ten years"),
    )
    pattern = """?p rg:outlook "It grows."@en ; rg:outlookTrend rg:growing ; rg:outlookTrendText "grows"@en ;
        rg:outlookGrowth "3.5"^^xsd:decimal ; rg:outlookGrowthText "3.5 %"@en ;
        rg:outlookPeriod "P10Y" ; rg:outlookPeriodText "ten years"@en"""
    assert ask(quads_of(profile(outlook=outlook)), pattern)


@pytest.mark.parametrize("remark", list(Remark))
def test_facts_that_stay_text(remark: Remark) -> None:
    quads = quads_of(profile(facts=(Fact(remark, "so it says", HERE),)))
    assert objects(quads, NamedNode(RG + remark.value)) == ["so it says"]


def test_the_page_says_where_it_is_from() -> None:
    quads = page_quads(
        source("https://example.org/a"),
        Reading(
            profiles=(profile(),),
            url="https://example.org/a",
            licence="https://example.org/licence",
            cited=("https://example.org/b",),
            citation="B, 2024",
            modified="2020-11-16",
            language="de",
        ),
        IRIS,
    )
    pattern = """?s prov:hadPrimarySource <https://example.org/a> ; dcterms:license <https://example.org/licence> ;
        dcterms:source <https://example.org/b> ; dcterms:bibliographicCitation "B, 2024"@de ;
        dcterms:modified "2020-11-16"^^xsd:date ; dcterms:identifier "https://example.org/a" ;
        rg:checksum ?sum ; rg:sourceFormat "role-page" ; dcterms:format "text/plain" ; dcterms:language "de" """
    assert ask(quads, pattern)


@pytest.mark.parametrize("field", ["url", "licence"])
def test_an_address_that_is_none_is_refused(field: str) -> None:
    with pytest.raises(BadValue, match="not an absolute IRI"):
        quads_of(profile(), **{field: "no address"})


@pytest.mark.parametrize(
    ("period", "key"), [("2024", "2024"), ("2024-05", "2024-05"), ("2023/2024", "2023--2024")]
)
def test_periods_of_pay(period: str, key: str) -> None:
    quads = quads_of(profile(salaries=(Salary(pounds().money, HERE, period=period),)))
    assert ask(quads, f"?o sdmx-dimension:refPeriod <period/{key}>")


def test_a_period_that_is_none_is_refused() -> None:
    with pytest.raises(BadValue, match="2024"):
        quads_of(profile(salaries=(Salary(pounds().money, HERE, period="some time"),)))


@pytest.mark.parametrize(
    ("value", "lexical"),
    [("23000", "23000"), ("23E3", "23000"), ("1.50", "1.5"), ("0.0", "0"), ("100", "100")],
)
def test_decimals_are_canonical(value: str, lexical: str) -> None:
    assert decimal(Decimal(value)) == Literal(lexical, datatype=terms.XSD_DECIMAL)


def test_schema_terms_are_https() -> None:
    assert terms.NAME.value == SCHEMA + "name" == "https://schema.org/name"
