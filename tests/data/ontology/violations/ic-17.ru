# A year that has a height and no weight.
INSERT DATA {
  <https://data.example/cube/h-24> qb:dataSet <https://data.example/cube/people> ;
    <https://data.example/cube/year> "2024"^^xsd:gYear ;
    <https://data.example/cube/sex> <https://data.example/cube/female> ;
    qb:measureType <https://data.example/cube/height> ; <https://data.example/cube/height> 166
}
