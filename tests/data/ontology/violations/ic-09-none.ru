# A slice without a slice key.
INSERT DATA { <https://data.example/cube/in-2024> a qb:Slice }
