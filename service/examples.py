"""Example queries for the home page and the query form."""

from __future__ import annotations

from typing import NamedTuple

from rolegraph.graph.namespaces import PREFIXES


class Example(NamedTuple):
    """A query that works on any store, with what it asks in words."""

    title: str
    query: str


def _example(title: str, body: str, *prefixes: str) -> Example:
    declared = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in prefixes)
    return Example(title, declared + body)


EXAMPLES = (
    _example(
        "Roles and how many profiles describe each",
        """SELECT ?role ?label (COUNT(?profile) AS ?profiles) {
  ?role a rg:Role ; skos:prefLabel ?label .
  OPTIONAL { ?profile rg:role ?role }
}
GROUP BY ?role ?label
ORDER BY DESC(?profiles) ?label
LIMIT 50
""",
        "rg",
        "skos",
    ),
    _example(
        "Skills that most profiles ask for",
        """SELECT ?skill ?label (COUNT(?profile) AS ?profiles) {
  ?profile a rg:RoleProfile ; schema:skills ?skill .
  ?skill skos:prefLabel ?label .
}
GROUP BY ?skill ?label
ORDER BY DESC(?profiles) ?label
LIMIT 50
""",
        "rg",
        "schema",
        "skos",
    ),
    _example(
        "Yearly pay by role and country, with the words of the page",
        """SELECT ?roleLabel ?country ?minimum ?maximum ?currency ?words {
  ?pay a qb:Observation ;
    rg:role/skos:prefLabel ?roleLabel ;
    sdmx-dimension:refArea/skos:prefLabel ?country ;
    rg:payPeriod "P1Y"^^xsd:duration ;
    schema:minValue ?minimum ; schema:maxValue ?maximum ;
    schema:currency ?currency ; rg:sourceText ?words .
}
ORDER BY ?roleLabel ?country ?minimum
LIMIT 50
""",
        "qb",
        "rg",
        "schema",
        "skos",
        "sdmx-dimension",
        "xsd",
    ),
    _example(
        "Roles that pages offer as alternatives",
        """SELECT ?from ?to {
  ?profile rg:role/skos:prefLabel ?from ; rg:alternativeRole/skos:prefLabel ?to .
}
ORDER BY ?from ?to
LIMIT 50
""",
        "rg",
        "skos",
    ),
    _example(
        "Where each statement about one profile comes from",
        """CONSTRUCT { ?profile ?property ?value . ?page dcterms:identifier ?name }
WHERE {
  { SELECT ?profile { ?profile a rg:RoleProfile } ORDER BY ?profile LIMIT 1 }
  GRAPH ?page { ?profile ?property ?value . ?page dcterms:identifier ?name }
}
""",
        "dcterms",
        "rg",
    ),
)
