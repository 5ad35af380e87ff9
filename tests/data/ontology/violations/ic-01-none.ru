# An observation in no data set.
INSERT DATA { <https://data.example/id/observation/stray> a qb:Observation }
