"""Answers about paths in the forms in which they leave: JSON, CSV, RDF and a picture."""
