# A page that gives two figures for the same thing: only the measures differ.
INSERT {
  <https://data.example/id/observation/a-3> ?p ?o ; schema:minValue 9000.0 ; schema:maxValue 9500.0
} WHERE {
  <https://data.example/id/observation/a-1> ?p ?o
  FILTER(?p NOT IN (schema:minValue, schema:maxValue))
}
