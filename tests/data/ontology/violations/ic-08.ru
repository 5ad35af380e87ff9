# A slice key with a property that is no component of its structure.
INSERT DATA {
  <https://data.example/cube/by-year> qb:componentProperty rg:importance .
  <https://data.example/cube/in-2023> rg:importance 1
}
