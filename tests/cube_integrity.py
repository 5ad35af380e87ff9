"""The integrity constraints of the W3C RDF Data Cube Vocabulary, IC-1 to IC-21, as queries.

Section 11.1 of the Recommendation gives each constraint as an ASK query that is true where it is
violated. Here each is a SELECT over the same pattern whose ``?focus`` names a culprit, run on data
that was normalised as section 10.3 says. IC-12 is a GROUP BY with the same verdict, because the
published form compares every pair of observations; test_cube.py holds it against that form.

Copyright © 2014 W3C® (MIT, ERCIM, Keio, Beihang). This software includes material derived from
"The RDF Data Cube Vocabulary", https://www.w3.org/TR/2014/REC-vocab-data-cube-20140116/.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
import rdflib

from rolegraph.graph.namespaces import sparql_prologue

# Section 10.3, phase 1 (types and component properties) and phase 2 (values of data sets and slices).
NORMALISATION = """
INSERT { ?o a qb:Observation } WHERE { ?group qb:observation ?o };
INSERT { ?o a qb:Observation . ?ds a qb:DataSet } WHERE { ?o qb:dataSet ?ds };
INSERT { ?s a qb:Slice } WHERE { ?ds qb:slice ?s };
INSERT { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty } WHERE { ?c qb:dimension ?p };
INSERT { ?c qb:componentProperty ?p . ?p a qb:MeasureProperty } WHERE { ?c qb:measure ?p };
INSERT { ?c qb:componentProperty ?p . ?p a qb:AttributeProperty } WHERE { ?c qb:attribute ?p };
INSERT { ?o ?p ?v } WHERE {
  ?c qb:componentProperty ?p ; qb:componentAttachment qb:DataSet .
  ?ds qb:structure/qb:component ?c ; ?p ?v .
  ?o qb:dataSet ?ds };
INSERT { ?o ?p ?v } WHERE {
  ?c qb:componentProperty ?p ; qb:componentAttachment qb:Slice .
  ?ds qb:structure/qb:component ?c ; qb:slice ?s .
  ?s ?p ?v ; qb:observation ?o };
INSERT { ?o ?p ?v } WHERE {
  ?c qb:componentProperty ?p . ?p a qb:DimensionProperty .
  ?ds qb:structure/qb:component ?c ; qb:slice ?s .
  ?s ?p ?v ; qb:observation ?o }
"""

# The name of each constraint, and the pattern that binds ?focus to what violates it.
CONSTRAINTS: dict[str, tuple[str, str]] = {
    "IC-1": (
        "unique data set",
        """?focus a qb:Observation .
        OPTIONAL { ?focus qb:dataSet ?one } OPTIONAL { ?focus qb:dataSet ?two FILTER(?two != ?one) }
        FILTER(!BOUND(?one) || BOUND(?two))""",
    ),
    "IC-2": (
        "unique structure",
        """?focus a qb:DataSet .
        OPTIONAL { ?focus qb:structure ?one } OPTIONAL { ?focus qb:structure ?two FILTER(?two != ?one) }
        FILTER(!BOUND(?one) || BOUND(?two))""",
    ),
    "IC-3": (
        "a structure includes a measure",
        """?focus a qb:DataStructureDefinition .
        FILTER NOT EXISTS { ?focus qb:component/qb:componentProperty/a qb:MeasureProperty }""",
    ),
    "IC-4": (
        "dimensions have a range",
        "?focus a qb:DimensionProperty . FILTER NOT EXISTS { ?focus rdfs:range ?range }",
    ),
    "IC-5": (
        "dimensions of concepts have a code list",
        """?focus a qb:DimensionProperty ; rdfs:range skos:Concept .
        FILTER NOT EXISTS { ?focus qb:codeList ?list }""",
    ),
    "IC-6": (
        "only attributes may be optional",
        """?dsd qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?focus .
        FILTER NOT EXISTS { ?focus a qb:AttributeProperty }""",
    ),
    "IC-7": (
        "slice keys are declared",
        """?focus a qb:SliceKey .
        FILTER NOT EXISTS { ?dsd a qb:DataStructureDefinition ; qb:sliceKey ?focus }""",
    ),
    "IC-8": (
        "slice keys agree with the structure",
        """?focus a qb:SliceKey ; qb:componentProperty ?p . ?dsd qb:sliceKey ?focus .
        FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty ?p }""",
    ),
    "IC-9": (
        "unique slice structure",
        """?focus a qb:Slice .
        OPTIONAL { ?focus qb:sliceStructure ?one }
        OPTIONAL { ?focus qb:sliceStructure ?two FILTER(?two != ?one) }
        FILTER(!BOUND(?one) || BOUND(?two))""",
    ),
    "IC-10": (
        "slice dimensions are complete",
        """?focus qb:sliceStructure/qb:componentProperty ?dim . FILTER NOT EXISTS { ?focus ?dim ?v }""",
    ),
    "IC-11": (
        "all dimensions are required",
        """?focus qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim .
        ?dim a qb:DimensionProperty . FILTER NOT EXISTS { ?focus ?dim ?v }""",
    ),
    "IC-13": (
        "required attributes are present",
        """?focus qb:dataSet/qb:structure/qb:component ?c .
        ?c qb:componentRequired true ; qb:componentProperty ?attribute .
        FILTER NOT EXISTS { ?focus ?attribute ?v }""",
    ),
    "IC-14": (
        "all measures are present",
        """?focus qb:dataSet/qb:structure ?dsd .
        FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty qb:measureType }
        ?dsd qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty .
        FILTER NOT EXISTS { ?focus ?measure ?v }""",
    ),
    "IC-15": (
        "the measure dimension is consistent",
        """?focus qb:measureType ?measure ; qb:dataSet/qb:structure ?dsd .
        ?dsd qb:component/qb:componentProperty qb:measureType . FILTER NOT EXISTS { ?focus ?measure ?v }""",
    ),
    "IC-16": (
        "a single measure for an observation with a measure dimension",
        """?focus qb:measureType ?measure ; qb:dataSet/qb:structure ?dsd ; ?other ?v .
        ?dsd qb:component/qb:componentProperty qb:measureType , ?other .
        ?other a qb:MeasureProperty . FILTER(?other != ?measure)""",
    ),
    "IC-17": (
        "all measures are present in a cube with a measure dimension",
        """{ SELECT ?focus ?measures (COUNT(?same) AS ?found) WHERE {
            ?focus qb:measureType ?m1 ; qb:dataSet ?ds . ?ds qb:structure ?dsd .
            { SELECT ?dsd (COUNT(?m) AS ?measures) WHERE {
                ?dsd qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty } GROUP BY ?dsd }
            ?same qb:dataSet ?ds ; qb:measureType ?m2 .
            FILTER NOT EXISTS {
              ?dsd qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
              FILTER(?dim != qb:measureType) ?focus ?dim ?v1 . ?same ?dim ?v2 . FILTER(?v1 != ?v2) }
          } GROUP BY ?focus ?measures HAVING(COUNT(?same) != ?measures) }""",
    ),
    "IC-18": (
        "data set links are consistent",
        "?ds qb:slice/qb:observation ?focus . FILTER NOT EXISTS { ?focus qb:dataSet ?ds }",
    ),
    "IC-19": (
        "codes are from the code list",
        """?focus qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim ; ?dim ?v .
        ?dim a qb:DimensionProperty ; qb:codeList ?list .
        { ?list a skos:ConceptScheme . FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?list } }
        UNION
        { ?list a skos:Collection . FILTER NOT EXISTS { ?v a skos:Concept . ?list skos:member+ ?v } }""",
    ),
}

# IC-20 and IC-21 are templates: one query for each property from parent to child, or its inverse.
# The list has to be one with that property: the prose says so, the published template leaves it out
# and would refuse two lists with properties of their own.
HIERARCHY = """?focus qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim ; ?dim ?v .
    ?dim a qb:DimensionProperty ; qb:codeList ?list . ?list a qb:HierarchicalCodeList ; {link} <{p}> .
    FILTER NOT EXISTS {{ ?list qb:hierarchyRoot/({step}<{p}>)* ?v }}"""
# For each: how a list names the property, and the direction of a step from parent to child.
STEPS = {
    "IC-20": ("qb:parentChildProperty", ""),
    "IC-21": ("qb:parentChildProperty/owl:inverseOf", "^"),
}


def failed_integrity_constraints(graph: rdflib.Graph) -> list[str]:
    """Which constraints the cubes in ``graph`` violate: ``IC-11 name: <culprit>``; empty is well-formed.

    The graph holds the data, the Data Structure Definition and the declarations of its components
    (``ontology/*.ttl``); it is not changed.
    """
    return violations(normalised(graph))


def normalised(graph: rdflib.Graph) -> pyoxigraph.Store:
    """A store with the graph's triples and those that normalisation adds (section 10.3)."""
    store = pyoxigraph.Store()
    store.load(graph.serialize(format="nt", encoding="utf-8"), pyoxigraph.RdfFormat.N_TRIPLES)
    store.update(sparql_prologue() + NORMALISATION)
    return store


def violations(store: pyoxigraph.Store) -> list[str]:
    """The violated constraints of a normalised store, in their order, each with one culprit."""
    found = []
    for number, name, pattern in _checks(store):
        culprits = _select(store, f"SELECT ?focus WHERE {{ {pattern} }} LIMIT 1")
        found += [f"{number} {name}: {row['focus']}" for row in culprits]
    return sorted(found, key=lambda text: int(text.split()[0].removeprefix("IC-")))


def _checks(store: pyoxigraph.Store) -> Iterator[tuple[str, str, str]]:
    for number, (name, pattern) in CONSTRAINTS.items():
        yield number, name, pattern
    for dsd in _select(store, "SELECT DISTINCT ?dsd WHERE { ?dataset qb:structure ?dsd }"):
        yield "IC-12", "no duplicate observations", _duplicates(store, dsd["dsd"])
    for number, (link, step) in STEPS.items():
        for row in _select(store, f"SELECT DISTINCT ?p WHERE {{ ?list {link} ?p FILTER(isIRI(?p)) }}"):
            pattern = HIERARCHY.format(link=link, step=step, p=row["p"].value)
            yield number, "codes are from the hierarchy", pattern


def _duplicates(store: pyoxigraph.Store, dsd: object) -> str:
    """IC-12 for one structure: data sets in which two observations share the value of every dimension."""
    dimensions = _select(
        store,
        f"SELECT DISTINCT ?dim WHERE {{ {dsd} qb:component/qb:componentProperty ?dim ."
        " ?dim a qb:DimensionProperty }",
    )
    values = "".join(f"; {row['dim']} ?v{n} " for n, row in enumerate(dimensions))
    keys = " ".join(f"?v{n}" for n in range(len(dimensions)))
    return (
        f"{{ SELECT (SAMPLE(?o) AS ?focus) WHERE {{ ?ds qb:structure {dsd} . ?o qb:dataSet ?ds {values} }}"
        f" GROUP BY ?ds {keys} HAVING(COUNT(DISTINCT ?o) > 1) }}"
    )


def _select(store: pyoxigraph.Store, query: str) -> list[pyoxigraph.QuerySolution]:
    solutions = store.query(sparql_prologue() + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return list(solutions)
