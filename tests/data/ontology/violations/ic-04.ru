# The SDMX terms without the ranges that the ontology ships for them.
DELETE DATA { sdmx-dimension:refPeriod rdfs:range rdfs:Resource }
