# A slice that gives no value for the dimension of its key; its observations say it themselves.
DELETE { <https://data.example/cube/in-2023> <https://data.example/cube/year> ?year }
INSERT { ?o <https://data.example/cube/year> ?year }
WHERE {
  <https://data.example/cube/in-2023> <https://data.example/cube/year> ?year ; qb:observation ?o
}
