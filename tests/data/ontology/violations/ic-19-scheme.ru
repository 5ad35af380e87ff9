# A code that is not in the concept scheme of its dimension.
DELETE DATA { <https://data.example/cube/female> skos:inScheme <https://data.example/cube/sexes> }
