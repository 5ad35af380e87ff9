# A slice key that no structure declares.
INSERT DATA { <https://data.example/cube/loose> a qb:SliceKey }
