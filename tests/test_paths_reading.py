"""From a generation to a space: which things are one, who asks for what, pay, names."""

from __future__ import annotations

from math import log

import pyoxigraph as ox
import pytest
from skill_spaces import BASE, PREFIX, Profile, esco, pages, space, store

from rolegraph.graph.paths.answers import Kind
from rolegraph.graph.paths.names import Names
from rolegraph.graph.paths.reading import read_space
from rolegraph.graph.paths.space import SkillSpace

ONET = """
<id/code/a> schema:skills <id/onet/element-x>, <id/onet/technology-t> ; rg:skillRating <id/onet/rating-1>, <id/onet/rating-2> ;
    skos:prefLabel "Actors"@en .
<id/onet/rating-1> schema:item <id/onet/element-x> ; rg:importance 4.0 ; rg:level 3.0 .
<id/onet/rating-2> schema:item <id/onet/element-y> ; rg:importance 1.5 ; rg:notRelevant true .
<id/onet/element-x> skos:prefLabel "Speaking"@en .
<id/onet/element-y> skos:prefLabel "Science"@en .
<id/onet/technology-t> skos:prefLabel "Excel"@en .
"""


def labels(made: SkillSpace, kind: Kind) -> list[str]:
    nodes = made.roles if kind is Kind.ROLE else made.skills
    return [made.strings[int(number)] for number in nodes.label]


def links(made: SkillSpace) -> dict[tuple[str, str], tuple[float, int, int, int]]:
    """Importance, rank, essential and voices of each link, by labels."""
    roles, skills = labels(made, Kind.ROLE), labels(made, Kind.SKILL)
    figures = made.links.figures
    found = {}
    for role, name in enumerate(roles):
        for place in range(made.asked_by(role).start, made.asked_by(role).stop):
            found[name, skills[int(made.needs.skills[place])]] = (
                round(float(figures.importance[place]), 6),
                int(figures.rank[place]),
                int(figures.essential[place]),
                int(figures.voices[place]),
            )
    return found


class TestPages:
    def test_importance_is_averaged_over_all_profiles_that_list_skills(self) -> None:
        made = space(
            pages(Profile("Cook", ["Taste", "Cut"]), Profile("Cook", ["Cut"], country="AU"), Profile("Cook"))
        )
        assert links(made) == {("Cook", "Taste"): (0.5, 1, -1, 1), ("Cook", "Cut"): (0.75, 1, -1, 2)}

    def test_scores_of_unknown_scale_give_an_order(self) -> None:
        extra = {"Cut": "rg:score 6.4", "Taste": "rg:score 1.75"}
        made = space(pages(Profile("Cook", ["Taste", "Cut"], ranked=False, extra=extra)))
        assert links(made) == {("Cook", "Taste"): (0.5, 0, -1, 1), ("Cook", "Cut"): (1.0, 0, -1, 1)}

    def test_necessity_is_kept(self) -> None:
        extra = {"Cut": 'rg:necessity "essential"', "Taste": 'rg:necessity "optional"'}
        made = space(pages(Profile("Cook", ["Taste", "Cut"], ranked=False, extra=extra)))
        assert links(made) == {("Cook", "Taste"): (0.5, 0, 0, 1), ("Cook", "Cut"): (1.0, 0, 1, 1)}

    def test_skills_that_prose_mentions_are_known_and_asked_for_by_none(self) -> None:
        turtle = pages(Profile("Cook", ["Cut"]))
        turtle["graph/vocabulary"] += '\n<id/skill/care> a rg:Skill ; skos:prefLabel "Care"@en .'
        turtle["id/source/0"] += "\n<id/profile/0-1> rg:mentionsSkill <id/skill/care> ."
        made = space(turtle)
        assert "Care" in labels(made, Kind.SKILL)
        assert set(links(made)) == {("Cook", "Cut")}

    def test_alternatives_lead_from_the_role_of_the_page(self) -> None:
        made = space(pages(Profile("Cook", ["Cut"], alternatives=["Waiter", "Cook"])))
        assert [labels(made, Kind.ROLE)[int(n)] for n in made.alternatives.pairs().ravel()] == [
            "Cook",
            "Waiter",
        ]

    def test_the_order_of_loading_makes_no_difference(self) -> None:
        turtle = pages(Profile("Cook", ["Cut", "Taste"]), Profile("Waiter", ["Carry", "Cut"]))
        one, other = space(turtle), space(dict(reversed(turtle.items())))
        assert links(one) == links(other)
        assert one.needs.weights.tolist() == other.needs.weights.tolist()


class TestClassifications:
    def test_esco(self) -> None:
        made = space(esco({"cook": {"cut": True, "taste": False}}))
        assert links(made) == {("cook", "cut"): (1.0, 0, 1, 1), ("cook", "taste"): (0.5, 0, 0, 1)}
        assert made.needs.weights == pytest.approx([log(2), 0.5 * log(2)])

    def test_onet_leaves_out_what_is_not_relevant(self) -> None:
        made = space({"graph/onet": ONET})
        assert links(made) == {("Actors", "Speaking"): (0.8, 0, -1, 1), ("Actors", "Excel"): (1.0, 0, -1, 1)}

    def test_related_occupations_are_no_alternatives(self) -> None:
        made = space({"graph/onet": ONET + "<id/code/a> rg:relatedOccupation <id/code/b> ."})
        assert len(made.alternatives.role) == 0

    def test_derived_graphs_are_left_out(self) -> None:
        turtle = pages(Profile("Cook", ["Cut"], alternatives=["Waiter"]))
        derived = {f"graph/derived/x{n}": text.replace("/0", "/9") for n, text in enumerate(turtle.values())}
        assert links(space(turtle | derived)) == links(space(turtle))


class TestOneThing:
    def joined(self) -> SkillSpace:
        turtle = pages(Profile("Cook", ["Cut"])) | esco({"chef": {"slice": True}, "idle": {}})
        turtle["graph/alignment"] = (
            "<id/role/cook> skos:exactMatch <occupation/chef> . <id/skill/cut> skos:exactMatch <esco-skill/slice> ."
            "<occupation/chef> skos:exactMatch <http://example.org/chef> . <id/role/old> dcterms:isReplacedBy <id/role/cook> ."
        )
        return space(turtle)

    def test_what_matches_exactly_is_shown_as_the_page_names_it(self) -> None:
        made = self.joined()
        assert labels(made, Kind.ROLE) == ["Cook", "idle"]
        assert links(made) == {("Cook", "Cut"): (1.0, 1, 1, 2)}

    @pytest.mark.parametrize(
        "name",
        [
            "Cook",
            "chef",
            f"{BASE}id/role/cook",
            "role/cook",
            f"{BASE}occupation/chef",
            "http://example.org/chef",
            f"{BASE}id/role/old",
        ],
    )
    def test_every_name_of_it_is_accepted(self, name: str) -> None:
        made = self.joined()
        names = Names(made)
        found = names.find(name, Kind.ROLE)
        assert isinstance(found, int)
        assert names.thing(Kind.ROLE, found).iris == (
            "http://127.0.0.1:8000/id/role/cook",
            "http://127.0.0.1:8000/occupation/chef",
            "http://example.org/chef",
        )

    def test_close_matches_stay_apart(self) -> None:
        turtle = pages(Profile("Cook", ["Cut"])) | esco({"chef": {"slice": True}})
        turtle["graph/alignment"] = "<id/role/cook> skos:closeMatch <occupation/chef> ."
        assert labels(space(turtle), Kind.ROLE) == ["Cook", "chef"]


class TestPay:
    def test_cells_join_observations_of_the_same_kind_alone(self) -> None:
        pay = [
            "23000 25000 GBP P1Y 2024",
            "20000 24000 GBP P1Y 2024",
            "30000 30000 GBP P1Y 2023",
            "12 14 GBP PT1H 2024",
        ]
        made = space(pages(Profile("Cook", ["Cut"], pay=[*pay, "40000 40000 EUR P1Y not-stated"])))
        text = [made.strings[n] for n in range(len(made.strings))]
        cells = {
            (text[a], text[b], text[c]): (text[low], text[high], int(last - first))
            for a, b, c, low, high, first, last in zip(
                made.pay.currency,
                made.pay.pay_period,
                made.pay.period,
                made.pay.minimum,
                made.pay.maximum,
                made.pay.starts,
                made.pay.starts[1:],
                strict=False,
            )
        }
        assert cells == {
            ("GBP", "P1Y", "2024"): ("20000", "25000", 2),
            ("GBP", "P1Y", "2023"): ("30000", "30000", 1),
            ("GBP", "PT1H", "2024"): ("12", "14", 1),
            ("EUR", "P1Y", ""): ("40000", "40000", 1),
        }


def test_what_the_store_holds_beside_the_model_is_passed_over() -> None:
    made = store(pages(Profile("Cook", ["Cut"])))
    strange = (
        "[] a rg:Role . <id/role/cook> skos:prefLabel <id/x> . <id/o> a qb:Observation ; schema:minValue 'x' ."
        "<id/requirement/0-1> schema:position 'first' . <id/role/none> a rg:Role . <id/p> a rg:RoleProfile ; rg:role <id/r> ."
    )
    made.load(
        (PREFIX + strange).encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(f"{BASE}strange")
    )
    read = read_space(made, BASE)
    assert labels(read, Kind.ROLE) == ["Cook", f"{BASE}id/role/none"]
