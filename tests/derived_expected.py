"""What the derived graphs must say, by SPARQL queries on the raw graphs of a small store without classifications.

SPARQL 1.1 has no logarithm, so the queries get one as a custom function.
"""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.store import OpenGeneration

FLOOR = 0.15
MOST = 20
LN = ox.NamedNode("http://example.org/ln")
Row = dict[str, str]

CELLS = """
SELECT ?role ?country ?band ?currency ?per ?period
    (MIN(?low) AS ?lowest) (MAX(?high) AS ?highest) (COUNT(DISTINCT ?observation) AS ?count)
{ ?observation a qb:Observation ; rg:role ?role ; sdmx-dimension:refArea ?country ; rg:experienceBand ?band ;
    sdmx-attribute:unitMeasure ?currency ; rg:payPeriod ?per ; sdmx-dimension:refPeriod ?period ;
    schema:minValue ?low ; schema:maxValue ?high }
GROUP BY ?role ?country ?band ?currency ?per ?period"""
HELD_CELLS = """
SELECT ?role ?country ?band ?currency ?per ?period ?lowest ?highest ?count
{ ?cell a rg:SalaryCell ; rg:ofRole ?role ; rg:inCountry ?country ; rg:atExperience ?band ;
    rg:inCurrency ?currency ; rg:per ?per ; rg:inPeriod ?period ;
    rg:lowestPay ?lowest ; rg:highestPay ?highest ; rg:observationCount ?count }"""

EDGES = """
SELECT ?role ?skill (COUNT(DISTINCT ?profile) AS ?profiles) (MIN(COALESCE(?rank, 9999)) AS ?best)
    (COUNT(DISTINCT ?calling) AS ?essential)
{ ?profile a rg:RoleProfile ; rg:role ?role ; rg:skillRequirement ?item . ?item schema:item ?skill
  OPTIONAL { ?item schema:position ?rank }
  OPTIONAL { ?item rg:necessity "essential" BIND(?profile AS ?calling) } }
GROUP BY ?role ?skill"""
HELD_EDGES = """
SELECT ?role ?skill ?profiles (COALESCE(?rank, 9999) AS ?best) (COALESCE(?some, 0) AS ?essential)
{ ?edge a rg:RoleSkill ; rg:ofRole ?role ; rg:ofSkill ?skill ; rg:profileCount ?profiles
  OPTIONAL { ?edge rg:bestRank ?rank } OPTIONAL { ?edge rg:essentialCount ?some } }"""
IMPORTANCE = """
SELECT ?role ?skill (SUM(?one) / SAMPLE(?profiles) AS ?importance)
{ ?profile a rg:RoleProfile ; rg:role ?role ; rg:skillRequirement ?item . ?item schema:item ?skill
  { SELECT ?role (COUNT(DISTINCT ?p) AS ?profiles)
    { ?p a rg:RoleProfile ; rg:role ?role ; rg:skillRequirement ?any } GROUP BY ?role }
  OPTIONAL { ?item schema:position ?rank
    { SELECT ?profile (MAX(?place) AS ?places) { ?profile rg:skillRequirement/schema:position ?place }
      GROUP BY ?profile } }
  OPTIONAL { ?item rg:necessity ?necessity }
  BIND(COALESCE(xsd:double(?places - ?rank + 1) / ?places, IF(?necessity = "optional", 0.5, 1.0), 1.0) AS ?one) }
GROUP BY ?role ?skill"""
HELD_IMPORTANCE = """
SELECT ?role ?skill ?importance
{ ?edge rg:ofRole ?role ; rg:ofSkill ?skill ; rg:normalImportance ?importance }"""
ASSERTED = """
SELECT DISTINCT ?from ?to { ?profile a rg:RoleProfile ; rg:role ?from ; rg:alternativeRole ?to FILTER(?from != ?to) }"""
HELD_STEPS = """
SELECT ?from ?to ?coverage ?gap ?method
{ ?step a rg:Transition ; rg:fromRole ?from ; rg:toRole ?to ; rg:coverage ?coverage ; rg:gap ?gap ;
    rg:stepMethod ?method }"""

# In a store of its own, of <urn:link> nodes with <urn:role>, <urn:skill> and <urn:importance>.
_WEIGHTS = f"""
INSERT {{ ?link <urn:weight> ?weight }}
WHERE {{ ?link <urn:skill> ?skill ; <urn:importance> ?importance
  {{ SELECT (COUNT(DISTINCT ?role) AS ?all) {{ ?x <urn:role> ?role }} }}
  {{ SELECT ?skill (COUNT(DISTINCT ?role) AS ?having) {{ ?x <urn:role> ?role ; <urn:skill> ?skill }} GROUP BY ?skill }}
  BIND(?importance * {LN}(1 + xsd:double(?all) / ?having) AS ?weight) }}"""
_COVERAGE = """
SELECT ?from ?to (SUM(?weight) / SAMPLE(?total) AS ?coverage)
{ ?held <urn:role> ?from ; <urn:skill> ?skill . ?asked <urn:role> ?to ; <urn:skill> ?skill ; <urn:weight> ?weight
  { SELECT ?to (SUM(?w) AS ?total) { ?link <urn:role> ?to ; <urn:weight> ?w } GROUP BY ?to }
  FILTER(?from != ?to) }
GROUP BY ?from ?to"""


def rows(store: ox.Store, query: str, **more: Any) -> list[Row]:
    """The solutions by name; numbers in one form, whatever their type."""
    found = store.query(sparql_prologue() + query, use_default_graph_as_union=True, **more)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: _text(row[name]) for name in names if row[name] is not None} for row in found]


def _text(term: Any) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value.endswith(("#decimal", "#integer")):
        return f"{Decimal(term.value).normalize():f}"
    return str(term.value)


def same(current: OpenGeneration) -> None:
    """The derived graphs say what the queries find."""
    store = current.store
    for held, raw in ((HELD_CELLS, CELLS), (HELD_EDGES, EDGES)):
        assert _sorted(rows(store, held)) == _sorted(rows(store, raw))
    expected = {(row["role"], row["skill"]): float(row["importance"]) for row in rows(store, IMPORTANCE)}
    found = {(row["role"], row["skill"]): float(row["importance"]) for row in rows(store, HELD_IMPORTANCE)}
    assert found.keys() == expected.keys()
    assert all(abs(found[edge] - expected[edge]) < 1e-4 for edge in found)
    asks = {(row["role"], row["skill"]) for row in rows(store, "SELECT * { ?role rg:asksFor ?skill }")}
    assert asks == found.keys()
    _same_steps(store, expected)


def _sorted(found: list[Row]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in found)


def _same_steps(store: ox.Store, importance: dict[tuple[str, str], float]) -> None:
    asserted = {(row["from"], row["to"]) for row in rows(store, ASSERTED)}
    coverage = coverages(importance)
    expected = {
        pair: ("alternative-role" if pair in asserted else "similarity", coverage.get(pair, 0.0))
        for pair in asserted | _strongest(coverage, asserted)
    }
    held = {(row["from"], row["to"]): row for row in rows(store, HELD_STEPS)}
    assert held.keys() == expected.keys()
    for pair, (method, share) in expected.items():
        assert held[pair]["method"] == method
        assert abs(float(held[pair]["coverage"]) - share) < 1e-4
        assert Decimal(held[pair]["coverage"]) + Decimal(held[pair]["gap"]) == 1


def coverages(importance: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """How far each role covers each other one that shares a skill with it."""
    store = ox.Store()
    for number, ((role, skill), value) in enumerate(importance.items()):
        link = ox.NamedNode(f"urn:link:{number}")
        said: dict[str, ox.NamedNode | ox.Literal] = {
            "role": ox.NamedNode(role),
            "skill": ox.NamedNode(skill),
            "importance": ox.Literal(value),
        }
        store.extend(ox.Quad(link, ox.NamedNode(f"urn:{name}"), term) for name, term in said.items())
    store.update(sparql_prologue() + _WEIGHTS, custom_functions={LN: _ln})
    return {(row["from"], row["to"]): float(row["coverage"]) for row in rows(store, _COVERAGE)}


def _ln(number: Any) -> ox.Literal:
    return ox.Literal(math.log(float(number.value)))


def _strongest(
    coverage: dict[tuple[str, str], float], asserted: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Of each role the steps of similarity that are kept."""
    steps: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (role, other), share in coverage.items():
        if share >= FLOOR - 1e-9 and (role, other) not in asserted:
            steps[role].append((-round(share, 9), other))
    return {(role, other) for role, found in steps.items() for _, other in sorted(found)[:MOST]}
