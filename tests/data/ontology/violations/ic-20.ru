# A code that no path from the root reaches.
DELETE DATA { <https://data.example/cube/world> <https://data.example/cube/holds> <https://data.example/cube/europe> }
