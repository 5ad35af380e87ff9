# A slice with two slice keys.
INSERT DATA {
  <https://data.example/cube/measured> qb:sliceKey <https://data.example/cube/by-year-too> .
  <https://data.example/cube/by-year-too> a qb:SliceKey ;
    qb:componentProperty <https://data.example/cube/year> .
  <https://data.example/cube/in-2023> qb:sliceStructure <https://data.example/cube/by-year-too>
}
