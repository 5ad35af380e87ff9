"""Linked data: every IRI of the graph answers, as a page, as RDF, as JSON and as a table."""
