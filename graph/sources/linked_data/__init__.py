"""JSON-LD of schema.org: its expansion with places, and what occupations and postings say in it."""
