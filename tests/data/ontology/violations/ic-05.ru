# A dimension of concepts that has no code list.
INSERT DATA { rg:role rdfs:range skos:Concept }
