"""What is read of roles and skills beside their links: names, texts, codes, groups."""

from __future__ import annotations

from skill_spaces import BASE, Profile, esco, pages, questions, store

from rolegraph.graph.paths.answers import Flag
from rolegraph.graph.paths.features import Described
from rolegraph.graph.paths.reading.described import read_described
from rolegraph.graph.paths.reading.nodes import read_nodes
from rolegraph.graph.paths.reading.source import Source
from rolegraph.graph.paths.vectors import CODE, PARTS


def turtle() -> dict[str, str]:
    made = pages(Profile("Cook", ["Cut"])) | esco({"chef": {"slice": True}, "waiter": {"carry": True}})
    made["id/source/0"] += (
        '\n<id/profile/0-1> schema:description "Cuts things."@en ; schema:responsibilities "Cut."@en .'
    )
    made["graph/alignment"] = "<id/role/cook> skos:exactMatch <occupation/chef> ."
    made["graph/esco"] += """
        <occupation/chef> dcterms:description "Leads cooks."@en ; esco:memberOfISCOGroup <isco/C3434> ; skos:altLabel "chief"@en .
        <isco/C3434> skos:notation "3434" .
        <esco-skill/slice> skos:broader <group/knives> . <esco-skill/carry> skos:broader <group/hands>, <group/knives> .
    """
    made["graph/onet"] = """
        <id/code/a> schema:skills <id/onet/technology-t> ; skos:notation "35-1011.00" ; skos:prefLabel "Chefs"@en .
        <id/onet/technology-t> skos:prefLabel "Oven"@en ; skos:notation "12-3456.00" .
    """
    return made


def described() -> tuple[list[str], list[str], Described]:
    source = Source(store(turtle()), BASE)
    roles, skills = read_nodes(source)
    profiles = {f"{BASE}id/profile/0-1": roles.numbers[f"{BASE}id/role/cook"]}
    found = read_described(source, roles, skills, profiles)
    return [node.label for node in roles.nodes], [node.label for node in skills.nodes], found


def test_names_and_texts_are_those_of_all_that_is_one_role() -> None:
    roles, _, found = described()
    cook = roles.index("Cook")
    assert sorted(found.names[cook]) == ["Cook", "chef", "chief"]
    assert found.texts[cook] == "Cut.\nCuts things.\nLeads cooks."
    assert found.languages[cook] == "en"
    assert found.texts[roles.index("waiter")] == ""


def test_codes_are_groups_of_classifications_of_occupations() -> None:
    roles, _, found = described()
    assert dict(zip(roles, found.codes, strict=True)) == {
        "Cook": ["isco:343", "isco:3434"],
        "Chefs": ["soc:35-1", "soc:35-101"],
        "waiter": [],
    }


def test_groups_are_what_skills_stand_right_below() -> None:
    _, skills, found = described()
    below = dict(zip(skills, found.groups.toarray().tolist(), strict=True))
    assert (below["carry"], below["slice"]) == ([1.0, 1.0], [0.0, 1.0])
    assert below["Cut"] == below["Oven"] == [0.0, 0.0]


def test_roles_are_alike_by_the_parts_that_are_told() -> None:
    made = turtle()
    made["graph/esco"] += '<occupation/waiter> dcterms:description "Leads cooks to guests."@en .'
    answer = questions(made).similar("Cook")
    assert [one.role.label for one in answer.roles] == ["waiter", "Chefs"]
    for one in answer.roles:
        assert {signal.name for signal in one.signals} == {*PARTS, CODE}
        assert abs(sum(signal.value for signal in one.signals) - one.score) < 1e-5
        assert one.shared == ()
        assert Flag.NO_SHARED_SKILL in one.flags
